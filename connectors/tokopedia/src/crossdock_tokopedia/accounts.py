"""Who we are at Tokopedia, and whether a shop meets what it asks for (sheet 1.0, 1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossdock import Account, Check, CheckState, hookimpl
from crossdock.errors import CredentialsRefusedError, DataRefusedError, RemoteError
from crossdock_tokopedia import statuses
from crossdock_tokopedia.codes import FOREIGN_SHOP
from crossdock_tokopedia.reading import Record, storable

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock.http import Auth
    from crossdock_tokopedia.settings import TokopediaSettings

_PER_PAGE = 50
#: An app with more shops than this many pages is none we can page through by hand.
_MOST_PAGES = 40
_CLASSES = {"official_store": "an Official Store", "power_merchant": "a Power Merchant"}
_UNASKED = "; the interface does not tell, and nobody was asked"


@hookimpl
def authenticate(connection: Connection[TokopediaSettings]) -> Auth:
    """Return the flow that keeps the app's token (sheet 1.2)."""
    from crossdock_tokopedia.auth import ClientCredentials

    return ClientCredentials(
        accounts=connection.http.hosts["accounts"],
        settings=connection.settings,
        shelf=connection.tokens,
        now=connection.now,
        learn=connection.http.redactor.learn,
    )


@hookimpl
def inspect_account(connection: Connection[TokopediaSettings]) -> Account:
    """Return the shop, and the preconditions of sheet 1.0 as checks."""
    from crossdock_tokopedia import api

    row, why = _find_shop(connection)
    told = ""
    if row is not None:
        try:
            told = decode_class(api.old_product_list(connection))
        except RemoteError:
            # An endpoint of 2020 that may be gone: it can help and must not hurt.
            told = ""
    return decode_account(
        row,
        connection.settings,
        why=why,
        told=told,
        answers=dict(connection.answers),
        name=connection.name,
    )


def _find_shop(shop: Connection[TokopediaSettings]) -> tuple[Record | None, str]:
    """Return our shop's row of shop-info, or None and why it is not there."""
    from crossdock_tokopedia import api

    settings = shop.settings
    foreign = f"Shop {settings.shop_id} does not belong to fs_id {settings.fs_id}"
    seen: list[int | None] = []
    for page in range(1, _MOST_PAGES + 1):
        try:
            body = api.shop_info(shop, page, _PER_PAGE)
        except CredentialsRefusedError as error:
            if error.remote_code.upper() in FOREIGN_SHOP:
                return None, f"{foreign}: shop-info answered {error.remote_code}."
            raise
        rows = decode_shops(body)
        ids = [_number(row, "shop_id") for row in rows]
        if settings.shop_id in ids:
            return rows[ids.index(settings.shop_id)], ""
        fresh = [shop_id for shop_id in ids if shop_id not in seen]
        seen += fresh
        # A short page may be all that the platform gives at once: only one
        # that brings nothing new is the end.
        if not fresh:
            break
    if not seen:
        return None, f"{foreign}: shop-info does not know it."
    return None, f"{foreign}: it is not among the {len(seen)} shops shop-info lists."


def decode_shops(body: Any) -> list[Record]:
    """Return the rows of an answer of shop-info, in either envelope."""
    data = Record(body).value("data")
    rows = data if isinstance(data, list) else [data]
    return [record for row in rows if (record := Record(row))]


def decode_class(body: Any) -> str:
    """Return the shop class that the old product list tells; empty where it does not.

    Only a badge says something: a row without one may as well have left it out.
    """
    data = Record(body).value("data")
    if isinstance(data, dict):
        data = Record(data).value("products", "data", "list")
    for row in data if isinstance(data, list) else ():
        shop = Record(row).record("shop")
        if shop.flag("is_official"):
            return "official_store"
        if shop.flag("is_power_badge", "is_gold") or shop.flag("is_gold"):
            return "power_merchant"
    return ""


def decode_account(
    row: Record | None,
    settings: TokopediaSettings,
    *,
    why: str,
    told: str,
    answers: dict[str, str],
    name: str,
) -> Account:
    """Return the account that shop-info's *row* describes; none when the shop is not ours.

    Args:

        why: the reason there is no row.

        told: the shop class, where the platform told it.

        answers: the operator's, to the manifest's questions.

        name: the connection's, for the commands in the advice.
    """
    shop_id = str(settings.shop_id)
    asked = (_check_class(told, answers, name), _check_elsewhere(answers, name))
    if row is None:
        unknown = "The shop could not be looked at, because it is not connected to the app."
        fix = "Connect the shop to the app first."
        return Account(
            account_id=shop_id,
            name="",
            checks=(
                Check(
                    "shop-connected",
                    CheckState.FAILED,
                    why,
                    f"Correct fs_id or shop_id (`crossdock conn edit {name}`), or have the shop"
                    " connected to the app in Tokopedia's developer console.",
                ),
                Check("shop-open", CheckState.UNANSWERED, unknown, fix),
                Check("not-on-holiday", CheckState.UNANSWERED, unknown, fix),
                *asked,
            ),
        )
    title = _words(row, "shop_name")
    return Account(
        account_id=shop_id,
        name=title,
        checks=(
            Check(
                "shop-connected",
                CheckState.PASSED,
                f"Shop-info lists shop {shop_id} ({title}) under fs_id {settings.fs_id}.",
            ),
            _check_open(row),
            _check_holiday(row),
            *asked,
        ),
    )


def _check_open(row: Record) -> Check:
    is_open, status = _number(row, "is_open"), _number(row, "status")
    shown = f"shop-info says is_open {_shown(is_open)}, status {_shown(status)}"
    if status is not None:
        shown += f" ({statuses.SHOPS.get(status, 'not a status we know')})"
    if is_open is None and status is None:
        return Check(
            "shop-open",
            CheckState.UNANSWERED,
            "Shop-info says neither is_open nor status.",
            "Look at the shop in Seller Centre.",
        )
    if is_open in {None, 1} and status in {None, statuses.SHOP_OPEN}:
        return Check("shop-open", CheckState.PASSED, f"The shop is open: {shown}.")
    return Check(
        "shop-open",
        CheckState.FAILED,
        f"The shop is not open: {shown}.",
        "Open the shop in Seller Centre, then run the test again.",
    )


def _check_holiday(row: Record) -> Check:
    is_open, status = _number(row, "is_open"), _number(row, "status")
    note = " ".join(_words(row, "reason", "close_note").split())
    if status == statuses.SHOP_CLOSED or (is_open == 0 and status in {None, 1}):
        said = f', and its note reads: "{note}"' if note else ", without a note"
        return Check(
            "not-on-holiday",
            CheckState.FAILED,
            f"The shop is closed for a holiday: shop-info says is_open {_shown(is_open)},"
            f" status {_shown(status)}{said}.",
            "End the holiday in Seller Centre, or wait until it is over.",
        )
    if is_open is None and status is None:
        return Check(
            "not-on-holiday",
            CheckState.UNANSWERED,
            "Shop-info says neither is_open nor status.",
            "Look at the shop in Seller Centre.",
        )
    return Check(
        "not-on-holiday",
        CheckState.PASSED,
        "Shop-info shows no holiday (that would be is_open 0 with status 2).",
    )


def _check_class(told: str, answers: dict[str, str], name: str) -> Check:
    if told in _CLASSES:
        return Check(
            "shop-class",
            CheckState.PASSED,
            f"The shop is {_CLASSES[told]}, says the list of its products.",
        )
    answer = answers.get("shop_class", "")
    if answer in _CLASSES:
        return Check(
            "shop-class", CheckState.PASSED, f"The shop is {_CLASSES[answer]}, says the operator."
        )
    edit = f"`crossdock conn edit {name} --answer shop_class=official_store`"
    if answer == "regular":
        return Check(
            "shop-class",
            CheckState.FAILED,
            "The shop is a regular one, says the operator; Tokopedia opens its interface to"
            " Official Stores and Power Merchants only.",
            f"Upgrade the shop in Seller Centre, then say so: {edit} (or power_merchant).",
        )
    return Check(
        "shop-class",
        CheckState.UNANSWERED,
        f"The shop must be an Official Store or a Power Merchant{_UNASKED}.",
        f"Say which: {edit} (or power_merchant, or regular).",
    )


def _check_elsewhere(answers: dict[str, str], name: str) -> Check:
    answer = answers.get("integrated_elsewhere", "")
    edit = f"`crossdock conn edit {name} --answer integrated_elsewhere=no`"
    if answer == "no":
        return Check(
            "not-integrated-elsewhere",
            CheckState.PASSED,
            "The shop is connected to no other system, says the operator.",
        )
    if answer == "yes":
        return Check(
            "not-integrated-elsewhere",
            CheckState.FAILED,
            "The shop is connected to another system too, says the operator; two systems would"
            " overwrite each other's stock.",
            f"Disconnect the other one, then say so: {edit}.",
        )
    return Check(
        "not-integrated-elsewhere",
        CheckState.UNANSWERED,
        f"The shop must not be connected to another system{_UNASKED}.",
        f"Say whether it is: {edit} (or yes).",
    )


def _number(row: Record, name: str) -> int | None:
    value = row.value(name)
    if isinstance(value, bool):
        return int(value)
    try:
        return row.maybe_whole(name)
    except DataRefusedError:
        return None


def _words(row: Record, *names: str) -> str:
    return storable(str(row.value(*names) or ""))


def _shown(number: int | None) -> str:
    return "not given" if number is None else str(number)
