"""
Faults as data: which requests go wrong, how, when and how often.

One fault is one line::

    METHOD PATH: KIND[(name=value,...)][@nth][xcount][%probability]

*METHOD* may be ``*``; *PATH* is matched whole and may contain ``*``, which
matches anything including slashes. ``@3`` begins at the third matching
request, ``x2`` fires for two of them; ``@`` without ``x`` fires once, neither
fires always; ``%25`` fires for a quarter of those. For example::

    POST /inventory/*/stock/update: timeout-after@2
    GET /v2/order/list: 429(retry-after=2)x3
    * *: 503%5

A platform with one URL for everything names its calls below that URL, such as
``POST /routerjson/jingdong.pop.order.get: 503``.

What fires follows from the seed, the fault's text and the count of matching
requests alone, so one fault never disturbs another.
"""

import random
import re
from collections.abc import Iterable
from typing import Any

import attrs

from crossdock.sandbox.exceptions import SandboxRefusedError

#: Played by the kit around any app. The text says what the client meets.
TRANSPORT_KINDS = {
    "timeout-before": "never applied; silence (seconds=30), then the connection drops",
    "timeout-after": "applied; silence (seconds=30), then the connection drops",
    "reset": "the connection is reset; never applied unless applied=yes",
    "late-apply": "504 at once, applied seconds=5 later",
    "twice": "applied twice, answered once, as a proxy does that tries again",
    "429": "429 with retry-after=SECONDS|DATE|anything, status and body as given",
    "500-before": "500, never applied",
    "500-after": "500, although applied",
    "502": "502 with the gateway's HTML page; never applied unless applied=yes",
    "503": "503, optionally retry-after=; never applied unless applied=yes",
    "504": "504 with the gateway's HTML page; never applied unless applied=yes",
    "html": "applied; 200 with an HTML page",
    "empty": "applied; 200 with no body at all",
    "truncated": "applied; the body is cut in half (cut=connection: in the middle of the wire)",
    "wrong-charset": "applied; the body is in charset=utf-16 and labelled UTF-8",
    "gzip-bomb": "applied; megabytes=256 of white space in a small gzip",
    "content-length-lies": "applied; Content-Length is off by=64",
    "slow-drip": "applied; one byte every seconds=1",
    "endless": "applied; a chunked body that never ends",
    "redirect": "302 to location=http://169.254.169.254/latest/meta-data/; never applied",
    "nan": "applied; a number of the answer becomes NaN",
    "deep": "applied; the answer nests depth=100000 levels",
    "duplicate-keys": "applied; an object of the answer repeats a key",
    "latency": "seconds=1 before anything else happens",
}

#: Played by the dialect's app, which finds them in its scope.
DIALECT_KINDS = {
    "duplicate-rows": "a page of a list repeats rows",
    "missing-rows": "a page of a list leaves rows out",
    "cursor-loop": "a list answers its first page whatever page is asked",
    "poison-row": "one row of a list has fields of the wrong type",
    "partial-batch": "some rows of a batch fail for no reason of their own",
    "api-error": "the platform's own error: code=, status=; applied=yes: although done",
    "expired-token": "the token is refused as expired",
}

KINDS = {**TRANSPORT_KINDS, **DIALECT_KINDS}

_SPEC = re.compile(
    r"(?P<method>[A-Za-z]+|\*)\s+(?P<path>\S+?):\s*(?P<kind>[a-z0-9-]+?)"
    r"(?:\((?P<parameters>.*)\))?(?:@(?P<nth>\d{1,9}))?(?:x(?P<count>\d{1,9}))?"
    r"(?:%(?P<probability>\d{1,3}(?:\.\d{1,6})?))?"
)
_PARAMETER = re.compile(r"(?P<name>[a-z][a-z-]*)=(?P<value>.*)", re.DOTALL)
_SHAPE = "METHOD PATH: KIND[(name=value)][@nth][xcount][%probability]"


@attrs.frozen
class Fault:
    """One line of the grammar, understood."""

    method: str
    path: str
    kind: str
    parameters: dict[str, str] = attrs.field(factory=dict)
    nth: int | None = None
    count: int | None = None
    probability: float = 100.0

    def __str__(self) -> str:
        inner = ",".join(f"{name}={value}" for name, value in self.parameters.items())
        return (
            f"{self.method} {self.path}: {self.kind}"
            + (f"({inner})" if inner else "")
            + (f"@{self.nth}" if self.nth is not None else "")
            + (f"x{self.count}" if self.count is not None else "")
            + (f"%{self.probability:g}" if self.probability != 100 else "")
        )

    def matches(self, method: str, path: str) -> bool:
        """Say whether a request to *path* concerns this fault."""
        if self.method not in ("*", method.upper()):
            return False
        pattern = ".*".join(re.escape(part) for part in self.path.split("*"))
        return re.fullmatch(pattern, path, re.DOTALL) is not None

    def number(self, name: str, default: float) -> float:
        """Return a numeric parameter."""
        return float(self.parameters.get(name, default))


def parse_fault(text: str) -> Fault:
    """Understand one line, or refuse it in a sentence."""
    match = _SPEC.fullmatch(text.strip())
    if match is None:
        raise SandboxRefusedError(f"fault {text!r} is not of the form {_SHAPE}")
    kind = match["kind"]
    if kind not in KINDS:
        raise SandboxRefusedError(
            f"fault {text!r}: there is no kind {kind!r}; there are {', '.join(KINDS)}"
        )
    nth, count = match["nth"], match["count"]
    if nth == "0" or count == "0":
        raise SandboxRefusedError(f"fault {text!r}: @nth and xcount begin at 1")
    probability = float(match["probability"] or 100)
    if not 0 < probability <= 100:
        raise SandboxRefusedError(f"fault {text!r}: %probability is between 0 and 100")
    return Fault(
        method=match["method"].upper(),
        path=match["path"],
        kind=kind,
        parameters=_parameters(text, match["parameters"]),
        nth=int(nth) if nth else None,
        count=int(count) if count else None,
        probability=probability,
    )


def _parameters(text: str, inner: str | None) -> dict[str, str]:
    """Read ``name=value`` pairs; a comma inside a value (an HTTP date) belongs to it."""
    parameters: dict[str, str] = {}
    for part in re.split(r",\s*(?=[a-z][a-z-]*=)", inner) if inner else ():
        match = _PARAMETER.fullmatch(part)
        if match is None:
            raise SandboxRefusedError(f"fault {text!r}: {part!r} is not name=value")
        parameters[match["name"]] = match["value"]
    for name in ("seconds", "megabytes", "by", "depth"):
        try:
            finite = abs(float(parameters.get(name, "0"))) < 1e9
        except ValueError:
            finite = False
        if not finite:
            raise SandboxRefusedError(f"fault {text!r}: {name} must be a number")
    return parameters


class FaultPlan:
    """The faults in force and how many matching requests each has seen."""

    def __init__(self, texts: Iterable[str] = (), seed: int = 1) -> None:
        self.seed = seed
        self._faults: list[tuple[Fault, list[int]]] = []
        self.add(texts)

    def add(self, texts: Iterable[str]) -> None:
        """Put further faults in force, all or none."""
        parsed = [parse_fault(text) for text in texts]
        self._faults.extend((fault, [0, 0]) for fault in parsed)

    def clear(self) -> None:
        """Take every fault out of force."""
        self._faults.clear()

    def fire(self, method: str, path: str) -> list[Fault]:
        """Return the faults this request meets, and count it."""
        return [
            fault
            for fault, counts in self._faults
            if fault.matches(method, path) and self._fires(fault, counts)
        ]

    def _fires(self, fault: Fault, counts: list[int]) -> bool:
        counts[0] += 1
        count = fault.count if fault.count is not None else (1 if fault.nth else None)
        if counts[0] < (fault.nth or 1) or (count is not None and counts[1] >= count):
            return False
        if fault.probability < 100:
            dice = random.Random(f"{self.seed}|{fault}|{counts[0]}")  # noqa: S311  reproducible
            if dice.random() * 100 >= fault.probability:
                return False
        counts[1] += 1
        return True

    def state(self) -> list[dict[str, Any]]:
        """Return the faults with what each has seen and done."""
        return [
            {"fault": str(fault), "seen": seen, "fired": fired}
            for fault, (seen, fired) in self._faults
        ]


def faults_in(scope: Any, kind: str) -> Fault | None:
    """Return the dialect fault of this *kind* that the request of an ASGI *scope* met."""
    for fault in scope.get("crossdock.faults", ()):
        if fault.kind == kind:
            found: Fault = fault
            return found
    return None
