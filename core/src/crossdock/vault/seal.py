"""Sealing: authenticated encryption under a key that is never in the database."""

from __future__ import annotations

import base64
import os
import secrets as randomness
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from crossdock.errors import SecretUnavailableError
from crossdock.secret import Secret
from crossdock.vault.references import look_up, read_secret_file

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
PREFIX = "sealed:1:"
#: Overrides the workspace's own key file: a reference, as for any other secret.
KEY_VARIABLE = "CROSSDOCK_KEY"


def is_sealed(text: str) -> bool:
    """Return whether *text* is what `Vault.seal` returned."""
    return text.startswith(PREFIX)


def create_key(path: Path) -> None:
    """Write a new random key to *path*, readable by its owner only; an old one is kept."""
    # It appears under its name whole or not at all: half a key would be taken for
    # a damaged one, for ever.
    draft = path.with_name(f"{path.name}.{randomness.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(randomness.token_bytes(KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        _name(draft, path)
    finally:
        draft.unlink(missing_ok=True)


@attrs.frozen
class Vault:
    """Seals texts and opens them again.

    Args:

        key_file: where the workspace keeps its key.

        environment: may name another key in ``CROSSDOCK_KEY``, as a reference.
    """

    key_file: Path
    environment: Mapping[str, str] = attrs.field(repr=False, factory=lambda: os.environ)

    def seal(self, secret: Secret, label: str) -> str:
        """Return *secret* encrypted; it opens only under the same *label*.

        Args:

            label: what it is a secret of (connection and field), so that a
                sealed text copied to another row does not open there.

        Raises:

            SecretUnavailableError: there is no key to seal with, or the secret is not text.
        """
        try:
            text = secret.reveal().encode()
        except UnicodeEncodeError:
            raise SecretUnavailableError(
                f"The secret of {_owner(label)} is not UTF-8 text.",
                next_step="Give it again, in UTF-8.",
            ) from None
        nonce = randomness.token_bytes(NONCE_BYTES)
        sealed = self._cipher().encrypt(nonce, text, _octets(label))
        return PREFIX + base64.b64encode(nonce + sealed).decode()

    def open(self, sealed: str, label: str) -> Secret:
        """Return the secret in *sealed*.

        Raises:

            SecretUnavailableError: another key, another label, or a text that was cut or changed.
        """
        cipher = self._cipher()
        from cryptography.exceptions import InvalidTag

        try:
            raw = base64.b64decode(sealed.removeprefix(PREFIX), validate=True)
            text = cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _octets(label))
        except (InvalidTag, ValueError):
            raise SecretUnavailableError(
                f"The sealed secret of {_owner(label)} does not open with this"
                " workspace's key: the key was exchanged, or the text was changed or copied.",
                next_step="Give the secret again: crossdock conn edit NAME --secret FIELD",
            ) from None
        return Secret(text.decode())

    def _cipher(self) -> AESGCM:
        try:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        except ImportError:
            raise SecretUnavailableError(
                "Keeping a secret in the workspace needs the package cryptography.",
                next_step="Run: pip install 'crossdock[vault]', or keep the secret outside with"
                " env:NAME or file:PATH.",
            ) from None
        return AESGCM(self._key())

    def _key(self) -> bytes:
        reference = self.environment.get(KEY_VARIABLE, "")
        kept = (
            look_up(reference, self.environment) if reference else read_secret_file(self.key_file)
        )
        try:
            key = base64.b64decode(kept.reveal().strip(), validate=True)
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise SecretUnavailableError(
                f"The key in {reference or self.key_file} is not {KEY_BYTES} bytes in Base64.",
                next_step="Restore the key file; what was sealed under it cannot be read without.",
            )
        return key


def _name(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:
        # Some file systems have no second names for a file.
        if not path.exists():
            draft.rename(path)


def _owner(label: str) -> str:
    return label.replace("|", " ")


def _octets(label: str) -> bytes:
    return label.encode("utf-8", "surrogatepass")
