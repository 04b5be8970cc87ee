"""The life of inbounds: accepted, received in parts or at once, completed, cancelled (B6)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import attrs

from crossdock.sandbox.switches import SwitchBoard
from crossdock_jdid_fulfillment.sandbox.agenda import Agenda
from crossdock_jdid_fulfillment.sandbox.inbounds import (
    ACCEPTED,
    CANCEL_FAILED,
    CANCELLED,
    CANCELLING,
    COMPLETED,
    NEW,
    Inbound,
    InboundLine,
    Receipt,
    condition,
)
from crossdock_jdid_fulfillment.sandbox.journal import Journal
from crossdock_jdid_fulfillment.sandbox.paces import read_pace
from crossdock_jdid_fulfillment.sandbox.stock import Place, StockBook

#: Sheet B6: the verdicts of a cancel; only 2 is documented.
DONE, NOT_DONE = 1, 2


def turns_out(scenario: str, announced: int) -> tuple[int, int]:
    """Return how many good and damaged pieces a line of *announced* turns out to hold."""
    if scenario == "short":
        return announced - max(1, announced // 5), 0
    if scenario == "over":
        return announced + max(1, announced // 10), 0
    if scenario == "damaged":
        damaged = max(1, announced // 10)
        return announced - damaged, damaged
    return announced, 0


@attrs.define
class InboundDesk:
    """All inbounds."""

    agenda: Agenda
    stock: StockBook
    switches: SwitchBoard
    journal: Journal
    by_no: dict[str, Inbound] = attrs.field(factory=dict)
    by_own: dict[tuple[str, str], str] = attrs.field(factory=dict)

    def __iter__(self) -> Iterator[Inbound]:
        return iter(self.by_no.values())

    def enter(self, inbound: Inbound) -> None:
        """Note an inbound as it is."""
        self.by_no[inbound.no] = inbound
        self.by_own[(inbound.department, inbound.own_no)] = inbound.no

    def accept(self, inbound: Inbound, at: datetime) -> None:
        """Take an inbound on."""
        self.enter(inbound)
        self._reach(inbound, NEW, at)
        self._plan(inbound, "20", at, timedelta())

    def _reach(self, inbound: Inbound, code: int, at: datetime) -> None:
        inbound.trail.add(code, at)
        if code in (NEW, ACCEPTED, COMPLETED):
            inbound.progress = code
        self.journal.note("inbound", inbound.no, inbound.own_no, code, at)

    def resume(self, inbound: Inbound) -> None:
        """Let an inbound that was entered somewhere on its way go on from there."""
        pace = read_pace(self.switches["inbound_pace"]) or {}
        since = inbound.trail.last.at
        if inbound.code == CANCELLING:
            inbound.cancelling = True
            self._decide_later(inbound, since)
        if inbound.ended:
            return
        if inbound.begun:
            self._plan(inbound, "70", since, pace["part"])
        elif inbound.progress == ACCEPTED:
            self._plan(inbound, "part", since, pace["20"])
        else:
            self._plan(inbound, "20", since, timedelta())

    def _plan(self, inbound: Inbound, step: str, since: datetime, here: timedelta) -> None:
        """Plan the next step: *here* is when the present one was due after acceptance."""
        inbound.turn += 1
        turn = inbound.turn
        pace = read_pace(self.switches["inbound_pace"]) or {}
        actions: dict[str, Callable[[Inbound, datetime], None]] = {
            "20": self.take_on,
            "part": self._receive_half,
            "70": self._receive_rest,
        }

        def due(at: datetime) -> None:
            if inbound.turn == turn and not inbound.ended:
                actions[step](inbound, at)

        self.agenda.plan(since + pace[step] - here, due)

    def take_on(self, inbound: Inbound, at: datetime) -> None:
        """Let the warehouse accept an inbound."""
        pace = read_pace(self.switches["inbound_pace"]) or {}
        if inbound.code == NEW:
            self._reach(inbound, ACCEPTED, at)
        inbound.progress = ACCEPTED
        self._plan(inbound, "part", at, pace["20"])

    def _receive_half(self, inbound: Inbound, at: datetime) -> None:
        pace = read_pace(self.switches["inbound_pace"]) or {}
        if self.switches["receiving"] == "held":
            return
        if inbound.in_parts:
            for line in inbound.lines:
                good, _ = turns_out(self.switches["receiving"], line.announced)
                self.receive(inbound, line, good // 2, 0, at)
            self.receiving(inbound, at)
        self._plan(inbound, "70", at, pace["part"])

    def _receive_rest(self, inbound: Inbound, at: datetime) -> None:
        if self.switches["receiving"] != "held":
            self.receive_all(inbound, self.switches["receiving"], at)

    def receive_all(self, inbound: Inbound, scenario: str, at: datetime) -> None:
        """Receive what is still to come, as a scenario has it, and complete."""
        for line in inbound.lines:
            good, damaged = turns_out(scenario, line.announced)
            self.receive(
                inbound,
                line,
                max(0, good - line.good(at)),
                max(0, damaged - line.damaged(at)),
                at,
            )
        self.complete(inbound, at)

    def receive(
        self, inbound: Inbound, line: InboundLine, good: int, damaged: int, at: datetime
    ) -> None:
        """Count some pieces of a line."""
        if good or damaged:
            line.receipts.append(Receipt(at, good, damaged))
        if self.switches["receipt_stock"] == "as_received":
            self._shelve(inbound, line, at)

    def receiving(self, inbound: Inbound, at: datetime) -> None:
        """Note that goods are being received, where that is a status of its own."""
        code = self.switches.number("receiving_status")
        inbound.progress = ACCEPTED
        if inbound.code not in (code, CANCELLING, COMPLETED):
            self._reach(inbound, code, at)

    def complete(self, inbound: Inbound, at: datetime) -> None:
        """End an inbound with what was received; from now on that is stock."""
        inbound.turn += 1
        for line in inbound.lines:
            self._shelve(inbound, line, at)
        self._reach(inbound, COMPLETED, at)

    def _shelve(self, inbound: Inbound, line: InboundLine, at: datetime) -> None:
        good = line.good(at) - line.shelved
        damaged = line.damaged(at) - line.shelved_damaged
        line.shelved += good
        line.shelved_damaged += damaged
        for status, number in zip(condition(line), (good, damaged), strict=True):
            if number:
                place = Place(inbound.warehouse, line.goods, status)
                self.stock.move(place, at, "采购入库", inbound.no, total=number)

    # Cancel

    def cancel(self, inbound: Inbound, at: datetime) -> int:
        """Ask for a cancel and return its verdict: 1 done or under way, 2 failed."""
        if inbound.code == CANCELLED:
            return DONE
        if inbound.ended or self.switches["po_cancel"] == "refused":
            return NOT_DONE
        if self.switches["po_cancel"] == "pending":
            if not inbound.cancelling:
                inbound.cancelling = True
                self._reach(inbound, CANCELLING, at)
                self._decide_later(inbound, at)
            return DONE
        if inbound.begun:
            return NOT_DONE
        self._cancelled(inbound, at)
        return DONE

    def _cancelled(self, inbound: Inbound, at: datetime) -> None:
        inbound.turn += 1
        self._reach(inbound, CANCELLED, at)

    def _decide_later(self, inbound: Inbound, since: datetime) -> None:
        due = since + timedelta(minutes=self.switches.number("cancel_minutes"))
        self.agenda.plan(due, lambda at: self._decide(inbound, at))

    def _decide(self, inbound: Inbound, at: datetime) -> None:
        if not inbound.cancelling or inbound.ended:
            return
        inbound.cancelling = False
        if inbound.begun:
            self._reach(inbound, CANCEL_FAILED, at)
        else:
            self._cancelled(inbound, at)
