"""Where the command line begins and ends: global options, and every way out."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from crossdock.cli.desk import Desk, examples
from crossdock.cli.failures import Terminated, abandon, explain
from crossdock.cli.formats import FORMATS, Writer
from crossdock.cli.nested import OPENING, SEE
from crossdock.cli.tree import LazyTree
from crossdock.errors import Exit, InputRefusedError


@click.command(
    cls=LazyTree,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "CROSSDOCK"},
    epilog=examples(
        "crossdock demo",
        "crossdock init && crossdock conn add shop --plugin tokopedia",
        "crossdock product pull shop && crossdock map conflicts shop",
    ),
)
@click.option(
    "-C",
    "--project",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder of the workspace.  [default: this one, or one above it]",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="table",
    envvar="CROSSDOCK_FORMAT",
    help="How to write the data.  [default: table]",
)
@click.option(
    "--plugin",
    "plugins",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="Use the connector in this file too, named as the file is. Can be repeated.",
)
@click.option("-q", "--quiet", is_flag=True, help="Leave the talk out; data and errors only.")
@click.option("--run-id", default="", help="The id to write this run down under.")
@click.pass_context
def root(
    context: click.Context,
    project: Path,
    format_: str,
    plugins: tuple[Path, ...],
    quiet: bool,
    run_id: str,
) -> None:
    """One stock truth, and one way from order to warehouse door, for many marketplaces."""
    context.obj = Desk(
        project.absolute(),
        format=format_,
        quiet=quiet,
        run=run_id,
        files=plugins,
        see=context.meta.get(SEE),
        opening=context.meta.get(OPENING),
    )


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with a documented code."""
    words = tuple(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A title must never stop a report because a terminal lacks its script.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    if "_CROSSDOCK_COMPLETE" in os.environ:
        # A shell asks for completions; click answers and exits.
        root.main(list(words), prog_name="crossdock")
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(_run(words))


def _run(words: Sequence[str]) -> int:
    """Run the command; whatever ends it, say so and return its exit code."""
    desk: Desk | None = None
    code: int = Exit.BUG
    try:
        _check_text(words)
        with root.make_context("crossdock", list(words)) as context:
            try:
                code = _exit_code(root.invoke(context))
            finally:
                desk = context.obj if isinstance(context.obj, Desk) else None
        sys.stdout.flush()
    except click.exceptions.Exit as way_out:
        code = way_out.exit_code
    except BaseException as error:  # noqa: BLE001 - every way out has its code and its words
        code = _leave(error, desk, words)
    if desk is not None:
        try:
            desk.close(code)
        except BaseException as error:  # noqa: BLE001 - see above; the first trouble matters more
            code = code or _leave(error, None, words)
    return code


def _leave(error: BaseException, desk: Desk | None, words: Sequence[str]) -> int:
    """Say what ended the run where it was asked for, and return the exit code."""
    if isinstance(error, BrokenPipeError):
        # Whoever read our output has seen enough.
        abandon(sys.stdout)
        return Exit.DONE
    format_ = _format_named(words)
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and format_ not in {"json", "jsonl"}:
        error.show()
        return Exit.USAGE
    writer = (
        Writer(format_, run="")
        if desk is None
        else Writer(format_, desk.run, desk.quiet, desk.redact)
    )
    if desk is not None:
        desk.end_watching()
    failure = explain(error, writer.redact)
    try:
        writer.failure(failure)
        sys.stdout.flush()
    except OSError:
        # Nothing more fits where the data goes; a person may still read this.
        abandon(sys.stdout)
        Writer("table", writer.run, redact=writer.redact).failure(failure)
    return failure.exit_code


def _exit_code(returned: object) -> int:
    return returned if isinstance(returned, int) else Exit.DONE


def _format_named(words: Sequence[str]) -> str:
    """Return the format that *words* ask for, whether or not the rest of them is understood."""
    named = os.environ.get("CROSSDOCK_FORMAT", "")
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name = following if word == "--format" else word.removeprefix("--format=")
        if word.startswith("--format") and name in FORMATS:
            # The last one counts: the verb's own comes after the noun's.
            named = name
    return named if named in FORMATS else "table"


def _check_text(words: Sequence[str]) -> None:
    for number, word in enumerate(words, start=1):
        if any("\ud800" <= character <= "\udfff" for character in word):
            raise InputRefusedError(
                f"Word {number} of the command holds bytes that are not UTF-8 text.",
                next_step="Type it again, or set your terminal to UTF-8.",
            )


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated
