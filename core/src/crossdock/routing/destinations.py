"""Destinations as rules name them, and whether a place is at one."""

from __future__ import annotations

from enum import StrEnum

import attrs

from crossdock.errors import InputRefusedError
from crossdock.orders import Address
from crossdock.routing.places import City, CityForm, Place, place, postcode, squeezed
from crossdock.validators import shown


class Fit(StrEnum):
    """Whether a place is what a rule asks for."""

    YES = "yes"
    NO = "no"
    #: The address says too little: the rule must not take it, and nobody may call it elsewhere.
    UNSURE = "unsure"


@attrs.frozen
class Destination:
    """A place as a rule names it; every part that is given must fit.

    Args:

        city: with its form (``Kota Bandung``, ``Kab. Bandung``) it takes that place
            alone. Without (``Bandung``) it takes both and an address that does not
            say: the rule's author left it open, so it is open.

        form_unsaid: a city with its form takes addresses that leave the form out as
            well. Without this word of the author's such an order goes to neither of
            two namesakes: a parcel sent to the wrong one cannot be called back, an
            order that waits for its address can.

        postcode: the code itself, ``401*`` for all that begin so, or
            ``40111..40199`` for a range of codes of one length.
    """

    country: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    postcode: str = ""
    form_unsaid: bool = False
    #: The destination as a place; its postcode is a pattern and left out.
    place: Place = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        address = Address(district=self.district, city=self.city, province=self.province)
        where = place(attrs.evolve(address, country=self.country))
        object.__setattr__(self, "place", where)
        if not any((self.country, self.province, self.city, self.district, self.postcode)):
            raise InputRefusedError(
                "A destination names no place; give a country, province, city, district or"
                " postcode, or leave the destination out."
            )
        postcodes(self.postcode)
        for name in ("country", "province", "city", "district"):
            if getattr(self, name) and not squeezed(getattr(self, name)):
                raise InputRefusedError(
                    f"{name} of a destination is {shown(getattr(self, name))}, which has no letter"
                    " or digit; name a place, or leave it out."
                )
        if self.form_unsaid and self.place.city.form is CityForm.UNSAID:
            raise InputRefusedError(
                f"form_unsaid of destination {self} is set, and its city says no form that an"
                " address could leave out; write Kota or Kabupaten before the name."
            )

    def __str__(self) -> str:
        """Return the place as a person would write it."""
        parts = (self.district, self.city, self.province, self.postcode, self.country)
        return ", ".join(part for part in parts if part)

    def fit(self, found: Place) -> Fit:
        """Return whether *found* is at this destination."""
        asked = self.place
        fits = {
            _same(asked.country, found.country),
            _same(asked.province, found.province),
            _same(asked.district, found.district),
            self._city(asked.city, found.city),
            self._postcode(found.postcode),
        }
        return Fit.NO if Fit.NO in fits else Fit.UNSURE if Fit.UNSURE in fits else Fit.YES

    def _city(self, asked: City, found: City) -> Fit:
        if not asked.name or (asked.word == found.word and asked.form is found.form):
            return Fit.YES
        if not found.name:
            return Fit.UNSURE
        if asked.name != found.name:
            return Fit.YES if asked.word == found.word else Fit.NO
        if asked.form in {found.form, CityForm.UNSAID}:
            return Fit.YES
        if found.form is CityForm.UNSAID:
            return Fit.YES if self.form_unsaid else Fit.UNSURE
        return Fit.NO

    def _postcode(self, found: str) -> Fit:
        if not self.postcode:
            return Fit.YES
        if not found:
            return Fit.UNSURE
        first, last = postcodes(self.postcode)
        if self.postcode.endswith("*"):
            return Fit.YES if found.startswith(first) else Fit.NO
        return Fit.YES if len(first) == len(found) and first <= found <= last else Fit.NO


def postcodes(pattern: str) -> tuple[str, str]:
    """Return the first and the last code that *pattern* stands for."""
    first, dots, last = pattern.partition("..")
    low, high = postcode(first), postcode(last if dots else first)
    misread = (dots and len(low) != len(high)) or low > high or "*" in pattern.rstrip("*")
    if pattern and (misread or not low or (dots and "*" in pattern)):
        raise InputRefusedError(
            f"postcode of a destination is {shown(pattern)}; give a code, the beginning of one"
            " with a * (401*), or the first and last of a range (40111..40199)."
        )
    return low, high


def _same(asked: str, found: str) -> Fit:
    if not asked or asked == found:
        return Fit.YES
    return Fit.NO if found else Fit.UNSURE
