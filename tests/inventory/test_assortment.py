"""The assortment: what offers have to do with each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs

from crossdock.inventory import (
    Assortment,
    Holdings,
    Offer,
    Position,
    Rule,
    RuleKind,
    Sharing,
    SharingMode,
)

NOW = datetime(2026, 1, 5, tzinfo=UTC)
NORTH, BOTH = frozenset({"north"}), frozenset({"north", "south"})
SHOP = Offer("shop", "S1", {"mug": 1}, BOTH)
WEB = Offer("web", "W1", {"mug": 1}, BOTH)
ALL = Assortment(
    Holdings({"mug": {"north": Position(on_hand=6), "south": Position(on_hand=4)}}),
    (SHOP, WEB),
    BOTH,
    NOW,
)


def test_shared() -> None:
    """Without more ado everybody shows everything."""
    assert {SHOP.key: 10, WEB.key: 10} == ALL.quantities()


def test_pending_sales_of_others() -> None:
    """What the web shop sold unheard of lowers the other shop's number, and not its own."""
    sold = attrs.evolve(WEB, recipe={"mug": 2}, sku="mug", pending=2)
    both = attrs.evolve(ALL, offers=(SHOP, sold))

    assert {SHOP.key: 6, WEB.key: 5} == both.quantities()


def test_reserved_for_one() -> None:
    """What is reserved for the web shop is kept from the other, and shown by the web shop."""
    reserved = attrs.evolve(ALL, rules=(Rule("r", RuleKind.RESERVE_FOR, 7, "web"),))

    assert {SHOP.key: 3, WEB.key: 10} == reserved.quantities()


def test_divided_by_weight() -> None:
    """Divided stock goes to channels by weight, the one named first having the odd unit."""
    sharing = {"mug": Sharing(SharingMode.PARTITION, (("web", 2), ("shop", 1)))}

    assert {SHOP.key: 3, WEB.key: 7} == attrs.evolve(ALL, sharing=sharing).quantities()


def test_listings_divide_their_shops_part() -> None:
    """Two listings of one shop show its part between them, in units of what they sell."""
    packs = Offer("web", "W2", {"mug": 2}, BOTH)
    sharing = {"mug": Sharing(SharingMode.PARTITION)}
    divided = attrs.evolve(ALL, offers=(SHOP, WEB, packs), sharing=sharing)

    shown = divided.quantities()

    assert {SHOP.key: 6, WEB.key: 2, packs.key: 1} == shown


def test_divided_among_pools() -> None:
    """A shop gets no more than its warehouses have, and the others get the rest of its part."""
    near = attrs.evolve(SHOP, pool=frozenset({"south"}))
    other = Offer("stall", "T1", {"mug": 1}, frozenset({"south"}))
    sharing = {"mug": Sharing(SharingMode.PARTITION)}
    divided = attrs.evolve(ALL, offers=(near, other, WEB), sharing=sharing)

    assert {near.key: 2, other.key: 2, WEB.key: 6} == divided.quantities()


def test_switched_off_listings_have_no_part() -> None:
    """A listing that shows nothing takes no share."""
    off = attrs.evolve(WEB, active=False)
    sharing = {"mug": Sharing(SharingMode.PARTITION)}

    shown = attrs.evolve(ALL, offers=(SHOP, off), sharing=sharing).quantities()

    assert {SHOP.key: 10, WEB.key: 0} == shown


def test_hybrid() -> None:
    """Scarce goods are divided, plenty are shared."""
    hybrid = {"mug": Sharing(SharingMode.HYBRID, scarce_per_channel=5)}
    one_more = Holdings({"mug": {"north": Position(on_hand=11)}})

    assert {SHOP.key: 5, WEB.key: 5} == attrs.evolve(ALL, sharing=hybrid).quantities()
    assert {SHOP.key: 11, WEB.key: 11} == attrs.evolve(
        ALL, sharing=hybrid, holdings=one_more
    ).quantities()


def test_affected() -> None:
    """Only offers that contain a SKU have to be computed again for it."""
    kit = Offer("web", "W3", {"mug": 1, "tray": 1}, BOTH, sku="set")
    several = attrs.evolve(ALL, offers=(SHOP, kit, Offer("web", "W4", {"tray": 1}, BOTH)))

    assert [SHOP, kit] == several.affected("mug")
    assert [] == several.affected("hat")


def test_rules_of_one_connection() -> None:
    """A rule holds on its connection, for its SKUs and at its time, and nowhere else."""
    hour = timedelta(hours=1)
    hat = Offer("shop", "S2", {"hat": 1}, BOTH)
    rules = (
        Rule("m", RuleKind.MAX, 4, "shop", "mug", starts=NOW, ends=NOW + hour),
        Rule("over", RuleKind.MAX, 1, "web", ends=NOW),
    )
    goods = Holdings({sku: {"north": Position(on_hand=10)} for sku in ("mug", "hat")})
    all_three = attrs.evolve(ALL, holdings=goods, offers=(SHOP, WEB, hat), rules=rules)

    assert {SHOP.key: 4, WEB.key: 10, hat.key: 10} == all_three.quantities()
    assert 10 == attrs.evolve(all_three, now=NOW + hour).quantities()[SHOP.key]


def test_reserved_for_several() -> None:
    """What is kept for others adds up, of each SKU what its own rules keep, while they hold."""
    hat = Offer("shop", "S2", {"hat": 1}, BOTH)
    rules = (
        Rule("web", RuleKind.RESERVE_FOR, 2, "web", "mug"),
        Rule("stall", RuleKind.RESERVE_FOR, 3, "stall", starts=NOW),
        Rule("fair", RuleKind.RESERVE_FOR, 5, "fair", ends=NOW),
    )
    goods = Holdings({sku: {"north": Position(on_hand=10)} for sku in ("mug", "hat")})
    reserved = attrs.evolve(ALL, holdings=goods, offers=(SHOP, hat), rules=rules)

    assert {SHOP.key: 5, hat.key: 7} == reserved.quantities()


def test_reserved_parts_of_kits() -> None:
    """Of a kit's parts, each is kept for others by its own rules."""
    kit = Offer("shop", "S3", {"mug": 1, "tray": 1}, BOTH, sku="set")
    rules = (
        Rule("a", RuleKind.RESERVE_FOR, 2, "web", "tray"),
        Rule("b", RuleKind.RESERVE_FOR, 1, "stall", "tray"),
        Rule("c", RuleKind.RESERVE_FOR, 1, "web", "mug"),
    )
    goods = Holdings({sku: {"north": Position(on_hand=10)} for sku in ("mug", "tray")})
    reserved = attrs.evolve(ALL, holdings=goods, offers=(kit,), rules=rules)

    kept = {s.because: s.operand for s in reserved.published(kit).steps if s.operation != "start"}

    assert {
        "mug reserved for other connections": 1,
        "tray reserved for other connections": 3,
    } == kept


def test_part_of_a_pack() -> None:
    """Of its share a listing of packs shows whole ones."""
    packs = Offer("web", "W2", {"mug": 2}, NORTH)
    goods = Holdings({"mug": {"north": Position(on_hand=6)}})
    sharing = {"mug": Sharing(SharingMode.PARTITION)}
    divided = attrs.evolve(ALL, holdings=goods, offers=(SHOP, packs), sharing=sharing)

    (share,) = (s for s in divided.published(packs).steps if "share" in s.because)

    assert (1, int) == (share.operand, type(share.operand))


def test_the_odd_unit() -> None:
    """Of equal weights, the connection named first has the odd unit, whoever is listed first."""
    goods = Holdings({"mug": {"north": Position(on_hand=11)}})
    sharing = {"mug": Sharing(SharingMode.PARTITION, (("web", 1), ("shop", 1)))}

    shown = attrs.evolve(ALL, holdings=goods, sharing=sharing).quantities()

    assert {SHOP.key: 5, WEB.key: 6} == shown


def test_divided_goods() -> None:
    """Goods are divided for an offer if it has a part of any of them."""
    sharing = {"mug": Sharing(SharingMode.PARTITION)}
    hat = Offer("shop", "S2", {"hat": 1}, BOTH)
    divided = attrs.evolve(ALL, offers=(SHOP, WEB, hat), sharing=sharing)

    assert [True, True, False] == [divided.is_divided(offer) for offer in divided.offers]
