"""Who we are at JD, and whether department, warehouse and numbers are what they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossdock import Account, Secret, Token, hookimpl
from crossdock_jdid_fulfillment import checks
from crossdock_jdid_fulfillment.manifest import PLATFORM
from crossdock_jdid_fulfillment.settings import Authorisation

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock.http import Auth
    from crossdock_jdid_fulfillment.settings import FulfilmentSettings
    from crossdock_jos.tokens import Tokens

    Shop = Connection[FulfilmentSettings]

#: The Indonesian gateway's extra credential goes with each call, signed with the rest.
GATEWAY_USER = "gatewayuser"


@hookimpl
def authenticate(connection: Connection[FulfilmentSettings]) -> Auth:
    """Return the flow that signs each call and keeps the merchant's token (sheet B1)."""
    from crossdock_jos.auth import RouterAuth
    from crossdock_jos.clocks import RouterClock

    settings = connection.settings
    extra = [("format", "json")]
    if settings.authorisation is Authorisation.BASIC:
        extra.append((GATEWAY_USER, settings.gateway_user))
    return RouterAuth(
        settings.api_key,
        settings.app_secret,
        _tokens(connection),
        # Seconds by Beijing's clock, without a zone.
        RouterClock(connection.now, is_plain=True),
        extra=tuple(extra),
    )


@hookimpl
def inspect_account(connection: Connection[FulfilmentSettings]) -> Account:
    """Return the account, and what it has to be as checks.

    Raises:

        CredentialsRefusedError: key, secret or token are not accepted at all.

        RemoteError: JD is out of reach, or in trouble.
    """
    settings = connection.settings
    department, row = checks.check_department(connection)
    told = row.words("pin", "pinAccount").strip()
    pin = settings.pin or told
    names = (settings.warehouse, settings.department, pin)
    return Account(
        account_id=pin or settings.department,
        # As merchants know it: warehouse, department, PIN (fulfilment rules, E4).
        name="-".join(name for name in names if name),
        checks=(
            checks.check_platform(sandbox=connection.sandbox),
            department,
            checks.check_warehouse(connection),
            checks.check_shop(connection),
            checks.check_supplier(connection),
            checks.check_source(settings),
            checks.check_pin(settings, told, is_ours=bool(row)),
            checks.check_subscription(settings),
            checks.check_volume(settings, connection.answers),
        ),
        most_orders_a_day=checks.MOST_QUICK_ORDERS
        if settings.authorisation is Authorisation.QUICK
        else None,
    )


def _tokens(connection: Shop) -> Tokens:
    """Return where tokens come from: the login page, or what the operator typed.

    Basic credentials come without a token of their own; then none is sent, and a
    gateway that wants one says so.
    """
    from crossdock_jdid_fulfillment.consent import LoginOAuth
    from crossdock_jos.tokens import FixedToken, KeptTokens

    settings = connection.settings
    ways = (settings.access_token, settings.authorization_code, settings.redirect_uri)
    if settings.authorisation is Authorisation.BASIC and not any(ways):
        return FixedToken(Token(Secret("")))
    oauth = LoginOAuth(
        connection.http.hosts["oauth"],
        PLATFORM,
        settings.api_key,
        settings.app_secret,
        settings.redirect_uri,
    )
    given = None
    if settings.access_token is not None:
        given = Token(settings.access_token, refresh=settings.refresh_token)
    return KeptTokens(
        oauth,
        connection.tokens,
        connection.http.redactor.learn,
        given=given,
        code=settings.authorization_code,
    )
