"""Stock not syncing: what stands between what there is and what the channel shows."""

from __future__ import annotations

from collections.abc import Iterator

from crossdock.flows.diagnosis.causes import Cause, listed, switch
from crossdock.flows.diagnosis.evidence import Evidence
from crossdock.flows.diagnosis.orders import barred, clocks, slowed
from crossdock.flows.findings import State

#: An import limit that the seller can lift at once: the listing lacks a SKU code.
_BLANK = "sku-blank"


def stock(seen: Evidence) -> Iterator[Cause]:
    """Yield why quantities do not reach the channel."""
    yield from barred(seen)
    if not seen.interaction.sync_stock:
        yield Cause(
            "sync-off",
            f"No stock is pushed to {seen.connection}, because its sync_stock is no.",
            switch(seen, "sync_stock"),
        )
    yield from slowed(seen)
    yield from clocks(seen)
    yield from _listings(seen)
    yield from _goods(seen)
    yield from _pushes(seen)


def _listings(seen: Evidence) -> Iterator[Cause]:
    name, stock, pull = seen.connection, seen.stock, f"crossdock product pull {seen.connection}"
    if not seen.interaction.sync_inventory:
        yield Cause(
            "inventory-off",
            f"The listings of {name} are not pulled, because its sync_inventory is no: new ones"
            " are not known.",
            switch(seen, "sync_inventory"),
            State.WARNING,
        )
    elif stock.pulled_at is None:
        yield Cause("never-pulled", f"Nobody has pulled the listings of {name} yet.", pull)
    if stock.conflicts:
        yield Cause(
            "unlinked",
            f"{sum(stock.conflicts.values()):,} listings of {name} are not linked to a master SKU"
            f" as they should be: {listed(stock.conflicts)}.",
            f"crossdock map conflicts {name}",
        )
    kept_out = {why: number for why, number in stock.refusals.items() if why != _BLANK}
    if _BLANK in stock.refusals:
        yield Cause(
            "sku-blank",
            f"{stock.refusals[_BLANK]:,} listings of {name} have no SKU code, so they cannot be"
            f" linked: fill it in at {seen.platform}, then pull again.",
            f"crossdock product refused {name}",
        )
    if kept_out:
        yield Cause(
            "import-limits",
            f"{sum(kept_out.values()):,} listings of {name} are not imported: {listed(kept_out)}.",
            f"crossdock product refused {name}",
            State.WARNING,
        )


def _goods(seen: Evidence) -> Iterator[Cause]:
    name, stock = seen.connection, seen.stock
    if stock.never_counted:
        yield Cause(
            "never-counted",
            f"{stock.never_counted:,} linked listings of {name} are not pushed to, because nobody"
            " ever counted what is there of their SKUs.",
            "crossdock stock import FILE",
        )
    if stock.held:
        yield Cause(
            "in-campaign",
            f"{stock.held:,} listings of {name} show only what a campaign of {seen.platform}"
            " holds back; that stays until the campaign ends.",
            f"crossdock product pull {name}",
            State.WARNING,
        )


def _pushes(seen: Evidence) -> Iterator[Cause]:
    name, stock, push = seen.connection, seen.stock, f"crossdock stock push {seen.connection}"
    for reason, number in sorted(stock.refused.items(), key=lambda item: (-item[1], item[0])):
        yield Cause(
            "refused",
            f"{seen.platform} refused the last push of {number:,} listings of {name}:"
            f" {reason or 'it gave no reason'}",
            f"{push} --yes",
        )
    if stock.running:
        yield Cause(
            "locked",
            f"Another run is pushing to {name} now; only one can.",
            f"{push} --yes",
        )
        return
    if stock.doubtful:
        yield Cause(
            "doubtful",
            f"{stock.doubtful:,} listings of {name} were pushed to and never acknowledged, so what"
            " they show is not known.",
            f"{push} --yes",
        )
    if stock.waiting:
        yield Cause(
            "not-pushed",
            f"{stock.waiting:,} listings of {name} show something else than they should, and"
            " nobody has pushed it.",
            f"{push} --yes",
        )
