"""The documents of the last four weeks, one or more in every state there is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from crossdock_jdid_fulfillment.sandbox import inbounds
from crossdock_jdid_fulfillment.sandbox.goods import Goods
from crossdock_jdid_fulfillment.sandbox.inbound_desk import turns_out
from crossdock_jdid_fulfillment.sandbox.inbounds import Inbound, InboundLine, Receipt
from crossdock_jdid_fulfillment.sandbox.master import JD_EXPRESS
from crossdock_jdid_fulfillment.sandbox.outbounds import (
    ALLOCATED,
    CANCEL_FAILED,
    CANCELLED,
    DELIVERED,
    DELIVERING,
    FLOW,
    HANDED_OVER,
    INITIALISED,
    PACKED,
    PARTIAL,
    PICKED,
    PLACE,
    REFUSED,
    REVERSED,
    SHORT,
    WAITING,
    Outbound,
    OutboundLine,
    way_to,
)
from crossdock_jdid_fulfillment.sandbox.paces import Pace, read_pace
from crossdock_jdid_fulfillment.sandbox.parcels import pack
from crossdock_jdid_fulfillment.sandbox.past_returns import PastReturns
from crossdock_jdid_fulfillment.sandbox.stock import Place

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World

#: Each status with the member of the flow it follows, and how often it occurs.
_OUTBOUNDS: tuple[tuple[tuple[int, ...], int, int], ...] = (
    *(((), code, 2) for code in FLOW if code != DELIVERED),
    ((), DELIVERED, 6),
    ((WAITING,), INITIALISED, 1),
    ((WAITING, PARTIAL), INITIALISED, 1),
    ((WAITING, SHORT), INITIALISED, 1),
    ((CANCELLED,), ALLOCATED, 3),
    ((CANCEL_FAILED,), PICKED, 1),
    ((REFUSED,), DELIVERING, 1),
    ((REFUSED, REVERSED), DELIVERING, 1),
)
_NAMES = ("Budi Santoso", "Siti Rahayu", "Agus Wijaya", "Dewi Lestari", "Rizky Pratama")
_CITIES = ("Jakarta Selatan", "Bandung", "Surabaya", "Semarang", "Denpasar")
_DAY = timedelta(days=1)


def live_in(world: World, dice: random.Random, now: datetime) -> None:
    """Fill the desks with what happened before anybody looked."""
    goods = [
        one
        for one in world.goods
        if one.department == world.home.department
        and world.stock.usable(Place(world.home.warehouse, one.no)) > 10
    ]
    if not goods:
        return
    room = _Room(world, dice, now, goods)
    for more, base, count in _OUTBOUNDS:
        for _ in range(count):
            room.outbound(base, more)
    room.halves()
    room.neighbour()
    room.inbounds()
    room.returns.customer()
    room.returns.supplier()


@attrs.define
class _Room:
    """Furnishes the past."""

    world: World
    dice: random.Random
    now: datetime
    goods: Sequence[Goods]
    number: int = 0
    returns: PastReturns = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.returns = PastReturns(self.world, self.dice, self.now, self.goods, self.count)

    def count(self) -> int:
        """Return the number of the next document."""
        self.number += 1
        return self.number

    @property
    def _pace(self) -> Pace:
        return read_pace(self.world.switches["outbound_pace"]) or {}

    def _line(self, pieces: int = 0) -> OutboundLine:
        one = self.goods[self.dice.randrange(len(self.goods))]
        return OutboundLine(one.no, one.isv_no, pieces or 1 + self.dice.randrange(2), "99000.00")

    def _missing_line(self) -> OutboundLine:
        """Return a line of goods of which there is nothing, if there are such."""
        home = self.world.home
        for one in self.world.goods:
            nothing = self.world.stock.usable(Place(home.warehouse, one.no)) == 0
            if one.department == home.department and nothing:
                return OutboundLine(one.no, one.isv_no, 2, "99000.00")
        return self._line(pieces=100_000)

    def _blank(self, created: datetime, department: str = "") -> Outbound:
        self.count()
        home = self.world.home
        return Outbound(
            no=self.world.numbers.document("ESL"),
            uuid=f"OB-LAMA-{self.number:05d}",
            department=department or home.department,
            warehouse=home.warehouse,
            shop=home.shop,
            shipper=JD_EXPRESS,
            created=created,
            lines=[self._line()],
            fields={
                "salePlatformSource": "6",
                "salesPlatformOrderNo": f"TP-{self.number:08d}",
                "consigneeName": _NAMES[self.number % len(_NAMES)],
                "consigneeMobile": f"0812{self.number:08d}",
                "consigneeAddress": f"Jl. Melati No. {self.number}",
                "addressCity": _CITIES[self.number % len(_CITIES)],
                "orderMark": "0" * 50,
                "thirdWayBill": f"RESI{self.number:09d}",
            },
        )

    def outbound(
        self, base: int, more: tuple[int, ...], lines: list[OutboundLine] | None = None
    ) -> Outbound:
        """Enter an outbound that has come to *base* and then to *more*."""
        last = self._last(base, more)
        created = last - self._pace.get(str(base), timedelta()) - len(more) * timedelta(hours=1)
        outbound = self._blank(created)
        for code in way_to(base):
            outbound.trail.add(code, created + self._pace.get(str(code), timedelta()))
        for place, code in enumerate(more, 1):
            outbound.trail.add(code, last - (len(more) - place) * timedelta(hours=1))
        outbound.progress = base
        outbound.lines = lines or outbound.lines
        if more and more[-1] in (WAITING, PARTIAL):
            outbound.lines = [self._line(pieces=100_000)]
        elif more and more[-1] == SHORT:
            outbound.lines = [self._missing_line()]
        if self.number % 7 == 0:
            outbound.parcels_wanted = 2
        if outbound.reached(PACKED):
            pack(outbound, self.world.switches, self.world.numbers)
        if outbound.reached(HANDED_OVER):
            for line in outbound.lines:
                line.out = line.quantity
        self.world.outbounds.enter(outbound)
        self.world.outbounds.resume(outbound)
        if REVERSED in more:
            self.returns.of(outbound, (0, 100, 200), last)
        return outbound

    def _last(self, base: int, more: tuple[int, ...]) -> datetime:
        """Return when the latest status was reached: long ago where nothing more is due."""
        if base == DELIVERED or (more and more[-1] in (CANCELLED, REVERSED)):
            return self.now - _DAY * (1 + self.dice.random() * 22)
        if more:
            return self.now - timedelta(minutes=1 + self.dice.randrange(9))
        following = self._pace[str(FLOW[PLACE[base] + 1])]
        lasting = following - self._pace.get(str(base), timedelta())
        return self.now - lasting * (0.1 + 0.6 * self.dice.random())

    def halves(self) -> None:
        """Enter an outbound that was split."""
        outbound = self.outbound(INITIALISED, (), lines=[self._line(2), self._line(1)])
        self.world.outbounds.split(outbound, outbound.trail.last.at)

    def neighbour(self) -> None:
        """Enter an outbound of another account, which nobody here may see."""
        stranger = list(self.world.master.departments)[2]
        outbound = self._blank(self.now - _DAY, stranger)
        outbound.trail.add(DELIVERED, self.now - _DAY)
        outbound.progress = DELIVERED
        self.world.outbounds.enter(outbound)

    # Inbounds

    def inbounds(self) -> None:
        """Enter inbounds of every status, some of them short, over or damaged."""
        minute = timedelta(minutes=1)
        plans: tuple[tuple[tuple[int, ...], str, timedelta], ...] = (
            ((10,), "", 2 * minute),
            ((10, 20), "", 60 * minute),
            ((10, 20), "half", 90 * minute),
            ((10, 20, 70), "full", 3 * _DAY),
            ((10, 20, 70), "short", 9 * _DAY),
            ((10, 20, 70), "over", 15 * _DAY),
            ((10, 20, 70), "damaged", 21 * _DAY),
            ((10, 20, 90), "", minute),
            ((10, 91), "", 5 * _DAY),
            ((10, 20, 90, 92), "half", 30 * minute),
        )
        for codes, scenario, age in plans:
            self._inbound(codes, scenario, self.now - age)

    def _inbound(self, codes: tuple[int, ...], scenario: str, last: datetime) -> None:
        self.count()
        home, count = self.world.home, len(codes)
        lines = [
            InboundLine(one.no, one.isv_no, 20 + 5 * place, order_line=str(place + 1))
            for place, one in enumerate(self.dice.sample(self.goods, min(2, len(self.goods))))
        ]
        inbound = Inbound(
            no=self.world.numbers.document("EPL"),
            own_no=f"IB-LAMA-{self.number:05d}",
            department=home.department,
            warehouse=home.warehouse,
            supplier=home.supplier,
            created=last - timedelta(minutes=30 * (count - 1)),
            lines=lines,
            in_parts=scenario == "half",
        )
        for place, code in enumerate(codes, 1):
            inbound.trail.add(code, last - timedelta(minutes=30 * (count - place)))
        known = [code for code in codes if code in (inbounds.NEW, inbounds.ACCEPTED)]
        inbound.progress = inbounds.COMPLETED if 70 in codes else known[-1]
        for line in lines if scenario else ():
            self._received(line, scenario, last)
        self.world.inbounds.enter(inbound)
        self.world.inbounds.resume(inbound)

    def _received(self, line: InboundLine, scenario: str, at: datetime) -> None:
        if scenario == "half":
            line.receipts.append(Receipt(at, line.announced // 2))
            return
        good, damaged = turns_out(scenario, line.announced)
        line.receipts.append(Receipt(at, good, damaged))
        # What was completed long ago is on the shelves already.
        line.shelved, line.shelved_damaged = good, damaged
