"""Running checks, and what they came to."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import attrs

from crossdock.manifest import Manifest
from crossdock.testing.conformance.check import BrokenError, Check, NotPlayedError
from crossdock.testing.conformance.level import Level, Outcome
from crossdock.testing.conformance.registry import AWARDED, chosen
from crossdock.testing.conformance.subject import Subject

Watch = Callable[["Result"], None]


@attrs.frozen
class Result:
    """How one check ended.

    Args:

        reason: why it failed, was not run, or does not apply; of what passed, a remark.

        seconds: how long it took.

        record: the file that holds what went in and what came out.
    """

    check: Check
    outcome: Outcome
    reason: str = ""
    seconds: float = 0.0
    record: Path | None = None


@attrs.frozen
class Report:
    """How the checks of a connector ended, and the seed that they were run with.

    Args:

        target: what was looked at, where that is not the connector's own sandbox.
    """

    manifest: Manifest
    results: tuple[Result, ...]
    seed: int = 1
    target: str = ""

    def of(self, outcome: Outcome) -> tuple[Result, ...]:
        """Return the results that ended so."""
        return tuple(one for one in self.results if one.outcome is outcome)

    @property
    def reached(self) -> Level | None:
        """The level that the connector reaches; None below bronze.

        A level is reached when each of its checks, and of those below it, has passed or
        does not apply. What was not run stands in the way like what failed. A level
        whose checks are not all written yet is not given to anybody, and none is given
        for anything but the sandbox, where every check can be made.
        """
        if self.target:
            return None
        ended = {one.check.id: one.outcome for one in self.results}
        good = {Outcome.PASSED, Outcome.NOT_APPLICABLE}
        best: Level | None = None
        for level in AWARDED:
            own = [one for one in chosen(self.manifest, level=level) if one.level is level]
            if not all(ended.get(one.id) in good for one in own):
                return best
            best = level
        return best


def run_check(
    one: Check,
    connector: ModuleType,
    *,
    seed: int = 1,
    record: Path | None = None,
    scale: float = 1.0,
    subject_of: Callable[..., Subject] = Subject,
) -> Result:
    """Return how *one* check of *connector* ends; it never raises.

    Args:

        record: the file to keep its inputs and outputs in.

        subject_of: puts the connector before something else than its own sandbox.

        scale: how much of its load a check of speed puts on; less is no measurement.
    """
    began = time.perf_counter()
    subject = subject_of(connector, seed=seed, scale=scale)
    with subject, subject.recorder.listening():
        outcome, reason = subject.judged(*_ended(one, subject))
    if record is not None:
        subject.recorder.write(record)
    took = time.perf_counter() - began
    return Result(one, outcome, subject.recorder.redactor.text(reason), took, record)


def _ended(one: Check, subject: Subject) -> tuple[Outcome, str]:
    try:
        if reason := one.waived(subject.manifest):
            return Outcome.NOT_APPLICABLE, reason
        if reason := subject.left_out(one.id):
            return Outcome.NOT_RUN, reason
        if one.hook and one.hook not in subject.implemented:
            return Outcome.FAILED, (
                f"The connector has no {one.hook}, and its manifest's not_applicable does not"
                " say why."
            )
        remark = one.run(subject)
    except BrokenError as error:
        return Outcome.FAILED, str(error)
    except NotPlayedError as error:
        return Outcome.NOT_RUN, f"The check could not be made: {error}."
    except Exception as error:  # noqa: BLE001 - whatever a connector raises fails its check
        where = traceback.extract_tb(error.__traceback__)[-1]
        return Outcome.FAILED, (
            f"{type(error).__name__}: {error} (in {where.name}, {Path(where.filename).name},"
            f" line {where.lineno})"
        )
    return Outcome.PASSED, remark or ""


def run(
    connector: ModuleType,
    *,
    level: Level = Level.PLATINUM,
    only: Iterable[str] = (),
    seed: int = 1,
    folder: Path | None = None,
    watch: Watch = lambda _result: None,
    subject_of: Callable[..., Subject] = Subject,
) -> Report:
    """Return how the checks of *connector* ended.

    Args:

        level: up to which.

        only: the ids of some, whatever their level.

        seed: what the sandboxes are furnished from.

        folder: where to keep each check's inputs and outputs.

        watch: told each result.

        subject_of: puts the connector before something else than its own sandbox.

    Raises:

        NotFoundError: an id is no check's.
    """
    manifest: Manifest = connector.manifest()
    results: list[Result] = []
    for one in chosen(manifest, level=level, only=only):
        record = folder / manifest.name / f"{one.id}.jsonl" if folder is not None else None
        results.append(run_check(one, connector, seed=seed, record=record, subject_of=subject_of))
        watch(results[-1])
    target = subject_of(connector, seed=seed).target
    return Report(manifest, tuple(results), seed, target)
