"""What one cell of an order file means: text, a moment, an amount, a country."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from crossdock.catalogue.sku import fault
from crossdock.errors import InputRefusedError
from crossdock.money import Money
from crossdock.routing.places import country as country_of
from crossdock.tables import Cell, looks_guessed, text_of

#: Before any platform we know; what lies further back is a slip, or a clock's zero.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
#: How far another clock may be ahead of ours.
AHEAD = timedelta(minutes=5)

_CURRENCY = re.compile(r"(?P<name>Rp|[A-Za-z]{3})[.]?\s*(?=[-+0-9])", re.IGNORECASE)
_DAY_FIRST = re.compile(
    r"(?P<day>[0-9]{1,2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})(?P<rest>.*)", re.DOTALL
)
#: 2.599.000 or 2,599,000 with or without a fraction behind the other mark.
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?:(?!\1)[.,][0-9]{1,2})?")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


def said(cell: Cell, field: str) -> str:
    """Return the text of *cell* without spaces around it; empty where it says nothing.

    Raises:

        InputRefusedError: it is no text, or holds what no text can.
    """
    text = text_of(cell, field).strip()
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise InputRefusedError(f"{field} holds characters that are no text")
    return text


def code(cell: Cell, field: str) -> str:
    """Return the code in *cell*; empty where there is none.

    Raises:

        InputRefusedError: it can be no code, or was one before a spreadsheet took it
            for a number.
    """
    text = said(cell, field)
    flaw = fault(text) if text else None
    if flaw:
        raise InputRefusedError(f"{field} {text[:60]!r} {flaw}")
    if looks_guessed(text):
        raise InputRefusedError(
            f"{field} is {text!r}, which is what a spreadsheet makes of a long number"
        )
    return text


def moment(
    cell: Cell, field: str, zone: ZoneInfo | None, *, day_first: bool, before: datetime | None
) -> datetime | None:
    """Return the moment in *cell*, in UTC; None where there is none.

    Args:

        zone: of times that name none; None to refuse those.

        day_first: 05/11/2026 is the fifth of November; else it is refused, because it
            may be the eleventh of May.

        before: the latest it can be; None for a deadline, which lies ahead.

    Raises:

        InputRefusedError: it is no moment, or cannot be that of an order.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    found = _told(cell, field, day_first=day_first)
    if found.tzinfo is None:
        if zone is None:
            raise InputRefusedError(f"{field} is {cell} in no zone: add --zone Asia/Jakarta")
        found = found.replace(tzinfo=zone)
    try:
        found = found.astimezone(UTC)
    except OverflowError:
        raise InputRefusedError(f"{field} is {cell}, which is no year of ours") from None
    if found < EARLIEST:
        raise InputRefusedError(f"{field} is {cell}, and nothing was sold online before 2000")
    if before is not None and found > before + AHEAD:
        where = f" if that is {zone.key} time" if zone else ""
        raise InputRefusedError(f"{field} is {cell}, which lies in the future{where}")
    return found


def _told(cell: Cell, field: str, *, day_first: bool) -> datetime:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, datetime.min.time())
    if not isinstance(cell, str):
        raise InputRefusedError(f"{field} is {cell!r}, which is no time: 2026-11-01 09:00")
    text = cell.strip()
    turned = _DAY_FIRST.fullmatch(text)
    if turned and not day_first:
        raise InputRefusedError(
            f"{field} is {text[:40]!r}, and which is the day cannot be seen: add --day-first if"
            " it comes first"
        )
    if turned:
        text = f"{turned['year']}-{turned['month']:>02}-{turned['day']:>02}{turned['rest']}"
    try:
        return datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise InputRefusedError(
            f"{field} is {cell[:40]!r}, which is no time: 2026-11-01 09:00"
        ) from None


def amount(cell: Cell, field: str, currency: str) -> Money | None:
    """Return the amount in *cell*; None where there is none.

    Three digits behind a single dot or comma are thousands, as in Rp 150.000.

    Args:

        currency: what it is in, if that was said.

    Raises:

        InputRefusedError: it is no amount, less than nothing, or in another currency.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    named, number = _number(cell, field)
    if named and currency and named != currency:
        raise InputRefusedError(f"{field} is in {named}, and the currency is {currency}")
    if not (named or currency):
        raise InputRefusedError(
            f"{field} is in no currency: add a column currency, or --currency IDR"
        )
    if number < 0:
        raise InputRefusedError(f"{field} is below zero")
    try:
        # One number is written in one way: 58.90 is 58.9.
        whole = number == number.to_integral_value()
        return Money(Decimal(int(number)) if whole else number.normalize(), named or currency)
    except ValueError as error:
        raise InputRefusedError(f"{field} will not do: {error}") from None


def _number(cell: Cell, field: str) -> tuple[str, Decimal]:
    """Return the currency that *cell* names, or nothing, and its number."""
    if isinstance(cell, Decimal):
        return "", cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        # As it is written, not as the machine keeps it: 58.9 is 58.9.
        return "", Decimal(repr(cell))
    text = cell.strip() if isinstance(cell, str) else ""
    prefix = _CURRENCY.match(text)
    named = prefix["name"].upper() if prefix else ""
    digits = (text[prefix.end() :] if prefix else text).replace(" ", "")
    sign = -1 if digits.startswith("-") else 1
    digits = digits.removeprefix("-")
    grouped = _GROUPED.fullmatch(digits)
    if grouped:
        digits = digits.replace(grouped[1], "")
    elif not _PLAIN.fullmatch(digits):
        raise InputRefusedError(f"{field} is {str(cell)[:40]!r}, which is no amount")
    return "IDR" if named == "RP" else named, sign * Decimal(digits.replace(",", "."))


def currency(cell: Cell, usual: str) -> str:
    """Return the currency in *cell*, or the usual one.

    Raises:

        InputRefusedError: it is no currency.
    """
    name = said(cell, "currency").upper() or usual
    if name and not re.fullmatch(r"[A-Z]{3}", name):
        raise InputRefusedError(f"currency is {name[:20]!r}, and must be three letters: IDR")
    return name


def country(cell: Cell) -> str:
    """Return the two letters of the country in *cell*; empty where it says none.

    Raises:

        InputRefusedError: it is a name that is not known here.
    """
    text = said(cell, "country")
    letters = country_of(text) if text else ""
    if letters and not re.fullmatch(r"[A-Z]{2}", letters):
        raise InputRefusedError(f"country is {text[:40]!r}: write its two letters, such as ID")
    return letters
