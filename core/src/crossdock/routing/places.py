"""Places: what an address names, in a spelling that two sources can agree on.

Indonesia's second level has two forms, Kota (a city) and Kabupaten (a regency), and
dozens of names are both: Kota Bandung and Kabupaten Bandung are neighbours. So a city
is its bare name and its form, and where an address leaves the form out, it stays left
out: `crossdock.routing.destinations` never lets such a place into a rule that names one
of the two.

Everywhere else a place is its plain name, compared without case, accents, dots and
spaces. Nothing here needs a list of places; `crossdock.routing.gazetteer` reads one
where there is one.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

import attrs

from crossdock.orders import Address

INDONESIA = "ID"

#: Spellings of one text that are remembered; an address book has fewer places.
_REMEMBERED = 16_384

#: Countries by what platforms write instead of their two letters.
_COUNTRIES = {
    "brasil": "BR",
    "brazil": "BR",
    "china": "CN",
    "chn": "CN",
    "idn": INDONESIA,
    "indonesia": INDONESIA,
    "malaysia": "MY",
    "mys": "MY",
    "philippines": "PH",
    "republikindonesia": INDONESIA,
    "singapore": "SG",
    "singapura": "SG",
    "thailand": "TH",
    "vietnam": "VN",
}

#: Short and translated names of provinces, by what they stand for.
_PROVINCES = {
    "babel": "bangkabelitung",
    "bangkabelitungislands": "bangkabelitung",
    "centraljava": "jawatengah",
    "centralkalimantan": "kalimantantengah",
    "centralsulawesi": "sulawesitengah",
    "diy": "yogyakarta",
    "eastjava": "jawatimur",
    "eastkalimantan": "kalimantantimur",
    "eastnusatenggara": "nusatenggaratimur",
    "jabar": "jawabarat",
    "jakartaraya": "jakarta",
    "jateng": "jawatengah",
    "jatim": "jawatimur",
    "jogja": "yogyakarta",
    "jogjakarta": "yogyakarta",
    "kalbar": "kalimantanbarat",
    "kalsel": "kalimantanselatan",
    "kaltara": "kalimantanutara",
    "kalteng": "kalimantantengah",
    "kaltim": "kalimantantimur",
    "kepri": "kepulauanriau",
    "nad": "aceh",
    "nanggroeaceh": "aceh",
    "nanggroeacehdarussalam": "aceh",
    "northkalimantan": "kalimantanutara",
    "northmaluku": "malukuutara",
    "northsulawesi": "sulawesiutara",
    "northsumatra": "sumaterautara",
    "ntb": "nusatenggarabarat",
    "ntt": "nusatenggaratimur",
    "riauislands": "kepulauanriau",
    "southkalimantan": "kalimantanselatan",
    "southsulawesi": "sulawesiselatan",
    "southsumatra": "sumateraselatan",
    "southeastsulawesi": "sulawesitenggara",
    "sulbar": "sulawesibarat",
    "sulsel": "sulawesiselatan",
    "sulteng": "sulawesitengah",
    "sultra": "sulawesitenggara",
    "sulut": "sulawesiutara",
    "sumbar": "sumaterabarat",
    "sumsel": "sumateraselatan",
    "sumut": "sumaterautara",
    "westjava": "jawabarat",
    "westkalimantan": "kalimantanbarat",
    "westnusatenggara": "nusatenggarabarat",
    "westpapua": "papuabarat",
    "westsulawesi": "sulawesibarat",
    "westsumatra": "sumaterabarat",
}

#: What may stand before a province's own name, the longer first.
_BEFORE_PROVINCE = (
    ("provinsi",),
    ("propinsi",),
    ("province", "of"),
    ("prov",),
    ("daerah", "khusus", "ibukota"),
    ("daerah", "khusus", "ibu", "kota"),
    ("daerah", "khusus"),
    ("daerah", "istimewa"),
    ("special", "region", "of"),
    ("special", "capital", "region", "of"),
    ("dki",),
    ("d", "k", "i"),
    ("di",),
    ("d", "i"),
)

_CITIES = {
    "centraljakarta": "jakartapusat",
    "eastjakarta": "jakartatimur",
    "jogja": "yogyakarta",
    "jogjakarta": "yogyakarta",
    "northjakarta": "jakartautara",
    "southjakarta": "jakartaselatan",
    "thousandislands": "kepulauanseribu",
    "westjakarta": "jakartabarat",
}


class CityForm(StrEnum):
    """Which of the two forms of Indonesia's second level a place has."""

    KOTA = "Kota"
    KABUPATEN = "Kabupaten"
    #: The address does not say, or the country has no such forms.
    UNSAID = ""


_FORMS = {
    "kota": CityForm.KOTA,
    "kotamadya": CityForm.KOTA,
    "kodya": CityForm.KOTA,
    "kotif": CityForm.KOTA,
    "kab": CityForm.KABUPATEN,
    "kabupaten": CityForm.KABUPATEN,
}
_FORMS_AFTER = {"city": CityForm.KOTA, "regency": CityForm.KABUPATEN}
_ADMINISTRATIVE = frozenset({"adm", "admin", "administrasi", "administratif"})

#: The parts of Jakarta have one form each, so leaving it out says nothing less.
_ONE_FORM = {
    "jakartabarat": CityForm.KOTA,
    "jakartapusat": CityForm.KOTA,
    "jakartaselatan": CityForm.KOTA,
    "jakartatimur": CityForm.KOTA,
    "jakartautara": CityForm.KOTA,
    "kepulauanseribu": CityForm.KABUPATEN,
}

_DISTRICT = frozenset({"kec", "kecamatan", "distrik"})
_INITIALS = re.compile(r"\b(?:\w\.){2,}")
_FORM_LAST = re.compile(
    r"(?P<name>.+?)\s*[,(]\s*(?P<form>(?:kota|kotamadya|kodya|kab|kabupaten)\b[\w .]*?)[.\s]*\)?"
)
_ASIDE = re.compile(r"\([^)]*\)")
_WORD = re.compile(r"[^\W_]+")


@attrs.frozen
class City:
    """A second-level place: its form, its *name* without it, and all of it as one *word*."""

    form: CityForm = CityForm.UNSAID
    name: str = ""
    word: str = ""


@attrs.frozen
class Place:
    """Where an order goes, normalised. Empty is not known."""

    country: str = ""
    province: str = ""
    city: City = City()
    district: str = ""
    postcode: str = ""


def place(address: Address, site: str = "") -> Place:
    """Return where *address* is.

    Args:

        site: the country of the shop's site; it stands in where the address names none.
    """
    code = country(address.country) or country(site)
    at_home = code in {"", INDONESIA}
    return Place(
        country=code,
        province=province(address.province) if at_home else squeezed(address.province),
        city=city(address.city) if at_home else plain_city(address.city),
        district=district(address.district) if at_home else squeezed(address.district),
        postcode=postcode(address.postal_code),
    )


@lru_cache(_REMEMBERED)
def country(text: str) -> str:
    """Return a country's two letters, or its name where they are not known here."""
    word = squeezed(text)
    return _COUNTRIES.get(word, word.upper())


@lru_cache(_REMEMBERED)
def province(text: str) -> str:
    """Return an Indonesian province's name: ``DKI Jakarta``, ``Prov. Jakarta`` are one."""
    words = _words(_ASIDE.sub(" ", text)) or _words(text)
    for before in _BEFORE_PROVINCE:
        if tuple(words[: len(before)]) == before and len(words) > len(before):
            words = words[len(before) :]
    if words[-1:] == ["province"] and len(words) > 1:
        words.pop()
    name = "".join(words).removeprefix("kepulauan") if "bangka" in words else "".join(words)
    return _PROVINCES.get(name, name)


@lru_cache(_REMEMBERED)
def city(text: str) -> City:
    """Return an Indonesian Kota or Kabupaten, its form taken from before or after its name."""
    last = _FORM_LAST.fullmatch(_folded(text).strip())
    # What stands in brackets is another name: Surakarta (Solo).
    words = _words(f"{last['form']} {last['name']}" if last else _ASIDE.sub(" ", text))
    words = words or _words(text)
    word = "".join(words)
    form = CityForm.UNSAID
    if words and words[0] in _FORMS and len(words) > 1:
        form, words = _FORMS[words[0]], words[1:]
        if words[0] in _ADMINISTRATIVE and len(words) > 1:
            words = words[1:]
    elif words and words[-1] in _FORMS_AFTER and len(words) > 1:
        form, words = _FORMS_AFTER[words[-1]], words[:-1]
    name = _CITIES.get("".join(words), "".join(words))
    return City(form or _ONE_FORM.get(name, form), name, word)


@lru_cache(_REMEMBERED)
def district(text: str) -> str:
    """Return an Indonesian district's name, without the word for one."""
    words = _words(text)
    return (
        "".join(words[1:] if words[0] in _DISTRICT and len(words) > 1 else words) if words else ""
    )


@lru_cache(_REMEMBERED)
def plain_city(text: str) -> City:
    """Return a city of a country whose cities have no forms."""
    return City(CityForm.UNSAID, squeezed(text), squeezed(text))


@lru_cache(_REMEMBERED)
def squeezed(text: str) -> str:
    """Return *text* as one word, without case, accents and dots."""
    return "".join(_words(text))


def postcode(text: str) -> str:
    """Return a postcode's letters and digits; leading zeros belong to it."""
    return "".join(c for c in text if c.isalnum()).upper()


def _words(text: str) -> list[str]:
    joined = _INITIALS.sub(lambda found: f"{found[0].replace('.', '')} ", _folded(text))
    return _WORD.findall(joined)


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()
