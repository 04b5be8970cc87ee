"""Money: exact, and never without its currency."""

from __future__ import annotations

from decimal import Decimal

import attrs

#: Digits before and after the point; more is a mistake, and `Decimal` would write
#: out an exponent of a million as a million zeros.
MOST_WHOLE_DIGITS = 24
MOST_PLACES = 12


@attrs.frozen
class Money:
    """An exact amount in one currency.

    Args:

        amount: in the currency's main unit (rupiah, yuan), as a `Decimal`.

        currency: the ISO 4217 code, such as ``IDR`` or ``CNY``.
    """

    amount: Decimal = attrs.field()
    currency: str = attrs.field()

    @amount.validator
    def _exact(self, _attribute: object, amount: object) -> None:
        if not isinstance(amount, Decimal):
            raise TypeError(f"an amount must be a Decimal, not {type(amount).__name__}")
        if not amount.is_finite():
            raise ValueError(f"an amount must be a finite number, not {amount}")
        exponent = amount.as_tuple().exponent
        too_small = isinstance(exponent, int) and exponent < -MOST_PLACES
        if too_small or amount.adjusted() >= MOST_WHOLE_DIGITS:
            raise ValueError(
                f"an amount has at most {MOST_WHOLE_DIGITS} digits before the point"
                f" and {MOST_PLACES} after it"
            )

    @currency.validator
    def _named(self, _attribute: object, currency: object) -> None:
        if not (
            isinstance(currency, str)
            and len(currency) == 3
            and currency.isascii()
            and currency.isalpha()
            and currency.isupper()
        ):
            raise ValueError("a currency is three capital letters, such as IDR")

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:,f}"
