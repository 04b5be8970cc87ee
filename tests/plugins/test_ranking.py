"""Which warehouse goes first, where a middleware says so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crossdock import hookimpl
from crossdock.errors import PluginRefusedError
from crossdock.inventory import Holdings, Position
from crossdock.plugins import Plugins
from crossdock.routing import AssociationRule, Router, Unrouted, UnroutedLine, WarehouseFacts

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
ORDER = Unrouted("shop", "1", (UnroutedLine("1", "mug", 1),), NOW)
FACTS = [WarehouseFacts("north"), WarehouseFacts("south")]


class Answers:
    """A middleware that ranks as it is told to."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[str] = []

    @hookimpl
    def rank_warehouses(self, order: Any, rule: Any, warehouses: Any) -> Any:
        """Answer."""
        self.asked.append(f"{order.order_id} by {rule.name}: {len(warehouses)}")
        return self.answer


class Audits:
    """A middleware that has nothing to do with ranking."""

    @hookimpl(wrapper=True)
    def push_stock(self) -> Any:
        """Let it through."""
        return (yield)


def leaves_from(**middlewares: Any) -> tuple[str, ...]:
    """Return where an order leaves from, with *middlewares* around."""
    plugins = Plugins([])
    for name, middleware in middlewares.items():
        plugins.add_middleware(name, middleware)
    router = Router([AssociationRule("r", ("north", "south"))], FACTS, None, plugins.ranking())
    there = {facts.name: Position(on_hand=1) for facts in FACTS}
    return router.route(ORDER, router.stock(Holdings({"mug": there})), NOW).warehouses


def test_without_one_the_rule_decides() -> None:
    """And the router is not slowed down by asking nobody."""
    plugins = Plugins([])
    plugins.add_middleware("audits", Audits())

    assert None is plugins.ranking()
    assert ("north",) == leaves_from(audits=Audits())


def test_its_order_is_followed() -> None:
    """It is told the order, the rule and the warehouses that could send it."""
    ranker = Answers(("south", "north"))

    assert ("south",) == leaves_from(ranker=ranker)
    assert ["1 by r: 2"] == ranker.asked


def test_none_leaves_it_to_the_rule() -> None:
    """One that has nothing to say to this order says nothing."""
    assert ("north",) == leaves_from(ranker=Answers(None))


def test_the_first_answer_is_followed() -> None:
    """By name, the first name outermost; the others are not asked."""
    first, then, last = Answers(None), Answers(("south", "north")), Answers(("north", "south"))

    assert ("south",) == leaves_from(a=first, b=then, c=last)
    assert (1, 1, 0) == (len(first.asked), len(then.asked), len(last.asked))


@pytest.mark.parametrize("answer", ["south", ("south",), ("south", "west"), (1, 2), 5])
def test_what_is_no_order_of_them_is_refused(answer: Any) -> None:
    """Each name it was given, once."""
    with pytest.raises(PluginRefusedError):
        leaves_from(ranker=Answers(answer))


def test_no_connector_ranks(toy: Any) -> None:
    """It would answer for warehouses that are none of its business."""
    toy.rank_warehouses = hookimpl(lambda: None)
    plugins = Plugins([])
    plugins.add_module("toy", toy)

    with pytest.raises(PluginRefusedError, match="is not a hook"):
        plugins.hooks("toy")
