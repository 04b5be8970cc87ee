"""crossdock.sandbox.faults"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock.sandbox.faults import KINDS, Fault, FaultPlan, parse_fault


def fires(text: str, requests: int, seed: int = 1) -> list[int]:
    """Return the numbers of the matching requests that meet the fault."""
    plan = FaultPlan([text], seed)
    return [number for number in range(1, requests + 1) if plan.fire("GET", "/a")]


def test_line_is_understood() -> None:
    """Method, path, kind, parameters and the three counts are read."""
    assert Fault("POST", "/a/*/b", "429", {"retry-after": "2"}, 3, 2, 50.0) == parse_fault(
        "post /a/*/b: 429(retry-after=2)@3x2%50"
    )


def test_date_in_parameter_keeps_its_comma() -> None:
    """A Retry-After date, colons and comma included, stays one value."""
    fault = parse_fault("GET /a: 429(retry-after=Wed, 21 Oct 2026 07:28:00 GMT,body={})")

    assert {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "body": "{}"} == fault.parameters


@given(
    method=st.sampled_from(["*", "GET", "POST"]),
    path=st.text("/abc*01-_.", min_size=1, max_size=12),
    kind=st.sampled_from(sorted(KINDS)),
    seconds=st.none() | st.integers(0, 10**6),
    nth=st.none() | st.integers(1, 10**6),
    count=st.none() | st.integers(1, 10**6),
    probability=st.integers(1, 100),
)
def test_printed_fault_reads_back(
    method: str,
    path: str,
    kind: str,
    seconds: int | None,
    nth: int | None,
    count: int | None,
    probability: int,
) -> None:
    """Every fault prints as a line that is understood as the same fault."""
    parameters = {} if seconds is None else {"seconds": str(seconds)}
    fault = Fault(method, path, kind, parameters, nth, count, float(probability))

    assert fault == parse_fault(str(fault))


@given(st.text(max_size=60))
def test_nonsense_is_refused_in_a_sentence(text: str) -> None:
    """Whatever is written, it is a fault or a refusal that repeats it, and nothing else."""
    message = repr(text)
    try:
        parse_fault(text)
    except SandboxRefusedError as error:
        message = str(error)

    assert repr(text) in message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("GET /a", "METHOD PATH: KIND"),
        ("GET /a: explode", "there is no kind 'explode'; there are timeout-before"),
        ("GET /a: 503@0", "begin at 1"),
        ("GET /a: 503%0", "between 0 and 100"),
        ("GET /a: 503%101", "between 0 and 100"),
        ("GET /a: 429(2)", "'2' is not name=value"),
        ("GET /a: latency(seconds=soon)", "seconds must be a number"),
        ("GET /a: latency(seconds=nan)", "seconds must be a number"),
    ],
)
def test_refusal_says_what_to_write(text: str, hint: str) -> None:
    """A refused line comes with the hint that mends it."""
    with pytest.raises(SandboxRefusedError) as caught:
        parse_fault(text)

    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /a: 503", [1, 2, 3, 4, 5, 6]),
        ("GET /a: 503@3", [3]),
        ("GET /a: 503x2", [1, 2]),
        ("GET /a: 503@3x2", [3, 4]),
        ("POST /a: 503", []),
        ("* *: 503@6", [6]),
        ("GET /b*: 503", []),
    ],
)
def test_when_it_fires(text: str, expected: list[int]) -> None:
    """@nth begins, xcount limits, and method and path must match."""
    assert expected == fires(text, 6)


def test_chance_follows_from_the_seed() -> None:
    """A probable fault fires for the same requests whenever the seed is the same."""
    first, again, other = (
        fires("GET /a: 503%30", 1000, 4),
        fires("GET /a: 503%30", 1000, 4),
        fires("GET /a: 503%30", 1000, 5),
    )

    assert (first, True, True) == (again, first != other, 200 < len(first) < 400)


def test_faults_do_not_disturb_each_other() -> None:
    """A second fault changes nothing about when the first fires."""
    plan = FaultPlan(["GET /a: 503%30", "GET /a: empty%50"], 4)
    first = [n for n in range(1, 201) if any(f.kind == "503" for f in plan.fire("GET", "/a"))]

    assert fires("GET /a: 503%30", 200, 4) == first


def test_bad_line_among_good_adds_none() -> None:
    """Faults are added all or none."""
    plan = FaultPlan()
    with pytest.raises(SandboxRefusedError):
        plan.add(["GET /a: 503", "nonsense"])

    assert [] == plan.state()
