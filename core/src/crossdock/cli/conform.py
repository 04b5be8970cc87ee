"""`crossdock conform`: a connector held against the checks of the conformance kit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

from crossdock.cli.conform_targets import before
from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.errors import Exit, InputRefusedError, NotFoundError

if TYPE_CHECKING:
    from crossdock.testing.conformance.running import Report, Watch
    from crossdock.testing.conformance.subject import Subject

LEVELS = ("bronze", "silver", "gold", "platinum")

_level = click.option(
    "--level", type=click.Choice(LEVELS), help="Up to this level.  [default: platinum]"
)
_only = click.option(
    "--only", "only", multiple=True, metavar="ID", help="This check only. Can be repeated."
)
_seed = click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="Number that the sandboxes are furnished from.",
)


@click.group("conform")
def command() -> None:
    """Conformance: what a connector must make true, checked."""


@command.command(
    "run",
    epilog=examples(
        "crossdock conform run tokopedia --level bronze",
        "crossdock conform run tokopedia --only STK-04 --report checked",
        "crossdock conform run tokopedia --recorded shop.jsonl",
        "crossdock conform run tokopedia --live shop",
    ),
)
@click.argument("plugin")
@_level
@_only
@_seed
@click.option(
    "--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write a JUnit report there."
)
@click.option(
    "--report",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep there what went into each check and what came out.",
)
@click.option(
    "--recorded",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Run them against what 'sandbox record' kept, instead of the sandbox. Can be repeated.",
)
@click.option(
    "--live",
    metavar="CONNECTION",
    help="Run those that only read against the account of this connection.",
)
@presented
def run_(
    desk: Desk,
    plugin: str,
    level: str | None,
    only: tuple[str, ...],
    seed: int,
    junit: Path | None,
    folder: Path | None,
    recorded: tuple[Path, ...],
    live: str | None,
) -> Result:
    """Run the checks of a connector against its own sandbox.

    Exit code 7 if one fails, and 6 if none fails but some could not be made
    because the sandbox does not play what they need.

    Recorded exchanges and a live account play less than a sandbox: checks that they
    cannot answer are not run, and no level is given for the others. A live account is
    only read.
    """
    watch = desk.watcher("checks")
    ended: dict[str, int] = {}

    def show(result: Any) -> None:
        ended[result.outcome.value] = ended.get(result.outcome.value, 0) + 1
        watch(ended)

    with before(desk, plugin, recorded=recorded, live=live, folder=folder) as subject_of:
        report = made(
            desk,
            plugin,
            level=level,
            only=only,
            seed=seed,
            folder=folder,
            watch=show,
            subject_of=subject_of,
        )
    if junit is not None:
        from crossdock.testing.conformance.writing import junit as as_junit

        _write(junit, as_junit(report))
    if folder is not None:
        _keep(folder / report.manifest.name, report)
    return _result(report, whole=not only, folder=folder)


@command.command("list", epilog=examples("crossdock conform list --level bronze"))
@_level
@presented
def list_(desk: Desk, level: str | None) -> Result:
    """List the checks."""
    kit = _kit()
    rank = kit.Level(level or LEVELS[-1]).rank
    rows = [
        {
            "id": one.id,
            "level": one.level.value,
            "for": " and ".join(sorted(one.roles)),
            "sentence": one.sentence,
        }
        for one in kit.CHECKS
        if one.level.rank <= rank
    ]
    return Result(rows, next_step="crossdock conform explain ID", whole=("sentence",))


@command.command("explain", epilog=examples("crossdock conform explain STK-04"))
@click.argument("check")
@presented
def explain(desk: Desk, check: str) -> Result:
    """Explain one check: what must be true, whom it concerns, and how it is looked at."""
    one = _kit().find(check)
    return record(
        {
            "id": one.id,
            "level": one.level.value,
            "for": " and ".join(sorted(one.roles)),
            "hook": one.hook or "none in particular",
            "sentence": one.sentence,
            "how": " ".join((one.run.__doc__ or "").split()),
        }
    )


@command.command(
    "report",
    epilog=examples(
        "crossdock conform report tokopedia --level silver",
        "crossdock conform report tokopedia --format json",
    ),
)
@click.argument("plugin")
@_level
@_seed
@click.option(
    "--format",
    "shape",
    type=click.Choice(("md", "json")),
    default="md",
    show_default=True,
    help="A page, or the same as data.",
)
@click.pass_context
def report_(context: click.Context, plugin: str, level: str | None, seed: int, shape: str) -> None:
    """Run the checks of a connector, and print a page about it."""
    from crossdock.testing.conformance.writing import data, markdown

    report = made(context.ensure_object(Desk), plugin, level=level, seed=seed)
    text = markdown(report) if shape == "md" else json.dumps(data(report), indent=2)
    click.echo(text, nl=not text.endswith("\n"))


@command.command("badge", epilog=examples("crossdock conform badge tokopedia"))
@click.argument("plugin")
@_level
@_seed
@click.pass_context
def badge_(context: click.Context, plugin: str, level: str | None, seed: int) -> None:
    """Run the checks of a connector, and print an SVG badge of the level it reaches."""
    from crossdock.testing.conformance.writing import badge

    click.echo(badge(made(context.ensure_object(Desk), plugin, level=level, seed=seed)), nl=False)


def made(
    desk: Desk,
    plugin: str,
    *,
    level: str | None,
    seed: int,
    only: tuple[str, ...] = (),
    folder: Path | None = None,
    watch: Watch = lambda _result: None,
    subject_of: Callable[..., Subject] | None = None,
) -> Report:
    """Return how the checks of a connector ended, before what *subject_of* puts it before."""
    kit = _kit()
    connector: ModuleType = desk.plugins.module(plugin)
    report: Report = kit.run(
        connector,
        level=kit.Level(level or LEVELS[-1]),
        only=only,
        seed=seed,
        folder=folder,
        watch=watch,
        subject_of=subject_of or kit.Subject,
    )
    return report


def _kit() -> Any:
    try:
        from crossdock.testing import conformance
    except ImportError as error:
        raise NotFoundError(
            f"The conformance kit needs a package that is not installed ({error.name}).",
            next_step="Run: pip install 'crossdock[sandbox]'",
        ) from None
    return conformance


def _result(report: Report, *, whole: bool, folder: Path | None) -> Result:
    from crossdock.testing.conformance.level import Outcome
    from crossdock.testing.conformance.writing import data, record_of, told_of_target

    failed, not_run = report.of(Outcome.FAILED), report.of(Outcome.NOT_RUN)
    columns = ("id", "level", "outcome", "reason")
    summary = [
        ", ".join(f"{len(report.of(one))} {one}" for one in Outcome if report.of(one)) + "."
    ]
    if report.target:
        summary.append(told_of_target(report))
    elif whole:
        reached = report.reached.value if report.reached else "no level"
        summary.append(f"{report.manifest.title} reaches {reached}.")
    if folder is not None:
        summary.append(f"What went in and came out: {folder / report.manifest.name}")
    rows = [{name: record_of(one)[name] for name in columns} for one in report.results]
    code, reason = Exit.DONE, "done"
    if failed:
        code, reason = Exit.CHECK_FAILED, "check-failed"
    elif not_run:
        code, reason = Exit.PARTLY, "partly-checked"
    return Result(
        rows,
        data=data(report),
        summary=summary,
        columns=columns,
        whole=("reason",),
        exit_code=code,
        reason=reason,
        next_step=f"crossdock conform explain {failed[0].check.id}" if failed else "",
    )


def _keep(folder: Path, report: Report) -> None:
    from crossdock.testing.conformance.writing import data, markdown

    _write(folder / "report.md", markdown(report))
    _write(folder / "report.json", json.dumps(data(report), indent=2) + "\n")


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputRefusedError(
            f"{path} cannot be written ({error.strerror}).", next_step="Name another place."
        ) from None
