"""Orders not importing: what keeps them from coming in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from crossdock.accounts import CheckState
from crossdock.errors import Exit
from crossdock.flows.diagnosis.causes import (
    Cause,
    advised,
    minute,
    retry,
    said,
    switch,
)
from crossdock.flows.diagnosis.credentials import REFUSED
from crossdock.flows.diagnosis.encoding import speaks_of_encoding
from crossdock.flows.diagnosis.evidence import Evidence
from crossdock.flows.findings import State

PULL = "crossdock order pull"
#: Orders that nobody pulled for longer than this are not coming in.
LATEST = timedelta(days=1)
#: A pause longer than this is felt.
LONG = timedelta(minutes=1)
#: Clocks further apart than this have signed requests refused, and orders come in late.
APART = timedelta(minutes=5)


def orders(seen: Evidence) -> Iterator[Cause]:
    """Yield why orders do not come in."""
    yield from barred(seen)
    yield from _refused(seen)
    yield from slowed(seen)
    yield from clocks(seen)
    yield from _window(seen)
    yield from _set_aside(seen)


def barred(seen: Evidence) -> Iterator[Cause]:
    """Yield what bars the whole connection."""
    name = seen.connection
    if seen.retired:
        yield Cause(
            "retired",
            f"{seen.platform} has closed, so nothing can come in through {name}.",
            switch(seen, "active", "no"),
        )
    if not seen.interaction.active:
        yield Cause(
            "inactive",
            f"The connection {name} is switched off (active=no).",
            switch(seen, "active"),
        )
    if seen.unusable is not None:
        yield Cause("unusable", said(seen.unusable), f"crossdock conn show {name}")
    trouble = seen.remote.sign_in
    if trouble is not None:
        yield Cause(trouble.reason, said(trouble), retry(seen))
    for check in seen.remote.checks:
        if check.state is CheckState.FAILED:
            fix = advised(check.fix.replace("NAME", name)) or retry(seen)
            yield Cause(f"account-{check.name}", f"{name}: {check.detail} {check.fix}", fix)


def _refused(seen: Evidence) -> Iterator[Cause]:
    """Yield what asking for orders fails with, where asking who we are does not."""
    trouble, last = seen.remote.orders, seen.last_run(PULL)
    if trouble is not None and trouble.reason == REFUSED:
        yield Cause(
            "permission-refused",
            f"{seen.platform} lets {seen.connection} sign in and does not give it orders."
            f" {said(trouble)}",
            retry(seen),
        )
    elif trouble is not None:
        yield Cause(trouble.reason, said(trouble), f"{PULL} {seen.connection}")
    elif not seen.remote.asked and last is not None and last.exit_code in _ENDS:
        slug, words = _ENDS[Exit(last.exit_code)]
        yield Cause(
            slug,
            f"`{PULL} {seen.connection}` {words} when it last ran, at {minute(last.started_at)}.",
            retry(seen),
        )


_ENDS = {
    Exit.CREDENTIALS: (REFUSED, "was refused for its credentials or permissions"),
    Exit.REMOTE: ("remote-trouble", "did not get through to the platform"),
}


def slowed(seen: Evidence) -> Iterator[Cause]:
    """Yield that the platform has us wait."""
    if seen.paused > LONG:
        yield Cause(
            "rate-limited",
            f"The limit of {seen.platform} is used up: the next call of {seen.connection} waits"
            f" {seen.paused.total_seconds() / 60:,.0f} minutes. Call less often: give it a lower"
            " rate.",
            f"crossdock conn edit {seen.connection} --rate 1",
        )


def clocks(seen: Evidence) -> Iterator[Cause]:
    """Yield that the clocks are apart."""
    if abs(seen.skew) <= APART:
        return
    way = "behind" if seen.skew > timedelta(0) else "ahead of"
    yield Cause(
        "clock",
        f"This machine's clock is {abs(seen.skew).total_seconds() / 60:,.0f} minutes {way} that"
        f" of {seen.platform}: orders of {seen.connection} are asked for by the wrong time.",
        "timedatectl set-ntp true",
    )


def _window(seen: Evidence) -> Iterator[Cause]:
    """Yield what the last pull did, or that there was none."""
    name, orders = seen.connection, seen.orders
    begins, pull = seen.interaction.import_orders, f"{PULL} {name}"
    if begins is not None and begins > seen.now:
        yield Cause(
            "starts-later",
            f"{name} imports orders from {minute(begins)} on, which is still to come.",
            switch(seen, "import_orders", "now"),
        )
    if orders.stopped_at is not None:
        yield Cause(
            "interrupted",
            f"A pull of the orders of {name} stopped at {minute(orders.stopped_at)} after"
            f" {orders.pages:,} pages; the next one goes on from there.",
            pull,
        )
    elif orders.pulled_at is None and not orders.running:
        yield Cause("never-pulled", f"Nobody has pulled the orders of {name} yet.", pull)
    elif orders.pulled_at is not None and seen.now - orders.pulled_at > LATEST:
        yield Cause(
            "not-pulled-since",
            f"Nobody has pulled the orders of {name} since {minute(orders.pulled_at)}.",
            pull,
        )
    elif orders.pulled_at is not None and orders.read == 0:
        yield Cause(
            "none-in-window",
            f"The last pull of {name}, at {minute(orders.pulled_at)}, found no order: there was"
            " none in the time it asked for.",
            f"{pull} --since 30d",
            State.OK,
        )
    if orders.before_start:
        yield Cause(
            "before-start",
            f"{orders.before_start:,} orders of {name} were left out, because they were placed"
            " before it imports orders from.",
            switch(seen, "import_orders", "everything"),
            State.WARNING,
        )


def _set_aside(seen: Evidence) -> Iterator[Cause]:
    """Yield the orders that came and could not be taken in."""
    name, show = seen.connection, f"crossdock order unreadable {seen.connection}"
    garbled = [one for one in seen.orders.unreadable if speaks_of_encoding(one.error)]
    others = [one for one in seen.orders.unreadable if not speaks_of_encoding(one.error)]
    if garbled:
        yield Cause(
            "encoding",
            f"{len(garbled):,} orders of {name} are set aside for text that is not UTF-8, among"
            f" them {garbled[0].record_id}: {garbled[0].error}",
            show,
        )
    if others:
        yield Cause(
            "unreadable",
            f"{len(others):,} orders of {name} could not be read, among them"
            f" {others[0].record_id}: {others[0].error}",
            show,
        )
    if seen.orders.reviews:
        yield Cause(
            "in-review",
            f"{len(seen.orders.reviews):,} things about orders of {name} wait for a person, the"
            f" oldest of them: {seen.orders.reviews[0]}",
            f"crossdock order review {name}",
            State.WARNING,
        )
