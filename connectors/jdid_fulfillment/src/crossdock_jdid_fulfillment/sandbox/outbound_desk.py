"""The life of outbounds: accepted, promised, picked, shipped, delivered, or not (sheet B7)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import attrs

from crossdock.sandbox.switches import SwitchBoard
from crossdock_jdid_fulfillment.sandbox.agenda import Agenda
from crossdock_jdid_fulfillment.sandbox.journal import Journal
from crossdock_jdid_fulfillment.sandbox.numbers import Numbers
from crossdock_jdid_fulfillment.sandbox.outbounds import (
    CANCEL_FAILED,
    CANCELLED,
    DELIVERED,
    FLOW,
    HANDED_OVER,
    NEW,
    PACKED,
    PARTIAL,
    PICKED,
    PLACE,
    REFUSED,
    REVERSED,
    SENT,
    SHORT,
    WAITING,
    Outbound,
    portion,
)
from crossdock_jdid_fulfillment.sandbox.paces import read_pace
from crossdock_jdid_fulfillment.sandbox.parcels import pack
from crossdock_jdid_fulfillment.sandbox.promises import Promises
from crossdock_jdid_fulfillment.sandbox.refusals import EclpRefusalError

#: Sheet B7: the verdicts of a cancel.
DONE, NOT_DONE, IN_PROGRESS = 1, 2, 3


@attrs.define
class OutboundDesk:
    """
    All outbounds.

    Attributes:
        reversed: Told of each refused outbound whose way back has ended.
    """

    agenda: Agenda
    promises: Promises
    switches: SwitchBoard
    numbers: Numbers
    journal: Journal
    reversed: Callable[[Outbound, datetime], None]
    by_no: dict[str, Outbound] = attrs.field(factory=dict)
    by_uuid: dict[tuple[str, str], list[str]] = attrs.field(factory=dict)
    _waiting: dict[str, Outbound] = attrs.field(factory=dict)
    _splittable: int = 0

    def __iter__(self) -> Iterator[Outbound]:
        return iter(self.by_no.values())

    def enter(self, outbound: Outbound) -> None:
        """Note an outbound as it is."""
        self.by_no[outbound.no] = outbound
        self.by_uuid.setdefault((outbound.department, outbound.uuid), []).append(outbound.no)

    def accept(self, outbound: Outbound, at: datetime) -> None:
        """Take an outbound on: its goods are promised at once, if they are there."""
        if not self.promises.can_be_made(outbound) and self.switches["short_stock"] == "refused":
            raise EclpRefusalError("库存不足", "not enough stock")
        self.enter(outbound)
        self._reach(outbound, NEW, at)
        self.promises.make(outbound, at)
        self._plan(outbound, at)
        self._maybe_split(outbound, at)

    def _maybe_split(self, outbound: Outbound, at: datetime) -> None:
        every = self.switches.number("split_every")
        if every and sum(line.quantity for line in outbound.lines) > 1:
            self._splittable += 1
            if self._splittable % every == 0:
                self.split(outbound, at)

    def resume(self, outbound: Outbound) -> None:
        """Let an outbound that was entered somewhere on its way go on from there."""
        if not outbound.reached(HANDED_OVER) and not outbound.ended and not outbound.children:
            self.promises.make(outbound, outbound.created)
        if outbound.reached(SENT) or outbound.code not in (WAITING, PARTIAL, SHORT):
            self._plan(outbound, outbound.trail.last.at)
        else:
            self._wait(outbound)

    def _reach(self, outbound: Outbound, code: int, at: datetime) -> None:
        outbound.trail.add(code, at)
        if code in PLACE:
            outbound.progress = code
        self.journal.note("outbound", outbound.no, outbound.uuid, code, at)

    # Stock

    def stock_risen(self, at: datetime) -> None:
        """Promise what has come to those that wait for it, oldest first."""
        for outbound in list(self._waiting.values()):
            # A promise to one may be what another waits for no longer.
            if outbound.no in self._waiting and self.promises.make(outbound, at):
                del self._waiting[outbound.no]
                outbound.waiting = False
                self._plan(outbound, at)

    def _wait(self, outbound: Outbound) -> None:
        outbound.waiting = True
        self._waiting[outbound.no] = outbound

    # Time

    def _until_next(self, outbound: Outbound, code: int) -> timedelta:
        pace = read_pace(self.switches["outbound_pace"]) or {}
        here = pace.get(str(outbound.progress), timedelta())
        return pace[str(code)] - here

    def _plan(self, outbound: Outbound, since: datetime) -> None:
        outbound.turn += 1
        turn = outbound.turn
        if outbound.ended or outbound.held or outbound.waiting or outbound.children:
            return
        if outbound.refused:
            days = timedelta(days=2)
            self._at(outbound, turn, since + days, lambda at: self._reverse(outbound, at))
        elif outbound.progress != DELIVERED:
            code = FLOW[PLACE[outbound.progress] + 1]
            due = since + self._until_next(outbound, code)
            self._at(outbound, turn, due, lambda at: self.advance(outbound, at))

    def _at(
        self, outbound: Outbound, turn: int, due: datetime, action: Callable[[datetime], None]
    ) -> None:
        self.agenda.plan(due, lambda at: action(at) if outbound.turn == turn else None)

    def advance(self, outbound: Outbound, at: datetime) -> None:
        """Let an outbound take its next step."""
        code = FLOW[PLACE[outbound.progress] + 1]
        if code == SENT and not self.promises.make(outbound, at):
            self._fall_short(outbound, at)
            return
        if code == PACKED:
            pack(outbound, self.switches, self.numbers)
        if code == HANDED_OVER:
            self.promises.keep(outbound, at)
        self._reach(outbound, code, at)
        self._plan(outbound, at)

    def _fall_short(self, outbound: Outbound, at: datetime) -> None:
        """Wait for stock: first for the promise to be tried again, then because it was."""
        self._wait(outbound)
        if outbound.code not in (WAITING, PARTIAL, SHORT):
            self._reach(outbound, WAITING, at)
        some = self.promises.has_some_of(outbound)
        outbound.turn += 1
        self._at(
            outbound,
            outbound.turn,
            at + timedelta(minutes=1),
            lambda then: self._reach(outbound, PARTIAL if some else SHORT, then),
        )

    def move_to(self, outbound: Outbound, code: int, at: datetime) -> None:
        """Let the warehouse hurry: take every step up to *code* now."""
        while not outbound.reached(code) and not outbound.waiting:
            self.advance(outbound, at)

    def hold(self, outbound: Outbound, *, held: bool, at: datetime) -> None:
        """Stop an outbound where it is, or let it go on."""
        outbound.held = held
        self._plan(outbound, at)

    # Cancel

    def cancel(self, outbound: Outbound, at: datetime) -> int:
        """Ask for a cancel and return its verdict: 1 done, 2 refused, 3 to be decided."""
        if outbound.children:
            verdicts = {self.cancel(self.by_no[child], at) for child in outbound.children}
            return next((one for one in (NOT_DONE, IN_PROGRESS) if one in verdicts), DONE)
        if outbound.code == CANCELLED:
            if self.switches["cancel_again"] == "error":
                raise EclpRefusalError("单据已取消", "the order is cancelled already")
            return DONE
        mode = self.switches["cancel"]
        if mode == "pending" and not outbound.ended:
            self._decide_later(outbound, at)
            return IN_PROGRESS
        if mode == "refused":
            self._fail_cancel(outbound, at)
            return NOT_DONE
        return DONE if self.settle(outbound, at) else NOT_DONE

    def _decide_later(self, outbound: Outbound, at: datetime) -> None:
        if not outbound.cancelling:
            outbound.cancelling = True
            due = at + timedelta(minutes=self.switches.number("cancel_minutes"))
            self.agenda.plan(due, lambda then: self._settle_pending(outbound, then))

    def _settle_pending(self, outbound: Outbound, at: datetime) -> None:
        if outbound.cancelling:
            self.settle(outbound, at)

    def settle(self, outbound: Outbound, at: datetime) -> bool:
        """Decide a cancel: it wins until the goods are taken off the shelf (10016)."""
        outbound.cancelling = False
        if outbound.code == CANCELLED:
            return True
        if outbound.reached(PICKED):
            self._fail_cancel(outbound, at)
            return False
        self.withdraw(outbound, at)
        return True

    def withdraw(self, outbound: Outbound, at: datetime) -> None:
        """Take an outbound back: what was promised to it is free again."""
        self.promises.take_back(outbound, at)
        self._waiting.pop(outbound.no, None)
        outbound.waiting = False
        outbound.turn += 1
        self._reach(outbound, CANCELLED, at)

    def _fail_cancel(self, outbound: Outbound, at: datetime) -> None:
        if not outbound.ended and not outbound.refused:
            self._reach(outbound, CANCEL_FAILED, at)

    # What else may happen

    def refuse(self, outbound: Outbound, at: datetime) -> None:
        """Let the consignee refuse what was brought (10035); it comes back."""
        self._reach(outbound, REFUSED, at)
        self._plan(outbound, at)

    def _reverse(self, outbound: Outbound, at: datetime) -> None:
        self._reach(outbound, REVERSED, at)
        outbound.turn += 1
        self.reversed(outbound, at)

    def reverse_now(self, outbound: Outbound, at: datetime) -> None:
        """Let a refused outbound be back at once (10038)."""
        self._reverse(outbound, at)

    def split(self, outbound: Outbound, at: datetime) -> list[Outbound]:
        """Divide an outbound: its pieces go on under numbers of their own (sheet C8)."""
        self._waiting.pop(outbound.no, None)
        outbound.waiting = False
        parts = [portion(outbound.lines, first=True), portion(outbound.lines, first=False)]
        children = []
        for lines in parts:
            child = attrs.evolve(
                outbound,
                no=self.numbers.document("ESL"),
                lines=lines,
                parent=outbound.no,
                children=[],
                fields=dict(outbound.fields),
                trail=attrs.evolve(outbound.trail, steps=list(outbound.trail.steps)),
                waybills=[],
                parcels=[],
            )
            self.enter(child)
            children.append(child)
        # What was promised to the whole is promised to its portions.
        outbound.occupied = False
        outbound.children = [child.no for child in children]
        outbound.turn += 1
        for child in children:
            self._plan(child, at)
        return children
