"""`crossdock run`: one cycle after another, until somebody says stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.moments import parse_span
from crossdock.cli.quantities import counted
from crossdock.cli.result import Result
from crossdock.cli.sync import presented_cycle, sentence_of
from crossdock.errors import Exit


@click.command(
    "run",
    epilog=examples("crossdock run --every 5m", "crossdock run --every 30s --cycles 3"),
)
@click.option("--every", default="5m", metavar="SPAN", help="From one beginning to the next.")
@click.option("--only", multiple=True, metavar="NAME", help="Only these connections.")
@click.option("--cycles", type=click.IntRange(min=1), help="End after so many.")
@presented
def command(desk: Desk, every: str, only: tuple[str, ...], cycles: int | None) -> Result:
    """Run a cycle again and again until told to stop.

    A fulfilment service that does not answer keeps no cycle waiting: its round goes on,
    and is told by a later one. On SIGTERM or Ctrl-C it ends what it is at and begins
    nothing more.
    """
    from crossdock.flows.sync import Cycles

    for name in only:
        desk.workspace.store.connections.get(name)
    pause = parse_span(every, "--every").total_seconds()
    done = 0
    with _stopped() as stop, Cycles(desk.workspace, stop.is_set) as runner:
        while True:
            begun = desk.workspace.clock()
            last = runner.run(only, patience=None if done + 1 == cycles else pause)
            done += 1
            desk.say(sentence_of(last))
            spent = (desk.workspace.clock() - begun).total_seconds()
            if done == cycles or stop.wait(max(0.0, pause - spent)):
                break
        told_to_stop = stop.is_set()
    summary = [f"{counted(done, 'cycle')}; the last one: {sentence_of(last)}"]
    if told_to_stop:
        # Whatever the last cycle came to, this is how it ended.
        return Result(
            data={"cycles": done},
            summary=summary,
            exit_code=Exit.TERMINATED,
            reason="stopped",
            next_step="crossdock status",
        )
    return attrs.evolve(presented_cycle(last), summary=summary)


@contextmanager
def _stopped() -> Iterator[threading.Event]:
    """Give an event that is set once somebody asks us to stop."""
    stop = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: stop.set())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
