"""Parcels: how many, and the numbers on them (sheet C7)."""

from crossdock.sandbox.switches import SwitchBoard
from crossdock_jdid_fulfillment.sandbox.master import SHIPPERS
from crossdock_jdid_fulfillment.sandbox.numbers import Numbers
from crossdock_jdid_fulfillment.sandbox.outbounds import Outbound, Parcel

_LETTERS = {shipper.no: shipper.letters for shipper in SHIPPERS}


def pack(outbound: Outbound, switches: SwitchBoard, numbers: Numbers) -> None:
    """Put an outbound into parcels, each named by its waybill, its place and their number."""
    count = outbound.parcels_wanted or max(1, switches.number("parcels"))
    shared = switches["parcel_numbers"] == "shared"
    letters = _LETTERS.get(outbound.shipper, "JDVA")
    outbound.waybills = [numbers.document(letters) for _ in range(1 if shared else count)]
    third = outbound.fields.get("thirdWayBill", "")
    if third and switches["third_waybill"] == "third":
        outbound.waybills[0] = third
    for place in range(count):
        waybill = outbound.waybills[0 if shared else place]
        suffix = f"-{place + 1}-{count}-" if shared else "-1-1-"
        outbound.parcels.append(Parcel(waybill + suffix, f"{0.4 + 0.3 * place:.2f}"))
