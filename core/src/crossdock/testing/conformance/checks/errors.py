"""ERR: whatever goes wrong is told as what it is, and hurts nothing else."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

from crossdock.errors import (
    CrossdockError,
    OutcomeUnknownError,
    RemoteError,
    RemoteTroubleError,
    RequestRefusedError,
    RetryLaterError,
    UnreachableError,
)
from crossdock.fulfilment import RemoteInbound, RemoteOutbound
from crossdock.inventory import PushReport, RowOutcome
from crossdock.manifest import Role
from crossdock.sandbox.wire import Answer
from crossdock.testing.conformance.check import (
    broken,
    check,
    raised,
    require,
)
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.checks.paging import has_rows
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Shop, Subject
from crossdock.testing.conformance.tap import Exchange, rewritten, saying

STATUSES = (400, 401, 403, 404, 405, 408, 409, 413, 422, 425, 429, 451, 500, 501, 502, 503, 504)
PAGE = b"<!DOCTYPE html><html><body><h1>maintenance</h1></body></html>"
#: What a platform in trouble answers with HTTP 200.
GARBAGE = {
    "an HTML page": (PAGE, "text/html"),
    "nothing": (b"", "application/json"),
    "half of an object": (b'{"data": [{"id": 1', "application/json"),
    "another charset": ('{"data": "é"}'.encode("utf-16"), "application/json; charset=utf-8"),
    "a list": (b"[]", "application/json"),
    "null": (b"null", "application/json"),
    "a number": (b"17", "application/json"),
    "an empty object": (b"{}", "application/json"),
    "a NaN": (b'{"data": NaN}', "application/json"),
}


@check(
    "ERR-01",
    Level.BRONZE,
    "Every error status, and everything that is no answer, ends in a declared error.",
)
def told(subject: Subject) -> None:
    """Answer reads and writes with each, and look how it is told."""
    shop = drives.warmed(subject)
    answers = {f"HTTP {status}": saying(status, PAGE, "text/html") for status in STATUSES}
    answers |= {f"HTTP {status} with JSON": saying(status, b'{"x": 1}') for status in STATUSES}
    answers |= {name: saying(200, body, kind) for name, (body, kind) in GARBAGE.items()}
    reads, writes = drives.reads(subject, shop), drives.writes(subject, shop)
    for name, answer in answers.items():
        with shop.played.tap.instead(lambda _, answer=answer: answer):  # type: ignore[misc]
            _declared(drives.reading(subject, shop), name, answer.status)
            for drive in reads:
                _no_surprise(drive, name)
            for drive in writes:
                _not_done(drive, name)


def _declared(drive: drives.Drive, name: str, status: int) -> None:
    """Look that a list is never read from what is none."""
    try:
        found = drive()
    except RemoteError as error:
        require(type(error) is not RemoteError, f"{name} is told as a bare RemoteError.")
        require(error.message.strip(), f"{name} is told without a word.")
    except CrossdockError:
        return
    except Exception as error:  # noqa: BLE001 - what a connector raises is what is looked at
        broken(f"{name} is told as {type(error).__name__}: {error}")
    else:
        require(found.refused, f"{name} is taken for an empty list ({status}).")


def _no_surprise(drive: drives.Drive, name: str) -> None:
    try:
        drive()
    except CrossdockError:
        return
    except Exception as error:  # noqa: BLE001 - what a connector raises is what is looked at
        broken(f"{name} is told as {type(error).__name__}: {error}")


def _not_done(drive: drives.Drive, name: str) -> None:
    """Look that a write is not called done by what says nothing of the kind."""
    try:
        found = drive()
    except CrossdockError:
        return
    except Exception as error:  # noqa: BLE001 - what a connector raises is what is looked at
        broken(f"After a write, {name} is told as {type(error).__name__}: {error}")
    if isinstance(found, PushReport):
        done = [one for one in found.results if one.outcome is RowOutcome.DONE]
        require(not done, f"A write that was answered with {name} is called done.")
    elif isinstance(found, RemoteOutbound | RemoteInbound):
        broken(f"A document that was answered with {name} is called made.")


@check(
    "ERR-02",
    Level.BRONZE,
    "An error names the call and what the platform said, and says what to do next.",
)
def named(subject: Subject) -> None:
    """Ask for what does not exist, and let a call fail."""
    shop = drives.warmed(subject)
    with shop.played.tap.instead(lambda _: saying(500, PAGE, "text/html")):
        error = raised(RemoteError, drives.reading(subject, shop), "A call answered with HTTP 500")
        _whole(error, "HTTP 500")
        require(error.status == 500, f"The error's status is {error.status}, not 500.")
    for drive in _refused(subject, shop):
        try:
            drive()
        except RemoteError as found:
            _whole(found, "what does not exist")
            require(
                found.remote_code or found.remote_message or found.status,
                "The error says nothing of the platform's answer; give it status=, remote_code="
                f" or remote_message=: {found.message}",
            )
        except CrossdockError:
            continue


def _whole(error: RemoteError, what: str) -> None:
    require(error.endpoint.strip(), f"The error for {what} names no endpoint.")
    require(error.next_step.strip(), f"The error for {what} does not say what to do next.")


def _refused(subject: Subject, shop: Shop) -> list[drives.Drive]:
    nobody = drives.unknown_id([*shop.played.orders()])
    if "get_order" in subject.implemented:
        return [lambda: subject.hook("get_order", connection=shop.connection, order_id=nobody)]
    if "create_outbound" in subject.implemented:
        return [lambda: drives.created(subject, shop, drives.an_outbound(shop, nobody))]
    return []


@check(
    "ERR-03",
    Level.SILVER,
    "A write whose answer was lost is told as unknown, and a document is never sent twice.",
)
def lost_answer(subject: Subject) -> None:
    """Apply each write, and answer with HTTP 500."""
    shop = drives.warmed(subject)
    for drive in drives.writes(subject, shop):
        with shop.played.tap.after(lambda _: saying(500, PAGE, "text/html")):
            try:
                found = drive()
            except RetryLaterError as error:
                broken(f"A write that was applied is told as not applied: {error.message}")
            except (OutcomeUnknownError, RequestRefusedError, RemoteTroubleError):
                continue
        if isinstance(found, PushReport):
            said = {one.outcome for one in found.results}
            require(said <= {RowOutcome.UNKNOWN}, f"A lost answer is told as {said}.")
    if Role.FULFILMENT in subject.manifest.roles:
        _sent_once(subject)


def _sent_once(subject: Subject) -> None:
    shop = drives.warmed(subject)
    goods = drives.in_stock(subject, shop, 1)
    outbound = drives.outbound_of(subject, shop, *goods)
    mark = shop.played.tap.mark()
    with shop.played.tap.after(lambda _: saying(500, PAGE, "text/html")):
        raised(
            OutcomeUnknownError,
            lambda: drives.created(subject, shop, outbound),
            "An outbound that was made, and answered with HTTP 500,",
        )
    carried = [one for one in shop.played.tap.since(mark) if outbound.reference in one.everything]
    require(len(carried) == 1, f"An outbound was sent {len(carried)} times.")


@check(
    "ERR-04",
    Level.SILVER,
    "No way to the platform, TLS that fails, a reset and silence end soon, and as transient.",
)
def no_way(subject: Subject) -> None:
    """Call where nobody listens, without TLS where TLS is due, and into faults."""
    played = subject.play()
    for endpoint in (f"http://127.0.0.1:{_closed_port()}", played.url.replace("http:", "https:")):
        shop = subject.open(played, endpoint=endpoint)
        raised(UnreachableError, drives.reading(subject, shop), f"A call to {endpoint[:5]}")
    shop = subject.open(played)
    drives.reading(subject, shop)()
    for fault in ("reset", "timeout-before(seconds=0.05)", "truncated(cut=connection)"):
        played.fault(f"* *: {fault}")
        raised(
            (RemoteTroubleError, RetryLaterError),
            drives.reading(subject, shop),
            f"A call that meets {fault}",
        )
        played.calm()


def _closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


@check(
    "ERR-05",
    Level.SILVER,
    "A record that cannot be read is set aside with its reason; the others of its page arrive.",
)
def set_aside(subject: Subject) -> None:
    """Spoil one record of the first list."""
    shop = drives.warmed(subject)
    usual = _keys(drives.pages(subject, shop))
    with shop.played.tap.after(_spoiling()):
        pages = drives.pages(subject, shop)
    left = _keys(pages)
    refused = [record for page in pages for record in page.refused]
    require(refused, "A record that cannot be read was not set aside.")
    for record in refused:
        require(record.error.strip(), "A record was set aside without a reason.")
    require(left and left < usual, f"Of {len(usual)} records {len(left)} arrived.")


def _keys(pages: list[Any]) -> set[str]:
    return {
        getattr(one, "listing_id", "") or f"{one.warehouse_id} {one.remote_id} {one.sku}"
        for page in pages
        for one in page.items
    }


def _spoiling() -> Callable[[Exchange], Answer | None]:
    """Return what turns one record of the last kind of list that passes into nonsense."""

    def change(body: Any) -> Any:
        for rows in _records(body):
            rows[0] = {key: {"not": ["as", "promised"]} for key in rows[0]}
        return body

    return lambda one: rewritten(one.answer, change) if has_rows(one.answer) else None


def _records(value: Any) -> Iterator[list[Any]]:
    """Yield the longest lists of records, and never one inside another."""
    if isinstance(value, dict):
        for member in value.values():
            yield from _records(member)
    elif isinstance(value, list) and len(value) > 1:
        if all(isinstance(row, dict) for row in value):
            yield value
    elif isinstance(value, str) and value[:1] == "{":
        try:
            yield from _records(json.loads(value))
        except ValueError:
            return
