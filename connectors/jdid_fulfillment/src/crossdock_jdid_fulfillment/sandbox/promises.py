"""Stock that was promised to outbounds: taken out of what is free, then out of the house (B8)."""

from datetime import datetime

import attrs

from crossdock_jdid_fulfillment.sandbox.outbounds import Outbound
from crossdock_jdid_fulfillment.sandbox.stock import Place, StockBook


@attrs.frozen
class Promises:
    """What of the stock belongs to which outbound."""

    stock: StockBook

    def can_be_made(self, outbound: Outbound) -> bool:
        """Say whether every line could be promised now."""
        return all(
            self.stock.usable(place) >= number for place, number in _needs(outbound).items()
        )

    def has_some_of(self, outbound: Outbound) -> bool:
        """Say whether anything that an outbound needs is there."""
        return any(self.stock.usable(place) > 0 for place in _needs(outbound))

    def make(self, outbound: Outbound, at: datetime) -> bool:
        """Promise all lines or none, and say whether they are promised now."""
        if outbound.occupied or not self.can_be_made(outbound):
            return outbound.occupied
        outbound.occupied = True
        for place, number in _needs(outbound).items():
            self.stock.move(place, at, "预占", outbound.no, occupied=number)
        return True

    def take_back(self, outbound: Outbound, at: datetime) -> None:
        """Let what was promised be free again."""
        if outbound.occupied:
            outbound.occupied = False
            for place, number in _needs(outbound).items():
                self.stock.move(place, at, "预占释放", outbound.no, occupied=-number)

    def keep(self, outbound: Outbound, at: datetime) -> None:
        """Let leave what the picker found of what was promised."""
        out: dict[Place, int] = {}
        for line in outbound.lines:
            line.out = line.quantity - line.short
            place = Place(outbound.warehouse, line.goods)
            out[place] = out.get(place, 0) + line.out
        outbound.occupied = False
        for place, number in _needs(outbound).items():
            self.stock.move(
                place, at, "销售出库", outbound.no, total=-out[place], occupied=-number
            )


def _needs(outbound: Outbound) -> dict[Place, int]:
    needs: dict[Place, int] = {}
    for line in outbound.lines:
        place = Place(outbound.warehouse, line.goods)
        needs[place] = needs.get(place, 0) + line.quantity
    return needs
