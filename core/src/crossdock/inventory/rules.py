"""Stock rules: what stands between the units there are and the units a listing shows.

A rule names a connection, a pattern of SKUs, and one thing to do. Of several
rules of one kind the narrowest holds; kinds always apply in the order of the
formula (`crossdock.inventory.published`), never in the order they were written.

A rule for a narrower set of SKUs is narrower than one for a connection: who
writes a rule for one SKU has thought of it, while the everyday settings of a
connection are there for whatever nobody thought of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase

import attrs

from crossdock.errors import InputRefusedError
from crossdock.validators import MOST_UNITS, shown


class RuleKind(StrEnum):
    """What a rule does, in the order in which the kinds apply."""

    #: Let so many expected units be sold before they are here; in master units.
    PRESELL = "presell"
    #: Keep so many units from all other connections, for as long as the rule holds.
    #: It is a floor and not a quota: selling some does not use it up.
    RESERVE_FOR = "reserve-for"
    #: Units kept back, in master units, before anything is divided.
    BUFFER = "buffer"
    #: The same as a share of what may be promised, rounded up.
    BUFFER_PERCENT = "buffer-percent"
    #: Show nothing once no more than so many are left, in master units.
    END_WHEN = "end-when"
    #: Show this share of what remains.
    PERCENT = "percent"
    #: Never show fewer while there is any, in listing units.
    MIN = "min"
    #: Never show more, in listing units.
    MAX = "max"
    #: Show whole packs of so many only.
    PACK = "pack"
    #: Show exactly so many, whatever there is, and never more than the max.
    FIXED = "fixed"
    #: Change nothing while the rule holds.
    FREEZE = "freeze"


#: Kinds that count goods: of a kit, the rules of its components apply.
OF_GOODS = frozenset(
    {
        RuleKind.PRESELL,
        RuleKind.RESERVE_FOR,
        RuleKind.BUFFER,
        RuleKind.BUFFER_PERCENT,
        RuleKind.END_WHEN,
    }
)

#: The largest value a rule of each kind may have; the least is zero, or one for a pack.
_MOST = {RuleKind.BUFFER_PERCENT: 100, RuleKind.PERCENT: 100}
_LEAST = {RuleKind.PACK: 1}

#: The rules that hold for one SKU on one connection, by kind.
Rules = Mapping[RuleKind, "Rule"]


@attrs.frozen
class Rule:
    """One rule.

    Args:

        name: how people call it, unique in a workspace.

        value: units, percent or pack size, by kind; unused for a freeze.

        connection: the one it is for; empty for all.

        pattern: SKUs it is for, with ``*`` for any text and ``?`` for a character;
            a SKU that contains these is matched by its own code as well.

        starts, ends: from when and until before when it holds, aware; always, for None.
    """

    name: str
    kind: RuleKind
    value: int = 0
    connection: str = ""
    pattern: str = "*"
    starts: datetime | None = None
    ends: datetime | None = None

    def __attrs_post_init__(self) -> None:
        least, most = _LEAST.get(self.kind, 0), _MOST.get(self.kind, MOST_UNITS)
        if type(self.value) is not int or not least <= self.value <= most:
            raise InputRefusedError(
                f"value of rule {self.name} is {shown(self.value)}; a {self.kind} rule takes a"
                f" whole number from {least:,} to {most:,}."
            )
        for name, moment in (("starts", self.starts), ("ends", self.ends)):
            if moment is not None and moment.utcoffset() is None:
                raise InputRefusedError(
                    f"{name} of rule {self.name} is {moment.isoformat()}; add its time zone."
                )
        if self.starts is not None and self.ends is not None and self.ends <= self.starts:
            raise InputRefusedError(
                f"ends of rule {self.name} is not after its starts; the rule would never hold."
            )
        if self.kind is RuleKind.RESERVE_FOR and not self.connection:
            raise InputRefusedError(
                f"connection of rule {self.name} is empty; say for whom the units are reserved."
            )

    def holds(self, connection: str, sku: str, now: datetime) -> bool:
        """Return whether the rule is for *sku* on *connection*, now."""
        return (
            self.connection in {"", connection}
            and (self.starts is None or self.starts <= now)
            and (self.ends is None or now < self.ends)
            and self._matches(sku)
        )

    @property
    def narrowness(self) -> tuple[bool, int, int, bool, str]:
        """How narrow the rule is: by SKU first, then by connection, then by name.

        A pattern is the narrower the more it spells out and the fewer ``*`` it has.
        """
        stars, gaps = self.pattern.count("*"), self.pattern.count("?")
        spelled = len(self.pattern) - stars - gaps
        return not stars + gaps, spelled + gaps, -stars, bool(self.connection), self.name

    def _matches(self, sku: str) -> bool:
        if self.pattern in {"*", sku}:
            return True
        # Brackets are part of a SKU, not a set of characters.
        return fnmatchcase(sku, self.pattern.replace("[", "[[]"))


def holding(rules: Iterable[Rule], connection: str, sku: str, now: datetime) -> Rules:
    """Return the rule of each kind that holds for *sku* on *connection*."""
    found: dict[RuleKind, Rule] = {}
    for rule in rules:
        if not rule.holds(connection, sku, now):
            continue
        rival = found.get(rule.kind)
        if rival is None or rule.narrowness > rival.narrowness:
            found[rule.kind] = rule
    return found


def everyday(
    connection: str, *, max_stock: int | None = None, stock_buffer: int = 0
) -> tuple[Rule, ...]:
    """Return the rules that the everyday settings of *connection* stand for.

    Args:

        max_stock: show no more of any listing; None shows what there is, 0 nothing.

        stock_buffer: units of each SKU to keep back.
    """
    rules = [Rule(f"{connection}: stock buffer", RuleKind.BUFFER, stock_buffer, connection)]
    if max_stock is not None:
        rules.append(Rule(f"{connection}: max stock", RuleKind.MAX, max_stock, connection))
    return tuple(rules) if stock_buffer else tuple(rules[1:])
