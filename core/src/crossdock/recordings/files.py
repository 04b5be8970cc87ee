"""Recordings as files: written whole or not at all, readable by their owner only."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from crossdock.errors import InputRefusedError
from crossdock.recordings.exchange import FORM, Exchange, Head, Recording


def check_place(path: Path, *, force: bool = False) -> None:
    """Refuse a *path* that a recording cannot be written to, before anything is recorded.

    Raises:

        InputRefusedError: something is there (and *force* is not given), or it has no folder.
    """
    if path.is_symlink() or (path.exists() and not (force and path.is_file())):
        raise InputRefusedError(
            f"{path} is there already.", next_step="Name another file, or give --force."
        )
    if not path.parent.is_dir():
        raise InputRefusedError(
            f"{path.parent} is no folder.", next_step="Make it first, or name another file."
        )


def write_recording(path: Path, recording: Recording, *, force: bool = False) -> None:
    """Write *recording* to a new file of mode 0600.

    Raises:

        InputRefusedError: as `check_place` does, or it cannot be written.
    """
    check_place(path, force=force)
    content = "".join(f"{line}\n" for line in recording.lines())
    try:
        _put(path, content.encode("utf-8", "backslashreplace"), force=force)
    except FileExistsError:
        check_place(path, force=force)
        raise
    except OSError as error:
        raise InputRefusedError(
            f"{path} cannot be written ({error.strerror}).", next_step="Check the path."
        ) from None


def _put(path: Path, content: bytes, *, force: bool) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if force:
            draft.replace(path)
        else:
            # Unlike a rename, this never takes the place of what somebody has just put there.
            path.hardlink_to(draft)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


def read_recordings(paths: Sequence[Path]) -> Recording:
    """Return the recordings in *paths* as one, with the head of the first.

    Raises:

        InputRefusedError: as `read_recording` does, or they are of several connectors.
    """
    made = [read_recording(path) for path in paths]
    first = made[0].head
    for path, other in zip(paths, made, strict=True):
        if (other.head.connector, other.head.dialect_date) != (
            first.connector,
            first.dialect_date,
        ):
            raise InputRefusedError(
                f"{path} was recorded with {other.head.connector} of {other.head.dialect_date},"
                f" {paths[0]} with {first.connector} of {first.dialect_date}.",
                next_step="Give recordings of one connector.",
            )
    return Recording(first, tuple(exchange for one in made for exchange in one.exchanges))


def read_recording(path: Path) -> Recording:
    """Return the recording in *path*.

    Raises:

        InputRefusedError: it cannot be read, or is none; the line is named.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise InputRefusedError(
            f"{path} cannot be read ({why}).", next_step="Name a recording."
        ) from None
    read: list[Any] = []
    for number, line in enumerate(lines, start=1):
        try:
            fields = json.loads(line)
            read.append(_head(fields) if number == 1 else _exchange(fields))
        except (AttributeError, KeyError, TypeError, ValueError):
            raise InputRefusedError(
                f"Line {number} of {path} is not what a recording has there.",
                next_step="Record it again: crossdock sandbox record.",
            ) from None
    if not read:
        raise InputRefusedError(f"{path} is empty.", next_step="Name a recording.")
    return Recording(read[0], tuple(read[1:]))


def _head(fields: Mapping[str, Any]) -> Head:
    if fields["recording"] != FORM:
        raise ValueError("another form")
    rest = {name: value for name, value in fields.items() if name != "recording"}
    return Head(**{**rest, "began": datetime.fromisoformat(fields["began"])})


def _exchange(fields: Mapping[str, Any]) -> Exchange:
    query = tuple((str(name), str(value)) for name, value in fields["query"])
    at = datetime.fromisoformat(fields["at"])
    return Exchange(**{**fields, "at": at, "query": query})
