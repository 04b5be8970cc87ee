"""Plans as files: canonical JSON that is written one way, and read strictly."""

from __future__ import annotations

import json
from pathlib import Path

from crossdock.converters import complaints, make_converter
from crossdock.errors import InputRefusedError, StoreUnusableError
from crossdock.flows.stock_plan import StockPlan
from crossdock.http.strict_json import NotStrictJsonError, loads

#: The form of plan files; another number is another form.
FORM = 1
#: A plan of a million listings is smaller.
LARGEST = 1024 * 1024 * 1024

_KIND = "crossdock_stock_plan"
_CONVERTER = make_converter(forbid_extra_keys=True)
_AGAIN = "Make the plan again: crossdock stock plan NAME --out FILE"


def plan_text(plan: StockPlan) -> str:
    """Return *plan* as the one text it is written as."""
    body = {_KIND: FORM, "plan": _CONVERTER.unstructure(plan)}
    return json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def write_plan(plan: StockPlan, path: Path) -> None:
    """Write *plan* to *path*.

    Raises:

        StoreUnusableError: it cannot be written.
    """
    try:
        path.write_text(plan_text(plan), encoding="utf-8")
    except OSError as error:
        raise StoreUnusableError(
            f"The plan cannot be written to {path} ({error.strerror}).",
            next_step="Name a file in a folder you may write to.",
        ) from None


def read_plan(path: Path) -> StockPlan:
    """Return the plan kept in *path*.

    Raises:

        InputRefusedError: it cannot be read, or is no plan of this form.
    """
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST + 1)
    except OSError as error:
        raise InputRefusedError(
            f"The plan {path} cannot be read ({error.strerror}).", next_step="Check the path."
        ) from None
    if len(body) > LARGEST:
        raise InputRefusedError(f"{path} is larger than any plan.", next_step=_AGAIN)
    try:
        found = loads(body)
    except NotStrictJsonError as error:
        raise InputRefusedError(f"{path} is no plan: {error}.", next_step=_AGAIN) from None
    return _structured(path, found)


def _structured(path: Path, found: object) -> StockPlan:
    if not isinstance(found, dict) or _KIND not in found:
        raise InputRefusedError(
            f"{path} holds JSON, but no plan of crossdock's.", next_step=_AGAIN
        )
    if type(found[_KIND]) is not int or found[_KIND] != FORM:
        raise InputRefusedError(
            f"{path} is a plan in another form ({found[_KIND]!r}); this crossdock reads form"
            f" {FORM}.",
            next_step=_AGAIN,
        )
    strangers = sorted(set(found) - {_KIND, "plan"})
    if strangers:
        raise InputRefusedError(
            f"{path} is a plan that was changed: nobody knows its {strangers[0]!r}.",
            next_step=_AGAIN,
        )
    try:
        plan = _CONVERTER.structure(found.get("plan"), StockPlan)
    except Exception as error:  # noqa: BLE001 - cattrs raises what the class raises
        told = "; ".join(complaints(error, root="plan")[:5])
        raise InputRefusedError(
            f"{path} is a plan that was damaged: {told}.", next_step=_AGAIN
        ) from None
    keys = [row.key for row in plan.rows]
    if len(set(keys)) != len(keys):
        raise InputRefusedError(
            f"{path} is a plan that was damaged: it names a listing twice.", next_step=_AGAIN
        )
    return plan
