"""Whether a request was signed with the secret it should have been (JOS sheet 1.4, JD.ID A4)."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping

Parameters = Mapping[str, str]


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


def is_genuine(parameters: Parameters, secret: str, *, keyed: bool = False) -> bool:
    """
    Say whether ``sign`` fits the other parameters, in upper-case hex.

    Args:
        parameters: Every parameter that came, decoded.

        secret: The app's.

        keyed: HMAC-MD5 instead of MD5 between two secrets.
    """
    given = parameters.get("sign", "").encode("utf-8", "replace")
    return any(
        hmac.compare_digest(given, _digest(pairs, secret, keyed=keyed))
        for pairs in _readings(parameters)
    )


def _digest(pairs: list[tuple[str, str]], secret: str, *, keyed: bool) -> bytes:
    text = "".join(name + value for name, value in pairs)
    if keyed:
        made = hmac.new(secret.encode(), text.encode("utf-8", "replace"), hashlib.md5).hexdigest()
    else:
        whole = f"{secret}{text}{secret}".encode("utf-8", "replace")
        made = hashlib.md5(whole).hexdigest()  # noqa: S324  the protocol's
    return made.upper().encode()
