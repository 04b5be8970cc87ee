"""Rules and chains as sentences: what a rule does, and how a number came about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from crossdock.inventory.explanation import Published, Step
from crossdock.inventory.rules import Rule, RuleKind

_DOES: Mapping[RuleKind, str] = {
    RuleKind.PRESELL: "Lets {units} be sold that are expected and not here yet",
    RuleKind.RESERVE_FOR: "Keeps {units} from all other connections",
    RuleKind.BUFFER: "Keeps {units} back",
    RuleKind.BUFFER_PERCENT: "Keeps {value}% back, rounded up to whole units",
    RuleKind.END_WHEN: "Shows nothing once {units} or fewer are left",
    RuleKind.PERCENT: "Shows {value}% of what remains",
    RuleKind.MIN: "Shows {value} at least, while there is any",
    RuleKind.MAX: "Shows {value} at most",
    RuleKind.PACK: "Shows whole packs of {value} only",
    RuleKind.FIXED: "Shows exactly {value}, whatever there is",
    RuleKind.FREEZE: "Changes nothing of what is shown",
}


def sentence(rule: Rule) -> str:
    """Return what *rule* does, for which SKUs, where and when."""
    units = f"{rule.value:,} {'unit' if rule.value == 1 else 'units'}"
    parts = [
        _DOES[rule.kind].format(units=units, value=f"{rule.value:,}"),
        "of every SKU" if rule.pattern == "*" else f"of {rule.pattern}",
        _where(rule),
        *_when(rule),
    ]
    return ", ".join(parts) + "."


def step_sentence(step: Step) -> str:
    """Return *step* as a person reads it: what was done, with what, what came of it, and why."""
    why = f" ({step.because})" if step.because else ""
    return f"{step.operation} {step.operand:,} → {step.after:,}{why}"


def chain_sentence(published: Published) -> str:
    """Return all steps of *published* in one line."""
    return "; ".join(step_sentence(step) for step in published.steps)


def _where(rule: Rule) -> str:
    if rule.kind is RuleKind.RESERVE_FOR:
        return f"for {rule.connection}"
    return f"on {rule.connection}" if rule.connection else "on every connection"


def _when(rule: Rule) -> list[str]:
    bounds = (("from", rule.starts), ("until", rule.ends))
    return [f"{word} {_minute(moment)}" for word, moment in bounds if moment is not None]


def _minute(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
