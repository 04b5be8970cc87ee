"""Where the command line begins and ends: global options, and every way out."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from crossdock.cli.desk import Desk, examples
from crossdock.cli.formats import FORMATS, Writer
from crossdock.cli.tree import LazyTree
from crossdock.errors import ConfigurationError, CrossdockError, Exit, InputRefusedError


class Terminated(BaseException):
    """SIGTERM came: unwind, close everything, exit 143."""


class UsageRefusedError(InputRefusedError):
    """The command line itself is wrong."""


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
@click.option("-q", "--quiet", is_flag=True, help="Leave the talk out; data and errors only.")
@click.option("--run-id", default="", help="The id to write this run down under.")
@click.pass_context
def root(context: click.Context, project: Path, format_: str, quiet: bool, run_id: str) -> None:
    """One stock truth, and one way from order to warehouse door, for many marketplaces."""
    context.obj = Desk(project.absolute(), format=format_, quiet=quiet, run=run_id)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with a documented code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A title must never stop a report because a terminal lacks its script.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    if "_CROSSDOCK_COMPLETE" in os.environ:
        # A shell asks for completions; click answers and exits.
        root.main(words, prog_name="crossdock")
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(_run(words))


def _run(words: list[str]) -> int:
    code: int = Exit.BUG
    context = None
    try:
        context = root.make_context("crossdock", words)
        with context:
            code = _exit_code(root.invoke(context))
    except click.exceptions.Exit as way_out:
        code = way_out.exit_code
    except BaseException as error:  # noqa: BLE001 - every way out has its code and its words
        code = _leave(error, _writer(context, words))
    finally:
        if context is not None and isinstance(context.obj, Desk):
            context.obj.close(int(code))
    return int(code)


def _leave(error: BaseException, writer: Writer) -> int:
    """Say what ended the run, and return its exit code."""
    if isinstance(error, CrossdockError):
        writer.failure(error)
        return error.exit_code
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return Exit.USAGE
    if isinstance(error, click.ClickException):
        writer.failure(_usage(error))
        return Exit.USAGE
    if isinstance(error, click.Abort | KeyboardInterrupt | Terminated):
        click.echo("\nStopped. Everything done so far is kept.", err=True)
        return Exit.TERMINATED if isinstance(error, Terminated) else Exit.INTERRUPTED
    if isinstance(error, BrokenPipeError):
        # Whoever read our output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    failure = _trouble(error) if isinstance(error, OSError) else _bug(error, writer)
    writer.failure(failure)
    return failure.exit_code


def _exit_code(returned: object) -> int:
    return returned if isinstance(returned, int) else Exit.DONE


def _writer(context: click.Context | None, words: Sequence[str]) -> Writer:
    desk = context.obj if context is not None else None
    return desk.writer if isinstance(desk, Desk) else Writer(_format_named(words), run="")


def _format_named(words: Sequence[str]) -> str:
    """Return the format that *words* ask for, before anything of them is understood."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name = following if word == "--format" else word.removeprefix("--format=")
        if word.startswith("--format") and name in FORMATS:
            return name
    named = os.environ.get("CROSSDOCK_FORMAT", "")
    return named if named in FORMATS else "table"


def _usage(error: click.ClickException) -> UsageRefusedError:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "crossdock"
    return UsageRefusedError(error.format_message(), next_step=f"See: {path} --help")


def _trouble(error: OSError) -> ConfigurationError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return ConfigurationError(
            "The disk is full; nothing more was written.",
            next_step="Free some space, then run it again.",
        )
    place = f" ({error.filename})" if error.filename else ""
    return ConfigurationError(
        f"A file or folder could not be used: {error.strerror or error}{place}.",
        next_step="Check the path and its owner.",
    )


def _bug(error: BaseException, writer: Writer) -> CrossdockError:
    """Save the traceback where it can be looked at, without the values of variables."""
    import tempfile
    import traceback

    lines = traceback.format_exception(type(error), error, error.__traceback__)
    with tempfile.NamedTemporaryFile(
        "w", prefix="crossdock-", suffix=".traceback", delete=False, encoding="utf-8"
    ) as file:
        file.write(writer.redact("".join(lines)))
    return CrossdockError(
        f"crossdock or a plugin has a bug ({type(error).__name__}). The traceback is in"
        f" {file.name}.",
        next_step="Report it to the plugin's author, or to crossdock, with that file.",
    )


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated
