"""What an explanation tells: every rule, every candidate, every refusal, the tie-break."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs

from crossdock.inventory import Holdings, Position
from crossdock.orders import Address
from crossdock.routing import (
    AssociationRule,
    BackorderPolicy,
    Destination,
    Explanation,
    Reason,
    Router,
    SplitPolicy,
    StepKind,
    Unrouted,
    UnroutedLine,
    WarehouseFacts,
    explain,
)

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
NAMES = ("east", "north", "south", "west")


def told(rules: Any, order: Unrouted, facts: Any = (), **shelves: dict[str, int]) -> Explanation:
    """Explain an order."""
    special = {one.name: one for one in facts}
    warehouses = [special.get(name, WarehouseFacts(name)) for name in NAMES]
    router = Router(rules, warehouses)
    there = {s: {w: Position(on_hand=n) for w, n in at.items()} for s, at in shelves.items()}
    return explain(router, order, router.stock(Holdings(there)), NOW)


def mugs(units: int = 1, **more: Any) -> Unrouted:
    """Return an order of mugs."""
    return Unrouted("shop", "7", (UnroutedLine("1", "mug", units),), NOW, **more)


ALL = AssociationRule("all", NAMES)


def kinds(explanation: Explanation) -> dict[str, StepKind]:
    """Return what is told of each warehouse."""
    return {step.warehouse: step.kind for step in explanation.steps if step.warehouse}


def test_every_candidate() -> None:
    """Each warehouse of a rule refuses, lacks, sends or is outranked, and the step says which."""
    closed = WarehouseFacts("east", open=False, refuses=("x",), capacity=0)

    found = told([ALL], mugs(2, channel="x"), [closed], mug={"north": 1, "south": 5, "west": 5})

    assert {
        "east": StepKind.REFUSED,
        "north": StepKind.LACKS,
        "south": StepKind.SENDS,
        "west": StepKind.OUTRANKED,
    } == kinds(found)
    east, north = (s for s in found.steps if s.warehouse in {"east", "north"})
    assert (
        Reason.WAREHOUSE_CLOSED,
        Reason.UNSUPPORTED_CHANNEL,
        Reason.CAPACITY,
    ) == east.reasons
    assert {"mug": 1} == north.missing


def test_the_tie_break() -> None:
    """The step of the tie-break says who is preferred, who sends, and why."""
    found = told([ALL], mugs(), mug={"south": 5, "west": 5})

    (step,) = (step for step in found.steps if step.kind is StepKind.TIE_BREAK)
    assert (
        "Rule all prefers east, then north, then south, then west;"
        " it leaves from south, because it is the first that has all of it." == step.sentence
    )


def test_why_split() -> None:
    """A split says that fewer warehouses do not have it; a free one that it is free."""
    needed = told([ALL], mugs(4), mug={"south": 2, "west": 2})
    free = told([attrs.evolve(ALL, split=SplitPolicy.FREELY)], mugs(), mug={"west": 2})

    assert any("no fewer than 2 warehouses" in said for said in needed.sentences)
    assert any("every line leaves from the first" in said for said in free.sentences)


def test_rules_not_met() -> None:
    """A rule that does not take the order names every condition that is not met."""
    narrow = AssociationRule(
        "narrow",
        ("north",),
        connections=("other",),
        couriers=("JNE",),
        destinations=(Destination(city="Kota Bandung"),),
        skus=("tee",),
        ends=NOW,
    )

    found = told([narrow], mugs())

    assert (
        "connection",
        "courier",
        "destination",
        "period",
        "sku",
    ) == found.steps[0].reasons
    assert "Line 1 is held: its address" not in found.sentences[-1]


def test_ambiguous_place() -> None:
    """An address that may be a rule's place, and does not say, is told as that."""
    kota = AssociationRule("kota", ("north",), destinations=(Destination(city="Kota Bandung"),))

    found = told([kota], mugs(address=Address(city="Bandung")), mug={"north": 1})

    assert "does not say whether it is the place" in found.sentences[0]
    assert Reason.AMBIGUOUS_PLACE is found.decision.held[0].reason


def test_rules_in_turn() -> None:
    """A rule that falls through, one that decides and one that is not asked are told in turn."""
    rules = [
        AssociationRule("one", ("north",), order=1),
        AssociationRule("two", ("south",), order=2),
        AssociationRule("three", ("west",), order=3),
    ]

    found = told(rules, mugs(), mug={"south": 1, "west": 1})

    assert [
        StepKind.RULE_TAKES,
        StepKind.LACKS,
        StepKind.FALLS_THROUGH,
        StepKind.RULE_TAKES,
        StepKind.SENDS,
        StepKind.TIE_BREAK,
        StepKind.RULE_UNASKED,
    ] == [step.kind for step in found.steps]


def test_backorders_are_told() -> None:
    """Units that are not there yet are named, with where they are awaited."""
    waits = attrs.evolve(ALL, backorder=BackorderPolicy.ROUTE)

    found = told([waits], mugs(3), mug={"east": 1})

    assert (
        "2 of 3 mug of line 1 are not there; rule all lets the line wait at east."
        == found.sentences[-1]
    )


def test_unlinked() -> None:
    """An order with an unlinked line is told in one sentence a line."""
    found = told([ALL], Unrouted("shop", "7", (UnroutedLine("1", "", 1),), NOW))

    assert ("Line 1 is held: a line of the order has no master SKU.",) == found.sentences


def test_holidays_and_unknown_goods() -> None:
    """Refusals of the day, and goods a warehouse does not know, are told too."""
    away = WarehouseFacts("east", holidays=(date(2024, 5, 6),))
    blind = WarehouseFacts("north", skus=("tee",))

    found = told([ALL], mugs(), [away, blind], mug={"north": 5})

    east, north = (s for s in found.steps if s.warehouse in {"east", "north"})
    assert (Reason.HOLIDAY,) == east.reasons
    assert (Reason.UNKNOWN_SKU,) == north.reasons
    assert "does not know these goods" in north.sentence
