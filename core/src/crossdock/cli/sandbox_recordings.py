"""`crossdock sandbox record` and `replay`: what passed between a connection and its platform."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossdock.cli.desk import Desk, examples, formatted, presented
from crossdock.cli.nested import OPENING, run_nested
from crossdock.cli.result import Result, record
from crossdock.errors import InputRefusedError, NotFoundError

if TYPE_CHECKING:
    from crossdock.recordings import Recorder, Recording
    from crossdock.store import StoredConnection
    from crossdock.workspace import Live

    Opened = list[tuple[StoredConnection, Live]]


@click.command(
    "record",
    epilog=examples(
        "crossdock sandbox record shop --out shop.jsonl -- product pull shop",
        "crossdock sandbox record shop --out token.jsonl --fresh-token -- conn test shop",
    ),
    context_settings={"ignore_unknown_options": True},
)
@click.argument("connection")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The new file, of JSON lines.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option(
    "--fresh-token",
    is_flag=True,
    help="Ask for a token anew, so that the recording holds how one is given.",
)
@click.argument("command", nargs=-1, required=True)
@presented
def record_(
    desk: Desk,
    connection: str,
    out: Path,
    force: bool,
    fresh_token: bool,
    command: tuple[str, ...],
) -> Result:
    """Run a command, and keep what passes between a connection and its platform.

    The command really runs, with all that it changes; what it prints goes to
    standard error. Secrets and what tells of buyers are taken out before anything
    is written. If a secret cannot be taken out, nothing is written: exit code 7.
    """
    from crossdock.cli.watched import WatchedWorkspace
    from crossdock.recordings import Recorder, write_recording
    from crossdock.recordings.files import check_place

    check_place(out, force=force)
    desk.workspace.store.connections.check(connection)
    recorder, opened = Recorder(desk.workspace.clock), _none_opened()
    opening = partial(
        WatchedWorkspace,
        watched=connection,
        between=recorder.around,
        opened=opened,
        fresh_token=fresh_token,
    )
    code, said, step = run_nested(desk, command, {OPENING: opening})
    if not recorder.kept:
        raise InputRefusedError(
            " ".join([f"The command asked nothing of {connection}'s platform.", said]).strip(),
            next_step=step or f"Name a command that uses {connection}.",
        )
    made = _scrubbed(recorder, opened)
    write_recording(out, made, force=force)
    summary = [f"{len(made.exchanges):,} exchanges are in {out}, without secrets and buyers."]
    return record(
        _counts(out, made),
        summary=[*summary, *([said] if said else [])],
        exit_code=code,
        reason="failed" if code else "done",
        next_step=step or f"crossdock sandbox replay {out}",
    )


def _none_opened() -> Opened:
    return []


def _scrubbed(recorder: Recorder, opened: Opened) -> Recording:
    from crossdock.connecting import secret_names, secrets_of
    from crossdock.recordings import Head
    from crossdock.secret import Secret

    kept, live = opened[0]
    settings, manifest = live.connection.settings, live.manifest
    names = secret_names(type(settings))
    hidden = {name: getattr(settings, name) for name in sorted(names)}
    known: list[str] = []
    for _, one in opened:
        known += [secret.reveal() for secret in secrets_of(one.connection.settings)]
        known += one.connection.http.redactor.known()
    head = Head(
        connector=manifest.name,
        dialect=manifest.dialect,
        dialect_date=manifest.dialect_date,
        began=recorder.kept[0].at,
        settings={name: value for name, value in kept.settings.items() if name not in names},
        answers=kept.answers,
    )
    return recorder.recording(
        head,
        secrets=known,
        hidden={name: one.reveal() for name, one in hidden.items() if isinstance(one, Secret)},
    )


def _counts(out: Path, made: Recording) -> dict[str, object]:
    return {
        "recording": str(out),
        "connector": made.head.connector,
        "dialect_date": made.head.dialect_date,
        "exchanges": len(made.exchanges),
        "for_tokens": sum(one.is_token for one in made.exchanges),
        "unanswered": sum(one.status is None for one in made.exchanges),
        "bodies_left_out": sum(bool(one.left_out) for one in made.exchanges),
    }


@click.command(
    "replay",
    epilog=examples(
        "crossdock sandbox replay shop.jsonl",
        "crossdock sandbox replay token.jsonl shop.jsonl --port 8099 --repeat",
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="[default: a free one]")
@click.option("--repeat", is_flag=True, help="Begin again with what was asked for to its end.")
@formatted
def replay_(desk: Desk, files: tuple[Path, ...], port: int, repeat: bool) -> None:
    """Play recordings as a platform on this machine, until stopped.

    Prints one line of JSON once it accepts connections, as 'sandbox start' does: 'conn
    add --from' takes it. A request is answered with what was recorded for the same
    method, path and parameters, in the order it was recorded; one that was never
    recorded is answered with status 501, and told on standard error.
    """
    from crossdock.recordings import read_recordings

    recording = read_recordings(files)
    try:
        from crossdock.sandbox import SandboxOptions, SandboxRefusedError
        from crossdock.sandbox.replaying import as_sandbox, replay
        from crossdock.sandbox.server import serve
    except ImportError as error:
        raise NotFoundError(
            f"Replays need a package that is not installed ({error.name}).",
            next_step="Run: pip install 'crossdock[sandbox]'",
        ) from None
    app = replay(recording, repeats=repeat, tell=desk.say)
    try:
        serve(
            recording.head.connector,
            as_sandbox(app),
            SandboxOptions(),
            port=port,
            announce=click.echo,
        )
    except SandboxRefusedError as error:
        raise InputRefusedError(
            str(error), next_step="See: crossdock sandbox replay --help"
        ) from None
    asked, recorded = len(app.deck.dealt), len(recording.exchanges)
    desk.say(f"{asked:,} of {recorded:,} exchanges were asked for.")
