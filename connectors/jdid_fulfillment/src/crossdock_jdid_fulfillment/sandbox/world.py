"""Everything the sandbox remembers, and what happens between its parts."""

import hashlib
import random
from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta
from typing import Any

from crossdock.sandbox.catalogue import CatalogueRow
from crossdock.sandbox.clock import Clock
from crossdock.sandbox.options import SandboxOptions
from crossdock.sandbox.switches import SwitchBoard
from crossdock_jdid_fulfillment.sandbox.agenda import Agenda
from crossdock_jdid_fulfillment.sandbox.assortment import stocked
from crossdock_jdid_fulfillment.sandbox.goods import GoodsBook
from crossdock_jdid_fulfillment.sandbox.inbound_desk import InboundDesk
from crossdock_jdid_fulfillment.sandbox.journal import Journal
from crossdock_jdid_fulfillment.sandbox.lived_in import live_in
from crossdock_jdid_fulfillment.sandbox.master import Master
from crossdock_jdid_fulfillment.sandbox.neighbourhood import furnish
from crossdock_jdid_fulfillment.sandbox.numbers import Numbers
from crossdock_jdid_fulfillment.sandbox.outbound_desk import OutboundDesk
from crossdock_jdid_fulfillment.sandbox.outbounds import Outbound
from crossdock_jdid_fulfillment.sandbox.promises import Promises
from crossdock_jdid_fulfillment.sandbox.return_desk import (
    RTS_WAY,
    RTW_WAY,
    CustomerReturnDesk,
    SupplierReturnDesk,
)
from crossdock_jdid_fulfillment.sandbox.returns import NEW, REFUSED, Return, ReturnLine
from crossdock_jdid_fulfillment.sandbox.stock import StockBook
from crossdock_jos.sandbox.consent import Parameters
from crossdock_jos.sandbox.grants import GrantDesk, Seller


class World:
    """One account with its departments and warehouses: goods, stock, documents and tokens."""

    def __init__(
        self,
        options: SandboxOptions,
        switches: SwitchBoard,
        clock: Clock,
        files: Iterable[CatalogueRow] | None,
    ) -> None:
        self.options, self.switches, self.clock = options, switches, clock
        self.files = None if files is None else tuple(files)
        seed = options.seed
        self.app_key = _credential(seed, "key", 32).upper()
        self.app_secret = _credential(seed, "secret", 32)
        self.gateway_user = f"jdid_{_credential(seed, 'gateway', 10)}"
        self.pin = f"gudang_{_credential(seed, 'pin', 8)}"
        self.source = f"ISV{int(_credential(seed, 'source', 10), 16) % 10**7:013d}"
        self.begin()

    def begin(self) -> None:
        """Build everything from the seed."""
        seed, switches = self.options.seed, self.switches
        now = self.clock.now()
        dice = random.Random(f"jdid_fulfillment|{seed}")  # noqa: S311  reproducible on purpose
        seller = Seller(_credential(seed, "uid", 10), self.pin, _credential(seed, "open", 43))
        self.grants = GrantDesk(self.app_key, self.app_secret, seller, seed, self.clock, switches)
        self.agenda = Agenda(self.clock)
        self.numbers = Numbers(dice)
        self.journal = Journal(switches["subscribed"] == "yes")
        self.stock = StockBook()
        self.stock_found: dict[Hashable, tuple[object, list[Any]]] = {}
        self.outbounds = OutboundDesk(
            self.agenda,
            Promises(self.stock),
            switches,
            self.numbers,
            self.journal,
            self._came_back,
        )
        self.stock.risen = self.outbounds.stock_risen
        self.inbounds = InboundDesk(self.agenda, self.stock, switches, self.journal)
        self.supplier_returns = SupplierReturnDesk(
            "supplier-return",
            "supplier_return_pace",
            RTS_WAY,
            self.agenda,
            self.stock,
            switches,
            self.journal,
        )
        self.customer_returns = CustomerReturnDesk(
            "customer-return",
            "return_pace",
            RTW_WAY,
            self.agenda,
            self.stock,
            switches,
            self.journal,
        )
        self.goods = GoodsBook()
        self.master = Master(self.pin)
        self.home = furnish(self.master, self.numbers)
        stocked(self, dice, now)
        live_in(self, dice, now)

    @property
    def now(self) -> datetime:
        """The sandbox's present."""
        return self.agenda.now

    @property
    def horizon(self) -> datetime:
        """Up to when queries see what was written."""
        return self.now - timedelta(seconds=self.switches.number("read_lag"))

    def tick(self) -> None:
        """Let time do what it has done since last asked."""
        self.agenda.tick()

    def consented(self, given: Parameters) -> None:
        """Note whether the seller ticked the box on the login page."""
        on_page = "decision" in given
        self.journal.subscribed = (
            given.get("subscribe") == "on" if on_page else self.switches.on("tick")
        )

    def accepted_today(self) -> int:
        """Return how many outbounds were accepted within a day."""
        since = self.now - timedelta(days=1)
        return sum(one.created > since and not one.parent for one in self.outbounds)

    def _came_back(self, outbound: Outbound, at: datetime) -> None:
        """Let a refused parcel that is back become stock, by the merchant's return or JD's."""
        returns = self.customer_returns
        announced = [one for one in returns.of_outbound(outbound.no) if not one.ended]
        if self.switches.on("reverse_return"):
            lines = [
                ReturnLine(line.goods, line.isv_no, line.out - line.back)
                for line in outbound.lines
                if line.out > line.back
            ]
            if lines:
                announced.append(self._return_of(outbound, lines, at))
        for one in announced:
            returns.finish(one, at)

    def _return_of(self, outbound: Outbound, lines: list[ReturnLine], at: datetime) -> Return:
        for line in outbound.lines:
            line.back = line.out
        one = Return(
            no=self.numbers.document("ESR" if outbound.so_type == 1 else "EBR"),
            own_no="",
            department=outbound.department,
            warehouse=outbound.warehouse,
            created=at,
            lines=lines,
            outbound=outbound.no,
            reason="拒收",
            order_type=REFUSED,
        )
        self.customer_returns.enter(one)
        self.customer_returns.reach(one, NEW, at)
        return one


def _credential(seed: int, what: str, length: int) -> str:
    return hashlib.sha256(f"sandbox|jdid_fulfillment|{what}|{seed}".encode()).hexdigest()[:length]
