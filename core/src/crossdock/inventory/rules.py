"""Stock rules: what stands between the units there are and the units a listing shows.

A rule names a connection, a pattern of SKUs, and one thing to do. Of several
rules of one kind, the one that matches most narrowly holds; kinds always apply
in the order of the formula, never in the order they were written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase

import attrs


class RuleKind(StrEnum):
    """What a rule does, in the order in which the kinds apply."""

    #: Units held back from others for this connection (and so kept from the rest).
    RESERVE_FOR = "reserve-for"
    #: Units kept back, in master units, before anything is divided.
    BUFFER = "buffer"
    #: The same as a share of what there is.
    BUFFER_PERCENT = "buffer-percent"
    #: Show nothing once no more than so many are left.
    END_WHEN = "end-when"
    #: Show this share of what remains.
    PERCENT = "percent"
    #: Show whole packs of so many only.
    PACK = "pack"
    #: Never show more, in listing units.
    MAX = "max"
    #: Never show fewer while there is any, in listing units.
    MIN = "min"
    #: Show exactly so many, whatever there is.
    FIXED = "fixed"
    #: Change nothing between two moments.
    FREEZE = "freeze"


#: The largest value a rule of each kind may have; the least is zero, or one for a pack.
_MOST = {RuleKind.BUFFER_PERCENT: 100, RuleKind.PERCENT: 100}
_LEAST = {RuleKind.PACK: 1}
LARGEST = 2**31 - 1


@attrs.frozen
class Rule:
    """One rule.

    Args:

        name: how people call it, unique in a workspace.

        value: units, percent or pack size, by kind; unused for a freeze.

        connection: the one it is for; empty for all.

        pattern: SKUs it is for, with ``*`` and ``?``.

        starts, ends: when it holds, aware; always, for None.
    """

    name: str
    kind: RuleKind
    value: int = 0
    connection: str = ""
    pattern: str = "*"
    starts: datetime | None = None
    ends: datetime | None = None

    def __attrs_post_init__(self) -> None:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise TypeError(f"the value of rule {self.name} must be a whole number")
        least, most = _LEAST.get(self.kind, 0), _MOST.get(self.kind, LARGEST)
        if not least <= self.value <= most:
            raise ValueError(
                f"the value of rule {self.name} is {self.value}; a {self.kind} rule takes"
                f" {least} to {most:,}"
            )

    def holds(self, connection: str, sku: str, now: datetime) -> bool:
        """Return whether the rule is for this listing, now."""
        return (
            self.connection in {"", connection}
            and fnmatchcase(sku, self.pattern)
            and (self.starts is None or self.starts <= now)
            and (self.ends is None or now < self.ends)
        )

    @property
    def narrowness(self) -> tuple[bool, bool, int, str]:
        """How narrowly it matches: by connection, by exact SKU, by length of the pattern."""
        exact = not set(self.pattern) & set("*?[")
        return bool(self.connection), exact, len(self.pattern), self.name


def holding(
    rules: Iterable[Rule], connection: str, sku: str, now: datetime
) -> Mapping[RuleKind, Rule]:
    """Return the rule of each kind that holds for *sku* on *connection*."""
    found: dict[RuleKind, Rule] = {}
    for rule in rules:
        if not rule.holds(connection, sku, now):
            continue
        rival = found.get(rule.kind)
        if rival is None or rule.narrowness > rival.narrowness:
            found[rule.kind] = rule
    return found
