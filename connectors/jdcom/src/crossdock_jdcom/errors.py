"""From an answer of JD to its payload, or to the error it means (sheet 2)."""

from __future__ import annotations

import attrs

from crossdock.errors import RequestRefusedError
from crossdock.http import Answer
from crossdock_jdcom.manifest import PLATFORM
from crossdock_jos import Code, Meaning, Record, open_envelope, refusal, verdict_of

_LATER = "Run it again later; if it stays so, ask JD's support."

#: Codes of the business level, as far as anybody wrote them down (sheet 2.3).
BUSINESS: dict[str, Code] = {
    "11100006": Code(
        Meaning.ACCESS, "the shop is not open", "Open the shop at shop.jd.com, then try again."
    ),
    "10100021": Code(
        Meaning.REQUEST,
        "the order is in no state for this",
        "Read the order again and act on what it is now.",
    ),
    "10500001": Code(
        Meaning.ACCESS,
        "the access token is another merchant's",
        "Have the owner of this shop authorise the app: `crossdock conn edit`.",
    ),
    "2001": Code(
        Meaning.ACCESS,
        "individual developers may not call a merchant's interfaces",
        "Use an app of an enterprise or of a service provider.",
    ),
    "999999": Code(Meaning.TROUBLE, "its system failed", _LATER),
    "99999999": Code(Meaning.TROUBLE, "its system failed", _LATER),
}


@attrs.define
class Envelope:
    """A judge that keeps what it read, so that a large page is parsed once.

    Args:

        method: what was called.

        verdicts: the nodes that must not say that they failed, from the payload
            down; a dot goes one level deeper.

        payload: what the last answer carried.
    """

    method: str
    verdicts: tuple[str, ...] = ()
    payload: Record = attrs.field(factory=lambda: Record({}), repr=False)

    def __call__(self, answer: Answer) -> None:
        """Raise the error that *answer* is, or keep its payload."""
        payload = self._opened(answer)
        for path in self.verdicts:
            node = payload
            for name in path.split(".") if path else ():
                node = node.record(name)
            verdict = verdict_of(node)
            if verdict.ok is False:
                raise refusal(
                    answer,
                    PLATFORM,
                    self.method,
                    code=verdict.code,
                    words=verdict.words,
                    known=BUSINESS.get(verdict.code),
                )
        self.payload = payload

    def _opened(self, answer: Answer) -> Record:
        """Return the payload; a code of the business level may stand at the gateway's (2.2)."""
        try:
            return open_envelope(answer, self.method, PLATFORM)
        except RequestRefusedError as error:
            known = BUSINESS.get(error.remote_code)
            if known is None:
                raise
            code, words = error.remote_code, error.remote_message
        raise refusal(answer, PLATFORM, self.method, code=code, words=words, known=known)
