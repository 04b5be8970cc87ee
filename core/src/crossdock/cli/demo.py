"""`crossdock demo`: a whole day of a shop, told in under a minute."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from shlex import quote
from typing import Any

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.formats import Writer
from crossdock.cli.result import Result
from crossdock.errors import CheckFailedError, Exit, InputRefusedError
from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock.sandbox.process import SandboxProcess
from crossdock.workspace import FOLDER, Live, Workspace, create

CONNECTOR = "tokopedia"
NAME = "shop"
#: Calls a second: the sandbox takes 50 of each kind, and the connector's own limits are
#: made for the platform; a tour should not be spent waiting.
RATE = 20.0
#: Says that a folder was made by the demo, and may be made anew by it.
MARK = "made-by-demo"


@click.command("demo", epilog=examples("crossdock demo", "crossdock demo --seed 7 --orders 40"))
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("crossdock-demo"),
    show_default=True,
    help="Where to leave the workspace; an earlier demo's is made anew.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="What all chance follows.")
@click.option(
    "--listings", type=click.IntRange(min=50), default=2400, show_default=True, help="Shop size."
)
@click.option(
    "--orders", type=click.IntRange(1, 500), default=25, show_default=True, help="Orders to place."
)
@presented
def command(desk: Desk, folder: Path, seed: int, listings: int, orders: int) -> Result:
    """See a shop come in, sell and stay true, in under a minute.

    Plays Tokopedia on this machine, pulls its catalogue, links it by SKU, pushes
    stock, lets buyers order, pulls the orders, and proves that both sides show
    the same numbers. Needs no account and no network.
    """
    started = time.monotonic()
    root = _prepare(desk.start / folder)
    options = ["--seed", str(seed), "--listings", str(listings)]
    try:
        with SandboxProcess(CONNECTOR, options) as sandbox:
            story = _Story(desk, desk.enter(root), sandbox, orders)
            differences = story.tell()
    except SandboxRefusedError as error:
        raise CheckFailedError(
            f"The sandbox did not start: {error}", next_step="Run: crossdock doctor"
        ) from None
    seconds = time.monotonic() - started
    return Result(
        data={"workspace": str(root), "seconds": round(seconds, 1), **story.facts},
        rows=[] if desk.format in {"table", "csv"} else [story.facts],
        summary=[
            "",
            *_verdict(differences),
            f"Done in {seconds:.0f} seconds; the sandbox is stopped, the workspace is in {root}.",
            "Try next:",
            *(f"  {_program()} -C {quote(str(folder))} {words}" for words in _EXPLORE),
            *_again(sandbox.announced, seed, listings),
        ],
        exit_code=Exit.CHECK_FAILED if differences else Exit.DONE,
        reason="check-failed" if differences else "done",
        next_step=f"{_program()} -C {quote(str(folder))} map conflicts {NAME}",
    )


def _verdict(differences: int) -> list[str]:
    if not differences:
        return []
    return [f"{differences:,} listings do not show what is left: this should never happen."]


_EXPLORE = (
    f"map conflicts {NAME}",
    f"product refused {NAME}",
    "order list --limit 10",
    "stock show --limit 10",
    f"conn show {NAME} --calls 10",
)


@attrs.define
class _Story:
    """The scenes of the demo, told to a person as they happen."""

    desk: Desk
    workspace: Workspace
    sandbox: SandboxProcess
    orders: int
    facts: dict[str, Any] = attrs.field(factory=dict)

    def tell(self) -> int:
        """Play every scene; return how many numbers differ between the two sides at the end."""
        live = self.meet()
        self.pull(live)
        self.count()
        self.push()
        sold = self.sell(live)
        return self.compare(live, sold)

    def meet(self) -> Live:
        """Add the connection and sign in."""
        from crossdock.cli.connection_records import announced_connection

        self._scene(f"Tokopedia is played at {self.sandbox.announced['url']}")
        kept = announced_connection(self.desk, NAME, self.sandbox.announced)
        kept = attrs.evolve(
            kept,
            answers={"shop_class": "official_store", "integrated_elsewhere": "no"},
            rate=RATE,
        )
        self.workspace.store.connections.add(kept)
        live = self.workspace.live(NAME)
        account = live.hooks.inspect_account(connection=live.connection)
        self._say(f"Signed in to {account.name} ({account.account_id}). Its preconditions:")
        self._table({"check": check.name, "state": check.state.value} for check in account.checks)
        failed = [check for check in account.checks if check.state == "failed"]
        if failed:
            raise CheckFailedError(failed[0].detail, next_step=failed[0].fix)
        return live

    def pull(self, live: Live) -> None:
        """Pull the catalogue, and say what became of every row."""
        from crossdock.flows.orders import pull_orders
        from crossdock.flows.products import pull_products

        self._scene("Its catalogue comes in, and links to master SKUs by SKU code")
        report = pull_products(self.workspace, live, watch=self.desk.watcher("listings"))
        self.desk.end_watching()
        counts = report.counts
        self.facts |= {"catalogue": counts, "refused": report.refusals}
        self.facts["conflicts"] = report.conflicts
        self._say(f"{counts['read']:,} rows on {report.pages} pages became:")
        self._table(_spread(counts, report.refusals, report.conflicts))
        self._say(f"Each conflict waits with its command: crossdock map conflicts {NAME}")
        # What is promised already must be known before anything is offered.
        earlier = pull_orders(self.workspace, live, watch=self.desk.watcher("orders")).counts
        self.desk.end_watching()
        self._say(f"{earlier.get('new', 0):,} orders of the last days come in with it.")

    def count(self) -> None:
        """Give every linked master SKU a stock of our own."""
        from crossdock.flows.stocktaking import Stocktaker

        store = self.workspace.store
        linked = store.catalogue.links_of(NAME)
        # A warehouse never agrees with a shop window: two out of three differ.
        rows = {
            row["sku"]: row["quantity"] + (number % 3) * 4 + number % 7
            for number, row in enumerate(linked)
        }
        taker = Stocktaker(store, self.workspace.clock(), self.workspace.run)
        taker.count(list(rows.items()), reason="the demo's stocktake")
        self._scene("The warehouse is counted")
        self._say(f"{len(rows):,} master SKUs, {sum(rows.values()):,} units.")
        self.facts["counted"] = {"skus": len(rows), "units": sum(rows.values())}

    def push(self) -> None:
        """Push what differs."""
        from crossdock.flows.stock import plan_stock, push_stock
        from crossdock.flows.stock_plan import Scope

        plan = plan_stock(self.workspace, Scope((NAME,)))
        self._scene("The shop is shown what there is, where it differs")
        report = push_stock(self.workspace, plan, watch=self.desk.watcher("pushed"))
        self.desk.end_watching()
        self.facts["pushed"] = report.total
        told = ", ".join(f"{number:,} {name}" for name, number in report.total.items())
        self._say(f"{plan.settled:,} listings were right already; {told}.")
        self._table(
            {
                "sku": row.planned.sku,
                "title": row.planned.title,
                "showed": row.planned.before,
                "shows": row.planned.quantity,
                "outcome": row.outcome.value,
            }
            for row in report.rows[:5]
        )

    def sell(self, live: Live) -> list[str]:
        """Let buyers order, pull the orders; return the master SKUs that sold."""
        from crossdock.flows.orders import pull_orders

        before = self._promised()
        placed = self.sandbox.control("orders", {"count": self.orders})
        self._scene(f"{len(placed['orders'])} buyers order, and the orders are pulled")
        report = pull_orders(self.workspace, live, watch=self.desk.watcher("orders"))
        self.desk.end_watching()
        self.facts["orders"] = report.counts
        told = ", ".join(f"{number:,} {name}" for name, number in report.counts.items())
        self._say(f"{told}.")
        sold = {sku: units - before.get(sku, 0) for sku, units in self._promised().items()}
        sold = {sku: units for sku, units in sold.items() if units}
        self._say(f"{sum(sold.values()):,} units of {len(sold):,} master SKUs were sold.")
        self._table(self._left(sku, units) for sku, units in list(sold.items())[:5])
        return list(sold)

    def _promised(self) -> dict[str, int]:
        """Return the units that open orders claim, by master SKU."""
        demand = self.workspace.store.ledger.holdings().demand
        return {sku: sum(pools.values()) for sku, pools in demand.items()}

    def _left(self, sku: str, sold: int) -> dict[str, Any]:
        from crossdock.flows.levels import levels

        store = self.workspace.store
        holdings, open_ = store.ledger.holdings([sku]), store.warehouses.open()
        (level,) = levels(holdings, [sku], open_, {})
        return {"sku": sku, "on hand": level.on_hand, "sold": sold, "left": level.sellable}

    def compare(self, live: Live, sold: list[str]) -> int:
        """Read the shop again and hold its numbers against ours."""
        from crossdock.flows.offers import assortment
        from crossdock.flows.products import pull_products

        self._scene("The shop is read once more, and held against our numbers")
        report = pull_products(self.workspace, live, watch=self.desk.watcher("listings"))
        self.desk.end_watching()
        left = assortment(self.workspace).quantities()
        targets = {(NAME, one.listing_id): one for one in self.workspace.store.stock.targets(NAME)}
        differing = [
            (targets[key], number) for key, number in left.items() if targets[key].shown != number
        ]
        agreeing = len(left) - len(differing)
        self.facts["agreeing"] = agreeing
        self.facts["differing"] = len(differing)
        self._say(
            f"{report.counts['read']:,} rows read. After the sale of {len(sold):,} SKUs,"
            f" {agreeing:,} listings show exactly what is left; {len(differing):,} do not."
        )
        self._table(
            {"sku": target.sku, "shop shows": target.shown, "left": number}
            for target, number in differing[:5]
        )
        return len(differing)

    def _scene(self, title: str) -> None:
        self._write(f"\n── {title}")

    def _say(self, sentence: str) -> None:
        self._write(f"   {sentence}")

    def _table(self, rows: Iterable[Mapping[str, Any]]) -> None:
        rows = list(rows)
        if rows and self.desk.format == "table" and not self.desk.quiet:
            Writer("table", self.desk.run).result(Result(rows))

    def _write(self, line: str) -> None:
        # The story is the data of this command; in other formats the facts are.
        if self.desk.format == "table" and not self.desk.quiet:
            click.echo(line)


def _spread(
    counts: Mapping[str, int], refusals: Mapping[str, int], conflicts: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    for name, number in counts.items():
        if name not in {"read", "refused", "conflicts"}:
            yield {"rows": number, "became": name}
    for reason, number in refusals.items():
        yield {"rows": number, "became": f"refused: {reason}"}
    for kind, number in conflicts.items():
        yield {"rows": number, "became": f"new, and in conflict: {kind}"}


def _prepare(root: Path) -> Path:
    mark = root / FOLDER / MARK
    if mark.exists():
        shutil.rmtree(root / FOLDER)
    elif (root / FOLDER).exists():
        raise InputRefusedError(
            f"{root} is a workspace that the demo did not make.",
            next_step="Name another folder: crossdock demo --folder DIR",
        )
    create(root)
    mark.touch()
    return root


def _again(announced: Mapping[str, Any], seed: int, listings: int) -> list[str]:
    port = announced["url"].rpartition(":")[2]
    words = f"--port {port} --seed {seed} --listings {listings}"
    return [
        "To pull and push more, play the shop again in another terminal (it starts afresh):",
        f"  {_program()} sandbox start {CONNECTOR} {words}",
    ]


def _program() -> str:
    """Return how to call crossdock again: started by uv, it is not on anybody's path."""
    return "uv run crossdock" if "UV" in os.environ else "crossdock"
