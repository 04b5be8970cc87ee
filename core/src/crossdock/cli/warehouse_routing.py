"""What a warehouse refuses: its countries, channels and days, and how much it sends a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import TYPE_CHECKING, Any

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.errors import InputRefusedError

if TYPE_CHECKING:
    from crossdock.routing import WarehouseFacts

_OPTIONS = (
    click.option("--capacity", metavar="N|none", help="The most outbounds that leave in a day."),
    click.option(
        "--cut-off",
        metavar="HH:MM|none",
        help="What is given to it from then on leaves on the next day.",
    ),
    click.option("--zone", help="Whose clock its days are read from: Asia/Jakarta."),
    click.option("--serves", metavar="ID,SG|any", help="The countries that it ships to."),
    click.option(
        "--refuses", metavar="CHANNEL,...|none", help="Channels whose orders it cannot take."
    ),
)
NAMES = ("capacity", "cut_off", "zone", "serves", "refuses")


def with_facts(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options for what a warehouse refuses."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def changed_facts(facts: WarehouseFacts, given: Mapping[str, str | None]) -> WarehouseFacts:
    """Return *facts* with what options gave.

    Raises:

        InputRefusedError: one of them cannot be read; the sentence names it.
    """
    reading: Mapping[str, Callable[[str], Any]] = {
        "capacity": _capacity,
        "cut_off": _cut_off,
        "zone": str,
        "serves": _countries,
        "refuses": _channels,
    }
    named = {name: reading[name](text) for name, text in given.items() if text is not None}
    return attrs.evolve(facts, **named)


def facts_row(facts: WarehouseFacts) -> dict[str, Any]:
    """Return *facts* as a person reads them."""
    return {
        "serves": sorted(facts.serves),
        "refuses": sorted(facts.refuses),
        "capacity": facts.capacity,
        "cut_off": facts.cut_off.strftime("%H:%M") if facts.cut_off else None,
        "zone": facts.zone,
        "holidays": [day.isoformat() for day in sorted(facts.holidays)],
    }


@click.command(
    "holiday",
    epilog=examples(
        "crossdock warehouse holiday bandung 2026-12-25 2027-01-01",
        "crossdock warehouse holiday bandung 2026-12-25 --remove",
    ),
)
@click.argument("name")
@click.argument("days", nargs=-1, required=True, metavar="DATE...")
@click.option("--remove", is_flag=True, help="They are days like others, after all.")
@presented
def holiday(desk: Desk, name: str, days: tuple[str, ...], remove: bool) -> Result:
    """Say on which days nothing leaves a warehouse, by its own calendar."""
    routing = desk.workspace.store.routing
    facts = routing.facts_of(name)
    named = frozenset(map(_day, days))
    kept = facts.holidays - named if remove else facts.holidays | named
    after = attrs.evolve(facts, holidays=kept)
    routing.put_facts(after)
    said = ", ".join(sorted(map(str, kept))) or "no holidays"
    return record(facts_row(after), summary=[f"{name} has {said}."])


@click.command(
    "capacity",
    epilog=examples(
        "crossdock warehouse capacity bandung 500", "crossdock warehouse capacity bandung none"
    ),
)
@click.argument("name")
@click.argument("number", metavar="N|none")
@presented
def capacity(desk: Desk, name: str, number: str) -> Result:
    """Say how many outbounds leave a warehouse in a day; more are given to another, or wait."""
    routing = desk.workspace.store.routing
    after = attrs.evolve(routing.facts_of(name), capacity=_capacity(number))
    routing.put_facts(after)
    most = "any number of" if after.capacity is None else f"at most {after.capacity:,}"
    return record(facts_row(after), summary=[f"{name} sends {most} outbounds a day."])


def _capacity(text: str) -> int | None:
    if text == "none":
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise InputRefusedError(
            f"capacity is {text[:30]!r}, and must be a whole number of outbounds, or none.",
            next_step="Write it in plain digits, without separators.",
        )
    return int(text)


def _cut_off(text: str) -> time | None:
    if text == "none":
        return None
    if re.fullmatch(r"[0-2][0-9]:[0-5][0-9]", text) and int(text[:2]) < 24:
        return time.fromisoformat(text)
    raise InputRefusedError(
        f"cut-off is {text[:30]!r}, which is no time of day.", next_step="Write it as 15:00."
    )


def _countries(text: str) -> frozenset[str]:
    if text == "any":
        return frozenset()
    codes = frozenset(part.strip() for part in text.split(","))
    wrong = sorted(code for code in codes if not re.fullmatch(r"[A-Z]{2}", code))
    if wrong:
        raise InputRefusedError(
            f"serves names {wrong[0][:20]!r}, which is not two capital letters.",
            next_step="Write it as ID,SG, or any.",
        )
    return codes


def _channels(text: str) -> frozenset[str]:
    if text == "none":
        return frozenset()
    return frozenset(part.strip() for part in text.split(",") if part.strip())


def _day(text: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise InputRefusedError(f"{text[:30]!r} is no day.", next_step="Write it as 2026-12-25.")
