"""SBX-02 and SBX-03: recordings that are shipped, and dialects that are played."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest
from breaking import answering, copied, declaring

from crossdock.sandbox.wire import page, send_answer
from crossdock.testing.conformance import Outcome, find, run_check

RECORDING = Path(__file__).parent / "mutated/misrecorded/recordings/account.jsonl"


@pytest.fixture(name="shipping")
def _shipping(tmp_path):
    """Return what makes a mall that ships a recording, with its exchange and head changed."""

    def shipping(*, head=(), **exchange):
        lines = [json.loads(line) for line in RECORDING.read_text().splitlines()]
        (tmp_path / "recordings").mkdir()
        made = [{**lines[0], **dict(head)}, {**lines[1], **exchange}]
        text = "".join(f"{json.dumps(one)}\n" for one in made)
        (tmp_path / "recordings" / "account.jsonl").write_text(text)
        module = copied()
        module.__file__ = str(tmp_path / "__init__.py")
        return module

    return shipping


def looked_at(module, check="SBX-02"):
    """Return how a check of a module ends."""
    return run_check(find(check), module)


def test_a_recording_that_is_played(shipping):
    """What the sandbox answers as the platform did passes, without a remark."""
    result = looked_at(shipping(answer='{"id": "M-1", "name": "A shop"}'))

    assert (Outcome.PASSED, "") == (result.outcome, result.reason)


def test_an_endpoint_that_nobody_calls(shipping):
    """What the connector does not ask for when it is driven is not compared."""
    result = looked_at(shipping(url="https://api.mall.example/elsewhere"))

    assert Outcome.PASSED is result.outcome


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"answer": '{"id": "M-1", "rating": 4.9}'}, "tells rating, and the sandbox does not"),
        ({"answer": '{"id": 17}'}, "id is a number at the platform, and text here"),
        ({"head": {"dialect_date": "2020-01-01"}.items()}, "The day of the dialect"),
    ],
    ids=["a field", "a kind", "another day"],
)
def test_a_recording_that_differs(shipping, changes, words):
    """A field or a kind of value that is not played fails, and so does an older dialect."""
    result = looked_at(shipping(**changes))

    assert Outcome.FAILED is result.outcome
    assert words in result.reason


def test_a_dialect_of_a_day_to_come():
    """Nobody has described tomorrow's interface."""
    module = copied()
    declaring(dialect_date="2999-01-01")(module)

    assert "has not come" in looked_at(module).reason


def _without_switches(sandbox):
    inner = sandbox.app

    async def app(scope, receive, send):
        if scope["path"] == "/_sandbox/switches":
            await send_answer(page(200, b"{}", "application/json"), send)
        else:
            await inner(scope, receive, send)

    return attrs.evolve(sandbox, app=app)


def test_a_sandbox_without_dialects():
    """Where no switch is a dialect's, the check is not run, and says how to be excused."""
    module = copied()
    answering("play_sandbox", _without_switches)(module)

    result = looked_at(module, "SBX-03")

    assert Outcome.NOT_RUN is result.outcome
    assert "not_applicable" in result.reason
