"""What `crossdock conform run` puts a connector before, besides its own sandbox."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crossdock.cli.desk import Desk
from crossdock.errors import InputRefusedError

if TYPE_CHECKING:
    from crossdock.connections import Connection
    from crossdock.http.library import BaseTransport
    from crossdock.testing.conformance.subject import Subject

    SubjectOf = Callable[..., Subject]
    Network = Callable[[BaseTransport], BaseTransport]


@contextmanager
def before(
    desk: Desk, plugin: str, *, recorded: Sequence[Path], live: str | None, folder: Path | None
) -> Iterator[SubjectOf | None]:
    """Yield what makes the subject of each check; None for the sandbox.

    Raises:

        InputRefusedError: both are given, they are another connector's, or what a live
            account answers were to be kept in *folder*.
    """
    if recorded and live is not None:
        raise InputRefusedError(
            "Checks run against a recording or a live account, not against both.",
            next_step="Leave one of --recorded and --live out.",
        )
    if live is not None:
        if folder is not None:
            raise InputRefusedError(
                "What a live account answers tells of its buyers, so --report does not keep it.",
                next_step="Leave --report out, or use: crossdock sandbox record",
            )
        with _live(desk, plugin, live) as subject_of:
            yield subject_of
    else:
        yield _recorded(plugin, recorded) if recorded else None


def _recorded(plugin: str, files: Sequence[Path]) -> SubjectOf:
    from crossdock.recordings import read_recordings
    from crossdock.testing.conformance.recorded import RecordedSubject

    recording = read_recordings(files)
    if recording.head.connector != plugin:
        raise InputRefusedError(
            f"{files[0]} was recorded with {recording.head.connector}, not with {plugin}.",
            next_step=f"See: crossdock conform run {recording.head.connector} --help",
        )
    return partial(RecordedSubject, recording=recording)


@contextmanager
def _live(desk: Desk, plugin: str, name: str) -> Iterator[SubjectOf]:
    from crossdock.cli.watched import WatchedWorkspace
    from crossdock.testing.conformance.live import LiveSubject

    kept = desk.workspace.store.connections.get(name)
    if kept.connector != plugin:
        raise InputRefusedError(
            f"The connection {name!r} is one of {kept.connector}, not of {plugin}.",
            next_step=f"Run: crossdock conform run {kept.connector} --live {name}",
        )
    between: list[Network] = []

    def latest(direct: BaseTransport) -> BaseTransport:
        return between[-1](direct)

    watched = WatchedWorkspace(
        desk.workspace.root,
        desk.plugins,
        run=desk.run,
        environment=os.environ,
        watched=name,
        between=latest,
        opened=[],
    )

    def opening(network: Network) -> Connection[Any]:
        between.append(network)
        return watched.live(name).connection

    with closing(watched):
        yield partial(LiveSubject, name=name, opening=opening)
