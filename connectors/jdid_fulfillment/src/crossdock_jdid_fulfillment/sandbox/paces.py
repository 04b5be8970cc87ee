"""How long a document stays where it is: periods as data, written into a switch."""

import re
from collections.abc import Mapping
from datetime import timedelta

import attrs

from crossdock.sandbox.switches import Switch

_STEP = re.compile(r"(?P<step>\w{1,12})=(?P<minutes>\d{1,7})")

Pace = Mapping[str, timedelta]


def read_pace(text: str) -> dict[str, timedelta] | None:
    """
    Return when each step is reached, counted from acceptance; None if that is not what it says.

    >>> read_pace("20=5,70=480")["70"]
    datetime.timedelta(seconds=28800)
    >>> read_pace("70=480,20=5") is None
    True
    """
    pace: dict[str, timedelta] = {}
    before = -1
    for part in text.split(","):
        match = _STEP.fullmatch(part.strip())
        if match is None or match["step"] in pace or int(match["minutes"]) < before:
            return None
        before = int(match["minutes"])
        pace[match["step"]] = timedelta(minutes=before)
    return pace


@attrs.frozen
class PaceSwitch(Switch):
    """A switch that holds a pace: every step of the default one, in its order."""

    def accepts(self, value: str) -> bool:
        """Say whether *value* names the same steps in the same order."""
        pace = read_pace(value)
        return pace is not None and list(pace) == list(read_pace(self.default) or ())
