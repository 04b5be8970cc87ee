"""`crossdock map`: which listing sells which master SKU."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from crossdock.catalogue.linking import ConflictKind
from crossdock.catalogue.sku import fault, trimmed
from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.errors import InputRefusedError

if TYPE_CHECKING:
    from crossdock.store import Store


@click.group("map")
def command() -> None:
    """Links between listings and master SKUs."""


@command.command(
    "list", epilog=examples("crossdock map list shop", "crossdock map list --limit 20")
)
@click.argument("conn", default="")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@presented
def list_(desk: Desk, conn: str, limit: int | None) -> Result:
    """List the links of a connection, or of all."""
    return Result(islice(desk.workspace.store.catalogue.links_of(_known(desk, conn)), limit))


@command.command(
    "set",
    epilog=examples(
        "crossdock map set shop 15123699 KAOS-01-M",
        "crossdock map set shop 15123699 KAOS-01-L --create",
    ),
)
@click.argument("conn")
@click.argument("listing")
@click.argument("sku")
@click.option("--create", is_flag=True, help="Make the master SKU if there is none.")
@presented
def set_(desk: Desk, conn: str, listing: str, sku: str, create: bool) -> Result:
    """Link a listing to a master SKU by hand; imports leave it so."""
    from crossdock.flows.mapping import link

    _known(desk, conn)
    code = trimmed(sku)
    flaw = fault(code) if code else "is blank"
    if flaw:
        raise InputRefusedError(f"The SKU {sku!r} {flaw}.", next_step="Give another code.")
    made = link(desk.workspace, conn, listing, code, create=create)
    return record(
        {"connection": conn, "listing_id": listing, "sku": code, "created": made},
        summary=[f"1 listing linked{', and its master SKU made' if made else ''}."],
    )


@command.command("rm", epilog=examples("crossdock map rm shop 15123699"))
@click.argument("conn")
@click.argument("listing")
@presented
def remove(desk: Desk, conn: str, listing: str) -> Result:
    """Undo a listing's link; it stays unlinked until 'map set' links it again."""
    from crossdock.flows.mapping import unlink

    _known(desk, conn)
    sku = unlink(desk.workspace, conn, listing)
    return record(
        {"connection": conn, "listing_id": listing, "sku": sku}, summary=["1 listing unlinked."]
    )


@command.command("unmapped", epilog=examples("crossdock map unmapped shop"))
@click.argument("conn", default="")
@presented
def unmapped(desk: Desk, conn: str) -> Result:
    """List the listings without a link, with the reason of each."""
    return Result(desk.workspace.store.catalogue.unmapped(_known(desk, conn)))


@command.command("conflicts", epilog=examples("crossdock map conflicts shop"))
@click.argument("conn", default="")
@presented
def conflicts(desk: Desk, conn: str) -> Result:
    """List the listings that wait for a person, with the command that resolves each.

    Duplicates within one shop, blank and unusable codes, codes that differ from
    a master SKU only in looks, codes changed since the listing was linked, and
    links that were removed by hand.
    """
    rows = list(_conflict_rows(desk.workspace.store, _known(desk, conn)))
    summary = [f"{len(rows):,} listings wait for a person."] if rows else ["Nothing waits."]
    return Result(
        rows,
        summary=summary,
        columns=("connection", "kind", "listing_id", "code", "detail", "resolve"),
        whole=("resolve",),
    )


def _conflict_rows(store: Store, conn: str) -> Iterator[dict[str, Any]]:
    for row in store.catalogue.conflicts(conn):
        yield {**row, "resolve": _resolve(store, row)}
    for row in store.catalogue.refusals(conn):
        if row["refusal"] == "sku-blank":
            blank = {
                "connection": row["connection"],
                "listing_id": row["listing_id"],
                "kind": ConflictKind.BLANK.value,
                "code": row["code"],
                "title": row["title"],
                "detail": "Its SKU code is blank.",
                "other": "",
            }
            yield {**blank, "resolve": _resolve(store, blank)}


def _resolve(store: Store, row: Mapping[str, Any]) -> str:
    """Return a command that resolves the conflict as it stands, pasted into a shell.

    It links to what the listing most likely sells; where nothing says what that is, to
    a master SKU of its own.
    """
    code = trimmed(row["code"])
    usable = code if code and fault(code) is None else ""
    likely = {
        ConflictKind.NEAR_MATCH: row["other"],
        ConflictKind.DUPLICATE: usable,
        ConflictKind.CODE_CHANGED: usable,
        ConflictKind.REMOVED: row["other"] or usable,
        ConflictKind.UNUSABLE: row["other"],
    }.get(ConflictKind(row["kind"]), "")
    sku = likely or f"{row['connection']}-{row['listing_id']}"
    words = ["crossdock", "map", "set"]
    if not store.catalogue.master_exists(sku):
        words.append("--create")
    if f"{row['listing_id']}".startswith("-") or sku.startswith("-"):
        # What follows is no option, whatever it looks like.
        words.append("--")
    return " ".join([*words, *map(quote, (row["connection"], row["listing_id"], sku))])


def _known(desk: Desk, conn: str) -> str:
    if conn:
        desk.workspace.store.connections.check(conn)
    return conn
