"""Changing association rules: what is refused, and what is settled again after a change."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import attrs

from crossdock.errors import InputRefusedError
from crossdock.flows.settlement import settle_order
from crossdock.routing import AssociationRule, Fault, Finding, lint

if TYPE_CHECKING:
    from crossdock.workspace import Workspace

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_STRANGERS = frozenset({Fault.UNKNOWN_WAREHOUSE, Fault.UNKNOWN_CONNECTION})


@attrs.frozen
class Imported:
    """What a file of rules comes to, by name."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


def findings(
    workspace: Workspace, rules: Iterable[AssociationRule] | None = None
) -> tuple[Finding, ...]:
    """Return what is wrong with *rules*, or with those that are kept."""
    store = workspace.store
    return lint(
        store.associations.rules() if rules is None else rules,
        store.routing.facts(),
        store.routing.channels(),
        gazetteer=store.routing.gazetteer(),
        now=workspace.clock(),
    )


def check_rules(workspace: Workspace, rules: Sequence[AssociationRule]) -> None:
    """Refuse *rules* that could never be followed.

    Raises:

        InputRefusedError: a name cannot be one, or a warehouse or connection that is
            named does not exist; with every fault.
    """
    faults = [
        f"{rule.name[:80]!r} cannot be a rule's name: use up to 64 letters, digits, hyphens,"
        " underscores and dots."
        for rule in rules
        if not _NAME.fullmatch(rule.name)
    ]
    store = workspace.store
    found = lint(rules, store.routing.facts(), store.routing.channels())
    faults += [one.sentence for one in found if one.fault in _STRANGERS]
    if faults:
        raise InputRefusedError(
            " ".join(faults),
            next_step="See: crossdock warehouse list, crossdock conn list",
        )


def change_rules(
    workspace: Workspace, rules: Sequence[AssociationRule], ended: Collection[str] = ()
) -> None:
    """Begin *rules*, each in place of the one of its name, and end those named *ended*.

    Orders that had no warehouse are settled again: now they may have one. What is
    reserved already stays where it is.

    Raises:

        InputRefusedError: see `check_rules`.
    """
    store = workspace.store
    with store.db.transaction():
        check_rules(workspace, rules)
        store.associations.change(rules, ended, workspace.run)
        waiting = {(row["connection"], row["order_id"]) for row in store.reviews.all()}
        for connection, order_id in sorted(waiting):
            settle_order(store, connection, order_id, now=workspace.clock(), run=workspace.run)


def import_rules(
    workspace: Workspace,
    rules: Sequence[AssociationRule],
    *,
    replace: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Take the rules of a file over; what it names as it is stays untouched.

    Args:

        replace: rules that it does not name are ended.

    Raises:

        InputRefusedError: see `check_rules`.
    """
    store = workspace.store
    with store.db.transaction():
        kept = {rule.name: rule for rule in store.associations.rules()}
        named = {rule.name for rule in rules}
        fresh = [rule for rule in rules if kept.get(rule.name) != rule]
        removed = tuple(sorted(kept.keys() - named)) if replace else ()
        check_rules(workspace, rules)
        if not dry_run and (fresh or removed):
            change_rules(workspace, fresh, removed)
    return Imported(
        added=tuple(rule.name for rule in fresh if rule.name not in kept),
        changed=tuple(rule.name for rule in fresh if rule.name in kept),
        unchanged=tuple(sorted(named - {rule.name for rule in fresh})),
        removed=removed,
    )
