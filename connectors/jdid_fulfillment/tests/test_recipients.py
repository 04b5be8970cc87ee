"""`crossdock_jdid_fulfillment.recipients`: names, addresses and what does not fit of them."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossdock import Address, Person
from crossdock.errors import InputRefusedError
from crossdock_jdid_fulfillment.columns import length
from crossdock_jdid_fulfillment.recipients import (
    encode_consignee,
    encode_remark,
    refuse_foreign,
)
from crossdock_jos.signing import serialise

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=150).filter(
    lambda text: bool(text.split())
)
PLACES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120)


@given(name=WORDS, street=WORDS, district=PLACES, city=PLACES, province=PLACES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_limits_are_never_exceeded_and_nothing_is_lost(outbound, **given):
    """Name and address fit JD's fields, and stand whole there or in the remark."""
    name = given.pop("name")
    order = outbound(recipient=Person(name=name, phone="0812"), address=Address(**given))

    found = encode_consignee(order)

    assert length(found.fields["consigneeName"]) <= 20
    for field in ("consigneeAddress", "addressProvince", "addressCity", "addressCounty"):
        assert length(found.fields.get(field, "")) <= 100
    told = " | ".join([*found.fields.values(), *found.remainders])
    for text in (name, *given.values()):
        assert " ".join(text.split()) in told
    assert serialise(found.fields)


def test_a_short_address_stands_in_one_line(outbound):
    """What fits is sent whole, its places in their own fields as well."""
    found = encode_consignee(outbound())

    assert {
        "consigneeName": "Siti Rahma",
        "consigneeMobile": "+62 812-0001-1122",
        "consigneePostcode": "12810",
        "consigneeAddress": "Jl. Mawar 5 RT 01/02, Tebet, Jakarta Selatan, DKI Jakarta, 12810",
        "addressProvince": "DKI Jakarta",
        "addressCity": "Jakarta Selatan",
        "addressCounty": "Tebet",
    } == found.fields
    assert () == found.remainders


def test_places_leave_the_line_before_the_street_does(outbound):
    """A street of just a hundred characters is whole: its places have fields of their own."""
    order = outbound()
    street = "Jl. " + "a" * 96

    found = encode_consignee(
        attrs.evolve(order, address=attrs.evolve(order.address, street=street))
    )

    assert street == found.fields["consigneeAddress"]
    assert () == found.remainders


def test_a_place_too_long_for_its_field_is_told_in_the_remark(outbound):
    """A district of over a hundred characters has no field, and the remark tells it."""
    order = outbound()
    district = "Tebet " * 20

    found = encode_consignee(
        attrs.evolve(order, address=attrs.evolve(order.address, district=district))
    )

    assert "Jl. Mawar 5 RT 01/02" == found.fields["consigneeAddress"]
    assert "addressCounty" not in found.fields
    assert district.strip() in found.remainders[0]


def test_a_long_street_is_cut_and_told_in_the_remark(outbound):
    """The address that does not fit stands whole in the remark, in the staff's language."""
    order = outbound(remark="Hati-hati")
    street = "Perumahan Griya Indah Permai Blok C Nomor 17 " + "x" * 80
    order = attrs.evolve(order, address=attrs.evolve(order.address, street=street))

    found = encode_consignee(order)
    remark = encode_remark(order, found.remainders)

    assert length(found.fields["consigneeAddress"]) <= 100
    assert remark.startswith("Hati-hati | Alamat: Perumahan Griya")
    assert street in remark


def test_a_long_name_is_cut_and_told_in_the_remark(outbound):
    """A name of over twenty characters is cut at a word; the whole of it is in the remark."""
    name = "Raden Ajeng Kartini Djojoadhiningrat"

    found = encode_consignee(outbound(recipient=Person(name=name, phone="0812")))

    assert "Raden Ajeng Kartini" == found.fields["consigneeName"]
    assert (f"Penerima: {name}",) == found.remainders


def test_a_remark_without_room_is_refused(outbound):
    """What cannot be told even in the remark is refused, not dropped."""
    order = outbound(remark="x" * 480)

    with pytest.raises(InputRefusedError, match="whole name or address"):
        encode_remark(order, ("Penerima: Raden Ajeng Kartini Djojoadhiningrat",))


@pytest.mark.parametrize(
    ("recipient", "address", "why"),
    [
        (Person(name=" ", phone="0812"), Address(street="Jl. 1"), "no name"),
        (Person(name="Siti"), Address(street="Jl. 1"), "no phone number"),
        (Person(name="Siti", phone="0812"), Address(country="ID"), "no address"),
        (Person(name="Siti", phone="0" * 31), Address(street="Jl. 1"), "31 characters"),
    ],
)
def test_what_jd_demands_of_a_recipient(outbound, recipient, address, why):
    """Name, phone of at most thirty characters and address must be there."""
    with pytest.raises(InputRefusedError, match=why):
        encode_consignee(outbound(recipient=recipient, address=address))


@pytest.mark.parametrize("country", ["ID", " id", "Indonesia", "IDN"])
def test_indonesia_however_written(outbound, country):
    """Indonesia is served, by its code or its name."""
    refuse_foreign(outbound(address=Address(street="x", country=country)))


@pytest.mark.parametrize(("country", "where"), [("SG", "SG"), ("", "not named")])
def test_other_countries_are_refused(outbound, country, where):
    """Another country, or none that anybody names, is refused."""
    with pytest.raises(InputRefusedError, match=where):
        refuse_foreign(outbound(address=Address(street="x", country=country)))


def test_nobody_is_printed(outbound):
    """A recipient's fields do not show in a traceback."""
    assert "Siti" not in repr(encode_consignee(outbound()))
