"""The limits on importing a listing for the first time."""

from itertools import combinations

import pytest

from crossdock.catalogue import Listing, ListingStatus
from crossdock.catalogue.limits import REFUSALS, explain, refusal
from crossdock.manifest import ImportLimit

#: In the order in which they are counted.
ORDER = (
    (ImportLimit.ACTIVE, "not-active"),
    (ImportLimit.SKU_FILLED, "sku-blank"),
    (ImportLimit.IN_STOCK, "out-of-stock"),
)
LIMITS = [
    frozenset(chosen)
    for size in range(4)
    for chosen in combinations([one for one, _ in ORDER], size)
]


def listing(broken: frozenset[ImportLimit]) -> Listing:
    """Return a listing that fails exactly the limits *broken*."""
    return Listing(
        listing_id="1",
        sku=" \u00a0" if ImportLimit.SKU_FILLED in broken else "A1",
        title="Kaos",
        status=ListingStatus.BANNED if ImportLimit.ACTIVE in broken else ListingStatus.ACTIVE,
        quantity=0 if ImportLimit.IN_STOCK in broken else 1,
    )


@pytest.mark.parametrize("broken", LIMITS)
@pytest.mark.parametrize("limits", LIMITS)
def test_the_first_limit_it_fails_is_the_reason(
    limits: frozenset[ImportLimit], broken: frozenset[ImportLimit]
) -> None:
    """Every combination of limits and listing is refused once, for the hardest to mend."""
    unmet = [slug for limit, slug in ORDER if limit in limits & broken]
    expected = unmet[0] if unmet else None

    assert expected == refusal(listing(broken), limits)


@pytest.mark.parametrize("status", [one for one in ListingStatus if one != "active"])
def test_only_active_is_active(status: ListingStatus) -> None:
    """Every other state is refused, an unknown one among them."""
    row = Listing("1", "A1", "Kaos", status, 1)

    assert "not-active" == refusal(row, [ImportLimit.ACTIVE])


def test_stock_below_zero_is_no_stock() -> None:
    """A channel that shows -1 has sold out."""
    row = Listing("1", "A1", "Kaos", ListingStatus.ACTIVE, -1)

    assert "out-of-stock" == refusal(row, [ImportLimit.IN_STOCK])


def test_every_limit_has_a_reason_and_a_sentence() -> None:
    """A new limit cannot be forgotten."""
    assert set(ImportLimit) == set(REFUSALS)
    assert all(explain(slug).startswith("it") for slug, _ in REFUSALS.values())
