"""Shop info and status (sheet 1.4)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

Open = Callable[..., Any]
Code = Callable[[Any], tuple[int, Any]]


def info(seller: Any, **params: Any) -> Any:
    """Return shop-info."""
    return seller.get(f"/v1/shop/fs/{seller.fs}/shop-info", **params)


def close(seller: Any, **fields: Any) -> Any:
    """Change the shop's status."""
    body = {"shop_id": int(seller.shop), "action": "close", **fields}
    return seller.post(f"/v2/shop/fs/{seller.fs}/shop-status", body).json()


def day(offset: int) -> str:
    """Return a day in Jakarta as the platform writes it."""
    return f"{datetime.now(UTC) + timedelta(hours=7, days=offset):%Y%m%d}"


def test_all_connected_shops(seller: Any) -> None:
    """Without a shop_id every connected shop is there, one of them on holiday."""
    body = info(seller).json()

    assert ([(1, 1), (1, 1), (0, 2)], ("", 0)) == (
        [(row["is_open"], row["status"]) for row in body["data"]],
        (body["header"]["reason"], body["header"]["error_code"]),
    )


def test_row_has_the_documented_fields(seller: Any) -> None:
    """A row has the documented fields and none that says what kind of shop it is."""
    row = info(seller, shop_id=seller.shop).json()["data"][0]

    assert [
        *("shop_id", "user_id", "shop_name", "logo", "shop_url", "is_open", "status"),
        *("date_shop_created", "domain", "admin_id", "reason", "district_id", "province_name"),
        *("warehouses", "subscribe_tokocabang", "is_mitra"),
    ] == list(row)


def test_warehouses_show_go_s_types(seller: Any) -> None:
    """partner_id and shop_id are Int64/Valid, the type is misspelt, and one is the default."""
    row = info(seller, shop_id=seller.shop).json()["data"][0]
    places = row["warehouses"]

    assert ({"Int64": row["shop_id"], "Valid": True}, True, [1, 0]) == (
        places[0]["shop_id"],
        "warehose_type" in places[0],
        [place["is_default"] for place in places],
    )


def test_pages(seller: Any) -> None:
    """page and per_page are optional and work; beyond the last page data is null."""
    assert (1, None) == (
        len(info(seller, page=2, per_page=2).json()["data"]),
        info(seller, page=9, per_page=2).json()["data"],
    )


def test_old_envelope(open_shop: Open) -> None:
    """By switch shop-info speaks the old envelope."""
    body = info(open_shop(switches={"shop_info": "old"})).json()

    assert (["data", "status", "error_message"], "200 Ok", []) == (
        list(body),
        body["status"],
        body["error_message"],
    )


def test_foreign_shop(seller: Any, code: Code) -> None:
    """A shop that is not connected is refused, a malformed id is malformed."""
    assert ((403, "RBAC_MDLW_001"), (400, "SHP_DLV_002")) == (
        code(info(seller, shop_id=12345)),
        code(info(seller, shop_id="abc")),
    )


def test_holiday_switch(open_shop: Open) -> None:
    """By switch the main shop is on holiday, with a reason."""
    row = info(open_shop(switches={"holiday": "on"})).json()["data"][0]

    assert (0, 2, True) == (row["is_open"], row["status"], bool(row["reason"]))


def test_official_store_only_in_the_old_list(open_shop: Open) -> None:
    """What kind of shop it is stands in product/list alone and follows its switch."""

    def kind(seller: Any) -> Any:
        path = f"{seller.inventory}/product/list"
        shop = seller.get(path, shop_id=seller.shop, rows=1, start=0).json()["data"]["products"]
        return {key: shop[0]["shop"][key] for key in ("is_gold", "is_official", "is_power_badge")}

    assert (True, False) == (
        kind(open_shop())["is_official"],
        kind(open_shop(switches={"official_store": "off"}))["is_official"],
    )


def test_close_now_and_open(seller: Any) -> None:
    """Closing now shows as a holiday with its note; opening ends it; answers nest an envelope."""
    closed = close(seller, close_now=True, end_date=day(2), close_note="libur")
    row = info(seller, shop_id=seller.shop).json()["data"][0]
    opened = close(seller, action="open")

    assert ("Berhasil memperbarui Status Toko", None, 200, (0, 2, "libur"), 1) == (
        closed["data"]["data"],
        closed["data"]["header"]["Messages"],
        opened["header"]["error_code"],
        (row["is_open"], row["status"], row["reason"]),
        info(seller, shop_id=seller.shop).json()["data"][0]["is_open"],
    )


def test_scheduled_closing_comes_and_goes(seller: Any) -> None:
    """A closing in the future shows once the clock gets there, and ends."""
    close(seller, start_date=day(1), end_date=day(2), close_note="x")
    shown = []
    for _ in range(4):
        shown.append(info(seller, shop_id=seller.shop).json()["data"][0]["is_open"])
        seller.control("/clock", {"advance": 86_400})

    assert [1, 0, 0, 1] == shown


def test_past_start_is_refused_in_the_inner_envelope(seller: Any) -> None:
    """A start in the past is a 200 whose inner envelope refuses, with code 500 outside."""
    body = close(seller, start_date="20200101", end_date="20200102", close_note="x")

    assert (["Tanggal mulai tutup tidak bisa kurang dari hari ini"], "Edit Failed", 500) == (
        body["data"]["header"]["Messages"],
        body["data"]["header"]["Reason"],
        body["header"]["error_code"],
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"shop_id": 1}, (403, "RBAC_MDLW_001")),
        ({"shop_id": ""}, (400, "SHP_DLV_013")),
        ({"start_date": "31022026"}, (400, "SHP_DLV_005")),
        ({"action": "paint"}, (400, "SHP_DLV_008")),
    ],
)
def test_bad_status_requests(
    seller: Any, code: Code, fields: dict[str, Any], expected: tuple[int, str]
) -> None:
    """Foreign shop, no shop, no date and no action are told apart."""
    body = {"shop_id": int(seller.shop), "action": "close", **fields}

    assert expected == code(seller.post(f"/v2/shop/fs/{seller.fs}/shop-status", body))
