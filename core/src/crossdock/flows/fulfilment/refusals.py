"""Why an outbound was refused, as far as what is done next depends on it."""

from __future__ import annotations

from crossdock.errors import (
    AddressRefusedError,
    CrossdockError,
    DuplicateReferenceError,
    StockShortError,
)
from crossdock.fulfilment.completion import Refusal

_KINDS = {
    StockShortError: Refusal.SHORT,
    AddressRefusedError: Refusal.ADDRESS,
    DuplicateReferenceError: Refusal.DUPLICATE,
}


def refusal_of(error: CrossdockError) -> Refusal:
    """Return what kind of refusal *error* is."""
    return next(
        (refusal for kind, refusal in _KINDS.items() if isinstance(error, kind)), Refusal.OTHER
    )
