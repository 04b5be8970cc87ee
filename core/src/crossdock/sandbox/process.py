"""A sandbox as a process of its own, which ends with the process that started it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self
from urllib.request import ProxyHandler, Request, build_opener

from crossdock.sandbox.exceptions import SandboxRefusedError

STOP_SECONDS = 5.0


class SandboxProcess:
    """Starts ``crossdock sandbox start`` and stops it again, whatever happens between.

    Args:

        connector: which platform to play.

        options: words for the command line, such as ``--seed 7``.
    """

    def __init__(self, connector: str, options: Sequence[str] = ()) -> None:
        self._words = [
            *(sys.executable, "-m", "crossdock", "sandbox", "start", connector),
            *("--while-stdin-is-open", *options),
        ]
        self.announced: Mapping[str, Any] = {}

    def __enter__(self) -> Self:
        # The child watches its stdin: it ends even when this process is killed.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and command
            self._words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        try:
            line = self._process.stdout.readline()
        except BaseException:
            self._stop()
            raise
        if not line:
            _, said = self._process.communicate()
            raise SandboxRefusedError(said.decode("utf-8", "replace").strip())
        self.announced = json.loads(line)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def control(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Return what the control plane answers: to a GET, or to a POST of *body*."""
        request = Request(  # noqa: S310 - the URL was announced by our own child, on loopback
            f"{self.announced['control']}/{path}",
            data=None if body is None else json.dumps(dict(body)).encode(),
            headers={"Content-Type": "application/json"},
        )
        with build_opener(ProxyHandler({})).open(request, timeout=30) as answer:
            return json.load(answer)

    def _stop(self) -> None:
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
