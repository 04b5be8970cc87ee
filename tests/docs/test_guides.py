"""What the guides for authors of plugins show is true."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack, nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import ModuleType, SimpleNamespace
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import attrs
import pytest

from crossdock import ApiStatus, Manifest, Role, Window
from crossdock.errors import RateLimitedError, RequestRefusedError
from crossdock.hookspecs import HOOK_API
from crossdock.http import Answer, Auth, Redactor, Response
from crossdock.paging import walk
from crossdock.sandbox import SandboxOptions
from crossdock.sandbox.access import Access
from crossdock.sandbox.clock import Clock
from crossdock.sandbox.dialect import Ask, SaidNoError
from crossdock.sandbox.server import running

DOCS = Path(__file__).parents[2] / "docs"


def shown_on(page):
    """Return the code of a page, as it stands there, as a module."""
    shown = ModuleType("shown")
    for block in re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(), re.DOTALL):
        exec(compile(block, page, "exec"), vars(shown))  # noqa: S102 - our own page
    return shown


def test_the_sandbox_of_the_guide_works():
    """Its code, as it stands there, plays a shop that lets in who has the key."""
    shown = shown_on("writing-a-sandbox.md")

    with running("kiosk", shown.build, SandboxOptions(listings=2)) as told:
        opener = build_opener(ProxyHandler({}))
        with pytest.raises(HTTPError) as refused:
            opener.open(f"{told['url']}/products", timeout=30)
        refused.value.close()
        let_in = Request(
            f"{told['url']}/products", headers={"X-Api-Key": told["settings"]["api_key"]}
        )
        with opener.open(let_in, timeout=30) as answer:
            found = answer.read()

    assert 401 == refused.value.code
    assert b"SKU-0001" in found


def test_the_answers_of_the_guide():
    """Another status and another shape are sent; a strict shop refuses a push below a lock."""
    page = shown_on("writing-a-sandbox.md")
    account = page.StrictShop(SandboxOptions(listings=2), Clock(), Access("kiosk", 1, Clock()))
    name = next(iter(account.listings))
    account.listings[name].locked = 6
    ask = partial(Ask, {}, "PUT", "/", "", {})
    pushed = page.played_stock(
        account, ask(b'{"items": [{"id": "%s", "stock": 5}]}' % name.encode())
    )
    order = next(one for one in account.orders.values() if one.waybill)
    with pytest.raises(SaidNoError) as refused:
        page.played_fulfil(account, ask(b"{}", {"id": order.order_id}))

    assert 207 == pushed.status
    assert "a campaign holds back 6" == pushed.body["results"][0]["error"]
    assert (409, order.waybill) == (
        refused.value.said.status,
        refused.value.said.body["tracking_number"],
    )


@attrs.frozen
class NoSettings:
    """Nothing to set."""


@pytest.fixture(scope="module", name="page")
def _page():
    """The code of the page on calls, with what makes a connector of it."""
    shown = shown_on("calls.md")
    shown.settings = lambda: NoSettings
    shown.authenticate = lambda connection: Auth()
    shown.manifest = lambda: Manifest(
        name="shown",
        title="Shown",
        roles=frozenset({Role.CHANNEL}),
        dialect="1",
        dialect_date="2026-01-05",
        api_status=ApiStatus.LIVE,
        hosts={"api": "https://api.shown.example"},
        allowed_hosts=("api.shown.example",),
        limits=shown.LIMITS,
    )
    return shown


class TestCalls:
    """What the page on calls shows."""

    @pytest.fixture
    def connected(self, page):
        """Return what connects it to a function that plays the platform."""
        with ExitStack() as closing:

            def connect(platform):
                made = page.connected(page, {}, platform)
                closing.callback(made.http.close)
                return made

            yield connect

    def test_reads_and_limits(self, page, connected):
        """A path is quoted, rows are counted by their own limit."""
        asked = []

        def platform(request):
            asked.append(request.url.raw_path)
            return Response(200, json={"id": 1})

        connection = connected(platform)

        assert {"id": 1} == page.product(connection, "9-ab/1")
        assert {"id": 1} == page.set_stocks(connection, {"1": 2, "2": 3})
        assert [b"/v2/products/9-ab%2F1", b"/v2/stock"] == asked

    def test_the_platforms_words(self, page, connected):
        """An error has its code and its message."""
        body = {"error": {"code": "E7", "message": "closed"}}
        connection = connected(lambda _: Response(409, json=body))

        with pytest.raises(RequestRefusedError) as refused:
            page.orders_of(connection, 1)

        assert ("E7", "closed") == (refused.value.remote_code, refused.value.remote_message)

    def test_done_already(self, page, connected):
        """Under the same number it is a success; under another it stays a refusal."""
        connection = connected(page.shipped_before)

        page.fulfil(connection, "31", "JP1")
        with pytest.raises(RequestRefusedError):
            page.fulfil(connection, "31", "JP2")

    @pytest.mark.parametrize(
        ("code", "kind"),
        [("OK", None), ("TOO_FAST", RateLimitedError), ("NO", RequestRefusedError)],
    )
    def test_a_judge(self, page, code, kind):
        """HTTP 200 says nothing where the body does."""
        told = Answer("GET /", 200, {}, json.dumps({"result": {"code": code}}).encode())

        with pytest.raises(kind) if kind else nullcontext():
            page.judge(told)


def test_the_lists_of_the_page_on_hooks():
    """One that names its next page, and has no end but now, is read up to the window's end."""
    page = shown_on("hooks.md")
    noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
    rows = [
        {"id": name, "updated_at": (noon + timedelta(hours=hours)).isoformat()}
        for name, hours in (("1", -2), ("2", -1), ("3", 1), ("4", 2))
    ]
    window = Window(noon - timedelta(hours=3), noon)

    def call(method, path, params):
        start = (params["page"] - 1) * 2
        body = {"orders": rows[start : start + 2], "next_page": params["page"] + 1}
        return Answer("GET", 200, {}, json.dumps(body).encode())

    http = SimpleNamespace(call=call, redactor=Redactor())
    read = partial(page.orders_since, SimpleNamespace(http=http), window)
    pages = [one for _, one in walk(lambda cursor: read(cursor, lambda row: row.text("id")))]

    assert [("1", "2"), ()] == [one.items for one in pages]


def test_the_version_of_the_hooks_is_told():
    """The page on versions says which one the hooks have."""
    assert f"hooks are at version {HOOK_API}." in " ".join(
        (DOCS / "versions.md").read_text().split()
    )
