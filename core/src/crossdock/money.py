"""Money: exact, and never without its currency."""

from __future__ import annotations

from decimal import Decimal

import attrs


@attrs.frozen
class Money:
    """An exact amount in one currency.

    Args:

        amount: in the currency's main unit (rupiah, yuan), as a `Decimal`.

        currency: the ISO 4217 code, such as ``IDR`` or ``CNY``.
    """

    amount: Decimal = attrs.field(validator=attrs.validators.instance_of(Decimal))
    currency: str = attrs.field(validator=attrs.validators.matches_re(r"[A-Z]{3}"))

    @amount.validator
    def _finite(self, _attribute: object, amount: Decimal) -> None:
        if not amount.is_finite():
            raise ValueError(f"an amount must be a finite number, not {amount}")

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:,f}"
