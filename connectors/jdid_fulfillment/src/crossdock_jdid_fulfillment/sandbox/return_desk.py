"""The life of returns: goods that leave for the supplier or come back from a customer (B9)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import attrs

from crossdock.sandbox.switches import SwitchBoard
from crossdock_jdid_fulfillment.sandbox.agenda import Agenda
from crossdock_jdid_fulfillment.sandbox.journal import Journal
from crossdock_jdid_fulfillment.sandbox.outbounds import Outbound
from crossdock_jdid_fulfillment.sandbox.paces import read_pace
from crossdock_jdid_fulfillment.sandbox.returns import (
    CANCEL_FAILED,
    CANCELLED,
    CHECKED,
    DONE,
    INITIAL,
    NEW,
    Return,
)
from crossdock_jdid_fulfillment.sandbox.stock import DAMAGED, Place, StockBook


@attrs.define
class ReturnDesk:
    """
    All returns of one direction.

    Attributes:
        pace: The switch that says how long each status lasts.

        way: The statuses in their order.
    """

    kind: str
    pace: str
    way: tuple[int, ...]
    agenda: Agenda
    stock: StockBook
    switches: SwitchBoard
    journal: Journal
    by_no: dict[str, Return] = attrs.field(factory=dict)
    by_own: dict[tuple[str, str], str] = attrs.field(factory=dict)

    def __iter__(self) -> Iterator[Return]:
        return iter(self.by_no.values())

    def enter(self, one: Return) -> None:
        """Note a return as it is."""
        self.by_no[one.no] = one
        if one.own_no:
            self.by_own[(one.department, one.own_no)] = one.no

    def accept(self, one: Return, at: datetime) -> None:
        """Take a return on."""
        self.enter(one)
        self.reach(one, NEW, at)
        self.promise(one, at)
        self.plan(one, at)

    def promise(self, one: Return, at: datetime) -> None:
        """Promise the goods of a return, where they are taken from stock."""

    def reach(self, one: Return, code: int, at: datetime) -> None:
        """Give a return a status."""
        one.trail.add(code, at)
        self.journal.note(self.kind, one.no, one.own_no, code, at)

    def progress(self, one: Return) -> int:
        """Return how far along its way a return is."""
        return max(index for index, code in enumerate(self.way) if one.reached(code))

    def plan(self, one: Return, since: datetime) -> None:
        """Plan the next step."""
        one.turn += 1
        turn, here = one.turn, self.progress(one)
        if one.ended or here + 1 == len(self.way):
            return
        pace = read_pace(self.switches[self.pace]) or {}
        period = pace[str(self.way[here + 1])] - pace.get(str(self.way[here]), timedelta())
        self.agenda.plan(
            since + period,
            lambda at: self.advance(one, at) if one.turn == turn and not one.ended else None,
        )

    def advance(self, one: Return, at: datetime) -> None:
        """Let a return take its next step."""
        code = self.way[self.progress(one) + 1]
        if code == DONE:
            self.move_goods(one, at)
        self.reach(one, code, at)
        self.plan(one, at)

    def finish(self, one: Return, at: datetime) -> None:
        """Take every step that is left now."""
        while not one.ended:
            self.advance(one, at)

    def move_goods(self, one: Return, at: datetime) -> None:
        """Let the goods of a return reach or leave the stock."""


@attrs.define
class SupplierReturnDesk(ReturnDesk):
    """Returns to suppliers; their goods are promised like those of an outbound."""

    def promise(self, one: Return, at: datetime) -> None:
        """Promise what there is; what is lacking is not sent (``allowLack``)."""
        for line in one.lines:
            place = Place(one.warehouse, line.goods, line.status)
            line.moved = max(0, min(line.quantity, self.stock.usable(place)))
            if line.moved:
                self.stock.move(place, at, "退供预占", one.no, occupied=line.moved)

    def move_goods(self, one: Return, at: datetime) -> None:
        """Let the goods leave."""
        for line in one.lines:
            place = Place(one.warehouse, line.goods, line.status)
            if line.moved:
                self.stock.move(
                    place, at, "退供出库", one.no, total=-line.moved, occupied=-line.moved
                )

    def cancel(self, one: Return, at: datetime) -> bool:
        """Cancel before the goods are checked; after that it fails and the return goes on."""
        if one.code == CANCELLED:
            return True
        if one.reached(CHECKED):
            if not one.ended:
                self.reach(one, CANCEL_FAILED, at)
            return False
        for line in one.lines:
            place = Place(one.warehouse, line.goods, line.status)
            if line.moved:
                self.stock.move(place, at, "退供释放", one.no, occupied=-line.moved)
                line.moved = 0
        one.turn += 1
        self.reach(one, CANCELLED, at)
        return True


@attrs.define
class CustomerReturnDesk(ReturnDesk):
    """Returns from customers; their goods become stock once they are done."""

    def of_outbound(self, number: str) -> list[Return]:
        """Return the returns of one outbound."""
        return [one for one in self if one.outbound == number]

    def move_goods(self, one: Return, at: datetime) -> None:
        """Let the goods come in, each in the condition it turned out to be in."""
        for line in one.lines:
            line.moved = line.quantity
            place = Place(one.warehouse, line.goods, line.status)
            self.stock.move(place, at, "退货入库", one.no, total=line.moved)

    def spoil(self, one: Return) -> None:
        """Let everything of a return turn out to be damaged."""
        for line in one.lines:
            line.status = DAMAGED

    def cancel(self, one: Return, at: datetime) -> bool:
        """Cancel a return that has not come in."""
        if one.code == CANCELLED:
            return True
        if one.ended:
            return False
        one.turn += 1
        self.reach(one, CANCELLED, at)
        return True

    def give_back(self, one: Return, outbound: Outbound | None) -> None:
        """Let an outbound forget what a cancelled or rejected return had announced."""
        for line in one.lines:
            for shipped in outbound.lines if outbound else ():
                if shipped.goods == line.goods and shipped.back:
                    shipped.back = max(0, shipped.back - line.quantity)
                    break


RTS_WAY = (NEW, INITIAL, CHECKED, DONE)
RTW_WAY = (NEW, INITIAL, DONE)
