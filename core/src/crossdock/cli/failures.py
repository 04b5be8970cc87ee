"""What ended a command, as an error that says what to do next."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import IO

import click

from crossdock.errors import ConfigurationError, CrossdockError, Exit, InputRefusedError


class Terminated(BaseException):
    """SIGTERM came: unwind, close everything, exit 143."""


class UsageRefusedError(InputRefusedError):
    """The command line itself is wrong."""


class StoppedError(CrossdockError):
    """Somebody stopped the command; what was done stays done."""

    exit_code = Exit.INTERRUPTED


class BugError(CrossdockError):
    """Something happened that nobody foresaw."""


def explain(error: BaseException, redact: Callable[[str], str]) -> CrossdockError:
    """Return *error* in plain words.

    Args:

        redact: masks the secrets in use, for the traceback that is saved of a bug.
    """
    if isinstance(error, CrossdockError):
        return error
    if isinstance(error, click.ClickException):
        return _usage(error)
    if isinstance(error, click.Abort | KeyboardInterrupt | Terminated):
        stopped = StoppedError(
            "Stopped. Everything done so far is kept.", next_step="Run it again to go on."
        )
        if isinstance(error, Terminated):
            stopped.exit_code = Exit.TERMINATED
        return stopped
    if isinstance(error, OSError):
        return _trouble(error)
    return _bug(error, redact)


def abandon(stream: IO[str]) -> None:
    """Let nothing more be written to *stream*, not at the interpreter's end either."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _usage(error: click.ClickException) -> UsageRefusedError:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "crossdock"
    message = error.format_message()
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        message = f"{path} is not a whole command."
    elif "unexpected extra argument" in message and _takes_secrets(context):
        # The word too many may be the secret that was meant for --secret.
        message = "The command has a word too many; a secret is never taken from the command."
    return UsageRefusedError(message, next_step=f"See: {path} --help")


def _takes_secrets(context: click.Context | None) -> bool:
    return context is not None and any(one.name == "secrets" for one in context.command.params)


def _trouble(error: OSError) -> ConfigurationError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return ConfigurationError(
            "The disk is full; what was being written is not complete.",
            next_step="Free some space, then run it again.",
        )
    place = f" ({error.filename})" if error.filename else ""
    return ConfigurationError(
        f"A file or folder could not be used: {error.strerror or error}{place}.",
        next_step="Check the path and its owner.",
    )


def _bug(error: BaseException, redact: Callable[[str], str]) -> BugError:
    """Save the traceback where it can be looked at, without the values of variables."""
    import tempfile
    import traceback

    lines = traceback.format_exception(type(error), error, error.__traceback__)
    try:
        with tempfile.NamedTemporaryFile(
            "w",
            prefix="crossdock-",
            suffix=".traceback",
            delete=False,
            encoding="utf-8",
            errors="backslashreplace",
        ) as file:
            file.write(redact("".join(lines)))
    except OSError as trouble:
        place = f"could not be saved ({trouble.strerror})"
    else:
        place = f"is in {file.name}"
    return BugError(
        f"crossdock or a plugin has a bug ({type(error).__name__}). The traceback {place}.",
        next_step="Report it to the plugin's author, or to crossdock, with that file.",
    )
