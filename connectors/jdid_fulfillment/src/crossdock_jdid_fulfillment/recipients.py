"""To whom an outbound goes, within JD's limits of 20 and 100 characters (sheet B7, C11, C12)."""

from __future__ import annotations

import attrs

from crossdock import Address, Outbound
from crossdock.errors import InputRefusedError
from crossdock_jdid_fulfillment.columns import bounded, cut, fits

MOST_NAME = 20
MOST_ADDRESS = 100
MOST_PHONE = 30
MOST_REMARK = 500

#: How Indonesia may be written.
_INDONESIA = frozenset({"id", "idn", "indonesia"})


@attrs.frozen
class Consignee:
    """The recipient as JD's fields.

    Args:

        fields: by JD's names, no blank ones.

        remainders: sentences for the remark, with what did not fit.
    """

    fields: dict[str, str] = attrs.field(repr=False)
    remainders: tuple[str, ...] = attrs.field(repr=False)


def refuse_foreign(outbound: Outbound) -> None:
    """Raise unless *outbound* goes to an address in Indonesia (fulfilment rules, E9).

    Raises:

        InputRefusedError: it does not, or nobody says where it goes.
    """
    country = outbound.address.country.strip()
    if country.casefold() in _INDONESIA:
        return
    where = country or "a country that is not named"
    raise InputRefusedError(
        f"Outbound {outbound.reference} goes to {where}, and this warehouse ships within"
        " Indonesia only.",
        next_step="Route the order to another warehouse, or give the address its country (ID).",
    )


def encode_consignee(outbound: Outbound) -> Consignee:
    """Return the recipient of *outbound*: a long name is cut, a long address shortened.

    What is cut stands whole in a remainder, for the remark: nothing is lost.

    Raises:

        InputRefusedError: name, address or phone are missing, or the phone is too long.
    """
    reference = outbound.reference
    name = _line(outbound.recipient.name)
    phone = _line(outbound.recipient.phone)
    whole = ", ".join(_parts(outbound.address))
    for what, given in (("name", name), ("phone number", phone), ("address", whole)):
        if not given:
            raise InputRefusedError(
                f"Outbound {reference} has no {what} of its recipient, which JD demands.",
                next_step=f"Add the {what} to the order.",
            )
    remainders = []
    if not fits(name, MOST_NAME):
        # In the language of the warehouse's staff.
        remainders.append(f"Penerima: {name}")
    fields = {
        "consigneeName": cut(name, MOST_NAME),
        "consigneeMobile": bounded(phone, MOST_PHONE, f"phone number of outbound {reference}"),
        "consigneePostcode": _line(outbound.address.postal_code),
    }
    places = _places(outbound.address)
    fields["consigneeAddress"], is_whole = _shortened(outbound.address, whole, places)
    fields |= places
    if not is_whole:
        remainders.append(f"Alamat: {whole}")
    return Consignee({name: text for name, text in fields.items() if text}, tuple(remainders))


def encode_remark(outbound: Outbound, remainders: tuple[str, ...]) -> str:
    """Return the remark for the warehouse: ours, and what did not fit elsewhere.

    Raises:

        InputRefusedError: it does not fit here either.
    """
    text = " | ".join(part for part in (_line(outbound.remark), *remainders) if part)
    what = f"remark of outbound {outbound.reference}"
    if remainders:
        what += " (with the recipient's whole name or address, which JD's fields do not hold)"
    return bounded(text, MOST_REMARK, what)


def _shortened(address: Address, whole: str, places: dict[str, str]) -> tuple[str, bool]:
    """Return the line of the address, and whether nothing of it is missing at JD.

    District, city and province have fields of their own, so they leave the line first.
    """
    if fits(whole, MOST_ADDRESS):
        return whole, True
    street = _line(address.street)
    is_placed = len(places) == sum(map(bool, _named_places(address).values()))
    if street and fits(street, MOST_ADDRESS):
        return street, is_placed
    return cut(street or whole, MOST_ADDRESS), False


def _parts(address: Address) -> list[str]:
    parts = (
        address.street,
        address.district,
        address.city,
        address.province,
        address.postal_code,
    )
    return [line for part in parts if (line := _line(part))]


def _named_places(address: Address) -> dict[str, str]:
    return {
        "addressProvince": _line(address.province),
        "addressCity": _line(address.city),
        "addressCounty": _line(address.district),
    }


def _places(address: Address) -> dict[str, str]:
    """Return the places that have fields of their own, those that fit."""
    named = _named_places(address)
    return {name: text for name, text in named.items() if text and fits(text, MOST_ADDRESS)}


def _line(text: str) -> str:
    return " ".join(text.split())
