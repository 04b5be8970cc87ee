"""Carriers by JD's ids, and parcels as a waybill names them (sheet 4.5, 4.7)."""

from __future__ import annotations

import re

import attrs

from crossdock.errors import InputRefusedError

#: 厂家自送: the seller's own people bring it; JD keeps no number.
SELF_DELIVERY = "1274"

NAMES = {
    "467": "SF",
    "465": "EMS",
    "463": "YTO",
    "470": "STO",
    "1327": "Yunda",
    "1499": "ZTO",
    "2087": "JD",
    "3046": "Deppon",
    SELF_DELIVERY: "self-delivery",
}
_IDS = {name.casefold(): number for number, name in NAMES.items()} | {
    "self": SELF_DELIVERY,
    "db": "3046",
    "yd": "1327",
}
_ID = re.compile(r"[0-9]{1,12}")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_HOW = (
    "Write CARRIER:NUMBER, several numbers with commas, several carriers with a bar"
    " (467:SF1,SF2|463:YT3), or set a carrier in the connection and write the number only."
)


@attrs.frozen
class Parcels:
    """All parcels of an order that go with one carrier.

    Args:

        carrier: JD's id of it.

        numbers: one per parcel; none where the seller brings it.
    """

    carrier: str
    numbers: tuple[str, ...]


def parse_parcels(waybill: str, standard: str, order_id: str) -> tuple[Parcels, ...]:
    """Return the parcels that *waybill* names: ``SF1``, ``467:SF1,SF2|463:YT3``, ``self``.

    Args:

        standard: the carrier of numbers that name none.

    Raises:

        InputRefusedError: a carrier or a number is missing or no such thing.
    """
    found = []
    for part in waybill.split("|"):
        name, colon, rest = part.rpartition(":")
        if not colon and part.strip().casefold() in {"self", SELF_DELIVERY}:
            name, rest = part, ""
        carrier = carrier_id(name.strip() or standard)
        if not carrier:
            named = f"{name.strip()!r} is no carrier" if name.strip() else "no carrier is named"
            raise InputRefusedError(
                f"Order {order_id} cannot be shipped: {named}.", next_step=_HOW
            )
        numbers = tuple(number for one in rest.split(",") if (number := one.strip()))
        _check(order_id, carrier, numbers)
        found.append(Parcels(carrier, numbers))
    if len({parcels.carrier for parcels in found}) < len(found):
        raise InputRefusedError(
            f"Order {order_id} cannot be shipped: a carrier is named twice.", next_step=_HOW
        )
    return tuple(found)


def carrier_id(name: str) -> str:
    """Return JD's id of the carrier called *name*; empty for one that is unknown."""
    return name if _ID.fullmatch(name) else _IDS.get(name.casefold(), "")


def carrier_names(ids: str) -> str:
    """Return the carriers of an order's ``logisticsId`` by name, where they have one."""
    return ", ".join(
        NAMES.get(one, one) for part in ids.split("|") if (one := part.strip()) and one != "0"
    )


def encode_carriers(parcels: tuple[Parcels, ...]) -> str:
    """Return ``logiCoprId``: one id per carrier."""
    return "|".join(one.carrier for one in parcels)


def encode_numbers(parcels: tuple[Parcels, ...]) -> str:
    """Return ``logiNo``: commas between numbers, bars between carriers."""
    return "|".join(",".join(one.numbers) for one in parcels)


def numbers_in(waybill: str) -> frozenset[str]:
    """Return the numbers that an order's ``waybill`` holds."""
    return frozenset(one for part in re.split(r"[|,]", waybill) if (one := part.strip()))


def _check(order_id: str, carrier: str, numbers: tuple[str, ...]) -> None:
    wrong = next((number for number in numbers if not _NUMBER.fullmatch(number)), None)
    if wrong is not None:
        raise InputRefusedError(
            f"Order {order_id} cannot be shipped: {wrong[:40]!r} is no tracking number.",
            next_step=_HOW,
        )
    if not numbers and carrier != SELF_DELIVERY:
        raise InputRefusedError(
            f"Order {order_id} cannot be shipped: carrier {carrier} has no tracking number.",
            next_step=_HOW,
        )
