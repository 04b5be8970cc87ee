"""What a seller types, and how a request proves whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen
from crossdock import Account, Connection, Secret, hookimpl
from crossdock.records import Record

from crossdock_cornershop.api import call

if TYPE_CHECKING:
    from collections.abc import Generator

    from crossdock.http import Auth, Request, Response


@frozen
class CornershopSettings:
    """A shop at Corner Shop."""

    api_token: Secret


@hookimpl
def settings() -> type[CornershopSettings]:
    """Return the settings class."""
    return CornershopSettings


@hookimpl
def authenticate(connection: Connection[Any]) -> Auth:
    """Return what puts the token into every request."""
    from crossdock.http import Auth

    class TokenHeader(Auth):
        def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
            token = connection.settings.api_token.reveal()
            request.headers["Authorization"] = f"Bearer {token}"
            yield request

    return TokenHeader()


@hookimpl
def inspect_account(connection: Connection[Any]) -> Account:
    """Return who we are there."""
    told = Record(call(connection, "GET", "/v1/shop"))
    return Account(account_id=told.text("id"), name=told.text("name"))
