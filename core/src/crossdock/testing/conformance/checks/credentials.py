"""SEC and AUTH: secrets stay where they belong, and tokens are fetched, kept and renewed."""

from __future__ import annotations

import io
import json
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from crossdock.connecting import secrets_of
from crossdock.errors import CredentialsRefusedError, CrossdockError, Exit
from crossdock.http import resolve_hosts
from crossdock.testing.conformance.check import check, raised, require
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.checks.settings import spoilt
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Shop, Subject
from crossdock.testing.conformance.tap import Exchange, saying


@check(
    "SEC-01",
    Level.BRONZE,
    "A platform that quotes our secrets cannot make us print, log, raise or keep them.",
)
def kept_secret(subject: Subject) -> None:
    """Let the sandbox answer everything with the secrets, in six ways."""
    shop = drives.warmed(subject)
    secrets = [one.reveal() for one in secrets_of(shop.connection.settings)]
    secrets += [token.text.reveal() for token in shop.shelf.tokens.values()]
    said = " and ".join(secrets)
    # Once as text, once in every field that a dialect could look at.
    bodies = (said.encode(), _quoting(said), json.dumps([said]).encode())
    shown = [repr(shop.connection), repr(shop.connection.settings), repr(shop.connection.http)]
    with logged() as log:
        for status in (200, 400, 500):
            for body in bodies:
                with shop.played.tap.instead(lambda _, s=status, b=body: saying(s, b)):  # type: ignore[misc]
                    shown += [_outcome(drive) for drive in drives.every(subject, shop)]
    shown.append(log.getvalue())
    shown += [repr(call) for call in shop.journal.calls]
    text = "\n".join(shown)
    for secret in secrets:
        require(secret not in text, "A secret came back out, in an error, an answer or a log.")


@check(
    "SEC-02",
    Level.SILVER,
    "Only declared hosts over https are called, and no redirect is followed.",
)
def at_home(subject: Subject) -> None:
    """Resolve the declared hosts, then answer every call with a redirect elsewhere."""
    hosts = resolve_hosts(subject.manifest, {}, sandbox=False)
    require(hosts, "The manifest names no host.")
    shop = drives.warmed(subject)
    trap = subject.play()
    for status in (302, 307):
        target = f"{trap.url}/elsewhere"
        elsewhere = saying(status, b"", location=target)
        with shop.played.tap.instead(lambda _, answer=elsewhere: answer):  # type: ignore[misc]
            for drive in drives.every(subject, shop):
                _outcome(drive)
    require(not trap.tap.exchanges, "A redirect to another host was followed.")


@check(
    "SEC-03",
    Level.SILVER,
    "What it signs verifies: unicode, empty, blank and special characters in what it is asked.",
)
def verified(subject: Subject) -> None:
    """Ask with awkward texts, and look that none is refused for its signature."""
    shop = drives.warmed(subject)
    for text in AWKWARD:
        for drive in drives.with_text(subject, shop, text):
            mark = shop.played.tap.mark()
            try:
                drive()
            except CredentialsRefusedError as error:
                sent = "; ".join(one.endpoint for one in shop.played.tap.since(mark))
                require(not sent, f"Asked with {text!r}, the platform refused it: {error.message}")
            except CrossdockError:
                continue


#: Texts that signatures are computed wrongly over.
AWKWARD = (
    "",
    " ",
    "0",
    "a&b=c",
    "a+b%20c",
    "%",
    "é",
    "ünï 😀",
    "商家",
    "~!*'()",
    "a\tb",
    "/x/../y",
)


@check(
    "AUTH-01",
    Level.BRONZE,
    "A token is kept with its expiry, and not asked for again while it is valid.",
    hook="authenticate",
)
def kept_token(subject: Subject) -> None:
    """Call twice; then learn from an expired token which requests are for one."""
    shop = subject.open()
    call = drives.reading(subject, shop)
    call()
    mark, writes = shop.played.tap.mark(), shop.shelf.writes
    call()
    require(writes == shop.shelf.writes, "A second call kept another token.")
    again = shop.played.tap.since(mark)
    tokens = _token_endpoints(shop, call)
    asked = [one.endpoint for one in again if one.endpoint in tokens]
    require(not asked, f"A second call within its validity asked for a token: {asked}.")
    for token in shop.shelf.tokens.values():
        require(token.expires_at is not None, "A token was kept without the time it expires.")


@check(
    "AUTH-02",
    Level.SILVER,
    "A token that died is renewed once, the failed call repeated once, and the run goes on.",
    hook="authenticate",
)
def renewed(subject: Subject) -> None:
    """Let the token die between two calls."""
    shop = subject.open()
    call = drives.reading(subject, shop)
    before = call()
    mark = shop.played.tap.mark()
    call()
    usual = [one.endpoint for one in shop.played.tap.since(mark)]
    shop.played.expire_tokens()
    mark = shop.played.tap.mark()
    after = call()
    seen = [one.endpoint for one in shop.played.tap.since(mark)]
    require(before == after, "The answer after the renewal is another one.")
    extra = len(seen) - len(usual)
    require(
        extra == 2,
        f"A dead token cost {extra} requests more than usual; it must be two: a new token, and"
        " the failed call once more.",
    )


@check(
    "AUTH-03",
    Level.SILVER,
    "Wrong credentials end in CredentialsRefusedError, exit code 4, and are not tried again.",
    hook="authenticate",
)
def refused(subject: Subject) -> None:
    """Sign in with secrets that nobody knows."""
    played = subject.play()
    shop = subject.open(played, settings=spoilt(subject, played.settings))
    error = raised(
        CredentialsRefusedError, drives.reading(subject, shop), "A call with wrong credentials"
    )
    require(error.exit_code is Exit.CREDENTIALS, "Its exit code is not 4.")
    endpoints = [one.endpoint for one in played.tap.exchanges]
    require(len(endpoints) == len(set(endpoints)), f"It was tried again: {endpoints}.")
    require(not shop.slept, "It waited to try again.")


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """Yield what is logged by anybody while the context lasts."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield text
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


def _quoting(said: str) -> bytes:
    names = ("message", "messages", "error", "reason", "code", "error_description", "msg")
    fields: dict[str, Any] = dict.fromkeys(names, said)
    header = {"error_code": "X", "messages": said, "reason": said}
    router = {"code": "24", "en_desc": said, "zh_desc": said}
    return json.dumps({**fields, "header": header, "error_response": router}).encode()


def _outcome(drive: Callable[[], object]) -> str:
    """Return everything that a person could be shown of what *drive* came to."""
    try:
        return repr(drive())
    except Exception as error:  # noqa: BLE001 - whatever is raised is looked at
        return f"{error} {vars(error)} {''.join(traceback.format_exception(error))}"


def _token_endpoints(shop: Shop, call: Callable[[], object]) -> set[str]:
    """Return the endpoints that are asked for a token, learnt by letting it die."""
    mark = shop.played.tap.mark()
    call()
    usual = _counted(shop.played.tap.since(mark))
    shop.played.expire_tokens()
    mark = shop.played.tap.mark()
    call()
    found = _counted(shop.played.tap.since(mark))
    only = {name for name in found if name not in usual}
    if not only and shop.shelf.writes == 0:
        return {name for name in usual if "token" in name}
    return only


def _counted(exchanges: list[Exchange]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in exchanges:
        counts[one.endpoint] = counts.get(one.endpoint, 0) + 1
    return counts
