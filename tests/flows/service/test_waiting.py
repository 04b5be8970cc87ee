"""What a silent inbound waits for: a message of the service, or somebody who asks."""

from __future__ import annotations

from types import ModuleType

import pytest

import crossdock_jdid_fulfillment
from crossdock import hookimpl
from crossdock.cli.inbound_rows import InboundRows
from crossdock.flows.fulfilment.account import news_come_by
from crossdock.flows.fulfilment.inbound_news import refresh
from crossdock.plugins import Plugins
from crossdock.workspace import Workspace


def listening(house, *, subscribed):
    """Return the workspace with a connector that also reads what its service sends."""
    module = ModuleType("listening")
    module.__dict__.update(vars(crossdock_jdid_fulfillment))

    @hookimpl
    def decode_notification(connection, request):
        return ()

    module.__dict__["decode_notification"] = decode_notification
    plugins = Plugins([])
    plugins.add_module("jdid_fulfillment", module)
    house.store.connections.replace(house.stored(subscribed=subscribed))
    return Workspace(
        house.root,
        plugins,
        run="run-9",
        environment=house.workspace.environment,
        clock=house.workspace.clock,
    )


@pytest.mark.parametrize(("subscribed", "by"), [("yes", "push"), ("no", "refresh")])
def test_news_come_by_themselves_to_subscribers(house, subscribed, by):
    """As far as the connector reads what is sent."""
    workspace = listening(house, subscribed=subscribed)

    found = news_come_by(workspace, "gudang")

    workspace.close()
    assert by == found


@pytest.mark.parametrize(("subscribed", "words"), [("yes", "push: a message"), ("no", "refresh:")])
def test_a_stale_row_says_what_it_waits_for(house, subscribed, words):
    """A fresh one waits for nothing that could be done."""
    house.known("KAOS")
    doc = house.announced(KAOS=1)
    workspace = listening(house, subscribed=subscribed)
    rows = InboundRows(workspace, house.turning)
    fresh = rows.row(doc)["waits_for"]
    house.time += house.turning.world.service("gudang").stale_after

    stale = rows.row(doc)["waits_for"]

    workspace.close()
    assert ("", True) == (fresh, stale.startswith(words))
    assert stale.endswith(f"crossdock inbound refresh {doc.key}")


def test_an_unsubscribed_account_refreshed_by_hand(house):
    """What the service did meanwhile is heard when somebody asks, and then it waits no more."""
    house.store.connections.replace(house.stored(subscribed="no"))
    house.known("KAOS")
    doc = house.announced(KAOS=10)
    house.pass_time(hours=25)
    rows = InboundRows(house.workspace, house.turning)
    before = rows.row(doc)

    (one,) = refresh(house.workspace, house.live, house.turning, [doc])

    assert before["waits_for"].startswith("refresh:")
    assert ("done", "", 10) == (
        one.inbound.state.value,
        rows.row(one.inbound)["waits_for"],
        house.at("KAOS").on_hand,
    )
