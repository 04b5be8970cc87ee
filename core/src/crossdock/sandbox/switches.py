"""Dialect switches: what a platform may do one way or another, as text."""

import re
from collections.abc import Iterable, Iterator, Mapping

import attrs

from crossdock.sandbox.exceptions import SandboxRefusedError

_WHOLE = re.compile(r"\d{1,9}")
_RATE = re.compile(r"off|(\d+(?:\.\d+)?)/(\d+)")


@attrs.frozen
class Switch:
    """
    One switch and what it accepts.

    Attributes:
        name: As written on a command line.

        default: In force unless said otherwise.

        meaning: One sentence for the operator.

        choices: The values it accepts; ``("<number>",)`` for a whole number,
            ``("<rate>/<burst>", "off")`` for a rate.

        sheet: Where the platform's fact sheet speaks about it.

        is_dialect: Its values are the interface before and after a change that is known.
    """

    name: str
    default: str
    meaning: str
    choices: tuple[str, ...] = ("on", "off")
    sheet: str = ""
    is_dialect: bool = False

    def accepts(self, value: str) -> bool:
        """Say whether *value* may be set."""
        if "<number>" in self.choices and _WHOLE.fullmatch(value):
            return True
        rate = _RATE.fullmatch(value) if "<rate>/<burst>" in self.choices else None
        if rate is not None and (rate[1] is None or (float(rate[1]) > 0 and int(rate[2]) > 0)):
            return True
        if "<text>" in self.choices:
            return True
        return value in self.choices


class SwitchBoard(Mapping[str, str]):
    """The switches of one platform and the values in force."""

    def __init__(self, table: Iterable[Switch], values: Mapping[str, str] | None = None) -> None:
        self.table = {switch.name: switch for switch in table}
        self._values = {switch.name: switch.default for switch in self.table.values()}
        self.flip(values or {})

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def on(self, name: str) -> bool:
        """Say whether an on/off switch is on."""
        return self._values[name] == "on"

    def number(self, name: str) -> int:
        """Return the value of a numeric switch."""
        return int(self._values[name])

    def rate(self, name: str) -> tuple[float, int] | None:
        """Return (per second, burst) of a rate switch, or None when it is off."""
        match = _RATE.fullmatch(self._values[name])
        if match is None or match[1] is None:
            return None
        return float(match[1]), int(match[2])

    def flip(self, changes: Mapping[str, object]) -> None:
        """Set several switches, all or none."""
        checked = {name: self._checked(name, value) for name, value in changes.items()}
        self._values.update(checked)

    def _checked(self, name: str, value: object) -> str:
        switch = self.table.get(name)
        if switch is None:
            raise SandboxRefusedError(
                f"there is no switch {name!r}; there are {', '.join(sorted(self.table))}"
            )
        text = ("off", "on")[value] if isinstance(value, bool) else str(value)
        if not switch.accepts(text):
            raise SandboxRefusedError(
                f"switch {name} cannot be {text!r}; it takes {' or '.join(switch.choices)}"
            )
        return text

    def describe(self) -> dict[str, dict[str, object]]:
        """Return every switch with its value, choices and meaning."""
        return {
            switch.name: {
                "value": self[switch.name],
                "default": switch.default,
                "choices": list(switch.choices),
                "meaning": switch.meaning,
                "sheet": switch.sheet,
                "is_dialect": switch.is_dialect,
            }
            for switch in self.table.values()
        }
