"""SEC-04: a webhook call is believed only if its signature holds."""

from __future__ import annotations

from crossdock.errors import CrossdockError
from crossdock.notifications import NotificationRequest
from crossdock.testing.conformance.check import check, raised, require
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Subject


@check(
    "SEC-04",
    Level.SILVER,
    "A webhook call hints at something only if its signature is there and holds for its body.",
    hook="decode_notification",
)
def signed(subject: Subject) -> None:
    """Take a call of the sandbox's, and spoil its signature and its body."""
    played = subject.play()
    sample = played.control("POST", "/notifications", {})
    shop = subject.open(played, settings=sample["settings"])
    body = str(sample["body"]).encode()
    headers = {str(name): str(value) for name, value in sample["headers"].items()}

    def decoded(headers: dict[str, str], body: bytes) -> object:
        request = NotificationRequest(headers, body, played.now())
        return subject.hook("decode_notification", connection=shop.connection, request=request)

    require(decoded(headers, body), "A call that is rightly signed hints at nothing.")
    spoilt = {name: _turned(value) for name, value in headers.items()}
    for what, given, sent in (
        ("without its headers", {}, body),
        ("with a wrong signature", spoilt, body),
        ("with another body", headers, body + b" "),
        ("with an empty body", headers, b""),
    ):
        raised(
            CrossdockError,
            lambda given=given, sent=sent: decoded(given, sent),  # type: ignore[misc]
            f"A webhook call {what}",
        )
    require(not played.tap.exchanges, "A webhook call made the connector call the platform.")


def _turned(text: str) -> str:
    """Return *text* with each letter and digit exchanged for another."""
    return "".join(
        chr(ord(char) - 1) if char.isalnum() and char not in "0aA" else char for char in text
    )
