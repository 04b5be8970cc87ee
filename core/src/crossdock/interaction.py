"""How a merchant's workspace and one channel deal with each other: the everyday settings.

They are the same for every channel, and have nothing to do with what a connector
needs to sign in. Max stock and buffer are stock rules in everyday words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs

from crossdock.errors import InputRefusedError
from crossdock.inventory import Rule, everyday
from crossdock.validators import MOST_UNITS, shown

_SWITCHES = {"yes": True, "no": False}
_NO_MAXIMUM = "none"
_EVERYTHING = "everything"
#: Before any platform we know; what lies further back is a slip of the hand.
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_DIGITS = re.compile(r"[0-9]{1,10}")


@attrs.frozen
class Interaction:
    """The interaction settings of one connection.

    Args:

        active: whether anything is asked of the channel or told to it. Offers of a
            connection that is switched off publish nothing.

        sync_inventory: whether its listings are pulled; ``sync_stock`` whether
            quantities are pushed to it.

        channel_names: order lines carry the channel's title; the master SKU's, for False.

        max_stock: show no more of any listing; None shows what there is.

        buffer: units of each master SKU to keep from this channel.

        auto_merge: pulling orders ends with proposing which may be merged.

        import_orders: orders placed earlier are not imported, aware; None imports all.
    """

    active: bool = True
    sync_inventory: bool = True
    sync_stock: bool = True
    channel_names: bool = True
    max_stock: int | None = None
    buffer: int = 0
    auto_merge: bool = False
    import_orders: datetime | None = None

    def rules(self, connection: str) -> tuple[Rule, ...]:
        """Return the stock rules that the settings of *connection* stand for."""
        return everyday(connection, max_stock=self.max_stock, stock_buffer=self.buffer)

    def wants(self, placed_at: datetime) -> bool:
        """Return whether an order placed then is to be imported."""
        return self.import_orders is None or placed_at >= self.import_orders

    def written(self) -> dict[str, str]:
        """Return every setting as `changed` reads it."""
        return {name: _written(value) for name, value in attrs.asdict(self).items()} | {
            "max_stock": _NO_MAXIMUM if self.max_stock is None else str(self.max_stock),
            "import_orders": _EVERYTHING
            if self.import_orders is None
            else self.import_orders.isoformat(),
        }


def changed(before: Interaction, words: Mapping[str, str], now: datetime) -> Interaction:
    """Return *before* with the settings that *words* name changed, all of them or none.

    Args:

        words: by setting: ``yes`` or ``no``, a number of units, ``none`` for no
            max stock; for ``import_orders``, ``everything``, ``now``, or a moment
            with its zone.

        now: what ``now`` means.

    Raises:

        InputRefusedError: with every word that does not hold.
    """
    values: dict[str, Any] = {}
    faults: list[str] = []
    for name, word in words.items():
        reader = _READERS.get(name)
        if reader is None:
            faults.append(f"there is no setting {shown(name)}")
            continue
        try:
            values[name] = reader(word.strip(), now)
        except ValueError as error:
            faults.append(f"{name} is {shown(word)}, and must be {error}")
    if faults:
        raise InputRefusedError(
            f"Nothing was changed: {'; '.join(faults)}.",
            next_step=f"The settings are: {', '.join(_READERS)}.",
        )
    return attrs.evolve(before, **values)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _switch(word: str, _now: datetime) -> bool:
    if word not in _SWITCHES:
        raise ValueError("yes or no")
    return _SWITCHES[word]


def _units(word: str, _now: datetime) -> int:
    if not _DIGITS.fullmatch(word) or int(word) > MOST_UNITS:
        raise ValueError(f"a whole number from 0 to {MOST_UNITS:,}")
    return int(word)


def _maximum(word: str, now: datetime) -> int | None:
    if word == _NO_MAXIMUM:
        return None
    try:
        return _units(word, now)
    except ValueError as error:
        raise ValueError(f"{error}, or none") from None


def _beginning(word: str, now: datetime) -> datetime | None:
    if word == _EVERYTHING:
        return None
    if word == "now":
        # Platforms tell whole seconds: an order of this very second is wanted.
        return now.astimezone(UTC).replace(microsecond=0)
    moment = _moment(word)
    if moment is None:
        raise ValueError(
            "everything, now, or a moment since 2000 with its zone, as in 2026-11-01T00:00+07:00"
        )
    return moment


def _moment(word: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(word)
        known = moment.tzinfo is not None and moment >= _EARLIEST
        return moment.astimezone(UTC) if known else None
    except (ValueError, OverflowError):
        return None


_READERS: Mapping[str, Callable[[str, datetime], object]] = {
    "active": _switch,
    "sync_inventory": _switch,
    "sync_stock": _switch,
    "channel_names": _switch,
    "max_stock": _maximum,
    "buffer": _units,
    "auto_merge": _switch,
    "import_orders": _beginning,
}
