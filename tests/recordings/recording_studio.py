"""A platform of our own making, recorded without a network."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import attrs

from crossdock.http import MockTransport, Response
from crossdock.http.library import Client
from crossdock.http.transport import MAIN
from crossdock.recordings import Head, Recorder, Recording

BEGAN = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


@attrs.define
class Studio:
    """Records what is asked of a platform that answers each request with the next answer."""

    recorder: Recorder
    answers: list[Response]

    def ask(self, method: str, url: str, *, is_token: bool = False, **given: Any) -> None:
        """Send a request, its cookies and headers as *given*."""
        network = MockTransport(lambda _request: self.answers.pop(0))
        with Client(transport=self.recorder.around(network), trust_env=False) as client:
            request = client.build_request(method, url, **given)
            request.extensions[MAIN] = not is_token
            client.send(request)

    def made(
        self, *secrets: str, settings: dict[str, Any] | None = None, **hidden: str
    ) -> Recording:
        """Return the recording, made by who knows *secrets*."""
        head = Head("toy", "v1", "2024-01-01", BEGAN, settings or {})
        return self.recorder.recording(head, secrets=secrets, hidden=hidden)


def studio_of(*answers: Response) -> Studio:
    """Return what records a platform that gives *answers*."""
    return Studio(Recorder(lambda: BEGAN), list(answers))


def lines(recording: Recording) -> str:
    """Return all that would be written."""
    return "\n".join(recording.lines()).encode("utf-8", "backslashreplace").decode()
