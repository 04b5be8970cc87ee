"""Who we are at JD, and whether the app may do what is asked of it (sheet 3.3, 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from crossdock import Account, Check, CheckState, Token, hookimpl
from crossdock.errors import (
    CredentialsRefusedError,
    RemoteError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock_jdcom.manifest import PLATFORM
from crossdock_jos.codes import UNAVAILABLE
from crossdock_jos.records import Record

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock.http import Auth
    from crossdock_jdcom.settings import JdcomSettings

    Shop = Connection[JdcomSettings]

_SHOP_CLOSED = "11100006"


@hookimpl
def authenticate(connection: Connection[JdcomSettings]) -> Auth:
    """Return the flow that signs each call and keeps the shop's token (sheet 1.4, 3)."""
    from crossdock_jos import KeptTokens, OAuth, RouterAuth, RouterClock

    settings = connection.settings
    oauth = OAuth(
        connection.http.hosts["oauth"],
        PLATFORM,
        settings.app_key,
        settings.app_secret,
        settings.redirect_uri,
    )
    given = None
    if settings.access_token is not None:
        given = Token(settings.access_token, refresh=settings.refresh_token)
    tokens = KeptTokens(
        oauth,
        connection.tokens,
        connection.http.redactor.learn,
        given=given,
        code=settings.authorization_code,
    )
    return RouterAuth(settings.app_key, settings.app_secret, tokens, RouterClock(connection.now))


@hookimpl
def inspect_account(connection: Connection[JdcomSettings]) -> Account:
    """Return the shop that the token belongs to, and what the app may read of it, as checks.

    Raises:

        CredentialsRefusedError: key, secret, token or app are not accepted at all.
    """
    shop_id, name, checks = _find_shop(connection)
    return Account(
        account_id=shop_id,
        name=name,
        checks=(*checks, *_check_permissions(connection)),
    )


def _find_shop(shop: Shop) -> tuple[str, str, tuple[Check, ...]]:
    """Return id and name of the shop, and the checks that the looking brought."""
    from crossdock_jdcom import api

    clock: tuple[Check, ...] = ()
    try:
        row, answer = api.query_shop(shop)
        clock = (_check_clock(answer.platform_time - answer.at),)
    except (CredentialsRefusedError, RequestRefusedError) as error:
        if error.remote_code == _SHOP_CLOSED:
            closed = Check("shop-open", CheckState.FAILED, error.message, error.next_step)
            return "", "", (closed,)
        if error.remote_code not in UNAVAILABLE:
            raise
        row = Record({})
    except UnreadableAnswerError:
        row = Record({})
    if not row:
        try:
            row = api.query_vender(shop)
        except (CredentialsRefusedError, RequestRefusedError) as error:
            if error.remote_code not in UNAVAILABLE:
                raise
    shop_id = row.words("shop_id", "shopId") or row.words("vender_id", "venderId")
    return shop_id, row.words("shop_name", "shopName"), (_check_shop(row, shop_id), *clock)


def _check_shop(row: Record, shop_id: str) -> Check:
    if shop_id:
        vender = row.words("vender_id", "venderId") or "unknown"
        name = row.words("shop_name", "shopName")
        return Check(
            "shop-known",
            CheckState.PASSED,
            f"The access token belongs to shop {shop_id} ({name}), merchant {vender}.",
        )
    return Check(
        "shop-known",
        CheckState.UNANSWERED,
        "JD does not tell this app whose shop the access token belongs to.",
        "Apply for jingdong.vender.shop.query in the app's permissions, or check that the token"
        " was given by the right shop's owner.",
    )


def _check_clock(ahead: timedelta) -> Check:
    from crossdock_jos.clocks import TOLERANCE

    seconds = round(abs(ahead.total_seconds()))
    if abs(ahead) <= TOLERANCE:
        return Check(
            "clock-close", CheckState.PASSED, f"This machine's clock is {seconds} s off JD's."
        )
    return Check(
        "clock-close",
        CheckState.FAILED,
        f"This machine's clock is {seconds} s off JD's, which takes"
        f" {int(TOLERANCE.total_seconds())} s; calls go on by JD's clock.",
        "Set this machine's clock; its zone does not matter.",
    )


def _check_permissions(shop: Shop) -> tuple[Check, ...]:
    """Return a check for each kind of record, from one smallest read of it."""
    from crossdock_jdcom import api

    now = int(shop.now().timestamp())
    reads: list[tuple[str, str, Callable[[], object]]] = [
        ("products-readable", "products", lambda: api.search_wares(shop, None, 1, 1)),
        ("orders-readable", "orders", lambda: api.search_orders(shop, (now - 60, now), 1, 1)),
    ]
    if shop.settings.refund_audits:
        reads.append(
            ("refunds-readable", "refund applications", lambda: api.refund_audits(shop, 1))
        )
    return tuple(_check_read(*read) for read in reads)


def _check_read(name: str, what: str, read: Callable[[], object]) -> Check:
    try:
        read()
    except RemoteError as error:
        if isinstance(error, CredentialsRefusedError | RequestRefusedError):
            return Check(name, CheckState.FAILED, error.message, error.next_step)
        return Check(
            name,
            CheckState.UNANSWERED,
            f"JD could not be asked for {what} just now: {error.message}",
            "Run the test again later.",
        )
    return Check(name, CheckState.PASSED, f"The app may read the shop's {what}.")
