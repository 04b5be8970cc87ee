"""`crossdock outbound` and `order route|accept|arrange|go-on`, against the played platforms."""

from __future__ import annotations

from typing import Any

import pytest


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


def test_from_the_buyer_to_the_warehouse(trade: Any) -> None:
    """Routed, accepted, arranged and sent, an outbound is shown with all its steps."""
    order_id = trade.ordered()
    told = trade.folder.json("order", "route", order_id)
    assert (10, {"parcels": 1, "assigned": 1}) == (told.code, told.data["counts"])
    assert "new" == trade.row(order_id)["state"]

    trade.folder.run("order", "route", order_id, "--yes")
    accepted = trade.folder.json("order", "accept", order_id)
    arranged = trade.folder.json("order", "arrange", "--all")
    refreshed = trade.folder.json("outbound", "refresh", "depot")

    assert [0, 0, 0] == [ran.code for ran in (accepted, arranged, refreshed)]
    assert arranged.data["rows"][0]["waybill"]
    row = trade.row(order_id)
    assert ("outbound", "accepted", trade.warehouse) == (
        row["state"],
        row["outbound_state"],
        row["warehouse"],
    )
    shown = trade.folder.json("outbound", "show", row["outbound"]).data
    assert ({trade.sku: 2}, ["done"]) == (
        shown["lines"],
        [job["state"] for job in shown["jobs"] if job["kind"] == "create_outbound"],
    )
    assert any("accepted" in step for step in shown["steps"])
    assert trade.remote(row["outbound"])["order_id"] == shown["remote_id"]


def test_cancelled_in_time(trade: Any) -> None:
    """The warehouse cancels, and the parcel waits until somebody goes on."""
    key = trade.sent()

    ran = trade.folder.json("outbound", "cancel", key)

    assert (0, "accepted", "cancelled") == (ran.code, ran.data["before"], ran.data["after"])
    (row,) = trade.folder.json("outbound", "list", "--state", "held").data
    assert "outbound_cancelled" == row["waits_for"]
    again = trade.folder.run("outbound", "cancel", key)
    assert (2, True) == (again.code, "changes nothing" in again.err)
    assert 0 == trade.folder.run("order", "go-on", row["order"]).code
    assert 0 == trade.folder.run("order", "route", row["order"], "--yes").code
    assert 0 == trade.folder.run("outbound", "refresh").code
    assert key != trade.row(row["order"])["outbound"]
    assert "accepted" == trade.row(row["order"])["outbound_state"]


def test_cancelled_too_late(trade: Any) -> None:
    """What was picked goes on, and a person is asked about it."""
    key = trade.sent()
    number = trade.remote(key)["order_id"]
    trade.depot.control(f"orders/{number}/status", {"status": 10016})

    ran = trade.folder.json("outbound", "cancel", key)

    assert (0, "late_cancel") == (ran.code, ran.data["after"])
    reasons = [row["reason"] for row in trade.folder.json("review", "list").data]
    assert ["late_cancel"] == reasons


def test_in_doubt(trade: Any) -> None:
    """What was sent and not answered is listed, is not sent again, and a person may end it."""
    method = "POST /routerjson/jingdong.eclp.order.addOrder"
    trade.depot.fault(f"{method}: 500-after@1x1")
    key = trade.sent()

    doubts = trade.folder.json("outbound", "doubts")
    assert (11, [key]) == (doubts.code, [row["key"] for row in doubts.data])
    refused = trade.folder.run("outbound", "resend", key)
    assert (2, True) == (refused.code, "may be at its warehouse already" in refused.err)
    needed = trade.folder.run("outbound", "resolve", key, "--as", "arrived")
    assert (2, True) == (needed.code, "--remote-id" in needed.err)
    number = trade.remote(key)["order_id"]
    ended = trade.folder.json("outbound", "resolve", key, "--as", "arrived", "--remote-id", number)

    assert (0, "accepted") == (ended.code, ended.data["after"])
    assert 0 == trade.folder.run("outbound", "doubts").code
    assert 0 == trade.folder.run("outbound", "refresh").code
    assert "accepted" == trade.folder.json("outbound", "show", key).data["outbound_state"]


def test_refused_and_sent_again(trade: Any) -> None:
    """A refused outbound is a dead letter; it is made anew under another number."""
    method = "POST /routerjson/jingdong.eclp.order.addOrder"
    trade.depot.fault(f"{method}: api-error(code=10017,level=business)@1x1")
    order_id = trade.ordered()
    for words in (
        ("order", "route", order_id, "--yes"),
        ("order", "accept", order_id),
        ("order", "arrange", order_id),
        ("outbound", "refresh"),
    ):
        trade.folder.run(*words)
    assert ("held", "outbound_refused") == (
        trade.row(order_id)["state"],
        trade.row(order_id)["waits_for"],
    )
    (letter,) = trade.folder.json("dlq", "list").data
    assert ("create_outbound", "rejected") == (letter["kind"], letter["state"])
    retried = trade.folder.run("dlq", "retry", letter["key"])
    assert (2, True) == (retried.code, "crossdock outbound resend" in retried.err)

    ran = trade.folder.run("outbound", "resend", letter["key"])

    assert 0 == ran.code
    assert 0 == trade.folder.run("outbound", "refresh").code
    assert "accepted" == trade.row(order_id)["outbound_state"]
    assert letter["key"] != trade.row(order_id)["outbound"]


def test_sent_now(trade: Any) -> None:
    """An order with its waybill is sent at once; said twice, it is sent once."""
    order_id = trade.ordered()
    for words in (("route", order_id, "--yes"), ("accept", order_id), ("arrange", order_id)):
        assert 0 == trade.folder.run("order", *words).code

    first = trade.folder.json("outbound", "create", order_id)
    again = trade.folder.json("outbound", "create", order_id)

    assert [(0, {"accepted": 1})] * 2 == [(one.code, one.data["counts"]) for one in (first, again)]
    assert trade.remote(trade.row(order_id)["outbound"])["order_id"]


def test_not_sent_yet(trade: Any) -> None:
    """What cannot be sent yet is named with what it waits for."""
    order_id = trade.ordered()
    assert 0 == trade.folder.run("order", "route", order_id, "--yes").code

    ran = trade.folder.json("outbound", "create", order_id)
    every = trade.folder.json("outbound", "create", "--all")

    assert (6, "it waits to be accepted") == (ran.code, ran.data["rows"][0]["reason"])
    assert (0, []) == (every.code, every.data["rows"])


def test_nothing_named(trade: Any) -> None:
    """Orders are named, or all are asked for."""
    assert [2, 2] == [
        trade.folder.run("outbound", "create", *words).code for words in ((), ("nowhere",))
    ]
