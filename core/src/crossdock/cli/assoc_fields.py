"""The fields of an association rule as options, and the table that they write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from crossdock.errors import InputRefusedError

#: Options that may be given several times, by the field they fill.
_LISTS = ("warehouses", "connections", "skus", "couriers", "channel_warehouses")
#: What `--any` clears, by the word that a person gives.
CLEARED: Mapping[str, tuple[str, ...]] = {
    "conn": ("connections",),
    "sku": ("skus",),
    "dest": ("destinations",),
    "courier": ("couriers",),
    "channel-warehouse": ("channel_warehouses",),
    "value": ("value_from", "value_below"),
    "hours": ("days", "hours", "zone"),
    "time": ("starts", "ends"),
}
_PLACE = ("country", "province", "city", "district", "postcode")

_OPTIONS = (
    click.option(
        "--to",
        "warehouses",
        multiple=True,
        metavar="WAREHOUSE",
        help="Where it leaves from; given again, the next to be asked.",
    ),
    click.option("--order", type=int, metavar="N", help="The lower, the earlier it is tried."),
    click.option("--conn", "connections", multiple=True, metavar="CONN", help="Orders of it."),
    click.option(
        "--sku",
        "skus",
        multiple=True,
        metavar="PATTERN",
        help="Lines of these SKUs; * and ? stand for text.",
    ),
    click.option(
        "--dest",
        "destinations",
        multiple=True,
        metavar="PART=NAME,...",
        help="Orders to there: 'city=Kota Bandung,province=Jawa Barat'. Parts are country,"
        " province, city, district, postcode, and form_unsaid=yes.",
    ),
    click.option("--courier", "couriers", multiple=True, metavar="PATTERN", help="Sent by it."),
    click.option(
        "--channel-warehouse",
        "channel_warehouses",
        multiple=True,
        metavar="ID",
        help="The channel's own warehouse that they are to leave from.",
    ),
    click.option("--value-from", metavar="'IDR N'", help="Worth so much at least."),
    click.option("--value-below", metavar="'IDR N'", help="Worth less than that."),
    click.option("--days", metavar="mon,tue,...", help="On these days of the week."),
    click.option("--hours", metavar="HH:MM-HH:MM", help="At these hours of the day."),
    click.option("--zone", help="Whose clock days and hours are read from: Asia/Jakarta."),
    click.option("--from", "starts", metavar="WHEN", help="It holds from then on, with zone."),
    click.option("--until", "ends", metavar="WHEN", help="It holds until before then."),
    click.option(
        "--split",
        type=click.Choice(["never", "when_needed", "freely"]),
        help="Whether lines may leave in several parcels.",
    ),
    click.option(
        "--backorder",
        type=click.Choice(["hold", "route"]),
        help="What nobody has waits, or goes to the first warehouse and waits there.",
    ),
    click.option(
        "--fall-through/--end-here",
        default=None,
        help="Whether later rules are tried for what it cannot serve.",
    ),
)


def ruled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a rule."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def table_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what options gave as a table that `crossdock.routing.rule_of` reads.

    Raises:

        InputRefusedError: a destination is not written as parts and names.
    """
    table = {name: value for name, value in given.items() if value is not None and value != ()}
    for name in _LISTS:
        if name in table:
            table[name] = list(table[name])
    if "days" in table:
        table["days"] = [day.strip() for day in table["days"].split(",")]
    if "destinations" in table:
        table["destinations"] = [_destination(text) for text in table["destinations"]]
    return table


def without(table: Mapping[str, Any], cleared: Sequence[str]) -> dict[str, Any]:
    """Return *table* without the conditions that `--any` was given for."""
    gone = {field for word in cleared for field in CLEARED[word]}
    return {name: value for name, value in table.items() if name not in gone}


def _destination(text: str) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for word in text.split(","):
        name, equals, value = (part.strip() for part in word.partition("="))
        if not equals or name not in {*_PLACE, "form_unsaid"} or name in parts or not value:
            raise InputRefusedError(
                f"--dest is {text[:80]!r}, which is not parts of a place and their names.",
                next_step="Write it as --dest 'city=Kota Bandung,province=Jawa Barat', with parts"
                f" among {', '.join(_PLACE)} and form_unsaid=yes.",
            )
        parts[name] = value
    if "form_unsaid" in parts:
        parts["form_unsaid"] = parts["form_unsaid"] == "yes"
    return parts
