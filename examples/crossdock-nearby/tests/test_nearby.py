"""Warehouses in the buyer's country go first; a push is let through as it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from crossdock import Address, PushReport, RowOutcome, RowResult, StockUpdate
from crossdock.plugins import Plugins
from crossdock.routing import AssociationRule, Unrouted, UnroutedLine, WarehouseFacts

import crossdock_nearby

BOTH = (WarehouseFacts("shenzhen", country="CN"), WarehouseFacts("jakarta", country="ID"))


def ranked(country, warehouses=BOTH):
    """Return how core is told to rank for an order that goes to *country*."""
    plugins = Plugins([])
    plugins.add_middleware("nearby", crossdock_nearby)
    placed = datetime(2026, 1, 5, tzinfo=UTC)
    lines = (UnroutedLine("1", "MUG", 1),)
    order = Unrouted("shop", "1", lines, placed, address=Address(country=country))
    rank = plugins.ranking()
    return list(rank(order, AssociationRule("all", ("shenzhen", "jakarta")), warehouses))


def test_the_own_country_goes_first():
    """Jakarta before Shenzhen for a buyer in Indonesia."""
    assert ["jakarta", "shenzhen"] == ranked("ID")


@pytest.mark.parametrize("country", ["", "US"])
def test_the_rule_decides_where_none_is_near(country):
    """Unknown countries, and those without a warehouse, leave the rule's order."""
    assert ["shenzhen", "jakarta"] == ranked(country)


def test_a_push_is_let_through():
    """The report is the connector's own."""
    report = PushReport((RowResult("1", RowOutcome.DONE),))
    wrapper = crossdock_nearby.push_stock((StockUpdate("1", 3),))
    next(wrapper)

    with pytest.raises(StopIteration) as ended:
        wrapper.send(report)

    assert ended.value.value is report
