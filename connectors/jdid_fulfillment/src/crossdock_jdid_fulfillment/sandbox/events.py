"""What warehouse, carrier, consignee and JD's service do to a document (control plane)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock_jdid_fulfillment.sandbox.inbounds import NEW, Inbound, InboundLine
from crossdock_jdid_fulfillment.sandbox.outbounds import (
    DELIVERED,
    HANDED_OVER,
    LEFT,
    PACKED,
    PICKED,
    PLACE,
    REVERSED,
    SENT,
    Outbound,
)
from crossdock_jdid_fulfillment.sandbox.return_desk import CustomerReturnDesk
from crossdock_jdid_fulfillment.sandbox.returns import REJECTED, Return
from crossdock_jdid_fulfillment.sandbox.snapshots import (
    inbound_state,
    outbound_state,
    return_state,
)
from crossdock_jos.sandbox.requests import number_in, only_known

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World

Fields = Mapping[str, Any]
_SCENARIOS = ("full", "short", "over", "damaged")
_LARGEST = 1_000_000


@attrs.frozen
class Events:
    """Lets something happen to a document, named by JD's number."""

    world: World

    def happen(self, number: str, event: str, request: Fields) -> Fields:
        """Let it happen, and return the document."""
        world = self.world
        outbound = world.outbounds.by_no.get(number)
        if outbound is not None:
            self._known(event, _OUTBOUND)
            getattr(self, _OUTBOUND[event])(outbound, request)
            return outbound_state(outbound)
        inbound = world.inbounds.by_no.get(number)
        if inbound is not None:
            self._known(event, _INBOUND)
            getattr(self, _INBOUND[event])(inbound, request)
            return inbound_state(inbound, world.now)
        for desk in (world.customer_returns, world.supplier_returns):
            one = desk.by_no.get(number)
            if one is not None:
                self._known(event, _RETURN)
                getattr(self, _RETURN[event])(one, request)
                return return_state(one)
        raise SandboxRefusedError(f"there is no document {number}")

    def _known(self, event: str, known: Mapping[str, str]) -> None:
        if event not in known:
            raise SandboxRefusedError(
                f"there is no event {event!r} for this document; there are"
                f" {', '.join(sorted(known))}"
            )

    # Outbounds

    def advance_to(self, outbound: Outbound, request: Fields) -> None:
        """Take every step up to a status now."""
        only_known(request, {"status"})
        code = number_in(request, "status", 0, 0, 10**6)
        if code not in PLACE:
            raise SandboxRefusedError(
                f"an outbound can be moved to {', '.join(map(str, PLACE))}, not to {code}"
            )
        self._on_its_way(outbound)
        if outbound.reached(code):
            raise SandboxRefusedError(f"outbound {outbound.no} is at {outbound.code} already")
        self.world.outbounds.move_to(outbound, code, self.world.now)

    def pick(self, outbound: Outbound, request: Fields) -> None:
        """Take every step up to the goods being picked."""
        self.advance_to(outbound, {"status": PICKED, **request})

    def pack(self, outbound: Outbound, request: Fields) -> None:
        """Take every step up to the parcel being packed."""
        self.advance_to(outbound, {"status": PACKED, **request})

    def ship(self, outbound: Outbound, request: Fields) -> None:
        """Take every step up to the parcel having left."""
        self.advance_to(outbound, {"status": LEFT, **request})

    def deliver(self, outbound: Outbound, request: Fields) -> None:
        """Take every step up to the recipient having it."""
        self.advance_to(outbound, {"status": DELIVERED, **request})

    def _on_its_way(self, outbound: Outbound) -> None:
        if outbound.ended or outbound.refused or outbound.children:
            raise SandboxRefusedError(
                f"outbound {outbound.no} is {outbound.code} or split: it goes no further"
            )

    def withdraw(self, outbound: Outbound, request: Fields) -> None:
        """Cancel from the warehouse's side, even after picking."""
        only_known(request, set())
        self._on_its_way(outbound)
        if outbound.reached(HANDED_OVER):
            raise SandboxRefusedError(f"outbound {outbound.no} has left the warehouse")
        self.world.outbounds.withdraw(outbound, self.world.now)

    def settle(self, outbound: Outbound, request: Fields) -> None:
        """Decide a pending cancel now."""
        only_known(request, set())
        if not outbound.cancelling:
            raise SandboxRefusedError(f"outbound {outbound.no} has no cancel to decide")
        self.world.outbounds.settle(outbound, self.world.now)

    def hold(self, outbound: Outbound, request: Fields) -> None:
        """Stop the outbound where it is."""
        only_known(request, set())
        self.world.outbounds.hold(outbound, held=True, at=self.world.now)

    def release(self, outbound: Outbound, request: Fields) -> None:
        """Let it go on."""
        only_known(request, set())
        self.world.outbounds.hold(outbound, held=False, at=self.world.now)

    def split(self, outbound: Outbound, request: Fields) -> None:
        """Divide it into two."""
        only_known(request, set())
        self._on_its_way(outbound)
        if outbound.reached(SENT) or sum(line.quantity for line in outbound.lines) < 2:
            raise SandboxRefusedError(
                f"outbound {outbound.no} is with the warehouse or of one piece: it cannot be split"
            )
        self.world.outbounds.split(outbound, self.world.now)

    def parcels(self, outbound: Outbound, request: Fields) -> None:
        """Say how many parcels it will be."""
        only_known(request, {"count"})
        if outbound.reached(PACKED):
            raise SandboxRefusedError(f"outbound {outbound.no} is packed already")
        outbound.parcels_wanted = number_in(request, "count", 2, 1, 50)

    def pick_short(self, outbound: Outbound, request: Fields) -> None:
        """Let the picker not find some pieces."""
        only_known(request, {"listing_id", "sku", "quantity"})
        if outbound.reached(HANDED_OVER):
            raise SandboxRefusedError(f"outbound {outbound.no} has left the warehouse")
        for line in outbound.lines:
            if request.get("listing_id", request.get("sku")) in (line.goods, line.isv_no):
                line.short = number_in(request, "quantity", 1, 0, line.quantity)
                return
        raise SandboxRefusedError(f"outbound {outbound.no} has no such line")

    def refuse(self, outbound: Outbound, request: Fields) -> None:
        """Let the consignee refuse it."""
        only_known(request, set())
        self._on_its_way(outbound)
        if not outbound.reached(LEFT):
            raise SandboxRefusedError(f"outbound {outbound.no} has not left the warehouse")
        self.world.outbounds.refuse(outbound, self.world.now)

    def come_back(self, outbound: Outbound, request: Fields) -> None:
        """Let a refused parcel be back now."""
        only_known(request, set())
        if not outbound.refused or outbound.code == REVERSED:
            raise SandboxRefusedError(f"outbound {outbound.no} is not on its way back")
        self.world.outbounds.reverse_now(outbound, self.world.now)

    # Inbounds

    def receive(self, inbound: Inbound, request: Fields) -> None:
        """
        Receive goods: ``lines`` of ``sku`` or ``listing_id`` with ``good`` and ``damaged``.

        Without lines, everything that is left comes, as ``scenario`` has it.
        ``final`` completes the inbound.
        """
        only_known(request, {"lines", "final", "scenario"})
        self._open(inbound)
        desk, now = self.world.inbounds, self.world.now
        scenario = request.get("scenario", "full")
        if scenario not in _SCENARIOS:
            raise SandboxRefusedError(f"scenario is one of {', '.join(_SCENARIOS)}")
        if "lines" not in request:
            desk.receive_all(inbound, scenario, now)
            return
        for line, good, damaged in self._counted(inbound, request["lines"]):
            desk.receive(inbound, line, good, damaged, now)
        desk.receiving(inbound, now)
        if request.get("final"):
            desk.complete(inbound, now)

    def _open(self, inbound: Inbound) -> None:
        if inbound.ended:
            raise SandboxRefusedError(f"inbound {inbound.no} is {inbound.code}: it is over")

    def _counted(self, inbound: Inbound, rows: object) -> list[tuple[InboundLine, int, int]]:
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise SandboxRefusedError("lines are a list of objects")
        counted = []
        for row in rows:
            only_known(row, {"sku", "listing_id", "good", "damaged"})
            name = row.get("listing_id", row.get("sku"))
            found = [line for line in inbound.lines if name in (line.goods, line.isv_no)]
            if not found:
                raise SandboxRefusedError(f"inbound {inbound.no} has no line {name!r}")
            good = number_in(row, "good", 0, 0, _LARGEST)
            counted.append((found[0], good, number_in(row, "damaged", 0, 0, _LARGEST)))
        return counted

    def accept(self, inbound: Inbound, request: Fields) -> None:
        """Let the warehouse accept it now (20)."""
        only_known(request, set())
        if inbound.code != NEW:
            raise SandboxRefusedError(f"inbound {inbound.no} is {inbound.code}, not new")
        self.world.inbounds.take_on(inbound, self.world.now)

    # Returns

    def finish(self, one: Return, request: Fields) -> None:
        """Take every step that is left now; ``damaged`` lets it come in damaged."""
        only_known(request, {"damaged"})
        if one.ended:
            raise SandboxRefusedError(f"return {one.no} is {one.code}: it is over")
        desk = self._desk(one)
        if request.get("damaged") and isinstance(desk, CustomerReturnDesk):
            desk.spoil(one)
        desk.finish(one, self.world.now)

    def _desk(self, one: Return) -> Any:
        world = self.world
        mine = one.no in world.customer_returns.by_no
        return world.customer_returns if mine else world.supplier_returns

    def reject(self, one: Return, request: Fields) -> None:
        """Let the warehouse reject what a customer sends back (600)."""
        only_known(request, set())
        if one.ended or one.no not in self.world.customer_returns.by_no:
            raise SandboxRefusedError(f"return {one.no} is {one.code}: it cannot be rejected")
        one.turn += 1
        self.world.customer_returns.reach(one, REJECTED, self.world.now)
        outbound = self.world.outbounds.by_no.get(one.outbound)
        self.world.customer_returns.give_back(one, outbound)


_OUTBOUND = {
    "status": "advance_to",
    "pick": "pick",
    "pack": "pack",
    "ship": "ship",
    "deliver": "deliver",
    "cancel": "withdraw",
    "settle-cancel": "settle",
    "hold": "hold",
    "release": "release",
    "split": "split",
    "parcels": "parcels",
    "short-pick": "pick_short",
    "refuse": "refuse",
    "come-back": "come_back",
}
_INBOUND = {"receive": "receive", "accept": "accept"}
_RETURN = {"finish": "finish", "reject": "reject"}
