"""Whether a request was signed with the secret it should have been (JOS sheet 1.4, JD.ID A4)."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping

Parameters = Mapping[str, str]

_KEYED = {"hmacmd5": hashlib.md5, "hmacsha256": hashlib.sha256}


def _readings(parameters: Parameters) -> Iterator[list[tuple[str, str]]]:
    """
    Yield the pairs that clients are known to sign.

    The Java SDK leaves blank values out; the PHP and Python ones sign their
    names. PHP ones also leave out what begins with ``@``, an uploaded file.
    """
    signed = sorted(
        ((name, value) for name, value in parameters.items() if name != "sign"),
        key=lambda pair: pair[0].encode("utf-8", "replace"),
    )
    for at in (True, False):
        kept = [pair for pair in signed if at or not pair[1].startswith("@")]
        yield [pair for pair in kept if pair[0].strip() and pair[1].strip()]
        yield kept


def is_genuine(parameters: Parameters, secret: str, way: str = "md5") -> bool:
    """
    Say whether ``sign`` fits the other parameters, in upper-case hex.

    Args:
        parameters: Every parameter that came, decoded.

        secret: The app's.

        way: ``md5`` between two secrets; ``hmacmd5`` and ``hmacsha256`` have it as their key.
    """
    given = parameters.get("sign", "").encode("utf-8", "replace")
    return any(
        hmac.compare_digest(given, _digest(pairs, secret, way)) for pairs in _readings(parameters)
    )


def _digest(pairs: list[tuple[str, str]], secret: str, way: str) -> bytes:
    text = "".join(name + value for name, value in pairs).encode("utf-8", "replace")
    if way in _KEYED:
        made = hmac.new(secret.encode(), text, _KEYED[way]).hexdigest()
    else:
        whole = secret.encode() + text + secret.encode()
        made = hashlib.md5(whole).hexdigest()  # noqa: S324  the protocol's
    return made.upper().encode()
