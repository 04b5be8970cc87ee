"""The returns of the last four weeks, one or more in every state there is (sheet B9)."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from crossdock_jdid_fulfillment.sandbox import returns
from crossdock_jdid_fulfillment.sandbox.goods import Goods
from crossdock_jdid_fulfillment.sandbox.outbounds import DELIVERED, Outbound
from crossdock_jdid_fulfillment.sandbox.returns import Return, ReturnLine

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World

_DAY = timedelta(days=1)


@attrs.frozen
class PastReturns:
    """Furnishes the past with returns; *count* numbers its documents."""

    world: World
    dice: random.Random
    now: datetime
    goods: Sequence[Goods]
    count: Callable[[], int]

    def customer(self) -> None:
        """Enter a customer return of every status."""
        delivered = [
            one
            for one in self.world.outbounds
            if one.code == DELIVERED and one.department == self.world.home.department
        ]
        plans = ((0,), (0, 100), (0, 100, 200), (0, 400), (0, 100, 600))
        for outbound, codes in zip(delivered, plans, strict=False):
            done = codes[-1] == 200
            last = self.now - (4 * _DAY if done else timedelta(minutes=5))
            self.of(outbound, codes, last)

    def of(self, outbound: Outbound, codes: tuple[int, ...], last: datetime) -> None:
        """Enter a return of *outbound* that has come through *codes*."""
        number = self.count()
        desk = self.world.customer_returns
        one = Return(
            no=self.world.numbers.document("ESR"),
            own_no=f"RT-LAMA-{number:05d}",
            department=outbound.department,
            warehouse=outbound.warehouse,
            created=last - timedelta(hours=len(codes) - 1),
            lines=[ReturnLine(each.goods, each.isv_no, each.out) for each in outbound.lines],
            outbound=outbound.no,
            reason="拒收" if outbound.refused else "不想要了",
        )
        self._entered(one, codes, last)
        for line, shipped in zip(one.lines, outbound.lines, strict=True):
            line.moved = line.quantity if codes[-1] == returns.DONE else 0
            shipped.back = line.quantity if codes[-1] < returns.CANCELLING else 0
        desk.enter(one)
        desk.plan(one, last)

    def supplier(self) -> None:
        """Enter a return to supplier of every status."""
        plans = ((0,), (0, 100), (0, 100, 150), (0, 100, 150, 200), (0, 400), (0, 100, 150, 500))
        desk, home = self.world.supplier_returns, self.world.home
        for codes in plans:
            number = self.count()
            last = self.now - (6 * _DAY if codes[-1] in (200, 400) else timedelta(minutes=3))
            goods = self.goods[self.dice.randrange(len(self.goods))]
            one = Return(
                no=self.world.numbers.document("EBS"),
                own_no=f"RS-LAMA-{number:05d}",
                department=home.department,
                warehouse=home.warehouse,
                created=last - timedelta(hours=len(codes) - 1),
                lines=[ReturnLine(goods.no, goods.isv_no, 3)],
                supplier=home.supplier,
            )
            self._entered(one, codes, last)
            desk.enter(one)
            if one.ended:
                one.lines[0].moved = 3 if one.code == returns.DONE else 0
            else:
                desk.promise(one, one.created)
                desk.plan(one, last)

    def _entered(self, one: Return, codes: tuple[int, ...], last: datetime) -> None:
        for place, code in enumerate(codes, 1):
            one.trail.add(code, last - timedelta(hours=len(codes) - place))
