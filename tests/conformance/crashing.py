"""Broken malls for the checks of crashes, company and long runs: what each gets wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary

import attrs
from breaking import Change, Hook, Mutant, around, both, catching
from mall.auth import MallAuth
from mall.calls import call

from crossdock import Page
from crossdock.errors import RateLimitedError
from crossdock.http import Request
from crossdock.store.calls import StoredShelf

#: Shorter than any pause between two runs.
A_WHILE = timedelta(minutes=5)


def _of(check: str, change: Change, *companions: str) -> Mutant:
    return Mutant(check, change, frozenset(companions))


def _named(name: str) -> Change:
    """Let the module be another one, which processes of their own import by that name."""

    def change(module: ModuleType) -> None:
        module.__name__ = name

    return change


class Unleased(MallAuth):
    """Fetches a token without asking whether somebody else is at it."""

    def _fetch(self, request: Any) -> Any:
        body = {
            "id": self.connection.settings.client_id,
            "secret": self.connection.settings.client_secret.reveal(),
        }
        response = yield Request("POST", request.url.join("/token"), json=body)
        token = self._read(response)
        self.connection.tokens.write(self.key, token)
        return token


def _holds_back(good: Hook) -> Hook:
    """Keep each page's rows until the next one is asked for."""
    held: WeakKeyDictionary[Any, tuple[Any, ...]] = WeakKeyDictionary()

    def hook(connection: Any, cursor: str | None) -> Any:
        before = held.pop(connection, ()) if cursor is not None else ()
        found = good(connection=connection, cursor=cursor)
        if found.cursor is None:
            return attrs.evolve(found, items=(*before, *found.items))
        held[connection] = found.items
        return attrs.evolve(found, items=before)

    return hook


def _never_the_same_number(module: ModuleType) -> None:
    """Send an outbound under a number of its own, if its number is taken."""
    find, create = module.find_outbound, module.create_outbound

    def hook(connection: Any, outbound: Any) -> Any:
        number = outbound.reference
        while find(connection=connection, reference=number):
            number += "-"
        made = create(connection=connection, outbound=attrs.evolve(outbound, reference=number))
        return attrs.evolve(made, reference=outbound.reference)

    around("create_outbound", lambda _: hook)(module)


def _for_a_while(good: Hook) -> Hook:
    """Tell of an outbound when it is first looked for, and not any more later."""
    first: dict[str, datetime] = {}

    def hook(connection: Any, reference: str) -> Any:
        found = good(connection=connection, reference=reference)
        if not found:
            return found
        now = connection.now()
        if now - first.setdefault(reference, now) > A_WHILE:
            return ()
        first[reference] = now
        return found

    return hook


def _writes_while_reading(good: Hook) -> Hook:
    """Set a stock whenever orders are listed."""
    number = count(1)

    def hook(connection: Any, window: Any, cursor: str | None) -> Any:
        rows = [{"id": "P100008", "units": next(number)}]
        call(connection, "POST", "/stock", body={"warehouse": "north", "rows": rows}, effect="set")
        return good(connection=connection, window=window, cursor=cursor)

    return hook


def _in_haste(good: Hook) -> Hook:
    """Have the store wait for no disk."""

    def hook(connection: Any) -> Any:
        shelf = connection.tokens.kept
        if isinstance(shelf, StoredShelf):
            shelf._db._conn.execute("PRAGMA synchronous=OFF")
        return good(connection=connection)

    return hook


CRASHING = (
    _of("AUTH-04", around("authenticate", lambda _: Unleased)),
    _of(
        "RATE-03",
        catching("list_products", RateLimitedError, lambda *_, **__: Page()),
        "ERR-01",
    ),
    _of("CUR-05", around("list_products", _holds_back), "CRA-01", "CRA-02", "CRA-03"),
    _of(
        "CRA-01",
        both(
            _never_the_same_number,
            around("find_outbound", lambda _: lambda connection, reference: ()),
        ),
        *("CRA-02", "CRA-05", "OUT-02", "OUT-03", "OUT-04", "OUT-09", "ERR-03", "SBX-01"),
    ),
    _of(
        "CRA-02",
        both(_never_the_same_number, around("find_outbound", _for_a_while)),
        *("OUT-02", "OUT-03", "OUT-09"),
    ),
    _of("CRA-03", _named("mall_deaf")),
    _of("CRA-04", around("list_orders", _writes_while_reading)),
    _of("CRA-05", around("authenticate", _in_haste)),
)
