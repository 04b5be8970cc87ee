"""References to secrets that live outside the workspace."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from crossdock.errors import SecretUnavailableError
from crossdock.secret import Secret

SCHEMES = ("env", "file", "keyring")
#: A secret is a line or a PEM block, never a film.
LARGEST_FILE = 64 * 1024


def is_reference(text: str) -> bool:
    """Return whether *text* says where a secret is, instead of being one."""
    return text.partition(":")[0] in SCHEMES and ":" in text


def look_up(reference: str, environment: Mapping[str, str] = os.environ) -> Secret:
    """Return the secret that *reference* points to.

    Args:

        reference: ``env:NAME``, ``file:PATH`` or ``keyring:SERVICE/NAME``.

    Raises:

        SecretUnavailableError: there is nothing there, it is empty, or others may read it.
    """
    scheme, _, place = reference.partition(":")
    if scheme == "env":
        return _from_environment(place, environment)
    if scheme == "file":
        return read_secret_file(Path(place))
    if scheme == "keyring":
        return _from_keyring(place)
    # What is no reference may be the secret itself: it is not repeated.
    raise SecretUnavailableError(
        "A secret was given where a reference to one is needed.",
        next_step="Use env:NAME, file:PATH or keyring:SERVICE/NAME.",
    )


def read_secret_file(path: Path) -> Secret:
    """Return the content of *path* without its final line break.

    Raises:

        SecretUnavailableError: missing, empty, not text, too large, or readable by others.
    """
    try:
        with path.expanduser().open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(LARGEST_FILE + 1)
    except (OSError, RuntimeError, ValueError) as error:
        # Besides what the system says: an unknown ~user, and a NUL in the path.
        reason = getattr(error, "strerror", None) or "there is no such path"
        raise SecretUnavailableError(
            f"The secret file {str(path)!r} cannot be read ({reason}).",
            next_step="Check the path and its owner.",
        ) from None
    if os.name == "posix" and stat.S_ISREG(mode) and mode & 0o077:
        raise SecretUnavailableError(
            f"The secret file {path} can be read by other users"
            f" (its mode is {stat.S_IMODE(mode):04o}).",
            next_step=f"Run: chmod 600 {path}",
        )
    try:
        text = content.decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        text = ""
    if not text.strip() or len(content) > LARGEST_FILE:
        raise SecretUnavailableError(
            f"The secret file {path} is empty, larger than {LARGEST_FILE // 1024} KiB or not"
            " UTF-8 text.",
            next_step="Put the secret, and nothing else, into it.",
        )
    return Secret(text)


def _from_environment(name: str, environment: Mapping[str, str]) -> Secret:
    text = environment.get(name, "")
    if not text.strip():
        raise SecretUnavailableError(
            f"The environment variable {name} is not set or empty.",
            next_step=f"Set {name}, then run it again.",
        )
    return Secret(text)


def _from_keyring(place: str) -> Secret:
    service, _, name = place.rpartition("/")
    if not service or not name:
        raise SecretUnavailableError(
            "A reference to the keyring names a service and an entry in it.",
            next_step="Write it as keyring:SERVICE/NAME.",
        )
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise SecretUnavailableError(
            "Secrets in the system's keyring need the package keyring.",
            next_step="Run: pip install 'crossdock[keyring]'",
        ) from None
    backend = keyring.get_keyring()
    # The backends of keyrings.alt write plain files; a priority below 1 means
    # that the backend itself does not recommend being used.
    if type(backend).__module__.startswith("keyrings.alt") or backend.priority < 1:
        raise SecretUnavailableError(
            "This machine has no keyring that can be trusted with a secret.",
            next_step="Use env:NAME or file:PATH instead.",
        )
    try:
        text = keyring.get_password(service, name)
    except KeyringError as error:
        raise SecretUnavailableError(
            f"The keyring did not give {place} ({error}).", next_step="Unlock it and try again."
        ) from None
    if not text:
        raise SecretUnavailableError(
            f"The keyring holds nothing under {place}.",
            next_step=f"Run: keyring set {service} {name}",
        )
    return Secret(text)
