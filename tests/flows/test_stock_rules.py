"""Which rules may stand beside others, and what is said of those that may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from crossdock.errors import InputRefusedError
from crossdock.flows.stock_rules import check_everyday, check_pattern, check_rule
from crossdock.interaction import Interaction
from crossdock.inventory import Rule, RuleKind
from crossdock.inventory.rules import OF_GOODS

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAY = timedelta(days=1)


def rule(name: str, kind: RuleKind, value: int = 5, **more: Any) -> Rule:
    """Return a rule for all SKUs on shop."""
    return Rule(name, kind, value, **{"connection": "shop", **more})


def refusal(made: Rule, *others: Rule, kits: tuple[str, ...] = ()) -> str:
    """Return why *made* is refused, or nothing."""
    try:
        check_rule(made, others, kits=kits, now=NOW)
    except InputRefusedError as error:
        return error.message
    return ""


@pytest.mark.parametrize("kind", list(RuleKind))
def test_what_counts_goods_never_names_a_kit(kind: RuleKind) -> None:
    """A kit has a max, and its parts have buffers; a pattern may match both."""
    made = rule("r", kind, 0 if kind is RuleKind.FREEZE else 5, pattern="KIT")

    said = refusal(made, kits=("KIT",))

    assert (kind in OF_GOODS) is said.startswith("The rule 'r' is refused: pattern names the kit")
    assert "" == refusal(attrs.evolve(made, pattern="K*"), kits=("KIT",))


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (rule("two words", RuleKind.MAX), "name"),
        (rule("shop: max stock", RuleKind.MAX), "name"),
        (rule("", RuleKind.MAX), "name"),
        (rule("r", RuleKind.MAX, pattern=""), "pattern"),
        (rule("r", RuleKind.MAX, pattern=" A"), "pattern"),
        (rule("r", RuleKind.MAX, pattern="A\x00"), "pattern"),
        (rule("r", RuleKind.FREEZE, 3), "value"),
        (rule("r", RuleKind.MAX, ends=NOW), "ends"),
    ],
)
def test_a_bad_field_is_named(made: Rule, field: str) -> None:
    """The sentence begins with the field that is wrong."""
    assert refusal(made).startswith(f"The rule {made.name!r} is refused: {field} ")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (rule("a", RuleKind.MIN, 6), rule("b", RuleKind.MAX, 5)),
        (rule("a", RuleKind.FIXED, 6), rule("b", RuleKind.MAX, 5)),
        (rule("a", RuleKind.PACK, 6), rule("b", RuleKind.MAX, 5)),
    ],
)
def test_one_that_another_makes_impossible(one: Rule, other: Rule) -> None:
    """Whichever of the two comes second is refused by its value, until they fit."""
    assert "value: " in refusal(one, other)
    assert "value: " in refusal(other, one)
    assert "" == refusal(attrs.evolve(one, value=5), other)
    assert "" == refusal(one, attrs.evolve(other, connection="elsewhere"))
    assert "" == refusal(one, attrs.evolve(other, pattern="B"))


def test_two_of_a_kind_at_one_place_and_time() -> None:
    """Only one of them could hold; at other times each holds."""
    made = rule("a", RuleKind.BUFFER, starts=NOW, ends=NOW + DAY)
    other = rule("b", RuleKind.BUFFER, 9)

    assert "kind: 'b' is a buffer rule" in refusal(made, other)
    assert "" == refusal(made, attrs.evolve(other, starts=NOW + DAY))
    assert "" == refusal(made, attrs.evolve(other, ends=NOW))
    assert "" == refusal(made, attrs.evolve(other, pattern="A"))
    assert "kind" in refusal(made, attrs.evolve(other, starts=NOW + DAY - timedelta(seconds=1)))


def test_a_rule_does_not_contradict_itself() -> None:
    """The one that is edited is not among its others."""
    before = rule("a", RuleKind.BUFFER, 1)

    assert "" == refusal(attrs.evolve(before, value=2), before)


def test_everything_wrong_is_said_at_once() -> None:
    """One run tells all."""
    said = refusal(rule("a b", RuleKind.MIN, 9, pattern=""), rule("m", RuleKind.MAX, pattern=""))

    assert all(f"{field}" in said for field in ("name must", "pattern is blank", "value: "))


def test_everyday_settings_and_rules_for_everything() -> None:
    """A max stock beside a max rule for every SKU of the connection is refused, either way."""
    made = rule("cap", RuleKind.MAX)
    settings = Interaction(max_stock=3).rules("shop")

    assert "kind" in refusal(made, *settings)
    with pytest.raises(InputRefusedError, match="cap"):
        check_everyday(settings, [made])
    check_everyday(settings, [attrs.evolve(made, pattern="A")])
    check_everyday(Interaction(buffer=3).rules("shop"), [made])


@pytest.mark.parametrize("pattern", ["", " ", "A ", "A\n", "x" * 201])
def test_no_sku_matches_it(pattern: str) -> None:
    """A pattern that no SKU can match is refused."""
    with pytest.raises(InputRefusedError, match="pattern"):
        check_pattern(pattern)
