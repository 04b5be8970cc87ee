"""The parameters of a method, read as the warehouse system reads them (sheet B3 to B9)."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

import attrs

from crossdock.sandbox.faults import faults_in
from crossdock_jdid_fulfillment.sandbox.refusals import (
    EclpRefusalError,
    invalid,
    missing,
    too_long,
)
from crossdock_jos.sandbox.business import Fields, whole
from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.router import Call

_TRUE = {"true": True, "1": True, "false": False, "0": False}
_PRICE = re.compile(r"\d{1,12}\.\d\d", re.ASCII)
LARGEST = 99_999_999


@attrs.frozen
class Given:
    """
    The business parameters of one call.

    Raises:
        EclpRefusalError: From every reading, with the name of what is wrong.
    """

    fields: Fields
    call: Call

    def text(self, name: str, most: int | None = None) -> str:
        """Return text, empty where there is none."""
        try:
            found = self.fields.text(name)
        except RouterError as error:
            raise invalid(name, "not text") from error
        if most is not None and len(found) > most:
            raise too_long(name, most)
        return found

    def needed(self, name: str, most: int | None = None) -> str:
        """Return text that must be there."""
        found = self.text(name, most)
        if not found:
            raise missing(name)
        return found

    def whole(self, name: str, default: int, least: int = 0, most: int = LARGEST) -> int:
        """Return a whole number within bounds."""
        value = self.fields.get(name)
        if value is None:
            return default
        number = whole(value)
        if number is None or not least <= number <= most:
            raise invalid(name, f"{least}..{most}")
        return number

    def needed_whole(self, name: str, least: int = 0, most: int = LARGEST) -> int:
        """Return a whole number that must be there."""
        if self.fields.get(name) is None:
            raise missing(name)
        return self.whole(name, least, least, most)

    def amount(self, name: str) -> Decimal | None:
        """Return a decimal number, None where there is none."""
        try:
            return self.fields.amount(name)
        except RouterError as error:
            raise invalid(name, "not a number") from error

    def truth(self, name: str) -> bool:
        """Return a boolean however it was written, false where there is none."""
        value = self.fields.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        if (found := _TRUE.get(str(value).lower())) is None:
            raise invalid(name, "true or false")
        return found

    def moment(self, name: str) -> datetime | None:
        """Return a moment written as ``yyyy-MM-dd HH:mm:ss``."""
        try:
            return self.fields.moment(name)
        except RouterError as error:
            raise invalid(name, "yyyy-MM-dd HH:mm:ss") from error

    def needed_moment(self, name: str) -> datetime:
        """Return a moment that must be there."""
        found = self.moment(name)
        if found is None:
            raise missing(name)
        return found

    def keys(self, name: str, most: int | None = None) -> list[str]:
        """Return a list of numbers to look for, with commas or as an array."""
        try:
            found = self.fields.parts(name)
        except RouterError as error:
            raise invalid(name, "not a list") from error
        if most is not None and len(found) > most:
            raise invalid(name, f"at most {most} at once")
        return found

    def column(self, name: str) -> list[str]:
        """Return a comma-joined column of the lines, which is text and never an array."""
        found = self.text(name)
        return [part.strip() for part in found.split(",")] if found else []

    def pages(self, names: tuple[str, str], default: int, most: int) -> tuple[int, int]:
        """Return page and page size, however this method spells them."""
        page = self.whole(names[0], 1, 1)
        size = self.whole(names[1], min(default, most), 1, most)
        return (1 if faults_in(self.call.scope, "cursor-loop") else page), size


def same_length(columns: Mapping[str, list[str]]) -> int:
    """Return how many lines there are; columns that are there have one value for each."""
    lengths = {name: len(column) for name, column in columns.items() if column}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise EclpRefusalError(
            f"明细字段个数不一致:{told}", f"the columns of the lines differ in length: {told}"
        )
    for name, column in columns.items():
        if column and not all(column):
            raise invalid(name, "a value between commas is empty")
    return next(iter(lengths.values()), 0)


def pieces(name: str, column: Iterable[str]) -> list[int]:
    """Return quantities, each at least one."""
    found = [whole(part) for part in column]
    if any(number is None or not 1 <= number <= LARGEST for number in found):
        raise invalid(name, "each a whole number of at least 1")
    return [number for number in found if number is not None]


def check_prices(column: Iterable[str]) -> None:
    """Refuse prices without exactly two decimals (sheet C11)."""
    if not all(_PRICE.fullmatch(part) for part in column):
        raise invalid("price", "two decimals")
