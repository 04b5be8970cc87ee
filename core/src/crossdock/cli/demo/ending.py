"""How the demo ends: its verdict, and what to try in the workspace it leaves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from crossdock.cli.result import Result
from crossdock.errors import Exit

if TYPE_CHECKING:
    from crossdock.cli.demo.tour import Tour


def ended(tour: Tour, root: Path, folder: str, seconds: float) -> Result:
    """Return what *tour* came to; exit code 7 if anything is not as it should be.

    Args:

        root: its workspace, and *folder* as the person named it.
    """
    facts: dict[str, Any] = {**tour.facts, "faults": list(tour.faults)}
    start = f"{_program()} -C {quote(folder)}"
    return Result(
        data={"workspace": str(root), "seconds": round(seconds, 1), **facts},
        rows=[] if tour.desk.format in {"table", "csv"} else [facts],
        summary=[
            "",
            _verdict(tour),
            f"Done in {seconds:.0f} seconds; the platforms are stopped.",
            f"The workspace is in {root}, and the shops' catalogues lie there as files.",
            "Try next:",
            *(f"  {start} {words}" for words in _explore(tour)),
        ],
        exit_code=Exit.CHECK_FAILED if tour.faults else Exit.DONE,
        reason="check-failed" if tour.faults else "done",
        next_step=f"{start} map conflicts toko",
    )


def _verdict(tour: Tour) -> str:
    if tour.faults:
        return f"{len(tour.faults):,} things are not as they should be: {tour.faults[0]}."
    return f"All {tour.facts['agreeing']:,} comparisons agree."


def _explore(tour: Tour) -> Iterator[str]:
    """Yield commands that show something in the workspace, without any platform."""
    yield "outbound list"
    for parcel in [one for one in tour.parcels() if one.outbound][:1]:
        sku = quote(parcel.order.lines[0].sku)
        yield f"outbound show {parcel.order.outbound}"
        yield f"order explain {parcel.order.order} --losers --counterfactual"
        yield f"product show {sku}"
        yield f"stock why {sku} {parcel.order.connection}"
        yield f"stock ledger {sku}"
    yield "inbound list"
    yield "review list"


def _program() -> str:
    """Return how to call crossdock again: started by uv, it is not on anybody's path."""
    return "uv run crossdock" if "UV" in os.environ else "crossdock"
