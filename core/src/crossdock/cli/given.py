"""Settings as an operator gives them: options, a file, a prompt; secrets never in argv."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import click

from crossdock.connecting import secret_names
from crossdock.errors import InputRefusedError
from crossdock.secret import Secret
from crossdock.vault import is_reference

#: Settings are a few hundred bytes, a private key among them a few thousand.
LARGEST_FILE = 1024 * 1024


@attrs.frozen
class Given:
    """What an operator gave for a connection.

    Args:

        settings: in the clear.

        secrets: a reference as text, or the secret itself.
    """

    settings: Mapping[str, Any]
    secrets: Mapping[str, str | Secret] = attrs.field(repr=False)


def pairs(words: Iterable[str], option: str) -> dict[str, str]:
    """Return ``KEY=VALUE`` words as a mapping.

    Raises:

        InputRefusedError: one of them has no equals sign, or a key comes twice. The
            word itself is not shown: it may be a secret that stands in the wrong place.
    """
    found: dict[str, str] = {}
    for number, word in enumerate(words, start=1):
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise InputRefusedError(
                f"{option} takes KEY=VALUE, and what it was given {_time(number)} is not that.",
                next_step=f"Write it as {option} KEY=VALUE.",
            )
        if key in found:
            raise InputRefusedError(
                f"{option} names {key} twice.", next_step="Leave one of the two out."
            )
        found[key] = value
    return found


def _time(number: int) -> str:
    return {1: "the first time", 2: "the second time"}.get(number, f"time {number}")


def read_file(path: Path) -> dict[str, Any]:
    """Return the JSON object in *path*, or on stdin for ``-``.

    Raises:

        InputRefusedError: it cannot be read, or is no JSON object.
    """
    from crossdock.http.strict_json import NotStrictJsonError, loads

    name = "stdin" if str(path) == "-" else str(path)
    try:
        found = _read_line_or_all(loads) if name == "stdin" else loads(_read_bytes(path))
    except OSError as error:
        raise InputRefusedError(
            f"{name} cannot be read ({error.strerror}).", next_step="Check the path."
        ) from None
    except NotStrictJsonError as error:
        raise InputRefusedError(
            f"{name} is not the JSON that was expected: {error}.",
            next_step="Give the settings as one JSON object.",
        ) from None
    if not isinstance(found, dict):
        raise InputRefusedError(
            f"{name} holds JSON, but not an object.", next_step="Write it as {...}."
        )
    return found


def _read_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return _bounded(file.read(LARGEST_FILE + 1), str(path))


def _read_line_or_all(loads: Callable[[bytes], Any]) -> Any:
    """Read one line of stdin; only if that is no whole JSON, read the rest as well.

    A sandbox prints its line and lives on, so waiting for the end would be for ever.
    """
    from crossdock.http.strict_json import NotStrictJsonError

    line = _bounded(sys.stdin.buffer.readline(LARGEST_FILE + 1), "stdin")
    try:
        return loads(line)
    except NotStrictJsonError:
        rest = sys.stdin.buffer.read(LARGEST_FILE + 1)
        if not rest.strip():
            raise
        return loads(_bounded(line + rest, "stdin"))


def _bounded(content: bytes, name: str) -> bytes:
    if len(content) > LARGEST_FILE:
        raise InputRefusedError(
            f"{name} is larger than a connection's settings can be.",
            next_step="Give the settings as one JSON object.",
        )
    return content.removeprefix(b"\xef\xbb\xbf")


def gather(
    shape: type[Any],
    *,
    from_file: Mapping[str, Any],
    settings: Sequence[str],
    secrets: Sequence[str],
    ask_missing: bool,
) -> Given:
    """Return what was given for the settings class *shape*.

    Args:

        settings: ``--set KEY=VALUE`` words.

        secrets: ``--secret KEY`` (prompt, or a line of stdin) or
            ``--secret KEY=REFERENCE`` words.

        ask_missing: prompt for required settings that were not given.

    Raises:

        InputRefusedError: a secret stands in argv, or a required setting is
            missing and nobody is there to ask.
    """
    hidden = secret_names(shape)
    plain: dict[str, Any] = {}
    kept: dict[str, str | Secret] = {}
    for key, value in from_file.items():
        if key in hidden:
            kept[key] = value if is_reference(str(value)) else Secret(str(value))
        else:
            plain[key] = value
    for key, value in pairs(settings, "--set").items():
        if key not in hidden:
            plain[key] = value
        elif is_reference(value):
            kept[key] = value
        else:
            raise _secret_in_argv(key)
    kept |= _referenced_or_asked(hidden, secrets)
    if ask_missing:
        _ask_missing(shape, hidden, plain, kept)
    return Given(plain, kept)


def _referenced_or_asked(
    hidden: frozenset[str], secrets: Sequence[str]
) -> dict[str, str | Secret]:
    """Return the secrets that ``--secret`` words name: as references, or asked for."""
    kept: dict[str, str | Secret] = {}
    for word in secrets:
        key, equals, reference = word.partition("=")
        if key not in hidden:
            # Not shown: it may be the secret itself, given where its name belongs.
            raise InputRefusedError(
                "--secret was given a word that is no secret of this connector.",
                next_step=f"Its secrets are: {', '.join(sorted(hidden)) or 'none'}.",
            )
        if key in kept:
            raise InputRefusedError(
                f"--secret names {key} twice.", next_step="Leave one of the two out."
            )
        if equals and not is_reference(reference):
            raise _secret_in_argv(key)
        kept[key] = reference if equals else _ask_secret(key)
    return kept


def _ask_missing(
    shape: type[Any],
    hidden: frozenset[str],
    plain: dict[str, Any],
    kept: dict[str, str | Secret],
) -> None:
    required = [field.name for field in attrs.fields(shape) if field.default is attrs.NOTHING]
    missing = [name for name in required if name not in plain and name not in kept]
    if missing and not sys.stdin.isatty():
        options = " ".join(
            f"--secret {name}=env:NAME" if name in hidden else f"--set {name}=VALUE"
            for name in missing
        )
        raise InputRefusedError(
            f"These settings are missing: {', '.join(missing)}.", next_step=f"Add: {options}"
        )
    for name in missing:
        if name in hidden:
            kept[name] = _ask_secret(name)
        else:
            plain[name] = click.prompt(name, err=True)


def _ask_secret(name: str) -> str | Secret:
    if sys.stdin.isatty():
        text = click.prompt(name, hide_input=True, err=True)
    else:
        text = sys.stdin.readline().removesuffix("\n").removesuffix("\r")
    if not text:
        raise InputRefusedError(
            f"Nothing was given for the secret {name}.",
            next_step=f"Type it, pipe it in, or use --secret {name}=env:NAME or file:PATH.",
        )
    return text if is_reference(text) else Secret(text)


def _secret_in_argv(name: str) -> InputRefusedError:
    return InputRefusedError(
        f"The secret {name} stands in the command itself, where other users of this machine and"
        " your shell's history can read it. It was not used.",
        next_step=f"Give --secret {name} alone to be asked for it (or pipe it in), or"
        f" --secret {name}=env:NAME or --secret {name}=file:PATH. Then change the secret.",
    )
