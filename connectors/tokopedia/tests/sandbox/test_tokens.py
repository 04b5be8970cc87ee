"""Tokens and the gate (sheet 1.1 to 1.3)."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]
Code = Callable[[Any], tuple[int, Any]]


def ask(seller: Any, **more: Any) -> Any:
    """Ask for a token in some form."""
    more.setdefault("headers", {})
    return seller.request("POST", more.pop("path", "/token"), **more)


def basic(seller: Any) -> dict[str, str]:
    """Return the Basic header."""
    raw = ":".join(seller.credentials).encode()
    return {"Authorization": "Basic " + base64.b64encode(raw).decode()}


def test_documented_answer(seller: Any) -> None:
    """The documented request gets the documented three members and two weeks."""
    answer = ask(
        seller, params={"grant_type": "client_credentials"}, auth=seller.credentials, content=b""
    )

    assert (200, {"access_token", "expires_in", "token_type"}, 1209600, "Bearer", "c:") == (
        answer.status_code,
        set(answer.json()),
        answer.json()["expires_in"],
        answer.json()["token_type"],
        answer.json()["access_token"][:2],
    )


def test_every_liberal_form(seller: Any) -> None:
    """Query, form, JSON, extra parameters and lower-case scheme all get the same token."""
    grant = {"grant_type": "client_credentials"}
    lower = {"authorization": basic(seller)["Authorization"].replace("Basic", "basic")}
    own = dict(zip(("client_id", "client_secret"), seller.credentials, strict=True))
    answers = [
        ask(seller, params=grant, headers=basic(seller)),
        ask(seller, params={**grant, "per_page": "50"}, headers=basic(seller), json={}),
        ask(seller, data=grant, headers=basic(seller)),
        ask(seller, json=grant, headers=basic(seller)),
        ask(seller, params=grant, headers=lower),
        ask(seller, data={**grant, **own}),
    ]

    assert [seller.headers["Authorization"]] == list(
        {f"Bearer {answer.json()['access_token']}" for answer in answers}
    )


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic " + base64.b64encode(b"a:b").decode()},
        {"Authorization": "Basic %%%"},
        {"Authorization": "Basic " + base64.b64encode(b"\xff\xfe").decode()},
    ],
)
@pytest.mark.parametrize("status", [200, 401])
def test_wrong_credentials(open_shop: Open, headers: dict[str, str], status: int) -> None:
    """A refusal carries error and error_description, at 200 or 401 by switch."""
    seller = open_shop(switches={"token_errors": str(status)})
    answer = ask(seller, params={"grant_type": "client_credentials"}, headers=headers)

    assert (status, {"error", "error_description"}) == (answer.status_code, set(answer.json()))


def test_grant_type_is_needed(seller: Any) -> None:
    """Without the grant type there is no token."""
    assert "unsupported_grant_type" == ask(seller, headers=basic(seller)).json()["error"]


def test_token_sticks_until_it_expires(seller: Any) -> None:
    """Asking again returns the same token with less time left, and a new one after expiry."""
    first = seller.headers["Authorization"]
    seller.control("/clock", {"advance": 86_400})
    same = ask(seller, params={"grant_type": "client_credentials"}, headers=basic(seller)).json()
    seller.control("/clock", {"advance": 14 * 86_400})
    refused = seller.get(f"/v1/shop/fs/{seller.fs}/shop-info")
    seller.log_in()

    assert (first, True, (401, {"message": "invalid_token"}), True) == (
        f"Bearer {same['access_token']}",
        1209600 - 86_402 <= same["expires_in"] <= 1209600 - 86_400,
        (refused.status_code, refused.json()),
        first != seller.headers["Authorization"],
    )


def test_unsticky_tokens_live_beside_each_other(open_shop: Open) -> None:
    """With the switch off each request issues a token, and the earlier stays good."""
    seller = open_shop(switches={"sticky_token": "off", "token_prefix": "off"})
    first = dict(seller.headers)
    seller.log_in()
    answer = seller.request("GET", f"/v1/fs/{seller.fs}/whitelist", headers=first)

    assert (True, 200, 22) == (
        first != seller.headers,
        answer.status_code,
        len(first["Authorization"].removeprefix("Bearer ")),
    )


def test_token_switches(open_shop: Open) -> None:
    """Life and members follow their switches."""
    seller = open_shop(switches={"token_life": "60", "token_members": "observed"})
    body = ask(seller, params={"grant_type": "client_credentials"}, headers=basic(seller)).json()

    assert (60, "1", False, "") == (
        body["expires_in"],
        body["last_login_type"],
        body["sq_check"],
        body["event_code"],
    )


def test_control_plane_expires_tokens(seller: Any) -> None:
    """A token can be made invalid at once."""
    expired = seller.control("/tokens/expire")
    answer = seller.get(f"/v1/fs/{seller.fs}/whitelist")

    assert ({"expired": 1}, 401) == (expired, answer.status_code)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic abc", "Token c:1"])
@pytest.mark.parametrize("status", ["401", "403"])
def test_bad_bearer_is_outside_the_envelope(open_shop: Open, header: str, status: str) -> None:
    """A bad token is refused by the gateway, in its own shape."""
    seller = open_shop(switches={"invalid_token": status})
    answer = seller.request(
        "GET", f"/v1/fs/{seller.fs}/whitelist", headers={"Authorization": header}
    )

    assert (int(status), {"message": "invalid_token"}) == (answer.status_code, answer.json())


def test_unlisted_address(open_shop: Open) -> None:
    """With the whitelist on, only listed addresses come in, and it can be read."""
    seller = open_shop(switches={"ip_whitelist": "10.1.1.1, 127.0.0.1"})
    listed = seller.get(f"/v1/fs/{seller.fs}/whitelist").json()["data"]
    seller.address = "10.2.2.2"
    answer = seller.get(f"/v1/fs/{seller.fs}/whitelist")

    assert (
        {"fs_id": int(seller.fs), "ip_whitelisted": ["10.1.1.1", "127.0.0.1"]},
        (403, {"message": "unauthorized_ip_address"}),
    ) == (listed, (answer.status_code, answer.json()))


def test_published_limit_of_shop_info(seller: Any) -> None:
    """Five calls pass, the sixth is a 429, and the headers count down as published."""
    seller.request("DELETE", "/_sandbox/meter")
    answers = [seller.get(f"/v1/shop/fs/{seller.fs}/shop-info") for _ in range(6)]
    first, last = answers[0].headers, answers[-1].headers

    assert ([200] * 5 + [429], "5 req/s (burst 5)", "4", "-0.000000", "0") == (
        [answer.status_code for answer in answers],
        first["X-Ratelimit-Limit"],
        first["X-Ratelimit-Remaining"],
        first["X-Ratelimit-Reset-After"],
        last["X-Ratelimit-Remaining"],
    )


def test_headers_tell_when_to_come_back(seller: Any) -> None:
    """After the last token the headers say when one and when all are back."""
    for _ in range(6):
        headers = seller.get(f"/v1/shop/fs/{seller.fs}/shop-info").headers

    assert (True, True) == (
        0 < float(headers["X-Ratelimit-Reset-After"]) <= 0.2,
        0.8 < float(headers["X-Ratelimit-Full-Reset-After"]) <= 1.0,
    )


def test_limits_can_be_lifted_and_set(open_shop: Open) -> None:
    """limits=off lets everything pass; a rate of its own is kept per endpoint."""
    free = open_shop(switches={"limits": "off"})
    slow = open_shop(switches={"request_limit": "1/1", "shop_info_limit": "off"})
    freely = [free.get(f"/v1/shop/fs/{free.fs}/shop-info").status_code for _ in range(20)]
    slowly = [slow.get(f"/v1/fs/{slow.fs}/whitelist").status_code for _ in range(2)]
    elsewhere = slow.get("/v2/order/list", fs_id=slow.fs).status_code
    unlimited = {slow.get(f"/v1/shop/fs/{slow.fs}/shop-info").status_code for _ in range(9)}

    assert ({200}, [200, 429], 400, {200}) == (set(freely), slowly, elsewhere, unlimited)


@pytest.mark.parametrize("path", ["/v1/fs/{fs}/whitelist", "/inventory/v1/fs/{fs}/product/info"])
@pytest.mark.parametrize(
    ("legacy", "expected"), [("403", (403, "RBAC_MDLW_001")), ("500", (500, "ORD_USC_015"))]
)
def test_foreign_fs_id(
    open_shop: Open, code: Code, path: str, legacy: str, expected: tuple[int, str]
) -> None:
    """Somebody else's fs_id is refused as since October 2022, or as before by switch."""
    seller = open_shop(switches={"foreign_shop": legacy})

    assert expected == code(seller.get(path.format(fs=999)))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/shop/fs/abc/shop-info", "SHP_DLV_001"),
        ("/inventory/v1/fs/abc/product/info", "PRD_DLV_002"),
        ("/v2/fs/abc/order", "ORD_DLV_002"),
        ("/v2/order/list", "ORD_DLV_001"),
    ],
)
def test_malformed_fs_id(seller: Any, code: Code, path: str, expected: str) -> None:
    """Each family names a missing or malformed fs_id by its own code."""
    assert (400, expected) == code(seller.get(path))


def test_numeric_error_code(open_shop: Open, code: Code) -> None:
    """By switch error_code is a number."""
    seller = open_shop(switches={"error_code": "number"})

    assert (400, 400) == code(seller.get("/v2/order/list"))


def test_unknown_path_is_the_gateway_s(seller: Any) -> None:
    """A path that does not exist is answered by the gateway."""
    answer = seller.get("/v9/nothing")

    assert (404, {"message": "no Route matched with those values"}) == (
        answer.status_code,
        answer.json(),
    )


def test_huge_body_is_refused(seller: Any) -> None:
    """Nine megabytes are nobody's stock update."""
    answer = seller.request("POST", f"{seller.inventory}/stock/update", content=b" " * 9_000_000)

    assert 413 == answer.status_code


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", "PRD_DLV_043"),
        (b"\xff\xfe", "PRD_DLV_015"),
        (b"[NaN]", "PRD_DLV_043"),
        (b"[" * 100_000, "PRD_DLV_043"),
        (b"[[1]]", "PRD_DLV_043"),
        (b"[]", "PRD_DLV_043"),
        (b"", "PRD_DLV_043"),
        (b"1e999", "PRD_DLV_043"),
    ],
)
def test_bad_bodies(seller: Any, code: Code, body: bytes, expected: str) -> None:
    """A body that cannot be read is refused in the envelope, and nothing falls over."""
    answer = seller.request(
        "POST", f"{seller.inventory}/stock/update?shop_id={seller.shop}", content=body
    )

    assert (400, expected) == code(answer)


def test_body_is_json_whatever_its_label(seller: Any) -> None:
    """A JSON body without or with another content type is read all the same."""
    row = [{"product_id": seller.single()["listing_id"], "new_stock": 3}]
    answer = seller.request(
        "POST",
        f"{seller.inventory}/stock/update?shop_id={seller.shop}",
        content=json.dumps(row),
        headers={**seller.headers, "Content-Type": "text/plain"},
    )

    assert 1 == answer.json()["data"]["succeed_rows"]
