"""The preconditions of a connection, each as a named check (fulfilment rules, E3 to E9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from crossdock import Check, CheckState
from crossdock.errors import RequestRefusedError
from crossdock_jdid_fulfillment.settings import Authorisation
from crossdock_jdid_fulfillment.statuses import WAREHOUSE_ENABLED
from crossdock_jos.records import Record

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid_fulfillment.settings import FulfilmentSettings

    Shop = Connection[FulfilmentSettings]

_CLOSED = "JD.ID's own fulfilment closed with JD.ID on 31 March 2023"
#: Quick authorisation is for merchants of fewer orders a day (fulfilment rules, E3).
MOST_QUICK_ORDERS = 1_000

_PASSED, _FAILED, _OPEN = CheckState.PASSED, CheckState.FAILED, CheckState.UNANSWERED


def check_platform(*, sandbox: bool) -> Check:
    """Return what answers, for a service that has closed."""
    who = "A sandbox answers" if sandbox else "Something that speaks JD's warehouse API answers"
    return Check("platform-open", _PASSED, f"{who}; {_CLOSED}.")


def check_department(shop: Shop) -> tuple[Check, Record]:
    """Return whether the account has the department, and JD's row of it, or an empty one."""
    from crossdock_jdid_fulfillment import api

    number = shop.settings.department
    row, refusal = _look(lambda: api.departments(shop), "deptNo", number)
    if row:
        name = row.words("deptName").strip()
        found = f"JD knows department {number}" + (f" ({name})." if name else ".")
        return Check("department-known", _PASSED, found), row
    failed = refusal or f"JD knows no department {number} of this account."
    fix = _fix("department", "It must belong to the JD account (PIN) that gave the access.")
    return Check("department-known", _FAILED, failed, fix), row


def check_warehouse(shop: Shop) -> Check:
    """Return whether the department has the warehouse, and it is enabled."""
    from crossdock_jdid_fulfillment import api

    number, slug = shop.settings.warehouse, "warehouse-enabled"
    row, refusal = _look(lambda: api.warehouses(shop, number), "warehouseNo", number)
    if not row:
        failed = refusal or f"The department has no warehouse {number}."
        return Check(slug, _FAILED, failed, _fix("warehouse", "JD assigns warehouses."))
    name, status = row.words("warehouseName").strip(), row.words("status").strip()
    shown = f"Warehouse {number}" + (f" ({name})" if name else "")
    if status == WAREHOUSE_ENABLED:
        return Check(slug, _PASSED, f"{shown} is enabled.")
    if not status:
        return Check(slug, _OPEN, f"JD does not tell the state of {shown}.", "Ask JD.")
    state = {"1": "set up and not enabled yet", "3": "disabled"}.get(status, f"in state {status}")
    return Check(slug, _FAILED, f"{shown} is {state}.", "Ask JD to enable it.")


def check_shop(shop: Shop) -> Check:
    """Return whether the department has the shop, without which nothing is shipped."""
    from crossdock_jdid_fulfillment import api

    number = shop.settings.shop
    return _check_number("shop", number, "outbounds", lambda: api.shops(shop), "shopNo")


def check_supplier(shop: Shop) -> Check:
    """Return whether the department has the supplier, without whom nothing comes in."""
    from crossdock_jdid_fulfillment import api

    number = shop.settings.supplier
    rows = lambda: api.suppliers(shop)  # noqa: E731 - it stands beside its like above
    return _check_number("supplier", number, "inbounds", rows, "supplierNo")


def check_source(settings: FulfilmentSettings) -> Check:
    """Return whether there is a source number, which JD hands out and nobody can look up."""
    if settings.source:
        found = f"Outbounds name {settings.source} as their source; no call tells whether JD"
        return Check("source-given", _PASSED, f"{found} knows it.")
    failed = "The connection has no source, which JD demands of outbounds."
    return Check("source-given", _FAILED, failed, _fix("source", "JD hands it out."))


def check_pin(settings: FulfilmentSettings, told: str, *, is_ours: bool) -> Check:
    """Return whether the PIN is that of the account behind the access.

    Args:

        told: the PIN by JD's own account; empty where it does not say.

        is_ours: JD answered for the department, which it does to its own account only.
    """
    slug = "pin-matches"
    if settings.pin and told:
        if settings.pin == told:
            return Check(slug, _PASSED, "The PIN is that of the department's account.")
        failed = "The department belongs to an account with another PIN than the connection's."
        return Check(slug, _FAILED, failed, _fix("pin", "Or log in with the account it names."))
    if not settings.pin:
        found = "The connection names no PIN; whoever logged in has the department."
        fix = _fix("pin", "One PIN belongs to one merchant only.")
        return Check(slug, _PASSED if is_ours else _OPEN, found, "" if is_ours else fix)
    if is_ours:
        found = "JD does not tell the PIN, and answers for a department to its own account only."
        return Check(slug, _PASSED, found)
    found = "JD does not tell whose the department is, so the PIN could not be compared."
    return Check(slug, _OPEN, found, "Mend department-known first.")


def check_subscription(settings: FulfilmentSettings) -> Check:
    """Return how states of inbounds and outbounds come in."""
    pulled = "States of inbounds and outbounds are pulled, by every refresh"
    if settings.subscribed:
        found = f"{pulled}: the account is subscribed, and what JD then sends was never described."
        return Check("status-updates", _PASSED, found)
    found = f"{pulled}, and by hand in between: the account is not subscribed."
    return Check("status-updates", _PASSED, found)


def check_volume(settings: FulfilmentSettings, answers: Mapping[str, str]) -> Check:
    """Return whether the authorisation suits the number of orders; it cuts nobody off."""
    slug, answer = "order-volume", answers.get("order_volume", "")
    if settings.authorisation is Authorisation.BASIC:
        return Check(slug, _PASSED, "Basic authorisation is for any number of orders.")
    meant = "Quick authorisation is meant for fewer than about 1,000 orders a day"
    basic = "Ask JD for basic credentials before the orders grow past that."
    if answer == "yes":
        return Check(slug, _PASSED, f"{meant}, and there are no more, says the operator.")
    if answer == "no":
        return Check(slug, _FAILED, f"{meant}, and there are more, says the operator.", basic)
    fix = "Say whether there are fewer: `crossdock conn edit NAME --answer order_volume=yes`."
    return Check(slug, _OPEN, f"{meant}.", fix)


def _check_number(
    name: str, number: str, documents: str, rows: Callable[[], list[Record]], member: str
) -> Check:
    slug = f"{name}-known"
    if not number:
        failed = f"The connection has no {name}, which JD demands of {documents}."
        return Check(slug, _FAILED, failed, _fix(name, "It stands in JD's warehouse console."))
    row, refusal = _look(rows, member, number)
    if row:
        return Check(slug, _PASSED, f"The department has {name} {number}.")
    failed = refusal or f"The department has no {name} {number}."
    return Check(slug, _FAILED, failed, _fix(name, "It stands in JD's warehouse console."))


def _look(rows: Callable[[], list[Record]], member: str, number: str) -> tuple[Record, str]:
    """Return the row whose *member* is *number*, or an empty one and why it was refused."""
    from crossdock_jdid_fulfillment.errors import is_business

    try:
        found = rows()
    except RequestRefusedError as error:
        if not is_business(error):
            raise
        return Record({}), error.message
    return next((row for row in found if row.words(member).strip() == number), Record({})), ""


def _fix(name: str, hint: str) -> str:
    return f"Correct it: `crossdock conn edit NAME --set {name}=...`. {hint}"
