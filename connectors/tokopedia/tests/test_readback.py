"""`crossdock_tokopedia.readback`: what listings show now, matched by id (sheet 1.5)."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import Request, urlopen

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crossdock_tokopedia
from crossdock import Connection, StockReading, StockUpdate
from crossdock.errors import InputRefusedError, RemoteTroubleError, RequestRefusedError
from crossdock.http import Ports, Response
from crossdock.sandbox import SandboxOptions
from crossdock.sandbox.server import running
from crossdock.testing import open_connection
from crossdock_tokopedia.readback import decode_reading
from crossdock_tokopedia.settings import TokopediaSettings

INFO = "/product/info"
SETTINGS = TokopediaSettings(fs_id=13004, shop_id=479573, client_id="id", client_secret="x")
#: A connection that repeats its calls without waiting.
AT_ONCE = Ports(sleep=lambda _seconds: None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def row(product_id, **members):
    """Return a row of product/info."""
    return {"basic": {"productID": product_id, "shopID": 479573}, **members}


def reading(**members):
    """Return what a row with *members* shows: quantity, locked, and whether it is a doubt."""
    found = decode_reading(row(7, **members), SETTINGS)
    return found.quantity, found.locked, bool(found.doubt)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"stock": {"useStock": True, "value": 10}}, (10, 0, False)),
        ({"stock": {"value": "10"}, "reserve_stock": "3"}, (10, 3, False)),
        ({"stock": {"useStock": True}}, (0, 0, False)),
        ({"main_stock": 7, "reserve_stock": 3}, (10, 3, False)),
        ({"reserve_stock": 3}, (3, 3, False)),
        ({}, (None, 0, True)),
        ({"stock": None}, (None, 0, True)),
        ({"stock": 12}, (None, 0, True)),
        ({"stock": {}}, (None, 0, True)),
        ({"stock": {"value": "many"}}, (None, 0, True)),
        ({"stock": {"value": -1}}, (None, 0, True)),
        ({"stock": {"value": 2**40}}, (None, 0, True)),
        ({"stock": {"value": 2}, "reserve_stock": 5}, (None, 0, True)),
        ({"stock": {"value": 2}, "reserve_stock": "?"}, (None, 0, True)),
    ],
)
def test_what_a_row_shows(members, expected):
    """A value that is left out is zero; a stock that is left out is a doubt, as is nonsense."""
    assert expected == reading(**members)


@pytest.mark.parametrize(
    ("warehouse_id", "expected"), [(None, (10, 3)), (1, (10, 3)), (2, (4, 0)), (3, (None, 0))]
)
def test_a_warehouse_of_the_connections_own(connect, warehouse_id, expected):
    """The connection's warehouse is read, without a reserve; one that is not there is a doubt."""
    warehouses = [
        {"warehouseID": 1, "stock": {"value": 10}},
        {"warehouseID": 2, "stock": {"value": "4"}},
    ]
    raw = row(7, stock={"value": 10}, reserve_stock=3, warehouses=warehouses)

    found = decode_reading(raw, connect(warehouse_id=warehouse_id or "").settings)

    assert expected == (found.quantity, found.locked)


def test_another_shops_listing_is_a_doubt():
    """A row that names another shop tells nothing of ours."""
    raw = {"basic": {"productID": 7, "shopID": 1}, "stock": {"value": 5}}

    assert decode_reading(raw, SETTINGS).quantity is None


@given(JSON)
def test_any_row_is_a_reading(raw):
    """Whatever a row is, it has a quantity or a reason why not."""
    found = decode_reading(raw, SETTINGS)

    assert (found.quantity is None) == bool(found.doubt)


def test_one_call_for_all_and_answers_by_id(shop, platform):
    """All ids go out in one call; rows in any order, and unasked ones, are matched by id."""
    rows = [row(9, stock={"value": 1}), row(8, stock={"value": 2}), row(7, stock={"value": 3})]
    platform.replies[INFO] = {"data": rows}

    found = crossdock_tokopedia.read_stock(shop, ("007", "8", "SKU-1", "7", "0"))

    assert (StockReading("007", 3), StockReading("8", 2), StockReading("7", 3)) == found
    assert ["7,8"] == [call.url.params["product_id"] for call in platform.calls(INFO)]


def test_an_unknown_listing_is_left_out(shop, platform):
    """One that is not in the answer is neither a zero nor a doubt."""
    platform.replies[INFO] = {"data": None}

    assert () == crossdock_tokopedia.read_stock(shop, ("7",))


def test_an_unknown_listing_has_the_rest_read_all_the_same(shop, platform):
    """Where one unknown id has a call refused, the others are asked without it."""

    def answer(request):
        ids = request.url.params["product_id"].split(",")
        if "8" in ids:
            header = {"error_code": "PRD_GRPC_003", "reason": "Data Not Found"}
            return Response(400, json={"header": header, "data": None})
        return {"data": [row(int(one), stock={"value": int(one)}) for one in ids]}

    platform.replies[INFO] = answer

    found = crossdock_tokopedia.read_stock(shop, ("6", "7", "8", "9"))

    assert {"6": 6, "7": 7, "9": 9} == {one.listing_id: one.quantity for one in found}


def test_a_row_of_nobody_makes_doubts_of_the_missing(shop, platform):
    """Where a row has no readable id, a listing that is missing may be that one."""
    platform.replies[INFO] = {"data": [row("?", stock={"value": 4}), row(8, stock={"value": 2})]}

    found = crossdock_tokopedia.read_stock(shop, ("7", "8"))

    assert [("7", None), ("8", 2)] == [(one.listing_id, one.quantity) for one in found]
    assert "may be this one" in found[0].doubt


def test_an_answer_cut_to_a_page_is_asked_for_the_rest(shop, platform):
    """Should an answer have a page's length at most, what it leaves out is asked for again."""

    def answer(request):
        ids = request.url.params["product_id"].split(",")[:50]
        return {"data": [row(int(one), stock={"value": 1}) for one in ids]}

    platform.replies[INFO] = answer
    ids = tuple(str(number) for number in range(1, 121))

    assert ids == tuple(one.listing_id for one in crossdock_tokopedia.read_stock(shop, ids))


def test_more_than_a_batch_is_refused(shop, platform):
    """501 listings are refused in a sentence, and nothing is asked."""
    with pytest.raises(InputRefusedError, match="at most 500 listings"):
        crossdock_tokopedia.read_stock(shop, tuple(map(str, range(1, 502))))
    assert [] == platform.asked


def test_nothing_to_read_asks_nothing(shop, platform):
    """Without a product id there is no call."""
    assert () == crossdock_tokopedia.read_stock(shop, ("abc", ""))
    assert [] == platform.asked


def test_a_refusal_of_another_kind_raises(shop, platform):
    """A call refused for its warehouse is no word about any listing."""
    header = {"error_code": "PRD_USC_008", "reason": "warehouse mandatory"}
    platform.replies[INFO] = Response(400, json={"header": header, "data": None})

    with pytest.raises(RequestRefusedError, match="several warehouses"):
        crossdock_tokopedia.read_stock(shop, ("7", "8"))


@attrs.frozen
class Played:
    """A connection to a sandbox over real HTTP."""

    shop: Connection[Any]
    door: str

    def control(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """Ask the sandbox's control plane."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.door}/{path}", data=data, method=method)
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def listings(self) -> list[Any]:
        """Return what our shop sells."""
        rows = self.control("state")["listings"]
        shop_id = self.shop.settings.shop_id
        return [one for one in rows if one["shop_id"] == shop_id and not one["children"]]


@pytest.fixture(name="played", scope="module")
def _played():
    options = SandboxOptions(listings=400, switches={"limits": "off"})
    with running("tokopedia", crossdock_tokopedia.play_sandbox, options) as announced:
        url = announced["url"]
        shop = open_connection(
            crossdock_tokopedia, announced["settings"], endpoint=url, ports=AT_ONCE
        )
        yield Played(shop, announced["control"])
        shop.http.close()


@pytest.fixture(name="fault")
def _fault(played):
    yield lambda text: played.control("faults", {"faults": [text]})
    played.control("faults", method="DELETE")


def test_every_listing_of_a_played_shop(played):
    """All are read in one call as buyers see them, with what a campaign holds."""
    listings = played.listings()
    ids = tuple(str(one["listing_id"]) for one in listings)

    found = crossdock_tokopedia.read_stock(played.shop, ids)

    expected = {str(one["listing_id"]): (one["stock"], one["reserve_stock"]) for one in listings}
    assert expected == {one.listing_id: (one.quantity, one.locked) for one in found}
    assert any(one.locked for one in found)
    assert any(one.quantity == 0 for one in found)


def test_what_was_pushed_is_read_back(played):
    """A quantity that was pushed is shown, a campaign's part in it, and is read as that."""
    listings = [one for one in played.listings() if one["status"] == 1]
    held = next(one for one in listings if one["reserve_stock"])
    plain = next(one for one in listings if not one["reserve_stock"])
    updates = tuple(
        StockUpdate(str(one["listing_id"]), 40, locked=one["reserve_stock"])
        for one in (held, plain)
    )
    crossdock_tokopedia.push_stock(played.shop, updates)

    found = crossdock_tokopedia.read_stock(played.shop, tuple(one.listing_id for one in updates))

    expected = [StockReading(one.listing_id, 40, one.locked) for one in updates]
    assert expected == list(found)


def test_a_played_row_that_comes_malformed(played, fault):
    """A poisoned row is a doubt about its listing, and its neighbours are read."""
    ids = tuple(str(one["listing_id"]) for one in played.listings()[:3])
    fault("GET */product/info: poison-row@1")

    found = crossdock_tokopedia.read_stock(played.shop, ids)

    assert ids == tuple(one.listing_id for one in found)
    assert 1 == sum(one.quantity is None for one in found)


@pytest.mark.parametrize("kind", ["502", "html", "empty", "truncated"])
def test_played_trouble_is_no_zero(played, fault, kind):
    """A platform that keeps failing raises."""
    fault(f"GET */product/info: {kind}")

    with pytest.raises(RemoteTroubleError):
        crossdock_tokopedia.read_stock(played.shop, ("7",))
