"""A report as people and programs read it: Markdown, data, JUnit, a badge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from crossdock.testing.conformance.level import Level, Outcome
from crossdock.testing.conformance.running import Report, Result

COLOURS = {None: "#9f9f9f", "bronze": "#cd7f32", "silver": "#8a8f98", "gold": "#d4a017"}


def markdown(report: Report) -> str:
    """Return *report* as a page: what was reached, then every check."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    manifest = report.manifest
    reached = report.reached.value.capitalize() if report.reached else "No level"
    if report.target:
        reached = "looked at"
    yield f"# {manifest.title}: {reached}\n"
    if report.target:
        yield f"{told_of_target(report)}\n"
    counts = [f"{len(report.of(one))} {one}" for one in Outcome if report.of(one)]
    spoken = f"{manifest.dialect} ({manifest.dialect_date})"
    yield f"`{manifest.name}`, {spoken}: {', '.join(counts)}.\n"
    for level in Level:
        results = [one for one in report.results if one.check.level is level]
        if results:
            yield f"## {level.value.capitalize()}\n"
            yield "| check | what must be true | outcome |\n| --- | --- | --- |"
            yield from (_row(one) for one in results)
            yield ""


def told_of_target(report: Report) -> str:
    """Return the sentence that says what was looked at instead of the sandbox."""
    return (
        f"Looked at: {report.target}. No level is given for that: only the sandbox plays"
        " everything that a level asks for."
    )


def _row(result: Result) -> str:
    reason = f": {_cell(result.reason)}" if result.reason else ""
    return f"| {result.check.id} | {_cell(result.check.sentence)} | {result.outcome}{reason} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def record_of(result: Result) -> Mapping[str, Any]:
    """Return *result* as plain data."""
    return {
        "id": result.check.id,
        "level": result.check.level.value,
        "sentence": result.check.sentence,
        "outcome": result.outcome.value,
        "reason": result.reason,
        "seconds": round(result.seconds, 3),
        "record": str(result.record or ""),
    }


def data(report: Report) -> Mapping[str, Any]:
    """Return *report* as plain data."""
    return {
        "connector": report.manifest.name,
        "title": report.manifest.title,
        "dialect": report.manifest.dialect,
        "dialect_date": report.manifest.dialect_date,
        "reached": report.reached.value if report.reached else None,
        "seed": report.seed,
        "target": report.target or "its own sandbox",
        "checks": [record_of(one) for one in report.results],
    }


def junit(report: Report) -> str:
    """Return *report* as JUnit XML; what does not apply or was not run is skipped."""
    name = quoteattr(f"conformance of {report.manifest.name}")
    skipped = len(report.of(Outcome.NOT_APPLICABLE)) + len(report.of(Outcome.NOT_RUN))
    head = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<testsuite name={name}'
        f' tests="{len(report.results)}" failures="{len(report.of(Outcome.FAILED))}"'
        f' skipped="{skipped}">\n'
    )
    cases = (_case(report.manifest.name, one) for one in report.results)
    return head + "".join(cases) + "</testsuite>\n"


def _case(owner: str, result: Result) -> str:
    head = (
        f"  <testcase classname={quoteattr(owner)} name={quoteattr(result.check.id)}"
        f' time="{result.seconds:.3f}"'
    )
    reason = quoteattr(_printable(result.reason))
    if result.outcome is Outcome.PASSED:
        return f"{head}/>\n"
    if result.outcome is Outcome.FAILED:
        text = escape(_printable(result.check.sentence))
        return f"{head}>\n    <failure message={reason}>{text}</failure>\n  </testcase>\n"
    return f"{head}>\n    <skipped message={reason}/>\n  </testcase>\n"


def _printable(text: str) -> str:
    # XML has no way to write most control characters.
    return "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in text)


def badge(report: Report) -> str:
    """Return an SVG image that shows the level reached."""
    told = report.reached.value if report.reached else "no level"
    colour = COLOURS.get(report.reached.value if report.reached else None, "#4c9f70")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="150" height="20" role="img"'
        f' aria-label="crossdock: {told}"><rect width="76" height="20" fill="#444"/>'
        f'<rect x="76" width="74" height="20" fill="{colour}"/>'
        '<g fill="#fff" font-family="Verdana,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="38" y="14">crossdock</text><text x="113" y="14">{told}</text></g></svg>\n'
    )
