"""Goods, promises and what channels showed, on one time line: where it went wrong.

A unit is oversold when more is promised than there is. What let it happen is
earlier: the moment from which channels together showed more than was left. ::

    goods      on hand at all warehouses, less what is unavailable
    promised   claimed by open orders
    shown      the most that all listings together may have been showing

Where stock is shared, showing more than is left is the rule and not the mistake;
it is what an oversale then needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import IntEnum

import attrs


class What(IntEnum):
    """What an entry tells; of one moment, those that come first here happened first."""

    #: What there is, from now on.
    GOODS = 0
    #: Units that a listing sold.
    SOLD = 1
    #: What open orders claim, from now on.
    PROMISED = 2
    #: Units of a cancelled order, which a listing may show again.
    PUT_BACK = 3
    #: A listing shows so much, and nothing else.
    SHOWN = 4
    #: A quantity sent, whose answer is not known yet.
    SENT = 5
    #: What was sent was applied.
    ACKNOWLEDGED = 6
    #: What was sent was not applied.
    TURNED_AWAY = 7


@attrs.frozen
class Entry:
    """One thing that happened.

    Args:

        place: connection and listing, joined; empty where it is about goods.

        units: in units of the master SKU.

        text: what happened, for a person.

        order: the order it belongs to, if any.
    """

    at: datetime
    what: What
    units: int
    text: str
    place: str = ""
    order: str = ""


@attrs.frozen
class Moment:
    """How things stood after an entry.

    Args:

        goods: None before anybody said what there is; nothing is oversold then.
    """

    entry: Entry
    goods: int | None
    promised: int
    shown: int

    @property
    def oversold(self) -> int:
        """Units promised beyond what there is."""
        return 0 if self.goods is None else max(0, self.promised - self.goods)

    @property
    def left(self) -> int:
        """Units that may still be promised."""
        return max(0, (self.goods or 0) - self.promised)

    @property
    def exposed(self) -> int:
        """Units shown beyond what is left."""
        return 0 if self.goods is None else max(0, self.shown - self.left)


@attrs.frozen
class Timeline:
    """Everything that happened, in order.

    Args:

        oversale: the first moment at which more was promised than there was.

        exposure: the moment from which channels showed more than was left, without a
            break until the oversale; or until the end, where there was none.
    """

    moments: tuple[Moment, ...]
    oversale: Moment | None = None
    exposure: Moment | None = None


def timeline(entries: Iterable[Entry], order: str = "") -> Timeline:
    """Return *entries* in order, with how things stood after each, and where it went wrong.

    Args:

        order: end with this order, and ask whether it was oversold; the first order
            that was, for none.
    """
    moments = tuple(_moments(sorted(entries, key=lambda entry: (entry.at, entry.what))))
    of_order = [n for n, moment in enumerate(moments) if order and moment.entry.order == order]
    if of_order:
        moments = moments[: of_order[-1] + 1]
    oversale = next(
        (
            number
            for number, moment in enumerate(moments)
            if moment.oversold and (not order or moment.entry.order == order)
        ),
        None,
    )
    end = len(moments) if oversale is None else oversale
    start = _stretch(moments, end)
    return Timeline(
        moments,
        moments[oversale] if oversale is not None else None,
        moments[start] if start is not None else None,
    )


def _stretch(moments: Sequence[Moment], end: int) -> int | None:
    """Return where the unbroken exposure before *end* began; None if there was none."""
    start = None
    for number in range(end - 1, -1, -1):
        if moments[number].exposed:
            start = number
        elif not moments[number].entry.order:
            # A sale is told twice, as units gone and as units claimed; in between, all looks well.
            break
    return start


def _moments(entries: Iterable[Entry]) -> Iterable[Moment]:
    goods: int | None = None
    promised = 0
    known: dict[str, int] = {}
    most: dict[str, int] = {}
    for entry in entries:
        place, units = entry.place, entry.units
        if entry.what is What.GOODS:
            goods = units
        elif entry.what is What.PROMISED:
            promised = units
        elif entry.what is What.SOLD:
            known[place] = max(0, known.get(place, 0) - units)
            most[place] = max(0, most.get(place, 0) - units)
        elif entry.what is What.PUT_BACK:
            known[place] = known.get(place, 0) + units
            most[place] = most.get(place, 0) + units
        elif entry.what is What.SENT:
            most[place] = max(most.get(place, 0), units)
        elif entry.what in {What.SHOWN, What.ACKNOWLEDGED}:
            known[place] = most[place] = units
        else:
            most[place] = known.get(place, 0)
        yield Moment(entry, goods, promised, sum(most.values()))
