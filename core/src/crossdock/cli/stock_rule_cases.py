"""`crossdock stock rule test`: rules put to the cases that somebody wrote down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result
from crossdock.errors import Exit, InputRefusedError
from crossdock.inventory.wording import chain_sentence

if TYPE_CHECKING:
    from crossdock.flows.rule_cases import Checked, InForce

#: A file of cases is written by hand.
_LARGEST_FILE = 4 * 1024 * 1024


@click.command("test", epilog=examples("crossdock stock rule test tests/rules.toml"))
@click.argument("file", type=click.Path(path_type=Path))
@presented
def test(desk: Desk, file: Path) -> Result:
    """Put rules to the cases of a TOML file: given this stock and these offers, expect this.

    A case that gives no rules is put to those of the workspace. Exit code 7 when one
    does not hold; each that fails says what came instead, and by which steps.
    """
    from crossdock.flows.rule_cases import read_cases, run_case
    from crossdock.workspace import now

    cases = read_cases(_text(file))
    in_force = _in_force(desk, needed=any(case.rules is None for case in cases))
    checked = [one for case in cases for one in run_case(case, in_force, now())]
    failed = [one for one in checked if not one.holds]
    hold = len(checked) - len(failed)
    told = f"{len(checked):,} expectations: {hold:,} hold, {len(failed):,} do not."
    return Result(
        [_checked_row(one) for one in checked],
        data={
            "passed": hold,
            "failed": len(failed),
            "expectations": [_checked_row(one) for one in checked],
        },
        summary=[*map(_failure, failed), told],
        whole=("chain",),
        exit_code=Exit.CHECK_FAILED if failed else Exit.DONE,
        reason="check-failed" if failed else "done",
    )


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            raw = opened.read(_LARGEST_FILE + 1)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise InputRefusedError(
            f"{file} cannot be read ({error.strerror}).", next_step="Check the path."
        ) from None
    except UnicodeDecodeError:
        raise InputRefusedError(
            f"{file} is not UTF-8 text.", next_step="Save it as UTF-8."
        ) from None
    if len(raw) > _LARGEST_FILE:
        raise InputRefusedError(f"{file} is larger than 4 MiB.", next_step="Split it.")
    return text


def _in_force(desk: Desk, *, needed: bool) -> InForce:
    """Return the rules and sharing of the workspace; nothing where no case asks for rules."""
    from crossdock.flows.offers import interactions, rules_in_force
    from crossdock.flows.rule_cases import InForce

    if not needed:
        return InForce()
    store = desk.workspace.store
    rules = tuple(rules_in_force(store, interactions(store)))
    return InForce(rules, store.rules.sharing())


def _checked_row(one: Checked) -> dict[str, Any]:
    return {
        "case": one.case,
        "connection": one.connection,
        "listing_id": one.listing_id,
        "expected": one.expected,
        "got": one.got.quantity,
        "holds": one.holds,
        "chain": chain_sentence(one.got),
    }


def _failure(one: Checked) -> str:
    return (
        f"{one.case}: listing {one.listing_id} on {one.connection} was expected to show"
        f" {one.expected:,} and shows {one.got.quantity:,}: {chain_sentence(one.got)}."
    )
