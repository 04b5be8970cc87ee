"""Rules tested by cases: given an order, expect where it leaves from.

A file of cases is TOML::

    [[case]]
    name = "the city of Bandung is served from the west"

    [case.given]
    connection = "toko"
    city = "Kota Bandung"
    value = "IDR 150000"
    at = 2024-05-06T09:00:00+07:00
    lines = [{ sku = "MUG", quantity = 2 }]
    stock = { MUG = { west = 5 } }

    [case.expect]
    warehouses = ["west"]

What is given: ``connection``, ``channel``, ``site``, ``channel_warehouse``,
``courier``, ``country``, ``province``, ``city``, ``district``, ``postal_code``,
``value``, ``at`` and ``lines``. Where ``stock`` leaves out a SKU, every warehouse has
plenty of it; where it names one, there is what it says and no more.

What can be expected: ``warehouses``, in any order; ``rule``, one that decided; ``held``,
the reasons of all held lines. An expectation that is left out is met by anything, and
a case that expects warehouses expects nothing held unless it says so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import attrs

from crossdock.errors import CrossdockError, InputRefusedError
from crossdock.inventory import Holdings, Position
from crossdock.money import Money
from crossdock.orders import Address
from crossdock.routing.allocation import needs
from crossdock.routing.decision import Reason, RoutingDecision
from crossdock.routing.router import Router
from crossdock.routing.unrouted import Unrouted, UnroutedLine
from crossdock.validators import MOST_UNITS, shown

_PLENTY = MOST_UNITS // 2
_ORDER = ("connection", "channel", "site", "channel_warehouse", "courier")
_ADDRESS = ("country", "province", "city", "district", "postal_code")
_GIVEN = frozenset({*_ORDER, *_ADDRESS, "value", "at", "lines", "stock"})
_EXPECT = frozenset({"warehouses", "rule", "held"})


@attrs.frozen
class Case:
    """One case.

    Args:

        stock: units by SKU and warehouse; plenty everywhere of what it leaves out.

        warehouses, rule, held: what is expected; None for anything.
    """

    name: str
    order: Unrouted
    stock: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict)
    warehouses: frozenset[str] | None = None
    rule: str | None = None
    held: frozenset[Reason] | None = None


@attrs.frozen
class Verdict:
    """What came of a case; *faults* are sentences, none where it passed."""

    case: Case
    decision: RoutingDecision
    faults: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came as expected."""
        return not self.faults


def check(cases: Iterable[Case], router: Router) -> tuple[Verdict, ...]:
    """Return what *router* makes of each case, at the moment its order was placed."""
    return tuple(_verdict(case, router) for case in cases)


def read_cases(text: str) -> tuple[Case, ...]:
    """Return the cases in *text*.

    Raises:

        InputRefusedError: it is not TOML, or a case has a field that is unknown or of
            the wrong kind; the sentence names the case.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputRefusedError(f"The cases are not TOML: {error}.") from error
    written = document.get("case")
    if not isinstance(written, list) or document.keys() != {"case"}:
        raise InputRefusedError("A file of cases holds [[case]] tables and nothing else.")
    cases = tuple(_case(number, table) for number, table in enumerate(written, 1))
    names = [case.name for case in cases]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputRefusedError(f"Two cases are named {', '.join(twice)}; give each its own name.")
    return cases


def _verdict(case: Case, router: Router) -> Verdict:
    everywhere = set(router.facts)
    there = {
        sku: {w: Position(on_hand=units) for w, units in case.stock[sku].items()}
        if sku in case.stock
        else {w: Position(on_hand=_PLENTY) for w in everywhere}
        for sku in needs([line for line in case.order.lines if line.sku])
    }
    decision = router.route(case.order, router.stock(Holdings(there)), case.order.placed_at)
    return Verdict(case, decision, tuple(_faults(case, decision)))


def _faults(case: Case, decision: RoutingDecision) -> Iterable[str]:
    reasons = frozenset(held.reason for held in decision.held)
    said = " and ".join(decision.warehouses) or "nowhere"
    if case.warehouses is not None and frozenset(decision.warehouses) != case.warehouses:
        wanted = " and ".join(sorted(case.warehouses)) or "nowhere"
        yield f"It leaves from {said}, and was expected to leave from {wanted}."
    if case.rule is not None and case.rule not in decision.rules:
        deciding = ", ".join(sorted(decision.rules)) or "no rule"
        yield f"It is decided by {deciding}, and was expected to be by {case.rule}."
    expected = case.held
    if expected is None and case.warehouses is not None:
        expected = frozenset()
    if expected is not None and reasons != expected:
        found, wanted = (", ".join(sorted(r)) or "nothing" for r in (reasons, expected))
        yield f"Held is {found}, and expected was {wanted}."


def _case(number: int, table: object) -> Case:
    name = table.get("name") if isinstance(table, dict) else None
    label = f"case {name}" if isinstance(name, str) and name else f"case {number}"
    if not isinstance(table, dict) or label == f"case {number}":
        raise InputRefusedError(f"The {label} has no name; give it one.")
    _only(table, frozenset({"name", "given", "expect"}), label)
    given, expect = _table(table, "given", label), _table(table, "expect", label)
    _only(given, _GIVEN, label)
    _only(expect, _EXPECT, label)
    if not expect:
        raise InputRefusedError(f"The {label} expects nothing; say where the order is to go.")
    return Case(
        name=str(name),
        order=_order(given, label),
        stock=_stock(_table(given, "stock", label), label),
        warehouses=_names(expect.get("warehouses"), "warehouses", label),
        rule=_text(expect.get("rule"), "rule", label) if "rule" in expect else None,
        held=_reasons(expect.get("held"), label),
    )


def _order(given: Mapping[str, Any], label: str) -> Unrouted:
    at = given.get("at")
    if not isinstance(at, datetime) or at.utcoffset() is None:
        raise InputRefusedError(f"at of {label} is {shown(at)}; give a time with its zone.")
    texts = {name: _text(given.get(name, ""), name, label) for name in (*_ORDER, *_ADDRESS)}
    try:
        return Unrouted(
            order_id=label,
            lines=_lines(given.get("lines"), label),
            placed_at=at,
            address=Address(**{name: texts[name] for name in _ADDRESS}),
            value=_money(given.get("value"), label),
            connection=texts["connection"],
            channel=texts["channel"],
            site=texts["site"],
            channel_warehouse=texts["channel_warehouse"],
            courier=texts["courier"],
        )
    except CrossdockError as error:
        raise InputRefusedError(f"The {label} cannot be read: {error.message}") from error


def _lines(given: object, label: str) -> tuple[UnroutedLine, ...]:
    if not isinstance(given, list) or not given:
        raise InputRefusedError(f"lines of {label} are missing; give one or more.")
    lines = []
    for number, line in enumerate(given, 1):
        if not isinstance(line, dict) or not line.keys() <= {"sku", "quantity", "recipe"}:
            raise InputRefusedError(
                f"Line {number} of {label} has something other than sku, quantity and recipe."
            )
        sku = _text(line.get("sku", ""), "sku", label)
        recipe = _units(line["recipe"], f"recipe of {label}") if "recipe" in line else None
        lines.append(UnroutedLine(str(number), sku, line.get("quantity", 1), recipe))
    return tuple(lines)


def _money(given: object, label: str) -> Money | None:
    if given is None:
        return None
    try:
        currency, amount = str(given).split()
        return Money(Decimal(amount), currency)
    except (ValueError, InvalidOperation) as error:
        raise InputRefusedError(
            f"value of {label} is {shown(given)}; give a currency and an amount, such as"
            ' "IDR 150000".'
        ) from error


def _stock(given: Mapping[str, Any], label: str) -> Mapping[str, Mapping[str, int]]:
    return {sku: _units(there, f"stock of {sku} in {label}", 0) for sku, there in given.items()}


def _units(given: object, what: str, least: int = 1) -> dict[str, int]:
    whole = isinstance(given, dict) and all(
        type(units) is int and least <= units <= MOST_UNITS for units in given.values()
    )
    if not isinstance(given, dict) or not whole:
        raise InputRefusedError(f"The {what} is {shown(given)}; give whole numbers by name.")
    return given


def _reasons(given: object, label: str) -> frozenset[Reason] | None:
    names = _names(given, "held", label)
    if names is None:
        return None
    unknown = sorted(names - set(Reason))
    if unknown:
        raise InputRefusedError(
            f"held of {label} names {', '.join(unknown)}; the reasons are {', '.join(Reason)}."
        )
    return frozenset(map(Reason, names))


def _names(given: object, field: str, label: str) -> frozenset[str] | None:
    if given is None:
        return None
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise InputRefusedError(f"{field} of {label} is {shown(given)}; give a list of names.")
    return frozenset(given)


def _text(given: object, field: str, label: str) -> str:
    if not isinstance(given, str):
        raise InputRefusedError(f"{field} of {label} is {shown(given)}; give text in quotes.")
    return given


def _table(given: Mapping[str, Any], field: str, label: str) -> Mapping[str, Any]:
    found = given.get(field, {})
    if not isinstance(found, dict):
        raise InputRefusedError(f"{field} of {label} is {shown(found)}; give a table.")
    return found


def _only(given: Mapping[str, Any], known: frozenset[str], label: str) -> None:
    unknown = sorted(given.keys() - known)
    if unknown:
        raise InputRefusedError(
            f"The {label} has {', '.join(unknown)}, which is not one of"
            f" {', '.join(sorted(known))}; correct the name."
        )
