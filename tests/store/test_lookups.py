"""Looking up what a listing might link to costs the same however large the catalogue is."""

from typing import Any

from crossdock.catalogue import Listing, ListingStatus


def test_a_thousand_master_skus_cost_no_more_than_ten(books: Any) -> None:
    """SQLite takes about as many steps for a new listing, because it looks up and never scans."""
    catalogue, connection = books.store.catalogue, books.store.db._conn
    listing = Listing("1", "NEW", "t", ListingStatus.ACTIVE, 1)
    steps = []
    for first, last in ((0, 10), (10, 1000)):
        for number in range(first, last):
            catalogue.add_master(f"K{number}", "")
        ticks: list[int] = []
        connection.set_progress_handler(lambda ticks=ticks: ticks.append(1), 1)
        catalogue.known("shop", listing, None)
        connection.set_progress_handler(None, 1)
        steps.append(len(ticks))

    assert steps[1] <= 2 * steps[0]
