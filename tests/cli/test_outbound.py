"""`crossdock outbound` and `order route|accept|arrange|go-on`, against the played platforms."""

from __future__ import annotations

import json
from collections.abc import Iterator

from typing import Any

import pytest

from crossdock.sandbox.process import SandboxProcess

TIMEOUT = "POST /routerjson/jingdong.eclp.order.addOrder: 500-after"


@pytest.fixture(scope="session")
def depot() -> Iterator[SandboxProcess]:
    """Play one fulfilment service for the whole session of a worker."""
    with SandboxProcess("jdid_fulfillment", ["--seed", "3", "--listings", "12"]) as process:
        yield process


class Trade:
    """A shop, a service that knows one of its goods, and a rule that sends all there."""

    def __init__(self, folder: Any, sandbox: Any, depot: SandboxProcess) -> None:
        self.folder, self.sandbox, self.depot = folder, sandbox, depot
        depot.control("reset", {})
        listing = next(
            one for one in sandbox.listings().values() if one.get("sku") and one["main_stock"] > 9
        )
        self.sku, self.listing_id = listing["sku"], str(listing["listing_id"])
        warehouse = depot.announced["settings"]["warehouse"]
        done = (
            folder.run(
                *("conn", "add", "depot", "--from", "-", "--rate", "0"),
                stdin=json.dumps(dict(depot.announced)),
            ),
            folder.run("inbound", "goods", "push", "depot", self.sku),
        )
        self.said = [(one.code, one.out, one.err) for one in done], warehouse


def test_nothing_to_list(workspace: Any) -> None:
    """Without orders there are no parcels, and that is said."""
    ran = workspace.run("outbound", "list")

    assert (0, "No parcels.") == (ran.code, ran.out.strip() or ran.err.strip())


@pytest.mark.parametrize("words", [("show",), ("cancel",), ("resend",)])
def test_an_outbound_nobody_knows(workspace: Any, words: tuple[str, ...]) -> None:
    """A key that is none says so, and where to look."""
    ran = workspace.run("outbound", *words, "nonsense")

    assert 2 == ran.code
    assert "There is no outbound order 'nonsense'" in ran.err
    assert "crossdock outbound list" in ran.err


def test_a_fate_nobody_knows(workspace: Any) -> None:
    """What became of it is one of a few words."""
    ran = workspace.run("outbound", "resolve", "x", "--as", "vanished")

    assert 2 == ran.code
    assert "arrived" in ran.err


@pytest.mark.parametrize("units", ["KAOS", "KAOS=", "KAOS=two", "KAOS=-1", "KAOS=1.5"])
def test_units_back_that_are_no_number(workspace: Any, units: str) -> None:
    """Units are whole numbers, or the command is refused."""
    ran = workspace.run("outbound", "resolve", "x", "--as", "back", "--good", units)

    assert 2 == ran.code


def test_refresh_without_services(workspace: Any) -> None:
    """Nobody is asked where nobody is."""
    ran = workspace.json("outbound", "refresh")

    assert (0, []) == (ran.code, ran.data)


def test_refresh_a_connection_nobody_knows(workspace: Any) -> None:
    """A name that is none says so."""
    ran = workspace.run("outbound", "refresh", "nowhere")

    assert 2 == ran.code
    assert "nowhere" in ran.err


def test_no_doubts(workspace: Any) -> None:
    """Nothing in doubt is a success."""
    ran = workspace.json("outbound", "doubts")

    assert (0, []) == (ran.code, ran.data)


def test_route_nothing(workspace: Any) -> None:
    """Without orders there is nothing to route."""
    ran = workspace.run("order", "route", "--yes")

    assert 0 == ran.code
    assert "No order waits for a warehouse." in ran.out + ran.err


@pytest.mark.parametrize("command", ["accept", "arrange"])
def test_which_orders(workspace: Any, command: str) -> None:
    """Orders are named, or all of them are meant; not both, and not neither."""
    for words in ((), ("1", "--all")):
        ran = workspace.run("order", command, *words)

        assert 2 == ran.code
        assert "Name orders, or give --all." in ran.err


@pytest.mark.parametrize("command", ["accept", "arrange", "go-on", "route"])
def test_an_order_nobody_knows(workspace: Any, command: str) -> None:
    """A number that is none says so."""
    ran = workspace.run("order", command, "999")

    assert 2 == ran.code
    assert "There is no order '999'" in ran.err


@pytest.mark.parametrize("command", ["accept", "arrange"])
def test_nothing_waits(workspace: Any, command: str) -> None:
    """All of none is none."""
    ran = workspace.json("order", command, "--all")

    assert (0, {"moved": 0}) == (ran.code, ran.data)


