"""Whether a rule may stand: well formed, and in no contradiction to those that do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from crossdock.catalogue.sku import fault
from crossdock.errors import InputRefusedError
from crossdock.inventory import Rule, RuleKind
from crossdock.inventory.rules import OF_GOODS

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")

#: Of two kinds for the same goods: the value of the first may not exceed that of the second.
_ORDERED = (
    (RuleKind.MIN, RuleKind.MAX, "could never be shown in full"),
    (RuleKind.FIXED, RuleKind.MAX, "could never be shown"),
    (RuleKind.PACK, RuleKind.MAX, "could never be shown whole"),
)


def check_rule(
    rule: Rule, others: Iterable[Rule], *, kits: Collection[str], now: datetime
) -> None:
    """Refuse *rule* if it is not well formed or contradicts one of the *others*.

    Args:

        others: the other rules, those of the connections' everyday settings among them.

        kits: master SKUs that are made of others.

    Raises:

        InputRefusedError: with every fault, each beginning with the field it is about.
    """
    faults = [*_own_faults(rule, kits, now)]
    for other in others:
        if other.name != rule.name:
            faults += _conflicts(rule, other)
    if faults:
        raise InputRefusedError(
            f"The rule {rule.name!r} is refused: {'; '.join(faults)}.",
            next_step="Correct what is named. See: crossdock stock rule list",
        )


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that no SKU can match.

    Raises:

        InputRefusedError: it has the reason.
    """
    flaw = _pattern_flaw(pattern)
    if flaw:
        raise InputRefusedError(
            f"pattern {flaw}.", next_step="Give a SKU, or a part of it with * for the rest."
        )


def _own_faults(rule: Rule, kits: Collection[str], now: datetime) -> Iterator[str]:
    if not _NAME.fullmatch(rule.name):
        yield "name must be up to 64 letters, digits, hyphens, underscores and dots"
    flaw = _pattern_flaw(rule.pattern)
    if flaw:
        yield f"pattern {flaw}"
    if rule.kind in OF_GOODS and rule.pattern in kits:
        yield (
            f"pattern names the kit {rule.pattern}, and a {rule.kind} rule counts goods:"
            " name its components instead"
        )
    if rule.kind is RuleKind.FREEZE and rule.value:
        yield "value means nothing to a freeze rule: leave it out"
    if rule.ends is not None and rule.ends <= now:
        yield "ends lies in the past, so the rule would never hold"


def _pattern_flaw(pattern: str) -> str | None:
    if pattern != pattern.strip():
        return "begins or ends with white space, which no SKU does"
    return "is blank" if not pattern else fault(pattern)


def _conflicts(rule: Rule, other: Rule) -> Iterator[str]:
    """Yield what of *rule* contradicts *other*, a rule for the very same goods and time."""
    same = (rule.connection, rule.pattern) == (other.connection, other.pattern)
    if not same or not _meet(rule, other):
        return
    if rule.kind is other.kind:
        yield (
            f"kind: {other.name!r} is a {rule.kind} rule for the same SKUs, connection and time"
            " already, and only one of the two could hold"
        )
    for less, more, why in _ORDERED:
        for low, high in ((rule, other), (other, rule)):
            if (low.kind, high.kind) == (less, more) and low.value > high.value:
                yield (
                    f"value: the {less} of {low.value:,} {why} under the {more} of"
                    f" {high.value:,} ({other.name!r} is the other rule)"
                )


def _meet(one: Rule, other: Rule) -> bool:
    """Return whether there is a moment at which both hold."""
    return _begins_before_end(one, other) and _begins_before_end(other, one)


def _begins_before_end(one: Rule, other: Rule) -> bool:
    return one.starts is None or other.ends is None or one.starts < other.ends


def check_everyday(everyday: Iterable[Rule], others: Iterable[Rule]) -> None:
    """Refuse everyday settings that contradict a rule for every SKU of their connection.

    Raises:

        InputRefusedError: with every contradiction.
    """
    kept = list(others)
    faults = [fault for rule in everyday for other in kept for fault in _conflicts(rule, other)]
    if faults:
        raise InputRefusedError(
            f"The settings are refused: {'; '.join(faults)}.",
            next_step="Change or remove that rule first: crossdock stock rule list",
        )
