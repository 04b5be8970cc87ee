"""A broken mall for every check: what it gets wrong, and which other checks that rightly fails."""

from __future__ import annotations

import http.client
import logging
import threading
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar
from urllib.parse import urlsplit

import attrs
from breaking import (
    Change,
    Hook,
    Mutant,
    answering,
    around,
    asking,
    both,
    catching,
    declaring,
    each,
    items,
    raising,
)
from crashing import CRASHING
from mall.auth import MallAuth
from mall.wire import BATCH, MOST_UNITS, PAGE, signature

from crossdock import (
    Account,
    Address,
    Cancellation,
    CancelOutcome,
    Hint,
    HintKind,
    ListingStatus,
    OrderStatus,
    OutboundProgress,
    Page,
    PushReport,
    RemoteOutbound,
    Role,
    RowOutcome,
    RowResult,
    Secret,
    StockReading,
    hookimpl,
)
from crossdock.errors import (
    ConfigurationError,
    CredentialsRefusedError,
    DataRefusedError,
    InputRefusedError,
    OutcomeUnknownError,
    RemoteTroubleError,
    RequestRefusedError,
    UnreachableError,
    UnreadableAnswerError,
)
from crossdock.http import Effect, judge_status
from crossdock.sandbox.wire import page, send_answer

HERE = Path(__file__).parent
MINUTE = timedelta(minutes=1)


def _named(name: str, file: str = "") -> Change:
    """Let the module be another one, which is imported by that name."""

    def change(module: ModuleType) -> None:
        module.__name__ = name
        module.__file__ = file or module.__file__

    return change


def _beside(folder: str) -> Change:
    def change(module: ModuleType) -> None:
        module.__file__ = str(HERE / "mutated" / folder / "__init__.py")

    return change


def _swapped(module: ModuleType) -> None:
    good = module.list_products

    def list_products(cursor, connection):
        return good(connection=connection, cursor=cursor)

    module.list_products = hookimpl(list_products)


@attrs.frozen
class Lax:
    """Settings that take anything."""

    client_id: str
    client_secret: Secret
    warehouse: str = "north"

    @classmethod
    def from_wire(cls, data: Any) -> Lax:
        """Return what is known of *data*."""
        warehouse = str(data.get("warehouse") or "north")
        return cls(str(data.get("client_id")), data.get("client_secret"), warehouse)


@attrs.frozen
class Open:
    """Settings with a secret that shows."""

    client_id: str
    client_secret: Secret
    warehouse: str = "north"
    secret: str = ""


class Suspicious(MallAuth):
    """Trusts nobody whose clock shows another time."""

    def _read(self, response):
        issued = response.json().get("issued") if response.status_code == 200 else None
        if issued and abs(datetime.fromisoformat(issued) - self.connection.now()) > MINUTE:
            raise CredentialsRefusedError("Its clock is wrong.", next_step="Set it.", endpoint="x")
        return super()._read(response)


def _signing(kind: type[MallAuth]) -> Change:
    return around("authenticate", lambda _: kind)


class Shared(MallAuth):
    """Keeps in one place for all connections who called last, and says so with each request."""

    last: ClassVar[dict[str, str]] = {}

    def _signed(self, request, token):
        request.headers["X-Before"] = self.last.get("client", "")
        self.last["client"] = self.connection.settings.client_id
        return super()._signed(request, token)


class Eternal(MallAuth):
    """Keeps tokens for ever."""

    def _fetch(self, request):
        token = yield from super()._fetch(request)
        eternal = attrs.evolve(token, expires_at=None)
        self.connection.tokens.write(self.key, eternal)
        return eternal


class Eager(MallAuth):
    """Fetches two tokens where one is dead."""

    def auth_flow(self, request):
        """Yield one request too many."""
        token = self._kept() or (yield from self._fetch(request))
        response = yield self._signed(request, token)
        if response.status_code == 401 and b"dead token" in response.content:
            self.connection.tokens.drop(self.key, token)
            self.connection.tokens.drop(self.key, (yield from self._fetch(request)))
            yield self._signed(request, (yield from self._fetch(request)))


class Talkative(MallAuth):
    """Logs what it signs with."""

    def _signed(self, request, token):
        secret = self.connection.settings.client_secret.reveal()
        logging.getLogger("mall").info("signing with %s", secret)
        return super()._signed(request, token)


class Ascii(MallAuth):
    """Signs the plain letters of a body only."""

    def _signed(self, request, token):
        signed = super()._signed(request, token)
        plain = request.read().decode("ascii", "ignore").encode()
        secret = self.connection.settings.client_secret.reveal()
        target = request.url.raw_path.decode("latin-1")
        signed.headers["X-Signature"] = signature(secret, request.method, target, plain)
        return signed


@attrs.frozen
class Spoilt:
    """A way to the platform whose calls are spoilt."""

    good: Any
    spoil: Any

    def call(self, *given: Any, **named: Any) -> Any:
        """Make the call, spoilt."""
        return self.good.call(*given, **self.spoil(named))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.good, name)


def _calling(spoil: Any, *hooks: str) -> Change:
    def spoilt(connection: Any) -> Any:
        return attrs.evolve(connection, http=Spoilt(connection.http, spoil))

    return both(*(asking(hook, connection=spoilt) for hook in hooks))


def _unjudged(named: Any) -> Any:
    def judge(answer: Any) -> None:
        if answer.status == 429:
            raise RequestRefusedError("No.", endpoint=answer.endpoint, next_step="Stop.")
        judge_status(answer)

    return {**named, "judge": judge}


def _knows_new_words_only(named: Any) -> Any:
    judge = named["judge"]

    def hook(answer: Any) -> None:
        judge(answer)
        if b'"following"' in answer.body:
            raise RequestRefusedError("No such page.", endpoint=answer.endpoint, next_step="Stop.")

    return {**named, "judge": hook}


def _counting(good: Hook) -> Hook:
    number = count(1)

    def hook(connection: Any) -> Account:
        account = good(connection=connection)
        return attrs.evolve(account, name=f"{account.name} {next(number)}")

    return hook


def _complains(error: Exception, connection: Any, cursor: str | None) -> Any:
    logging.getLogger("mall").warning("The mall does not answer.")
    raise error


def _as_asked(module: ModuleType) -> None:
    """Tell of each line what was asked for, whatever was taken."""
    asked: dict[str, Any] = {}

    def told(one: RemoteOutbound) -> RemoteOutbound:
        lines = tuple(
            attrs.evolve(line, quantity=asked.get((one.reference, line.remote_id), line.quantity))
            for line in one.lines
        )
        return attrs.evolve(one, lines=lines)

    def noting(outbound: Any) -> Any:
        asked.update({(outbound.reference, one.remote_id): one.quantity for one in outbound.lines})
        return outbound

    both(
        asking("create_outbound", outbound=noting),
        answering("create_outbound", told),
        answering("refresh_outbound", each(told)),
    )(module)


def _follows(error: Exception, connection: Any, cursor: str | None) -> Any:
    target = _asked(connection.http.hosts["api"], "/products").getheader("location") or ""
    _asked(target, urlsplit(target).path)
    raise error


def _asked(url: str, path: str) -> http.client.HTTPResponse:
    parts = urlsplit(url)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    line.request("GET", path)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer


def _behind_the_back(good: Hook) -> Hook:
    def hook(connection: Any) -> Account:
        _asked(connection.http.hosts["api"], "/account")
        return good(connection=connection)

    return hook


def _without(title: str) -> Any:
    return lambda page: attrs.evolve(
        page, items=tuple(one for one in page.items if one.title != title)
    )


def _no_last_one(good: Hook) -> Hook:
    def hook(connection: Any, cursor: str | None) -> Any:
        found = good(connection=connection, cursor=cursor)
        alone = cursor is not None and found.cursor is None and len(found.items) == 1
        return attrs.evolve(found, items=()) if alone else found

    return hook


def _never_round(good: Hook) -> Hook:
    seen: set[str] = set()

    def hook(connection: Any, cursor: str | None) -> Any:
        if cursor is None:
            seen.clear()
        found = good(connection=connection, cursor=cursor)
        if found.cursor in seen:
            return attrs.evolve(found, cursor=None, items=())
        seen.add(found.cursor or "")
        return found

    return hook


def _by_place(good: Hook) -> Hook:
    """Count places instead of keeping to ids."""

    def hook(connection: Any, cursor: str | None) -> Any:
        place = (cursor or "after:0").removeprefix("after:")
        if not place.isdigit():
            return good(connection=connection, cursor=cursor)
        found = good(connection=connection, cursor=None)
        rows, refused, seen = list(found.items), list(found.refused), {None}
        while found.cursor not in seen:
            seen.add(found.cursor)
            found = good(connection=connection, cursor=found.cursor)
            rows += found.items
            refused += found.refused
        here, following = int(place), int(place) + PAGE
        more = f"after:{following}" if following < len(rows) else None
        told = tuple(refused) if not here else ()
        return attrs.evolve(found, items=tuple(rows[here:following]), cursor=more, refused=told)

    return hook


def _remembers_the_gone(good: Hook) -> Hook:
    known: dict[str, Any] = {}
    seen: set[str] = set()

    def hook(connection: Any, cursor: str | None) -> Any:
        if cursor is None:
            seen.clear()
        found = good(connection=connection, cursor=cursor)
        seen.update(one.listing_id for one in found.items)
        gone = [known[name] for name in known if name not in seen] if found.cursor is None else []
        known.update({one.listing_id: one for one in found.items})
        dead = (attrs.evolve(one, status=ListingStatus.DELETED) for one in gone)
        return attrs.evolve(found, items=(*found.items, *dead))

    return hook


def _at_once(good: Hook) -> Hook:
    """Read the whole list for its first page."""

    def hook(connection: Any, cursor: str | None) -> Any:
        found = good(connection=connection, cursor=cursor)
        rows, refused, seen = list(found.items), list(found.refused), {cursor}
        while found.cursor is not None and found.cursor not in seen:
            seen.add(found.cursor)
            found = good(connection=connection, cursor=found.cursor)
            rows += found.items
            refused += found.refused
        whole = attrs.evolve(found, items=tuple(rows), refused=tuple(refused))
        return whole if found.cursor is None else attrs.evolve(whole, cursor=found.cursor)

    return hook


def _results(spoil: Any) -> Change:
    return answering(
        "push_stock",
        lambda report: attrs.evolve(report, results=tuple(map(spoil, report.results))),
    )


def _quantities(spoil: Any) -> Change:
    return asking(
        "push_stock",
        updates=lambda updates: tuple(
            attrs.evolve(one, quantity=spoil(one.quantity)) for one in updates
        ),
    )


def _adds(good: Hook) -> Hook:
    seen: set[Any] = set()

    def hook(connection: Any, updates: Any) -> Any:
        more = tuple(
            attrs.evolve(one, quantity=one.quantity + 1) if one in seen else one for one in updates
        )
        seen.update(updates)
        return good(connection=connection, updates=more)

    return hook


def _all_done(error: Exception, connection: Any, updates: Any) -> PushReport:
    return PushReport(tuple(RowResult(one.listing_id, RowOutcome.DONE) for one in updates))


def _at_north(connection: Any) -> Any:
    return attrs.evolve(connection, settings=attrs.evolve(connection.settings, warehouse="north"))


def _knows_all(good: Hook) -> Hook:
    def hook(connection: Any, listing_ids: Any) -> Any:
        found = good(connection=connection, listing_ids=listing_ids)
        known = {one.listing_id for one in found}
        return (*found, *(StockReading(name, 0) for name in listing_ids if name not in known))

    return hook


def _remembered(good: Hook) -> Hook:
    known: dict[str, Any] = {}

    def hook(connection: Any, order_id: str) -> Any:
        if order_id not in known:
            known[order_id] = good(connection=connection, order_id=order_id)
        return known[order_id]

    return hook


def _first_answer(good: Hook) -> Hook:
    kept: list[Any] = []

    def hook(connection: Any, window: Any, cursor: str | None) -> Any:
        if cursor is not None:
            return good(connection=connection, window=window, cursor=cursor)
        kept[1:] = []
        if not kept:
            kept.append(good(connection=connection, window=window, cursor=None))
        return kept[0]

    return hook


def _later_than(early: Any) -> Any:
    """Leave out the orders that *early* says are too early, given the end of the last span."""

    def wrap(good: Hook) -> Hook:
        ends: list[Any] = []

        def hook(connection: Any, window: Any, cursor: str | None) -> Any:
            if cursor is None:
                ends.append(window.end)
            found = good(connection=connection, window=window, cursor=cursor)
            last = ends[-2] if len(ends) > 1 else window.start
            kept = tuple(one for one in found.items if not early(one.placed_at, last))
            return attrs.evolve(found, items=kept)

        return hook

    return wrap


def _anew(good: Hook) -> Hook:
    seen: set[str] = set()
    number = count(1)

    def hook(connection: Any, outbound: Any) -> Any:
        sent = outbound
        if outbound.reference in seen:
            sent = attrs.evolve(outbound, reference=f"{outbound.reference}-{next(number)}")
        seen.add(outbound.reference)
        return good(connection=connection, outbound=sent)

    return hook


def _by_thread(good: Hook) -> Hook:
    first: list[int] = []

    def hook(connection: Any, outbound: Any) -> Any:
        me = threading.get_ident()
        first.append(me)
        mine = outbound.reference if me == first[0] else f"{outbound.reference}-{me}"
        made = good(connection=connection, outbound=attrs.evolve(outbound, reference=mine))
        return attrs.evolve(made, reference=outbound.reference)

    return hook


def _whatever_is_there(module: ModuleType) -> None:
    find = module.find_outbound

    def instead(error: Exception, connection: Any, outbound: Any) -> Any:
        found = find(connection=connection, reference=outbound.reference)
        return found[0] if found else raising(error)

    catching("create_outbound", RequestRefusedError, instead)(module)


def _single(lines: Any) -> Any:
    return attrs.evolve(lines, lines=tuple(attrs.evolve(one, quantity=1) for one in lines.lines))


def _doubtful(error: Any, connection: Any, outbound: Any) -> Any:
    if error.remote_code == "M422":
        raise OutcomeUnknownError("Who knows.", next_step="Look.", endpoint=error.endpoint)
    raise error


def _ever_other(good: Hook) -> Hook:
    number = count(1)
    return lambda connection, documents: tuple(
        attrs.evolve(one, raw=f"{one.raw} {next(number)}")
        for one in good(connection=connection, documents=documents)
    )


def _progress(before: OutboundProgress, after: OutboundProgress) -> Change:
    return answering(
        "refresh_outbound",
        each(lambda one: attrs.evolve(one, progress=after) if one.progress is before else one),
    )


def _all_shipped(one: RemoteOutbound) -> RemoteOutbound:
    lines = tuple(attrs.evolve(line, shipped=line.quantity) for line in one.lines)
    return attrs.evolve(one, lines=lines)


def _all_or_none(good: Hook) -> Hook:
    def hook(connection: Any, documents: Any) -> Any:
        found = good(connection=connection, documents=documents)
        if len(found) < len(documents):
            raise RequestRefusedError("One is missing.", next_step="Ask for others.")
        return found

    return hook


def _must_see_it_leave(good: Hook) -> Hook:
    left: set[str] = set()

    def hook(connection: Any, documents: Any) -> Any:
        told = []
        for one in good(connection=connection, documents=documents):
            if one.progress is OutboundProgress.SHIPPED:
                left.add(one.remote_id)
            lost = one.progress is OutboundProgress.DELIVERED and one.remote_id not in left
            told.append(attrs.evolve(one, progress=OutboundProgress.UNKNOWN) if lost else one)
        return tuple(told)

    return hook


def _closed(sandbox: Any) -> Any:
    inner = sandbox.app

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/warehouses":
            await send_answer(page(404, b"{}", "application/json"), send)
        else:
            await inner(scope, receive, send)

    return attrs.evolve(sandbox, app=app)


def _of(check: str, change: Change, *companions: str) -> Mutant:
    return Mutant(check, change, frozenset(companions))


def _known_status(kind: Any, instead: Any) -> Any:
    return items(
        lambda one: attrs.evolve(one, status=instead) if one.status is kind.UNKNOWN else one
    )


_REFUSED = RowOutcome.REFUSED

MUTANTS = (
    _of("PKG-01", _named("mall_heavy")),
    _of("PKG-02", declaring(dialect_date="last spring")),
    _of("PKG-03", declaring(roles=frozenset({Role.CHANNEL}))),
    _of("PKG-04", _swapped),
    _of("PKG-05", _named("mall_loud"), "PKG-06"),
    _of("PKG-06", _named("mall_leaning")),
    _of("PKG-07", _named("mall_ahead")),
    _of("PKG-08", _signing(Shared)),
    _of("PKG-09", _beside("outgrown")),
    _of("PKG-10", _named("mall_bare")),
    _of("CFG-01", answering("settings", lambda _: Lax)),
    _of("CFG-02", answering("settings", lambda _: Open)),
    _of("CFG-03", around("inspect_account", lambda _: lambda connection: Account("1", "Me"))),
    _of("AUTH-01", _signing(Eternal)),
    _of("AUTH-02", _signing(Eager), "AUTH-04"),
    _of(
        "AUTH-03",
        both(
            *(
                catching(
                    hook,
                    CredentialsRefusedError,
                    lambda error, **_: raising(
                        RequestRefusedError(error.message, endpoint="x", next_step="Check.")
                    ),
                )
                for hook in ("list_products", "list_stock")
            )
        ),
    ),
    _of("AUTH-05", _signing(Suspicious)),
    _of("SEC-01", _signing(Talkative)),
    _of("SEC-02", catching("list_products", ConfigurationError, _follows)),
    _of("SEC-03", _signing(Ascii)),
    _of("PROD-01", answering("list_products", _without("Thing 39")), "SBX-03"),
    _of(
        "PROD-02",
        answering(
            "list_products",
            lambda page: page if page.items else raising(DataRefusedError("Nothing is there.")),
        ),
        "PAGE-01",
    ),
    _of(
        "PROD-03",
        answering("list_products", items(lambda one: attrs.evolve(one, sku=one.sku.strip("0")))),
    ),
    _of("PROD-04", answering("list_products", items(lambda one: attrs.evolve(one, title="")))),
    _of(
        "PROD-05",
        answering("list_products", _known_status(ListingStatus, ListingStatus.ACTIVE)),
    ),
    _of(
        "PROD-06",
        answering(
            "list_products",
            items(
                lambda one: one if one.parent_id else attrs.evolve(one, options=(("weight", 1.5),))
            ),
        ),
    ),
    _of(
        "PROD-07",
        answering("list_products", items(lambda one: attrs.evolve(one, parent_id=None))),
    ),
    _of("PROD-08", around("list_products", _remembers_the_gone), "ERR-05"),
    _of("PAGE-01", around("list_products", _no_last_one)),
    _of("PAGE-02", around("list_products", _never_round)),
    _of(
        "PAGE-03",
        answering(
            "list_products",
            lambda page: attrs.evolve(page, cursor=None) if len(page.items) < PAGE else page,
        ),
    ),
    _of("PAGE-04", around("list_products", _by_place)),
    _of(
        "STK-01",
        answering(
            "push_stock",
            lambda report: attrs.evolve(report, results=report.results + report.results[:1]),
        ),
    ),
    _of("STK-02", _quantities(lambda units: max(units, 1)), "STK-12"),
    _of("STK-03", around("push_stock", _adds), "STK-10", "STK-12", "FLT-01"),
    _of(
        "STK-04",
        _results(
            lambda one: (
                attrs.evolve(one, outcome=RowOutcome.UNKNOWN)
                if "no such product" in one.reason
                else one
            )
        ),
    ),
    _of("STK-05", asking("push_stock", updates=lambda updates: updates[:BATCH])),
    _of(
        "STK-06",
        _results(
            lambda one: attrs.evolve(one, outcome=RowOutcome.DONE) if "busy" in one.reason else one
        ),
    ),
    _of("STK-07", _quantities(lambda units: min(units, MOST_UNITS))),
    _of("STK-08", answering("read_stock", each(lambda one: attrs.evolve(one, locked=0)))),
    _of("STK-09", asking("push_stock", connection=_at_north)),
    _of("STK-10", catching("push_stock", OutcomeUnknownError, _all_done), "ERR-01", "ERR-03"),
    _of("STK-11", around("read_stock", _knows_all)),
    _of("STK-12", _quantities(lambda units: 2 if units == 1 else units)),
    _of(
        "ORD-01", answering("list_orders", items(lambda one: attrs.evolve(one, address=Address())))
    ),
    _of("ORD-02", answering("list_orders", _known_status(OrderStatus, OrderStatus.PAID))),
    _of("ORD-03", around("get_order", _remembered)),
    _of(
        "ORD-04",
        answering("list_orders", items(lambda one: attrs.evolve(one, lines=()))),
        "ORD-01",
    ),
    _of("CUR-01", around("list_orders", _first_answer), "CUR-02", "CUR-03", "ORD-01", "ORD-02"),
    _of(
        "CUR-02",
        around("list_orders", _later_than(lambda at, end: at <= end)),
        "CUR-03",
        "OBS-03",
        "SBX-03",
    ),
    _of(
        "CUR-03",
        around("list_orders", _later_than(lambda at, end: (end - at).total_seconds() > 2)),
        "OBS-03",
        "SBX-03",
    ),
    _of(
        "CUR-04",
        catching(
            "list_products",
            InputRefusedError,
            lambda error, connection, cursor: None,
        ),
    ),
    _of("OUT-01", asking("create_outbound", outbound=_single), "INB-04"),
    _of("OUT-02", around("create_outbound", _anew), "OUT-03", "OUT-09"),
    _of("OUT-03", _whatever_is_there),
    _of(
        "OUT-04",
        around("find_outbound", lambda _: lambda connection, reference: ()),
        "SBX-01",
        "SBX-03",
    ),
    _of(
        "OUT-05",
        around(
            "find_outbound",
            lambda _: (
                lambda connection, reference: (
                    RemoteOutbound(reference, "X1", OutboundProgress.ACCEPTED),
                )
            ),
        ),
    ),
    _of("OUT-06", catching("create_outbound", RequestRefusedError, _doubtful)),
    _of("OUT-07", _as_asked),
    _of(
        "OUT-08",
        around(
            "cancel_outbound",
            lambda _: lambda connection, document: Cancellation(CancelOutcome.CANCELLED),
        ),
    ),
    _of("OUT-09", around("create_outbound", _by_thread)),
    _of(
        "INB-01",
        answering("refresh_outbound", each(lambda one: attrs.evolve(one, waybills=()))),
        "INB-06",
    ),
    _of("INB-02", around("refresh_outbound", _ever_other)),
    _of("INB-03", _progress(OutboundProgress.PACKED, OutboundProgress.PICKING)),
    _of("INB-04", answering("refresh_outbound", each(_all_shipped))),
    _of("INB-05", around("refresh_outbound", _all_or_none)),
    _of("INB-06", around("refresh_outbound", _must_see_it_leave)),
    _of(
        "ERR-01",
        catching("list_products", UnreadableAnswerError, lambda *_, **__: raising(KeyError("id"))),
        "FLT-01",
    ),
    _of(
        "ERR-02",
        catching(
            "get_order",
            RequestRefusedError,
            lambda *_, **__: raising(RequestRefusedError("No.")),
        ),
    ),
    _of("ERR-03", _calling(lambda named: {**named, "effect": Effect.SET}, "create_outbound")),
    _of(
        "ERR-04",
        catching(
            "list_products",
            UnreachableError,
            lambda *_, **__: raising(InputRefusedError("Nobody is there.")),
        ),
    ),
    _of(
        "ERR-05",
        answering(
            "list_products",
            lambda page: (
                raising(DataRefusedError(page.refused[0].error)) if page.refused else page
            ),
        ),
    ),
    _of(
        "RATE-01",
        _calling(
            lambda named: {**named, "bucket": ""},
            "inspect_account",
            "list_products",
            "list_stock",
            "get_order",
        ),
    ),
    _of("RATE-02", _calling(_unjudged, "list_products", "list_stock"), "RATE-03"),
    _of("OBS-01", around("inspect_account", _behind_the_back), "OBS-03"),
    _of("OBS-02", catching("list_products", RemoteTroubleError, _complains)),
    _of(
        "OBS-03",
        around("inspect_account", _counting),
    ),
    _of(
        "SEC-04",
        around(
            "decode_notification",
            lambda _: lambda connection, request: (Hint(HintKind.ORDER, "1"),),
        ),
    ),
    _of(
        "FLT-01",
        catching("list_products", RemoteTroubleError, lambda *_, **__: Page()),
        "ERR-01",
        "ERR-02",
        "ERR-04",
    ),
    _of("PERF-01", around("list_products", _at_once), "PAGE-03"),
    _of(
        "PERF-02",
        around("push_stock", lambda good: lambda **given: (good(**given), good(**given))[1]),
    ),
    _of("DOC-01", _beside("unremovable")),
    _of("DOC-02", _beside("unnamed")),
    _of("SBX-01", answering("play_sandbox", _closed), "SBX-03"),
    _of("SBX-02", _beside("misrecorded")),
    _of("SBX-03", _calling(_knows_new_words_only, "list_products")),
    *CRASHING,
)
