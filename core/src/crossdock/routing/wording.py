"""What a rule does, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crossdock.routing.rules import AssociationRule, BackorderPolicy, SplitPolicy

_SPLITS = {
    SplitPolicy.NEVER: "in one parcel only",
    SplitPolicy.WHEN_NEEDED: "",
    SplitPolicy.FREELY: "line by line",
}


def sentence(rule: AssociationRule) -> str:
    """Return what *rule* does: which orders, from where, and what of those it cannot serve."""
    asked = " ".join(_conditions(rule))
    split = f" {_SPLITS[rule.split]}" if _SPLITS[rule.split] else ""
    subject = f"Orders {asked}" if asked else "All orders"
    leaving = f"{subject} leave from {_or_else(rule.warehouses)}{split}"
    return f"{leaving}; {_ending(rule)}."


def _conditions(rule: AssociationRule) -> Iterator[str]:
    if rule.connections:
        yield f"of {_either(rule.connections)}"
    if rule.channel_warehouses:
        yield f"from channel warehouse {_either(rule.channel_warehouses)}"
    if rule.skus:
        yield f"for {_either(rule.skus)}"
    if rule.destinations:
        yield f"to {_either([str(there) for there in rule.destinations], 'or to')}"
    if rule.couriers:
        yield f"by {_either(rule.couriers)}"
    yield from _worth_and_time(rule)


def _worth_and_time(rule: AssociationRule) -> Iterator[str]:
    if rule.value_from is not None:
        yield f"worth {rule.value_from} or more"
    if rule.value_below is not None:
        yield f"worth less than {rule.value_below}"
    if rule.days:
        yield f"on {', '.join(rule.days)}"
    if rule.hours is not None:
        yield f"between {rule.hours.start:%H:%M} and {rule.hours.end:%H:%M} ({rule.zone})"
    if rule.starts is not None:
        yield f"from {rule.starts.isoformat()} on"
    if rule.ends is not None:
        yield f"until {rule.ends.isoformat()}"


def _ending(rule: AssociationRule) -> str:
    if rule.backorder is BackorderPolicy.ROUTE:
        return f"what no rule has the goods for waits at {rule.warehouses[0]}"
    return "what they lack goes to the next rule" if rule.fall_through else "what they lack waits"


def _either(names: Sequence[str], word: str = "or") -> str:
    return f" {word} ".join(names)


def _or_else(names: Sequence[str]) -> str:
    return ", else ".join(names)
