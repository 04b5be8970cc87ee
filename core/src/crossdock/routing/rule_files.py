"""Association rules as a file has them: TOML that a person writes, and reads again.

::

    [[rule]]
    name = "bandung"
    order = 10
    warehouses = ["west", "east"]
    connections = ["shop"]
    destinations = [{ city = "Kota Bandung" }, { city = "Kab. Bandung", form_unsaid = true }]
    value_from = "IDR 100000"
    days = ["mon", "tue"]
    hours = "08:00-17:00"
    zone = "Asia/Jakarta"
    starts = 2024-05-06T00:00:00+07:00
    split = "never"

Only ``name`` and ``warehouses`` must be there. The same fields, times written as text,
are a rule in a row of a database or of a table.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

import attrs

from crossdock.errors import InputRefusedError
from crossdock.money import Money
from crossdock.routing.destinations import Destination
from crossdock.routing.rules import AssociationRule, BackorderPolicy, Hours, SplitPolicy
from crossdock.validators import shown

FIELDS = tuple(field.name for field in attrs.fields(AssociationRule))

_Choice = TypeVar("_Choice", bound=StrEnum)
_LISTS = ("warehouses", "connections", "channel_warehouses", "skus", "couriers", "days")
_PLACE = ("country", "province", "city", "district", "postcode")


def read_rules(text: str) -> tuple[AssociationRule, ...]:
    """Return the rules in *text*, in the order in which they are written.

    Raises:

        InputRefusedError: it is not TOML, a rule has a field that is unknown or of the
            wrong kind, or two rules have one name; the sentence names the rule.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputRefusedError(f"The rules are not TOML: {error}.") from error
    tables = document.get("rule", [])
    if not isinstance(tables, list) or not document.keys() <= {"rule"}:
        raise InputRefusedError("A file of rules holds [[rule]] tables and nothing else.")
    rules = tuple(rule_of(table, f"rule {number}") for number, table in enumerate(tables, 1))
    names = [rule.name for rule in rules]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputRefusedError(f"Two rules are named {', '.join(twice)}; give each its own name.")
    return rules


def written_rules(rules: Iterable[AssociationRule]) -> str:
    """Return *rules* as a file that `read_rules` reads; what is as usual is left out."""
    return "\n".join(
        "\n".join(["[[rule]]", *(f"{key} = {_toml(value)}" for key, value in table.items()), ""])
        for table in map(fields_of, sorted(rules, key=lambda rule: rule.rank))
    )


def fields_of(rule: AssociationRule) -> dict[str, Any]:
    """Return the fields of *rule* that are not as usual, as `rule_of` reads them."""
    usual = attrs.fields_dict(AssociationRule)
    return {
        name: _plain(value)
        for name in FIELDS
        if (value := getattr(rule, name)) != usual[name].default
    }


def rule_of(table: object, label: str) -> AssociationRule:
    """Return the rule that *table* writes.

    Args:

        label: what sentences call it while it has no name.

    Raises:

        InputRefusedError: a field is missing, unknown or of the wrong kind.
    """
    if not isinstance(table, Mapping):
        raise InputRefusedError(f"The {label} is no table; write it as [[rule]].")
    label = f"rule {table['name']}" if isinstance(table.get("name"), str) else label
    unknown = sorted(table.keys() - set(FIELDS))
    if unknown:
        raise InputRefusedError(
            f"The {label} has {', '.join(unknown)}, which is not one of {', '.join(FIELDS)};"
            " correct the name."
        )
    reading = _Reading(table, label)
    return AssociationRule(
        name=reading.text("name"),
        order=table.get("order", 0),
        destinations=reading.destinations(),
        value_from=reading.money("value_from"),
        value_below=reading.money("value_below"),
        hours=reading.hours(),
        zone=reading.text("zone"),
        starts=reading.moment("starts"),
        ends=reading.moment("ends"),
        split=reading.choice("split", SplitPolicy.WHEN_NEEDED),
        backorder=reading.choice("backorder", BackorderPolicy.HOLD),
        fall_through=reading.flag("fall_through"),
        **{name: reading.texts(name) for name in _LISTS},
    )


@attrs.frozen
class _Reading:
    """One table while it is read."""

    table: Mapping[str, Any]
    label: str

    def text(self, name: str) -> str:
        return self._text(self.table.get(name, ""), name)

    def texts(self, name: str) -> tuple[str, ...]:
        given = self.table.get(name, [])
        if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
            raise self._refused(name, given, "give a list of texts in quotes")
        return tuple(given)

    def flag(self, name: str) -> bool:
        given = self.table.get(name, True)
        if not isinstance(given, bool):
            raise self._refused(name, given, "give true or false")
        return given

    def choice(self, name: str, usual: _Choice) -> _Choice:
        given = self.table.get(name, usual.value)
        kind = type(usual)
        if not isinstance(given, str) or given not in set(kind):
            raise self._refused(name, given, f"give one of {', '.join(kind)}")
        return kind(given)

    def money(self, name: str) -> Money | None:
        given = self.table.get(name)
        if given is None:
            return None
        try:
            currency, amount = str(given).split()
            return Money(Decimal(amount), currency)
        except (ValueError, InvalidOperation):
            asked = 'give a currency and an amount, such as "IDR 150000"'
            raise self._refused(name, given, asked) from None

    def moment(self, name: str) -> datetime | None:
        given = self.table.get(name)
        try:
            at = datetime.fromisoformat(given) if isinstance(given, str) else given
        except ValueError:
            at = ""
        if at is not None and (not isinstance(at, datetime) or at.utcoffset() is None):
            raise self._refused(name, given, "give a time with its zone")
        return at

    def hours(self) -> Hours | None:
        given = self.text("hours")
        if not given:
            return None
        start, _, end = given.partition("-")
        try:
            return Hours(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()))
        except ValueError:
            raise self._refused("hours", given, "give them as 08:00-17:00") from None

    def destinations(self) -> tuple[Destination, ...]:
        given = self.table.get("destinations", [])
        if not isinstance(given, list | tuple):
            raise self._refused("destinations", given, "give a list of tables")
        return tuple(self._destination(one) for one in given)

    def _destination(self, given: object) -> Destination:
        known = {*_PLACE, "form_unsaid"}
        if not isinstance(given, Mapping) or not given.keys() <= known:
            raise self._refused("destinations", given, f"give {', '.join(_PLACE)} as texts")
        unsaid = given.get("form_unsaid", False)
        if not isinstance(unsaid, bool):
            raise self._refused("form_unsaid", unsaid, "give true or false")
        parts = {name: self._text(given.get(name, ""), name) for name in _PLACE}
        try:
            return Destination(**parts, form_unsaid=unsaid)
        except InputRefusedError as error:
            raise InputRefusedError(f"The {self.label} is refused. {error.message}") from None

    def _text(self, given: object, name: str) -> str:
        if not isinstance(given, str):
            raise self._refused(name, given, "give text in quotes")
        return given

    def _refused(self, name: str, given: object, asked: str) -> InputRefusedError:
        return InputRefusedError(f"{name} of {self.label} is {shown(given)}; {asked}.")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Destination):
        parts = {name: getattr(value, name) for name in (*_PLACE, "form_unsaid")}
        return {name: part for name, part in parts.items() if part}
    if isinstance(value, Money):
        return f"{value.currency} {value.amount:f}"
    if isinstance(value, Hours):
        return f"{value.start:%H:%M}-{value.end:%H:%M}"
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    # Text as JSON escapes it is text as TOML does, but for one character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
