"""Settings as an operator gives them: options, a file, a prompt; secrets never in argv."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import click

from crossdock.connecting import secret_names
from crossdock.errors import InputRefusedError
from crossdock.secret import Secret
from crossdock.vault import is_reference


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

        InputRefusedError: one of them has no equals sign; its value is not shown.
    """
    found = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise InputRefusedError(
                f"{option} takes KEY=VALUE, and what begins with {key[:20]!r} is not that.",
                next_step=f"Write it as {option} KEY=VALUE.",
            )
        found[key] = value
    return found


def read_file(path: Path) -> dict[str, Any]:
    """Return the JSON object in *path*, or on stdin for ``-``.

    Raises:

        InputRefusedError: it cannot be read, or is no JSON object.
    """
    from crossdock.http.strict_json import NotStrictJsonError, loads

    try:
        content = sys.stdin.buffer.readline() if str(path) == "-" else path.read_bytes()
        found = loads(content)
    except OSError as error:
        raise InputRefusedError(
            f"{path} cannot be read ({error.strerror}).", next_step="Check the path."
        ) from None
    except NotStrictJsonError as error:
        raise InputRefusedError(
            f"{path} is not the JSON that was expected: {error}.",
            next_step="Give the settings as one JSON object.",
        ) from None
    if not isinstance(found, dict):
        raise InputRefusedError(
            f"{path} holds JSON, but not an object.", next_step="Write it as {...}."
        )
    return found


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
    for word in secrets:
        key, equals, reference = word.partition("=")
        if key not in hidden:
            raise InputRefusedError(
                f"{key!r} is not a secret of this connector.",
                next_step=f"Its secrets are: {', '.join(sorted(hidden)) or 'none'}.",
            )
        if equals and not is_reference(reference):
            raise _secret_in_argv(key)
        kept[key] = reference if equals else _ask_secret(key)
    if ask_missing:
        _ask_missing(shape, hidden, plain, kept)
    return Given(plain, kept)


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
