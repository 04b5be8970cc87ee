"""Rules and chains in words, as the shop reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from crossdock.inventory import Published, Rule, RuleKind, Step
from crossdock.inventory.wording import chain_sentence, sentence, step_sentence

K = RuleKind
JAKARTA = timezone(timedelta(hours=7))

#: What a rule of each kind does.
DOES = {
    K.PRESELL: "Lets 2 units be sold that are expected and not here yet",
    K.BUFFER: "Keeps 2 units back",
    K.BUFFER_PERCENT: "Keeps 2% back, rounded up to whole units",
    K.END_WHEN: "Shows nothing once 2 units or fewer are left",
    K.PERCENT: "Shows 2% of what remains",
    K.MIN: "Shows 2 at least, while there is any",
    K.MAX: "Shows 2 at most",
    K.PACK: "Shows whole packs of 2 only",
    K.FIXED: "Shows exactly 2, whatever there is",
    K.FREEZE: "Changes nothing of what is shown",
}


@pytest.mark.parametrize("kind", DOES)
def test_what_a_rule_does(kind: RuleKind) -> None:
    """Each kind of rule says what it does, and for whom where nobody is named."""
    assert f"{DOES[kind]}, of every SKU, on every connection." == sentence(Rule("r", kind, 2))


def test_what_is_reserved() -> None:
    """What is reserved is reserved for somebody; one unit is one, and not units."""
    rule = Rule("r", K.RESERVE_FOR, 1, "web", "tee-*")

    assert "Keeps 1 unit from all other connections, of tee-*, for web." == sentence(rule)


def test_numbers_can_be_read() -> None:
    """Thousands are set apart."""
    assert "Keeps 12,000 units back, of mug, on web." == sentence(
        Rule("r", K.BUFFER, 12_000, "web", "mug")
    )
    assert "Shows 12,000 at most, of mug, on web." == sentence(
        Rule("r", K.MAX, 12_000, "web", "mug")
    )


@pytest.mark.usefixtures("jakarta")
@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({"starts": datetime(2026, 1, 5, 7, tzinfo=JAKARTA)}, "from 2026-01-05 00:00 UTC"),
        ({"ends": datetime(2026, 1, 5, 12, 30, tzinfo=UTC)}, "until 2026-01-05 12:30 UTC"),
        (
            {
                "starts": datetime(2026, 1, 5, tzinfo=UTC),
                "ends": datetime(2026, 1, 6, tzinfo=UTC),
            },
            "from 2026-01-05 00:00 UTC, until 2026-01-06 00:00 UTC",
        ),
    ],
)
def test_when_a_rule_holds(bounds: dict[str, Any], said: str) -> None:
    """A rule says from when and until when it holds, in one zone on every machine."""
    rule = Rule("r", K.FREEZE, **bounds)

    assert f"Changes nothing of what is shown, of every SKU, on every connection, {said}." == (
        sentence(rule)
    )


def test_steps() -> None:
    """A step says what was done, what came of it, and why where that is known."""
    assert "keep back 1,000 → 2,000 (b)" == step_sentence(Step("keep back", 1000, 2000, "b"))
    assert "at most 9 → 9" == step_sentence(Step("at most", 9, 9))


def test_chains() -> None:
    """A number is told by its steps, one after another."""
    found = Published(9, (Step("start", 12, 12, "mug in north"), Step("at most", 9, 9, "max")))

    assert "start 12 → 12 (mug in north); at most 9 → 9 (max)" == chain_sentence(found)
