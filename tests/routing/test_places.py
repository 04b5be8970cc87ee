"""Places: which spellings are one place, and which places of one name are two."""

from __future__ import annotations

import pytest

from crossdock.errors import InputRefusedError
from crossdock.orders import Address
from crossdock.routing import CityForm, Destination, place
from crossdock.routing.destinations import Fit
from crossdock.routing.places import city, country, province


def at(**parts: str) -> Address:
    """Return an address in Indonesia."""
    return Address(**{"country": "ID", **parts})


@pytest.mark.parametrize(
    ("text", "form", "name"),
    [
        ("Kota Bandung", CityForm.KOTA, "bandung"),
        ("KOTA  BANDUNG", CityForm.KOTA, "bandung"),
        ("Kotamadya Bandung", CityForm.KOTA, "bandung"),
        ("Bandung, Kota", CityForm.KOTA, "bandung"),
        ("Bandung City", CityForm.KOTA, "bandung"),
        ("Kab. Bandung", CityForm.KABUPATEN, "bandung"),
        ("Kab.Bandung", CityForm.KABUPATEN, "bandung"),
        ("KABUPATEN BANDUNG", CityForm.KABUPATEN, "bandung"),
        ("Bandung (Kab.)", CityForm.KABUPATEN, "bandung"),
        ("Kota Surakarta (Solo)", CityForm.KOTA, "surakarta"),
        ("Bandung Regency", CityForm.KABUPATEN, "bandung"),
        ("Bandung", CityForm.UNSAID, "bandung"),
        ("Kab. Bandung Barat", CityForm.KABUPATEN, "bandungbarat"),
        ("Jakarta Pusat", CityForm.KOTA, "jakartapusat"),
        ("Kota Adm. Jakarta Pusat", CityForm.KOTA, "jakartapusat"),
        ("Kota Administrasi Jakarta Pusat", CityForm.KOTA, "jakartapusat"),
        ("Central Jakarta", CityForm.KOTA, "jakartapusat"),
        ("Kab. Adm. Kepulauan Seribu", CityForm.KABUPATEN, "kepulauanseribu"),
        ("Kabupaten Lima Puluh Kota", CityForm.KABUPATEN, "limapuluhkota"),
        ("Lima Puluh Kota", CityForm.UNSAID, "limapuluhkota"),
        ("Kota", CityForm.UNSAID, "kota"),
        ("", CityForm.UNSAID, ""),
    ],
)
def test_cities(text: str, form: CityForm, name: str) -> None:
    """A city is its name and its form, whichever way they are written."""
    found = city(text)

    assert (form, name) == (found.form, found.name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DKI Jakarta", "Jakarta"),
        ("DKI Jakarta", "D.K.I. Jakarta"),
        ("DKI Jakarta", "Prov. DKI Jakarta"),
        ("DKI Jakarta", "Daerah Khusus Ibukota Jakarta"),
        ("DI Yogyakarta", "D.I. Yogyakarta"),
        ("DI Yogyakarta", "D.I.Yogyakarta"),
        ("DI Yogyakarta", "Daerah Istimewa Yogyakarta"),
        ("DI Yogyakarta", "yogyakarta"),
        ("Jawa Barat", "JAWA BARAT"),
        ("Jawa Barat", "Provinsi Jawa Barat"),
        ("Jawa Barat", "West Java"),
        ("Jawa Barat", "Jabar"),
        ("Aceh", "Nanggroe Aceh Darussalam (NAD)"),
        ("Nusa Tenggara Barat", "Nusa Tenggara Barat (NTB)"),
        ("Kepulauan Bangka Belitung", "Bangka-Belitung"),
    ],
)
def test_provinces(one: str, other: str) -> None:
    """A province's spellings are one province."""
    assert province(one) == province(other)


def test_provinces_apart() -> None:
    """Riau and its islands are two provinces, and so are the parts of Papua."""
    assert province("Riau") != province("Kepulauan Riau")
    assert province("Papua") != province("Papua Barat")


@pytest.mark.parametrize("text", ["ID", "id", "IDN", "Indonesia", "Republik Indonesia"])
def test_countries(text: str) -> None:
    """A country's spellings are its two letters."""
    assert "ID" == country(text)


def test_other_countries() -> None:
    """Elsewhere a place is its plain name, without case, accents and dots."""
    there = Destination(country="BR", province="SP", city="São Paulo")

    assert Fit.YES is there.fit(place(Address(country="Brazil", province="sp", city="sao paulo")))
    assert Fit.NO is there.fit(place(Address(country="BR", province="SP", city="Franca")))


def test_a_name_that_looks_like_a_form() -> None:
    """Outside Indonesia Kota and City are parts of a name, also for a rule without a country."""
    kinabalu = place(Address(country="MY", city="Kota Kinabalu"))
    kansas = place(Address(country="US", city="Kansas City"))

    assert Fit.YES is Destination(city="Kota Kinabalu").fit(kinabalu)
    assert Fit.NO is Destination(city="Kinabalu").fit(kinabalu)
    assert Fit.YES is Destination(city="Kansas City").fit(kansas)
    assert Fit.NO is Destination(country="US", city="Kansas").fit(kansas)


@pytest.mark.parametrize(
    ("asked", "found", "fit"),
    [
        ("Kota Bandung", "Kota Bandung", Fit.YES),
        ("Kota Bandung", "Kab. Bandung", Fit.NO),
        ("Kab. Bandung", "Kota Bandung", Fit.NO),
        ("Kota Bandung", "Bandung", Fit.UNSURE),
        ("Kab. Bandung", "Bandung", Fit.UNSURE),
        ("Bandung", "Bandung", Fit.YES),
        ("Bandung", "Kota Bandung", Fit.YES),
        ("Bandung", "Kab. Bandung", Fit.YES),
        ("Bandung", "Kab. Bandung Barat", Fit.NO),
        ("Kota Bandung", "", Fit.UNSURE),
    ],
)
def test_namesakes(asked: str, found: str, fit: Fit) -> None:
    """A Kota and a Kabupaten of one name are two places; an address between them is neither's."""
    assert fit is Destination(city=asked).fit(place(at(city=found)))


def test_form_left_out_on_purpose() -> None:
    """A rule takes addresses without a form when it says so, and still not the namesake."""
    there = Destination(city="Kota Bandung", form_unsaid=True)

    assert Fit.YES is there.fit(place(at(city="Bandung")))
    assert Fit.NO is there.fit(place(at(city="Kab. Bandung")))


@pytest.mark.parametrize(
    ("pattern", "code", "fit"),
    [
        ("40111", "40111", Fit.YES),
        ("40111", "40112", Fit.NO),
        ("401*", "40199", Fit.YES),
        ("401*", "41199", Fit.NO),
        ("40111..40199", "40150", Fit.YES),
        ("40111..40199", "40200", Fit.NO),
        ("40111..40199", "4015", Fit.NO),
        ("04014", "04014", Fit.YES),
        ("04014", "4014", Fit.NO),
        ("04000..04999", "04014-000", Fit.NO),
        ("SW1A*", "sw1a 1aa", Fit.YES),
        ("40111", "", Fit.UNSURE),
    ],
)
def test_postcodes(pattern: str, code: str, fit: Fit) -> None:
    """A postcode is one, a beginning or a range; its leading zeros and its length count."""
    assert fit is Destination(postcode=pattern).fit(place(at(postal_code=code)))


def test_every_part_must_fit() -> None:
    """A destination is all of its parts together, the district's own word aside."""
    there = Destination(province="Jawa Barat", city="Kota Bandung", district="Coblong")

    assert Fit.YES is there.fit(
        place(at(province="West Java", city="Kota Bandung", district="Kec. Coblong"))
    )
    assert Fit.NO is there.fit(
        place(at(province="West Java", city="Kota Bandung", district="Sukajadi"))
    )


def test_site_for_a_country() -> None:
    """Where an address names no country, the shop's site stands in for it."""
    assert "ID" == place(Address(city="Bandung"), "Indonesia").country
    assert "MY" == place(Address(country="MY"), "ID").country


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"city": "..."},
        {"postcode": "40*11"},
        {"postcode": "40199..40111"},
        {"postcode": "401..40199"},
        {"postcode": "*"},
        {"city": "Bandung", "form_unsaid": True},
    ],
)
def test_refused(parts: dict[str, str]) -> None:
    """A destination that says nothing, or nothing that could be meant, is refused."""
    with pytest.raises(InputRefusedError, match=r"; (give|name|write)"):
        Destination(**parts)
