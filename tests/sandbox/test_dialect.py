"""A platform as a table of routes, over real HTTP, with the kit around it."""

from __future__ import annotations

import json
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from crossdock.sandbox import Sandbox, SandboxOptions
from crossdock.sandbox.dialect import Dialect, Said, SaidNoError, play
from crossdock.sandbox.server import running
from crossdock.sandbox.shop import Shop


def let_in(shop, ask):
    """Refuse whoever has not the key."""
    if not shop.access.is_secret(ask.headers.get("x-api-key", "")):
        raise SaidNoError(401, "unknown key", "E7")


def refused(shop, ask):
    """Refuse in the platform's own shape."""
    raise SaidNoError(409, body={"error": "already_shipped"}, headers={"Retry-After": "7"})


ROUTES = {
    "GET /open": lambda shop, ask: {"token": "given"},
    "GET /products": lambda shop, ask: [one.sku for one in ask.page(shop.listed, 2)],
    "POST /echo/{name}/{part}": lambda shop, ask: {
        "parts": ask.parts,
        "params": ask.params,
        "json": ask.json,
        "target": ask.target,
        "partial": ask.is_partial,
    },
    "PUT /some": lambda shop, ask: Said(207, {"rows": 2}),
    "GET /label": lambda shop, ask: Said(200, b"%PDF", {"Content-Type": "application/pdf"}),
    "GET /words": lambda shop, ask: Said(200, "closed"),
    "POST /refused": refused,
    "POST /broken": lambda shop, ask: ask.json["missing"],
}


def build(options: SandboxOptions) -> Sandbox:
    """Return the sandbox of a shop with these routes."""
    return play(
        "kiosk",
        options,
        Shop,
        lambda shop: Dialect(shop, ROUTES, let_in, ("GET /open",)),
        lambda access: {"api_key": access.secret},
    )


@pytest.fixture(scope="module")
def kiosk():
    """The shop, served."""
    with running("kiosk", build, SandboxOptions(listings=5)) as told:
        yield told


@pytest.fixture
def ask(kiosk):
    """Ask the shop, with its key unless told otherwise; return status and answer."""

    def asked(method, path, body=None, key=kiosk["settings"]["api_key"]):
        request = Request(
            kiosk["url"] + path,
            data=None if body is None else body.encode(),
            headers={"X-Api-Key": key},
            method=method,
        )
        try:
            with build_opener(ProxyHandler({})).open(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            with error:
                return error.code, json.load(error)

    return asked


def test_a_page(ask):
    """Pages begin with 1, and what lies beyond the last one is empty."""
    assert (200, ["SKU-0000", "SKU-0001"]) == ask("GET", "/products?page=1")
    assert (200, ["SKU-0004"]) == ask("GET", "/products?page=3")
    assert (200, []) == ask("GET", "/products?page=4")


@pytest.mark.parametrize("number", ["0", "-1", "x"])
def test_a_page_that_is_none(ask, number):
    """Is refused as a bad request."""
    assert 400 == ask("GET", f"/products?page={number}")[0]


def test_a_path_comes_apart(ask):
    """Parts are decoded, query and body are read, the target stays as it came."""
    status, told = ask("POST", "/echo/a%2Fb%20c/?q=%C3%A9&empty=", '{"n": 1}')

    assert 200 == status
    assert {"name": "a/b c", "part": ""} == told["parts"]
    assert ({"q": "é", "empty": ""}, {"n": 1}) == (told["params"], told["json"])
    assert "/echo/a%2Fb%20c/?q=%C3%A9&empty=" == told["target"]


def test_a_wrong_key(ask):
    """Is refused with the platform's own status, code and words; an open route needs none."""
    assert (401, {"code": "E7", "message": "unknown key"}) == ask("GET", "/products", key="x")
    assert 200 == ask("GET", "/open", key="x")[0]


def test_another_status(ask):
    """A route says its own, of success as of refusal, and the shape of both."""
    assert (207, {"rows": 2}) == ask("PUT", "/some", "{}")
    assert (409, {"error": "already_shipped"}) == ask("POST", "/refused", "{}")


def test_headers_and_bodies_that_are_no_json(kiosk):
    """Are sent as they are."""
    opener = build_opener(ProxyHandler({}))
    key = {"X-Api-Key": kiosk["settings"]["api_key"]}
    told = []
    for path in ("/label", "/words"):
        with opener.open(Request(kiosk["url"] + path, headers=key), timeout=30) as answer:
            told.append((answer.headers["Content-Type"], answer.read()))
    with pytest.raises(HTTPError) as error:
        opener.open(Request(f"{kiosk['url']}/refused", b"{}", key), timeout=30)
    error.value.close()

    assert [("application/pdf", b"%PDF"), ("text/plain; charset=utf-8", b"closed")] == told
    assert "7" == error.value.headers["Retry-After"]


def test_what_there_is_not(ask):
    """A path or method without a route is 404."""
    assert 404 == ask("GET", "/nothing")[0]
    assert 404 == ask("DELETE", "/products")[0]


@pytest.mark.parametrize("body", ["{", "[]", "17", "{}"])
def test_a_body_that_cannot_be_read(ask, body):
    """Is a bad request, whatever it is; the platform stays up."""
    assert (400, "this cannot be read") == (
        ask("POST", "/broken", body)[0],
        ask("POST", "/broken", body)[1]["message"],
    )


def test_a_fault_of_the_dialect_is_told(ask):
    """`partial-batch` reaches the route that it was put on."""
    ask("POST", "/_sandbox/faults", '{"faults": ["POST /echo/*: partial-batch"]}')

    status, told = ask("POST", "/echo/x/y", "{}")
    ask("DELETE", "/_sandbox/faults")

    assert (200, True) == (status, told["partial"])
