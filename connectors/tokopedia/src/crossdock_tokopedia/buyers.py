"""Opening the buyer data that Tokopedia seals for the app's own key (sheet 1.8).

The secret is a 32-byte key under RSA-OAEP (SHA-256 for hash and mask); the
content is AES-256-GCM: ciphertext, 16-byte tag, and the 12-byte nonce last.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from crossdock import Secret
from crossdock.errors import UnreadableAnswerError
from crossdock_tokopedia.reading import Record

NONCE_BYTES = 12
TAG_BYTES = 16
#: Larger than any address; what is larger is not worth a decryption.
_LARGEST = 256 * 1024

Open = Callable[[str, str], Any]


class SealedError(Exception):
    """The data cannot be opened; the end of a sentence that says why."""


def opener(private_key: Secret | None) -> Open | None:
    """Return the function that opens sealed data; None without a key that can.

    It takes the secret and the content, and raises `SealedError`.
    """
    if private_key is None:
        return None
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    # An environment variable holds the PEM's line breaks as two characters.
    pem = private_key.reveal().replace("\\n", "\n")
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, RSAPrivateKey):
        return None

    def unseal(secret: str, content: str) -> Any:
        from crossdock.http import Answer

        try:
            return Answer("buyer data", 200, {}, _decrypt(key, secret, content)).json()
        except UnreadableAnswerError:
            raise SealedError("what was sealed is not JSON") from None

    return unseal


def _decrypt(key: Any, secret: str, content: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256

    sealed = _decode(content, "content")
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise SealedError("the content is too short to be sealed data")
    padding = OAEP(mgf=MGF1(algorithm=SHA256()), algorithm=SHA256(), label=None)
    try:
        inner = key.decrypt(_decode(secret, "secret"), padding)
        return AESGCM(inner).decrypt(sealed[-NONCE_BYTES:], sealed[:-NONCE_BYTES], None)
    except ValueError:
        raise SealedError("it is sealed for another key") from None
    except InvalidTag:
        raise SealedError("the content was changed or cut") from None


def unsealed(row: Any, unseal: Open | None) -> tuple[Any, bool]:
    """Return *row* with its buyer data opened in place, and whether it is still sealed.

    A key that does not fit never costs the order: it stays as it came.
    """
    envelope = Record(row).record("encryption")
    secret, content = envelope.value("secret"), envelope.value("content")
    if not (isinstance(secret, str) and isinstance(content, str)):
        return row, False
    if unseal is None:
        return row, True
    try:
        plain = unseal(secret, content)
    except SealedError:
        return row, True
    if not isinstance(plain, Mapping):
        return row, True
    return merged(row, plain), False


def merged(row: Any, plain: Any) -> Any:
    """Return *row* with what *plain* fills in, deep; blanks of *plain* leave *row* as it is."""
    if isinstance(row, Mapping) and isinstance(plain, Mapping):
        # The two may spell a field differently (`Name`, `name`): match as we read.
        spelled = {name.replace("_", "").lower(): name for name in row}
        whole = dict(row)
        for name, value in plain.items():
            own = spelled.get(name.replace("_", "").lower(), name)
            whole[own] = merged(whole.get(own), value)
        return whole
    if isinstance(row, list) and isinstance(plain, list) and len(row) == len(plain):
        return [merged(a, b) for a, b in zip(row, plain, strict=True)]
    return row if plain in (None, "", [], {}) else plain


def _decode(text: str, what: str) -> bytes:
    if len(text) > _LARGEST:
        raise SealedError(f"the {what} is too large")
    try:
        packed = "".join(text.split()).translate(str.maketrans("-_", "+/"))
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise SealedError(f"the {what} is not Base64") from None
