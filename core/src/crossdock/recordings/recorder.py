"""From the wire into memory, and from there, scrubbed, into a recording."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from crossdock.errors import CheckFailedError, UnreachableError
from crossdock.http.library import BaseTransport, Request, Response
from crossdock.http.outcome import AnswerLostError, AnswerRefusedError
from crossdock.http.transport import MAIN
from crossdock.recordings.canary import refuse_secrets, refuse_short
from crossdock.recordings.exchange import Head, Recording
from crossdock.recordings.raw import Raw, headers_of
from crossdock.recordings.scrubbing import SHORTEST_MET, Scrubber, credentials_in
from crossdock.recordings.spellings import finder
from crossdock.recordings.stand_ins import StandIns
from crossdock.runs import current_hook

#: Bytes of bodies that one recording may hold; they are in memory until it is written.
LARGEST = 64 * 1024 * 1024
#: Credentials found by their names that are looked for everywhere else.
MOST_MET = 200


@attrs.define
class Recorder:
    """Keeps what passes between one connection and its platform.

    Nothing is written before the end: a token is only known as a secret once it
    was used, and then it must be found in the answer that brought it, too.

    Args:

        now: the time, aware.
    """

    now: Callable[[], datetime]
    kept: list[Raw] = attrs.field(factory=list, repr=False)
    size: int = 0
    _lock: threading.Lock = attrs.field(factory=threading.Lock, repr=False)

    def around(self, network: BaseTransport) -> BaseTransport:
        """Return *network* with every exchange kept; for `Ports.network`."""
        return _Recording(network, self)

    def keep(self, raw: Raw) -> None:
        """Keep one exchange, as long as there is room."""
        with self._lock:
            self.size += raw.size
            if self.size <= LARGEST:
                self.kept.append(raw)

    def recording(
        self,
        head: Head,
        *,
        secrets: Iterable[str],
        hidden: Mapping[str, str],
    ) -> Recording:
        """Return everything that was kept, scrubbed, and looked through for *secrets*.

        Args:

            head: its settings are the plain ones.

            secrets: every secret that the connection knows by now.

            hidden: the secret settings, by field.

        Raises:

            CheckFailedError: a secret could not be taken out, or there was too much.
        """
        if self.size > LARGEST:
            raise CheckFailedError(
                f"What passed is more than {LARGEST // 1024 // 1024} MiB, so nothing was written.",
                next_step="Record a command that asks for less.",
            )
        own = [*secrets, *hidden.values()]
        refuse_short(own)
        met = dict.fromkeys(one for raw in self.kept for one in credentials_in(raw))
        lasting = [one for one in met if len(one) >= SHORTEST_MET][:MOST_MET]
        known = finder([*own, *lasting])
        scrubber = Scrubber(known, StandIns(known.holds))
        shown = attrs.evolve(head, settings=scrubber.settings(head.settings, hidden))
        date = head.dialect_date
        made = Recording(shown, tuple(scrubber.exchange(raw, date) for raw in self.kept))
        for number, line in enumerate(made.lines()):
            refuse_secrets(line, known, f"exchange {number}" if number else "the settings")
        return made


class _Recording(BaseTransport):
    """The network, with a recorder listening."""

    def __init__(self, network: BaseTransport, recorder: Recorder) -> None:
        self._network = network
        self._recorder = recorder

    def handle_request(self, request: Request) -> Response:
        """Return the answer to *request*, and keep both."""
        at, began = self._recorder.now(), time.monotonic()
        response: Response | None = None
        outcome = "failed"
        try:
            response = self._network.handle_request(request)
            outcome = "answered"
        except UnreachableError:
            outcome = "unreachable"
            raise
        except AnswerLostError:
            outcome = "answer lost"
            raise
        except AnswerRefusedError:
            outcome = "answer refused"
            raise
        finally:
            took = time.monotonic() - began
            self._recorder.keep(_raw(request, response, at, outcome, took))
        return response

    def close(self) -> None:
        """Close what is underneath."""
        self._network.close()


def _raw(
    request: Request, response: Response | None, at: datetime, outcome: str, seconds: float
) -> Raw:
    url = request.url
    content: Any = b"" if response is None else response.read()
    return Raw(
        at=at,
        hook=current_hook.get() or "authenticate",
        is_token=not request.extensions.get(MAIN),
        method=request.method,
        url=f"{url.scheme}://{url.netloc.decode()}{url.raw_path.decode('latin-1').partition('?')[0]}",
        query=url.query.decode("latin-1"),
        headers=headers_of(request.headers.raw),
        body=request.read(),
        status=None if response is None else response.status_code,
        outcome=outcome,
        answer_headers=() if response is None else headers_of(response.headers.raw),
        answer=content,
        seconds=seconds,
    )
