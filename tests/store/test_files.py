"""Shops whose orders come from files."""

from __future__ import annotations

import pytest

from crossdock.catalogue import Listing, ListingStatus
from crossdock.catalogue.linking import decide
from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.store import FileConnection, Store, StoredConnection


def real(name: str) -> StoredConnection:
    """Return a connection on a connector."""
    return StoredConnection(name=name, connector="tokopedia", settings={}, secrets={})


def test_channel_and_site(store: Store) -> None:
    """Of the shop, and empty for a name that no files are known of."""
    store.files.add(FileConnection("toko", "shopee"))
    store.files.add(FileConnection("kedai", "lazada", "MY"))

    assert ("shopee", "ID") == (store.files.channel("toko"), store.files.site("toko"))
    assert ("lazada", "MY") == (store.files.channel("kedai"), store.files.site("kedai"))
    assert ("", "") == (store.files.channel("nobody"), store.files.site("nobody"))
    assert ["kedai", "toko"] == [shop.name for shop in store.files.all()]


def test_a_name_belongs_to_one(store: Store) -> None:
    """To a connection or to a shop of files, whichever came first."""
    store.files.add(FileConnection("toko", "shopee"))
    store.connections.add(real("shop"))

    with pytest.raises(InputRefusedError, match="already"):
        store.files.add(FileConnection("toko", "lazada"))
    with pytest.raises(InputRefusedError, match="already"):
        store.files.add(FileConnection("shop", "lazada"))
    with pytest.raises(InputRefusedError, match="already"):
        store.connections.add(real("toko"))


def test_names_of_both_kinds(store: Store) -> None:
    """Both are known, and whoever asks for a stranger is told all names."""
    store.files.add(FileConnection("toko", "shopee"))
    store.connections.add(real("shop"))

    store.connections.check("toko")
    store.connections.check("shop")

    assert ["shop", "toko"] == store.connections.names()
    with pytest.raises(NotFoundError) as refused:
        store.connections.check("nobody")
    assert refused.value.next_step == "It has: shop, toko."


def test_removed_like_a_connection(store: Store) -> None:
    """And the name is free again."""
    store.files.add(FileConnection("toko", "shopee"))

    removed = store.connections.remove("toko")

    assert 1 == removed["file_channels"]
    store.connections.add(real("toko"))


def test_another_merchants_is_not_seen(store: Store) -> None:
    """Each merchant's names are its own."""
    other = Store(store.db.path, store.files._now, merchant="other")
    store.files.add(FileConnection("toko", "shopee"))

    assert None is other.files.find("toko")
    other.files.add(FileConnection("toko", "lazada"))
    other.close()


@pytest.mark.parametrize(
    ("channel", "site"),
    [("", "ID"), ("Shopee", "ID"), ("s" * 51, "ID"), ("shopee", "Indonesia"), ("shopee", "")],
)
def test_what_can_be_no_shop(channel: str, site: str) -> None:
    """A channel is a word, a site two letters."""
    with pytest.raises(InputRefusedError):
        FileConnection("toko", channel, site)


def test_its_listings_are_not_offered(store: Store) -> None:
    """Linked like any, and yet no number is sent anywhere for them."""
    store.files.add(FileConnection("toko", "shopee"))
    listing = Listing("KAOS", "KAOS", "Kaos", ListingStatus.UNKNOWN, quantity=0)
    for name in ("toko", "shop"):
        known = store.catalogue.known(name, listing, None)
        store.catalogue.put_listing(name, listing, refusal=None, pull=0)
        store.catalogue.apply(name, listing, decide(listing, known))

    assert ["shop"] == [offered.connection for offered in store.offered.all()]
