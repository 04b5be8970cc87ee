"""Whom an order goes to, as far as JD shows it (sheet 4.5, 6.5, 6.8)."""

from __future__ import annotations

import re

import attrs

from crossdock import Address, Person
from crossdock_jos import Record

#: What a masked name, number or address shows in place of its middle.
_MASKED = re.compile("[*\N{FULLWIDTH ASTERISK}]")
#: Ciphertext of JD's encryption: Base64 of the header 00 04, a key's id, and the
#: data. Its successors differ in the header; no name or address looks like them.
_CIPHERTEXT = re.compile(r"AA[Q-T][A-Za-z0-9+/_-]{21,}={0,2}|[A-Za-z0-9+/_-]{40,}={0,2}")
#: Cities that are provinces: there, "city" is the district, and so on down.
MUNICIPALITIES = ("北京", "天津", "上海", "重庆")


@attrs.frozen
class Consignee:
    """Person and place.

    Args:

        sealed: something came encrypted.
    """

    person: Person = attrs.field(factory=Person)
    address: Address = attrs.field(factory=Address)
    sealed: bool = False


def decode_consignee(row: Record) -> Consignee:
    """Return the consignee in *row*; blank where JD masks or withholds.

    Locked and cancelled orders have none at all.
    """
    if not row:
        return Consignee()
    name, street = row.text("fullname"), row.text("fullAddress")
    mobile, telephone = row.text("mobile"), row.text("telephone")
    province, city, county = row.text("province"), row.text("city"), row.text("county")
    if province.startswith(MUNICIPALITIES):
        city, county = province, city or county
    return Consignee(
        person=Person(name=_clear(name), phone=_clear(mobile) or _clear(telephone)),
        address=Address(
            street=_clear(street), district=county, city=city, province=province, country="CN"
        ),
        sealed=any(_is_sealed(text) for text in (name, street, mobile, telephone)),
    )


def _clear(text: str) -> str:
    return "" if _MASKED.search(text) or _is_sealed(text) else text.strip()


def _is_sealed(text: str) -> bool:
    return _CIPHERTEXT.fullmatch(text.strip()) is not None
