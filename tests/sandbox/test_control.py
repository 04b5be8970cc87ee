"""crossdock.sandbox.control and .assembly"""

from collections.abc import Callable
from typing import Any

import pytest

Bench = Callable[..., Any]


def test_summary_lists_the_doors(bench: Bench) -> None:
    """The summary says what is played, what is in force, and what else can be asked."""
    summary = bench("GET /x: 503").get("/_sandbox/").json()

    assert ("toy", "red", "GET /x: 503", True) == (
        summary["sandbox"],
        summary["switches"]["colour"],
        summary["faults"][0]["fault"],
        "/orders" in summary["doors"]["POST"],
    )


def test_clock_door(bench: Bench) -> None:
    """The clock can be read, moved, frozen and returned to real time."""
    toy = bench()
    moved = toy.post("/_sandbox/clock", {"set": "2030-01-01T00:00:00Z", "freeze": True}).json()
    back = toy.request("DELETE", "/_sandbox/clock").json()

    assert ("2030-01-01T00:00:00+00:00", True, False) == (
        moved["now"],
        moved["frozen"],
        back["frozen"],
    )


def test_fault_door(bench: Bench) -> None:
    """Faults are added as one text or several, shown with what they did, and cleared."""
    toy = bench()
    toy.post("/_sandbox/faults", {"fault": "GET /a: 503x1"})
    toy.post("/_sandbox/faults", {"faults": ["GET /b: empty"]})
    met = toy.get("/a").status_code
    shown = toy.get("/_sandbox/faults").json()["faults"]
    cleared = toy.request("DELETE", "/_sandbox/faults").json()["faults"]

    assert (503, {"fault": "GET /a: 503x1", "seen": 1, "fired": 1}, []) == (met, shown[0], cleared)


def test_meter_door(bench: Bench) -> None:
    """The meter counts the platform's requests and rows and not the control plane's own."""
    toy = bench("GET /b: 429")
    toy.get("/a/1")
    toy.get("/a/2")
    toy.get("/b")
    state = toy.get("/_sandbox/meter").json()

    assert (3, 4, 1, {"requests": 2, "rows": 4}) == (
        state["requests"],
        state["rows"],
        state["too_many_requests"],
        {key: state["endpoints"]["GET /a/{n}"][key] for key in ("requests", "rows")},
    )


def test_meter_can_be_cleared(bench: Bench) -> None:
    """Counting can begin again."""
    toy = bench()
    toy.get("/a")
    toy.request("DELETE", "/_sandbox/meter")

    assert 0 == toy.get("/_sandbox/meter").json()["requests"]


def test_switch_door(bench: Bench) -> None:
    """Switches are flipped by name and shown with their meaning."""
    toy = bench()
    flipped = toy.post("/_sandbox/switches", {"colour": "blue"}).json()

    assert ("blue", "which colour") == (
        flipped["colour"],
        toy.get("/_sandbox/switches").json()["colour"]["meaning"],
    )


@pytest.mark.parametrize(
    ("path", "body", "hint"),
    [
        ("/switches", {"color": "red"}, "there are colour"),
        ("/clock", {"advance": "x"}, "seconds as a number"),
        ("/faults", {"fault": "x"}, "METHOD PATH"),
        ("/faults", {}, "faults are given as"),
        ("/orders", {"count": 0}, "count must be 1 or more"),
        ("/orders", [1], "must be a JSON object"),
    ],
)
def test_refusals_are_sentences(bench: Bench, path: str, body: Any, hint: str) -> None:
    """What cannot be done is a 400 with a sentence."""
    answer = bench().post(f"/_sandbox{path}", body)

    assert (400, True) == (answer.status_code, hint in answer.json()["error"])


def test_broken_json_is_refused(bench: Bench) -> None:
    """A body that is not JSON is a 400 with a sentence."""
    answer = bench().request("POST", "/_sandbox/clock", content=b"{")

    assert (400, True) == (answer.status_code, "not JSON" in answer.json()["error"])


@pytest.mark.parametrize(("method", "path"), [("GET", "/nothing"), ("DELETE", "/orders")])
def test_unknown_door_names_those_that_exist(bench: Bench, method: str, path: str) -> None:
    """A wrong path or method is answered with the doors there are."""
    answer = bench().request(method, f"/_sandbox{path}")

    assert "there is /_sandbox and below it clock" in answer.json()["error"]


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/orders", {"orders": [{"order_id": 0}]}),
        ("POST", "/orders/5/ship", {"order_id": "5", "event": "ship"}),
        ("POST", "/stock", {}),
        ("POST", "/listings", {"added": {}}),
        ("POST", "/listings/7", {"listing_id": "7"}),
        ("DELETE", "/listings/7", {"removed": "7"}),
        ("POST", "/tokens/expire", {"expired": 1}),
        ("GET", "/state", {"applied": 0}),
    ],
)
def test_platform_doors(bench: Bench, method: str, path: str, expected: Any) -> None:
    """Each door leads to the platform's method of that name."""
    assert expected == bench().request(method, f"/_sandbox{path}").json()


def test_reset_begins_again(bench: Bench) -> None:
    """Reset clears clock, faults, meter and the platform, and leaves the switches."""
    toy = bench("GET /b: 503")
    toy.get("/a")
    toy.post("/_sandbox/clock", {"advance": 3600})
    toy.post("/_sandbox/switches", {"colour": "blue"})
    summary = toy.post("/_sandbox/reset").json()

    assert (0, [], 0, "blue", True) == (
        summary["applied"],
        summary["faults"],
        summary["meter"]["requests"],
        summary["switches"]["colour"],
        abs(summary["clock"]["offset_seconds"]) < 1,
    )


def test_notification_door(bench: Bench) -> None:
    """A platform that calls back shows a call of its own; one that never does says so."""
    silent, calling = bench(), bench()
    sample = {"headers": {"X-Sign": "1"}, "body": "{}", "settings": {}}
    calling.toy.notification = lambda: sample

    told = calling.post("/_sandbox/notifications")

    assert (200, sample) == (told.status_code, told.json())
    refused = silent.post("/_sandbox/notifications")
    assert 400 == refused.status_code
    assert "never calls back" in refused.json()["error"]
