"""Rules: what one may say, for whom it holds, and which of several."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crossdock.errors import InputRefusedError
from crossdock.inventory import Rule, RuleKind, everyday, holding

NOW = datetime(2026, 1, 5, tzinfo=UTC)
DAY = timedelta(days=1)


def rule(name: str, pattern: str = "*", connection: str = "", **more: Any) -> Rule:
    """Return a buffer of one."""
    return Rule(name, RuleKind.BUFFER, 1, connection, pattern, **more)


@pytest.mark.parametrize(
    ("pattern", "sku", "matches"),
    [
        ("*", "anything", True),
        ("tee-*", "tee-red", True),
        ("tee-*", "mug", False),
        ("tee-?", "tee-1", True),
        ("tee-?", "tee-10", False),
        ("TEE", "tee", False),
        ("a[1]", "a[1]", True),
        ("a[1]", "a1", False),
        ("a*b", "a*b", True),
        ("a[1]*", "a[1]-red", True),
        ("a[1]*", "a1-red", False),
    ],
)
def test_patterns(pattern: str, sku: str, matches: bool) -> None:
    """A pattern means * and ? and nothing else; case counts, and brackets are brackets."""
    assert matches is rule("r", pattern).holds("shop", sku, NOW)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        (rule("a"), rule("b", connection="shop")),
        (rule("a", connection="shop"), rule("b", "tee-*")),
        (rule("a", "t*"), rule("b", "tee-*")),
        (rule("a", "tee-*"), rule("b", "tee-???")),
        (rule("a", "tee-*", "shop"), rule("b", "tee-red")),
        (rule("a", "tee-red"), rule("b", "tee-red", "shop")),
        (rule("a"), rule("b")),
    ],
)
def test_the_narrowest_holds(wide: Rule, narrow: Rule) -> None:
    """Of two rules of one kind the narrower holds, by SKU first, whatever their order."""
    for rules in ([wide, narrow], [narrow, wide]):
        assert {RuleKind.BUFFER: narrow} == holding(rules, "shop", "tee-red", NOW)


def test_rules_that_do_not_hold() -> None:
    """What does not hold now, there or for the SKU stands in nobody's way."""
    holds = rule("d", starts=NOW - DAY)
    others = [rule("a", "tee-*", ends=NOW), rule("b", "hat"), rule("c", connection="web")]

    for rules in ([*others, holds], [holds, *others]):
        assert {RuleKind.BUFFER: holds} == holding(rules, "shop", "tee-red", NOW)


def test_windows() -> None:
    """A rule holds from its start until before its end."""
    limited = rule("r", starts=NOW, ends=NOW + DAY)

    assert not limited.holds("shop", "mug", NOW - timedelta(seconds=1))
    assert limited.holds("shop", "mug", NOW)
    assert not limited.holds("shop", "mug", NOW + DAY)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": RuleKind.PACK, "value": 0}, "a pack rule takes a whole number from 1 to"),
        ({"kind": RuleKind.MAX, "value": 1.0}, r"value of rule r is 1\.0"),
        ({"kind": RuleKind.MAX, "value": True}, "value of rule r is True"),
        ({"kind": RuleKind.MAX, "value": 2**31}, "value of rule r is 2147483648"),
        ({"kind": RuleKind.FREEZE, "starts": NOW, "ends": NOW}, "ends of rule r is not after"),
        (
            {"kind": RuleKind.FREEZE, "starts": NOW.replace(tzinfo=None)},
            "starts of rule r is 2026-01-05T00:00:00; add its time zone",
        ),
        (
            {"kind": RuleKind.FREEZE, "ends": NOW.replace(tzinfo=None)},
            "ends of rule r is 2026-01-05T00:00:00; add its time zone",
        ),
        ({"kind": RuleKind.RESERVE_FOR, "value": 1}, "connection of rule r is empty"),
    ],
)
def test_refused(fields: dict[str, Any], message: str) -> None:
    """A rule that cannot be meant is refused, and the message names the field."""
    with pytest.raises(InputRefusedError, match=message):
        Rule("r", **fields)


def test_everyday_settings() -> None:
    """Max stock and stock buffer of a connection are rules; a max of 0 is one, an unset none."""
    buffer = Rule("shop: stock buffer", RuleKind.BUFFER, 2, "shop")
    most = Rule("shop: max stock", RuleKind.MAX, 0, "shop")

    assert (buffer, most) == everyday("shop", max_stock=0, stock_buffer=2)
    assert (most,) == everyday("shop", max_stock=0)
    assert (buffer,) == everyday("shop", stock_buffer=2)
    assert () == everyday("shop")
