"""What a listing may hold."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crossdock.catalogue import Listing, ListingStatus
from crossdock.errors import DataRefusedError


def listing(**given: Any) -> Listing:
    """Return a listing with some fields given."""
    return Listing(
        **{"listing_id": "1", "sku": "A", "title": "T", "status": ListingStatus.ACTIVE}
        | {"quantity": 1}
        | given
    )


@pytest.mark.parametrize(
    "quantity",
    [True, 1.0, 1.5, "10", None, float("nan"), 2**63, 10**5000],
    ids=lambda value: type(value).__name__,
)
def test_a_quantity_is_a_whole_number_that_can_be_kept(quantity: Any) -> None:
    """Truth, fractions, text, nothing and enormous numbers set the record aside."""
    with pytest.raises(DataRefusedError, match=r"^quantity of Listing is .* whole number"):
        listing(quantity=quantity)


def test_a_channel_may_show_fewer_than_none() -> None:
    """Oversold listings are real, and kept as they are."""
    assert -3 == listing(quantity=-3).quantity


def test_a_time_carries_its_zone() -> None:
    """A time without a zone could mean any of two dozen."""
    with pytest.raises(DataRefusedError, match="with its zone"):
        listing(updated_at=datetime(2023, 1, 1))  # noqa: DTZ001 - that is the point

    assert listing(updated_at=datetime(2023, 1, 1, tzinfo=UTC)).updated_at is not None
