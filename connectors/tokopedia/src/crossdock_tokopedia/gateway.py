"""The gateway in front of Tokopedia, which answers outside of every envelope (sheet 1.2)."""

from __future__ import annotations

from crossdock.errors import CredentialsRefusedError, UnreadableAnswerError
from crossdock.http import Answer, quoted
from crossdock_tokopedia.codes import meaning_of
from crossdock_tokopedia.reading import Record, storable

#: Where an unlisted address is added, for the message.
WHITELIST = (
    "Add this machine's public IP address to the app's IP whitelist in Tokopedia's developer"
    " console (developer.tokopedia.com, your app, IP Whitelist), then try again."
)
CREDENTIALS = "Check fs_id, client_id and client_secret: `crossdock conn edit`."

_TOKEN_WORDS = frozenset(
    {
        "invalid_token",
        "invalid_access_token",
        "expired_token",
        "token_expired",
        "token_is_expired",
        "token_invalid",
        "unauthorized",
    }
)
_ADDRESS_WORDS = frozenset({"unauthorized_ip_address", "unauthorized_ip"})


def refuses_token(status: int, body: object) -> bool:
    """Return whether an answer means that the bearer token is not accepted.

    A 401 under a code of the interface is about what the token may do; under a
    code that says no more than "401" it is about the token.
    """
    top = Record(body)
    code = error_code(top.record("header")) if top.has("header") else ""
    if code:
        return status == 401 and meaning_of(code) is None
    word = _word(top)
    if word in _ADDRESS_WORDS:
        return False
    return status == 401 or word in _TOKEN_WORDS


def raise_gateway(answer: Answer, top: Record) -> None:
    """Raise what a gateway's answer means, which has no envelope: ``{"message": ...}``."""
    word = _word(top)
    if word in _ADDRESS_WORDS:
        raise CredentialsRefusedError(
            "Tokopedia does not accept calls from this machine's IP address:"
            " it is not on the app's IP whitelist.",
            next_step=WHITELIST,
            endpoint=answer.endpoint,
            status=answer.status,
            remote_message=word,
        )
    if word in _TOKEN_WORDS or answer.status == 401:
        raise CredentialsRefusedError(
            f"Tokopedia does not accept the access token for {answer.endpoint}.",
            next_step=CREDENTIALS,
            endpoint=answer.endpoint,
            status=answer.status,
            remote_message=word,
        )
    if word and 200 <= answer.status < 300:
        # Words we do not know under a status that says success: no refusal to rely on.
        raise UnreadableAnswerError(
            f"Tokopedia's gateway answered {answer.endpoint} with words only."
            f"{quoted(words_of(top))}",
            next_step="Read what it said; check the connection's endpoint and settings.",
            endpoint=answer.endpoint,
            status=answer.status,
            remote_message=storable(words_of(top)),
        )


def words_of(top: Record) -> str:
    """Return what *top* says outside of an envelope; empty when it says nothing."""
    for name in ("message", "error_description", "error", "messages"):
        value = top.value(name)
        if isinstance(value, str):
            return value
    return ""


def _word(top: Record) -> str:
    if any(top.has(name) for name in ("header", "data", "error_message")):
        return ""
    return "_".join(words_of(top).strip().lower().rstrip(".!").split())


def error_code(header: Record) -> str:
    """Return the header's error code; empty for one that means success (sheet 1.3)."""
    value = header.value("error_code")
    code = "" if value is None or isinstance(value, bool | dict | list) else str(value).strip()
    return "" if code in {"0", "200"} else storable(code)
