"""What is wrong with a set of rules, found without a single order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.routing.coverage import covers, meet
from crossdock.routing.gazetteer import Gazetteer
from crossdock.routing.places import CityForm
from crossdock.routing.rules import AssociationRule
from crossdock.routing.warehouses import WarehouseFacts


class Fault(StrEnum):
    """What a finding is about."""

    #: A connection of which some orders meet no rule.
    GAP = "gap"
    #: Two rules that can take the same line, send it elsewhere, and neither is within the other.
    OVERLAP = "overlap"
    #: A rule that never decides anything.
    UNREACHABLE = "unreachable"
    #: A rule whose time is over.
    EXPIRED = "expired"
    UNKNOWN_WAREHOUSE = "unknown_warehouse"
    UNKNOWN_CONNECTION = "unknown_connection"
    #: A warehouse that no rule which can decide names.
    NEVER_REACHED = "never_reached"
    #: A place that is in no gazetteer, or two places of one name that a rule does not tell apart.
    UNKNOWN_PLACE = "unknown_place"
    NAMESAKES = "namesakes"


@attrs.frozen
class Finding:
    """One finding: what it is about, in names and in a sentence."""

    fault: Fault
    sentence: str
    rules: tuple[str, ...] = ()
    warehouse: str = ""
    connection: str = ""


def lint(
    rules: Iterable[AssociationRule],
    warehouses: Iterable[WarehouseFacts],
    connections: Iterable[str],
    *,
    gazetteer: Gazetteer | None = None,
    now: datetime | None = None,
) -> tuple[Finding, ...]:
    """Return what is wrong, rule by rule in the order in which they are tried.

    Rules are compared in pairs: that three rules together take what a fourth names
    is not found.

    Args:

        connections: all there are.

        gazetteer: if given, cities are looked up in it.

        now: if given, rules whose time is over are found, and count as absent.
    """
    in_turn = sorted(rules, key=lambda rule: rule.rank)
    over = [r for r in in_turn if now is not None and r.ends is not None and r.ends <= now]
    current = [rule for rule in in_turn if rule not in over]
    reachable = [rule for n, rule in enumerate(current) if _ender(current[:n], rule) is None]
    known, shops = {facts.name for facts in warehouses}, sorted(set(connections))
    return (
        *_expired(over),
        *_unreachable(current),
        *_strangers(in_turn, known, shops),
        *_overlaps(reachable),
        *_gaps(reachable, shops),
        *_never_reached(reachable, known),
        *(() if gazetteer is None else _places(in_turn, gazetteer)),
    )


def _ender(earlier: Sequence[AssociationRule], rule: AssociationRule) -> AssociationRule | None:
    """Return the earlier rule with which the search of all that *rule* takes ends."""
    ending = (other for other in earlier if not other.fall_through and covers(other, rule))
    return next(ending, None)


def _expired(over: Sequence[AssociationRule]) -> Iterable[Finding]:
    for rule in over:
        said = f"Rule {rule.name} holds no more; remove it, or give it a later end."
        yield Finding(Fault.EXPIRED, said, (rule.name,))


def _unreachable(current: Sequence[AssociationRule]) -> Iterable[Finding]:
    for number, rule in enumerate(current):
        ender = _ender(current[:number], rule)
        if ender is not None:
            said = (
                f"Rule {rule.name} is never asked: rule {ender.name} is tried before it, takes all"
                " that it would, and does not fall through. Put it first, or remove it."
            )
            yield Finding(Fault.UNREACHABLE, said, (rule.name, ender.name))


def _strangers(
    rules: Sequence[AssociationRule], known: set[str], shops: Sequence[str]
) -> Iterable[Finding]:
    for rule in rules:
        for warehouse in rule.warehouses:
            if warehouse not in known:
                said = f"Rule {rule.name} names warehouse {warehouse}, which does not exist."
                yield Finding(Fault.UNKNOWN_WAREHOUSE, said, (rule.name,), warehouse)
        for shop in rule.connections:
            if shop not in shops:
                said = f"Rule {rule.name} names connection {shop}, which does not exist."
                yield Finding(Fault.UNKNOWN_CONNECTION, said, (rule.name,), connection=shop)


def _overlaps(reachable: Sequence[AssociationRule]) -> Iterable[Finding]:
    for number, first in enumerate(reachable):
        for then in reachable[number + 1 :]:
            nested = covers(first, then) or covers(then, first)
            if first.warehouses != then.warehouses and not nested and meet(first, then):
                said = (
                    f"Rules {first.name} and {then.name} can take the same line and prefer other"
                    f" warehouses; {first.name} is tried first. See that this is what is meant."
                )
                yield Finding(Fault.OVERLAP, said, (first.name, then.name))


def _gaps(reachable: Sequence[AssociationRule], shops: Sequence[str]) -> Iterable[Finding]:
    for shop in shops:
        all_of_it = AssociationRule("all orders", ("anywhere",), connections=(shop,))
        if any(covers(rule, all_of_it) for rule in reachable):
            continue
        some = tuple(rule.name for rule in reachable if meet(rule, all_of_it))
        narrow = f"only under the conditions of {', '.join(some)}" if some else "by no rule at all"
        said = (
            f"Orders of {shop} are taken {narrow}; add a last rule without conditions, or expect"
            " the others to be held."
        )
        yield Finding(Fault.GAP, said, some, connection=shop)


def _never_reached(reachable: Sequence[AssociationRule], known: set[str]) -> Iterable[Finding]:
    named = {warehouse for rule in reachable for warehouse in rule.warehouses}
    for warehouse in sorted(known - named):
        said = f"Warehouse {warehouse} is named by no rule that can decide; nothing leaves there."
        yield Finding(Fault.NEVER_REACHED, said, warehouse=warehouse)


def _places(rules: Sequence[AssociationRule], gazetteer: Gazetteer) -> Iterable[Finding]:
    for rule in rules:
        for there in rule.destinations:
            asked = there.place
            known = [
                city
                for city in gazetteer.cities.get(asked.city.name, ())
                if not asked.province or city.province == asked.province
            ]
            open_form = asked.city.form is CityForm.UNSAID
            if not asked.city.name:
                continue
            if not any(open_form or city.city.form is asked.city.form for city in known):
                said = f"Rule {rule.name} names {there}, which the gazetteer does not know."
                yield Finding(Fault.UNKNOWN_PLACE, said, (rule.name,))
            elif len(known) > 1 and open_form:
                forms = " and ".join(f"{city.city.form} in {city.province}" for city in known)
                said = f"Rule {rule.name} names {there}, which is {forms}; it takes them all."
                yield Finding(Fault.NAMESAKES, said, (rule.name,))
