"""`crossdock product push`, `edit` and `shelf-life`: products as services know them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.cli.work_done import ended, turning_of
from crossdock.errors import InputRefusedError

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.goods import GoodsPlan
    from crossdock.fulfilment.goods_facts import GoodsFacts

_TO_SEND = ("create", "update")


@click.command(
    "push",
    epilog=examples(
        "crossdock product push gudang KAOS-01-M KAOS-01-L",
        "crossdock product push gudang --all --yes",
    ),
)
@click.argument("conn")
@click.argument("skus", nargs=-1, metavar="[SKU]...")
@click.option("--all", "everything", is_flag=True, help="Every master SKU that is no kit.")
@click.option("-y", "--yes", is_flag=True, help="Do it; without this, only show what would be.")
@presented
def push(desk: Desk, conn: str, skus: tuple[str, ...], everything: bool, yes: bool) -> Result:
    """Make products known to a fulfilment service, or bring them up to date there.

    Say first which of them expire, and after how many days (`product shelf-life`): most
    services never change that. What is incomplete is not sent, and told by field.
    Without --yes nothing is sent, and exit code 10 says that something would be.
    """
    from crossdock.flows.fulfilment.goods import plan_goods, queue_goods
    from crossdock.flows.fulfilment.inbounds import carry_out

    workspace = desk.workspace
    if bool(skus) is everything:
        raise InputRefusedError(
            "Either SKUs are named or --all is given.",
            next_step=f"Run: crossdock product push {conn} SKU, or with --all",
        )
    chosen = workspace.store.goods_facts.skus() if everything else list(dict.fromkeys(skus))
    turning = turning_of(workspace)
    plans = plan_goods(workspace, turning, conn, chosen)
    wanted = [plan.sku for plan in plans if plan.intent.value in _TO_SEND]
    if not yes:
        return _planned(conn, plans, wanted)
    live = workspace.live(conn)
    queue_goods(workspace, turning, conn, [plan.sku for plan in plans])
    work = carry_out(workspace, live, turning)
    rows = [_row(desk, conn, plan) for plan in plans]
    return ended(
        rows,
        good=("active",),
        states=[row["state"] for row in rows],
        noun="products",
        trouble=work.trouble,
        next_step=f"crossdock product show {chosen[0]}" if chosen else "",
        columns=("sku", "intent", "state", "remote_id", "reason"),
    )


def _planned(conn: str, plans: Sequence[GoodsPlan], wanted: Sequence[str]) -> Result:
    from crossdock.errors import Exit

    rows = [
        {"sku": plan.sku, "intent": plan.intent.value, "reason": " ".join(plan.faults)}
        for plan in plans
    ]
    pending = bool(wanted)
    return Result(
        rows,
        whole=("reason",),
        summary=[f"{len(wanted):,} of {len(rows):,} products would be sent; nothing was sent."],
        exit_code=Exit.CHANGES_PENDING if pending else Exit.DONE,
        reason="changes-pending" if pending else "done",
        next_step=f"crossdock product push {conn} {_words(wanted)} --yes" if pending else "",
    )


def _words(skus: Sequence[str]) -> str:
    return " ".join(skus) if len(skus) <= 5 else "--all"


def _row(desk: Desk, conn: str, plan: GoodsPlan) -> dict[str, Any]:
    kept = desk.workspace.store.known_goods.get(conn, plan.sku)
    return {
        "sku": plan.sku,
        "intent": plan.intent.value,
        "state": kept.state.value,
        "remote_id": kept.remote_id,
        "reason": " ".join(plan.faults or kept.errors),
    }


@click.command(
    "edit",
    epilog=examples(
        "crossdock product edit KAOS-01-M --name 'Kaos polos hitam M' --weight-grams 180",
        "crossdock product edit KAOS-01-M --barcode 8991234567890 --barcode 8991234567906",
    ),
)
@click.argument("sku")
@click.option("--name", help="As the staff of warehouses are to read it; '' for its title.")
@click.option(
    "--barcode", "barcodes", multiple=True, help="One printed on it; again for more, '' for none."
)
@click.option("--weight-grams", type=click.IntRange(min=0), help="Of one unit; 0 if not known.")
@presented
def edit(
    desk: Desk, sku: str, name: str | None, barcodes: tuple[str, ...], weight_grams: int | None
) -> Result:
    """Say what warehouses are to know of a product; what is not named stays as it is."""
    before = desk.workspace.store.goods_facts.of(sku)
    facts = before
    if name is not None:
        facts = attrs.evolve(facts, name=" ".join(name.split()))
    if barcodes:
        facts = attrs.evolve(facts, barcodes=tuple(code.strip() for code in barcodes if code))
    if weight_grams is not None:
        facts = attrs.evolve(facts, weight_grams=weight_grams)
    return _said(desk, sku, facts)


@click.command(
    "shelf-life",
    epilog=examples(
        "crossdock product shelf-life SUSU-1L --days 180 --inbound-days 120 --outbound-days 60",
        "crossdock product shelf-life KAOS-01-M --none",
    ),
)
@click.argument("sku")
@click.option("--days", type=click.IntRange(min=1), help="From production to expiry.")
@click.option(
    "--inbound-days", type=click.IntRange(min=0), help="A warehouse takes it with so many left."
)
@click.option(
    "--outbound-days", type=click.IntRange(min=0), help="A warehouse ships it with so many left."
)
@click.option("--none", "forever", is_flag=True, help="It does not expire, as usual.")
@presented
def shelf_life(
    desk: Desk,
    sku: str,
    days: int | None,
    inbound_days: int | None,
    outbound_days: int | None,
    forever: bool,
) -> Result:
    """Say how long a product keeps, before the first `product push`.

    Afterwards it cannot be changed any more: it is refused, and kept as a question for a
    person. Products of which nothing is said do not expire.
    """
    from crossdock.fulfilment import ShelfLife

    given = (days, inbound_days, outbound_days)
    if forever == any(number is not None for number in given):
        raise InputRefusedError(
            "Either the days of the shelf life are given or --none is.",
            next_step=f"Run: crossdock product shelf-life {sku} --days N --inbound-days N"
            " --outbound-days N",
        )
    life = None
    if days is None or inbound_days is None or outbound_days is None:
        if not forever:
            raise InputRefusedError(
                "A shelf life needs its days, and how many must be left when goods come in and"
                " when they leave.",
                next_step="Give --days, --inbound-days and --outbound-days.",
            )
    else:
        life = ShelfLife(days, inbound_days, outbound_days)
    facts = attrs.evolve(desk.workspace.store.goods_facts.of(sku), shelf_life=life)
    return _said(desk, sku, facts)


def _said(desk: Desk, sku: str, facts: GoodsFacts) -> Result:
    from crossdock.flows.fulfilment.goods import say_facts

    told = say_facts(desk.workspace, turning_of(desk.workspace), sku, facts)
    fields = {
        "sku": sku,
        "name": facts.name,
        "barcodes": list(facts.barcodes),
        "weight_grams": facts.weight_grams,
        "shelf_life": attrs.asdict(facts.shelf_life) if facts.shelf_life else None,
        "to_be_told": told,
    }
    return record(fields, next_step=f"crossdock product push {told[0]} {sku}" if told else "")
