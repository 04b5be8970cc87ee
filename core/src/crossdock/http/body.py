"""Reading a body that may lie: capped before and after it is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

MAX_BYTES = 16 * 1024 * 1024
#: A body may unpack to this much whatever its size; a larger one is held to the ratio.
RATIO_FREE = 1024 * 1024
MAX_RATIO = 200

_WINDOW_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class BodyRefusedError(ValueError):
    """The body is too large, or packed in a way we do not take; the end of a sentence."""


def read(chunks: Iterable[bytes], encoding: str) -> bytes:
    """Return the whole body from *chunks*, unpacked.

    Raises:

        BodyRefusedError: over 16 MiB packed or unpacked, unpacking to more than 200
            times its size, corrupt, or in an encoding we did not ask for.
    """
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return _read_plain(chunks)
    if encoding not in _WINDOW_BITS:
        raise BodyRefusedError(f"the body is packed as {encoding[:40]!r}, which was not asked for")
    try:
        return _read_packed(chunks, _WINDOW_BITS[encoding])
    except zlib.error as error:
        raise BodyRefusedError(f"the {encoding} body is corrupt ({error})") from None


def _read_plain(chunks: Iterable[bytes]) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > MAX_BYTES:
            raise BodyRefusedError(f"the body is larger than {MAX_BYTES // 1024 // 1024} MiB")
    return bytes(body)


def _read_packed(chunks: Iterable[bytes], window_bits: int) -> bytes:
    body = bytearray()
    packed = 0
    unpacker = None
    for chunk in chunks:
        packed += len(chunk)
        cap = min(MAX_BYTES, max(RATIO_FREE, packed * MAX_RATIO))
        rest = chunk
        while rest:
            # A packed body may consist of several, one after the other.
            if unpacker is None or unpacker.eof:
                unpacker = zlib.decompressobj(window_bits)
            body += unpacker.decompress(rest, cap - len(body) + 1)
            if len(body) > cap:
                raise BodyRefusedError(
                    f"{packed:,} packed bytes unpack to more than {cap:,}, which is too many"
                )
            rest = unpacker.unused_data
    if unpacker is not None and not unpacker.eof:
        raise BodyRefusedError("the packed body ends before it is complete")
    return bytes(body)
