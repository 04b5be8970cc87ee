"""Trying a plugin in a process of its own, so that nothing it does can reach ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import EntryPoint
from typing import Any

import attrs

from crossdock.errors import CrossdockError
from crossdock.plugins.admission import admit
from crossdock.plugins.discovery import GROUPS, PluginInfo, candidate
from crossdock.plugins.loading import subject

#: Plugins print; the answer is the line that begins like this.
MARK = "crossdock-probe "

#: What the other process runs. It takes over our path before it imports anything.
PROGRAM = """\
import json, sys
sys.path[:], plugin = json.loads(sys.argv[1])
from crossdock.plugins.probe import answer
answer(plugin)
"""


@attrs.frozen
class Source:
    """The distribution of a plugin under trial."""

    name: str
    version: str


@attrs.frozen
class Trial:
    """The entry point of a plugin under trial."""

    name: str
    group: str
    value: str
    dist: Source

    def load(self) -> Any:
        """Import it."""
        return EntryPoint(self.name, self.value, self.group).load()


def probe(info: PluginInfo, seconds: float) -> str | None:
    """Return the sentence that says why *info* cannot be used, or None if it can."""
    order = json.dumps([[str(place) for place in sys.path], attrs.asdict(info)])
    # Files and not pipes: a process that the plugin started would keep a pipe open.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        try:
            ended = subprocess.run(  # noqa: S603 - our own program, its data as an argument
                # -P: the folder we were started in must not be imported from.
                [sys.executable, "-P", "-c", PROGRAM, order],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"{subject(info)} was still not loaded after {seconds:g} seconds."
        output.seek(0)
        answers = [line for line in output.read().splitlines() if line.startswith(MARK)]
    if answers:
        return str(json.loads(answers[-1].removeprefix(MARK))) or None
    return f"{subject(info)} ended the process that loaded it{_manner(ended.returncode)}."


def answer(plugin: dict[str, Any]) -> None:
    """Load *plugin*, print the answer, and end this process."""
    info = PluginInfo(**plugin)
    group = next(group for group, kind in GROUPS.items() if kind == info.kind)
    source = Source(info.distribution, info.version)
    trial = Trial(info.name, group, info.value, source)
    sentence = ""
    try:
        admit(candidate(trial, enabled=True), lambda _: None)
    except CrossdockError as error:
        sentence = error.message
    print(f"\n{MARK}{json.dumps(sentence)}", flush=True)  # noqa: T201 - this is the answer
    # Neither threads nor exit handlers of the plugin get a say.
    os._exit(0)


def _manner(code: int) -> str:
    return f" with exit code {code}" if code >= 0 else f" by signal {-code}"
