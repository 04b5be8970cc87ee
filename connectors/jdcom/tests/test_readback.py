"""`crossdock_jdcom.readback`: what SKUs show now, matched by id (sheet 4.2, 4.3)."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import Request, urlopen

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crossdock_jdcom
from crossdock import Connection, StockReading, StockUpdate
from crossdock.errors import InputRefusedError, RemoteTroubleError, UnreadableAnswerError
from crossdock.http import Ports
from crossdock.sandbox import SandboxOptions
from crossdock.sandbox.server import running
from crossdock.testing import open_connection
from crossdock_jdcom.readback import decode_page, decode_stores
from crossdock_jos import Record

LIST = "jingdong.sku.read.searchSkuList"
STOCK = "jingdong.stock.read.findSkuStock"
#: A connection that repeats its calls without waiting.
AT_ONCE = Ports(sleep=lambda _seconds: None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def page(*rows, **members):
    """Return an answer with *rows*."""
    return {"page": {"data": list(rows), "totalItem": len(rows), **members}}


def shown(found):
    """Return the quantities of readings by id."""
    return {reading.listing_id: reading.quantity for reading in found}


def test_the_call_on_the_wire(shop, platform):
    """All ids go out in one call as text with commas, with no field but the two that are read."""
    platform.replies[LIST] = page(
        {"skuId": "12", "stockNum": "3"}, {"skuId": 9007199254740993, "stockNum": 0}
    )

    found = crossdock_jdcom.read_stock(shop, ("9007199254740993", "012", "SKU-1"))

    assert (StockReading("9007199254740993", 0), StockReading("012", 3)) == found
    [call] = platform.calls(LIST)
    assert ("9007199254740993,12", "skuId,stockNum", "1,2") == (
        call["skuId"],
        call["field"],
        call["skuStatuValue"],
    )


@pytest.mark.parametrize(
    "members",
    [{}, {"stockNum": None}, {"stockNum": ""}, {"stockNum": "?"}, {"stockNum": -1}],
)
def test_a_quantity_that_cannot_be_read_is_a_doubt(members):
    """A stock that is missing, no number, or below zero is a doubt and not a zero."""
    (found,), gap = decode_page(Record(page({"skuId": 7, **members})["page"]))

    assert (None, True, "") == (found.quantity, bool(found.doubt), gap)


@pytest.mark.parametrize("nothing", [[], None])
def test_an_unknown_sku_is_left_out(shop, platform, nothing):
    """One that is not in the answer, which may leave out its empty list, is nothing at all."""
    platform.replies[LIST] = {"page": {"data": nothing, "totalItem": "0"}}

    assert () == crossdock_jdcom.read_stock(shop, ("7",))


def test_a_row_of_nobody_makes_doubts_of_the_missing(shop, platform):
    """Where a row has no readable id, a SKU that is missing may be that one."""
    platform.replies[LIST] = page({"skuId": "?", "stockNum": 4}, {"skuId": 8, "stockNum": 2})

    assert {"7": None, "8": 2} == shown(crossdock_jdcom.read_stock(shop, ("7", "8")))


def test_an_answer_that_counts_more_than_it_has(shop, platform):
    """Where rows are missing by the platform's own count, so may ours be."""
    platform.replies[LIST] = page({"skuId": 8, "stockNum": 2}, totalItem=2)

    assert {"7": None, "8": 2} == shown(crossdock_jdcom.read_stock(shop, ("7", "8")))


@pytest.mark.parametrize("answer", [{}, {"page": None}, {"page": {"data": []}}])
def test_an_answer_that_is_no_page_raises(shop, platform, answer):
    """Neither rows nor a count of them is no word about any SKU."""
    platform.replies[LIST] = answer

    with pytest.raises(UnreadableAnswerError):
        crossdock_jdcom.read_stock(shop, ("7",))


@given(st.lists(JSON), JSON)
def test_any_page_is_readings(rows, total):
    """Whatever the rows and the count are, each reading has a quantity or a reason why not."""
    try:
        told, _ = decode_page(Record({"data": rows, "totalItem": total}))
    except UnreadableAnswerError:
        told = []

    assert all((one.quantity is None) == bool(one.doubt) for one in told)


def test_a_store_of_the_connections_own(connect, platform):
    """With store_id each SKU is asked for alone, and its row of that store is what it shows."""

    def answer(business):
        if business["skuId"] == 9:
            return {"error_response": {"code": "71", "en_desc": "not yours"}}
        if business["skuId"] == 8:
            return {"skuStocks": [{"skuId": 8, "storeId": 1, "stockNum": 5}]}
        rows = [{"storeId": 1, "stockNum": 4}, {"storeId": "7", "stockNum": "6"}]
        return {"skuStocks": [{"skuId": business["skuId"], **row} for row in rows]}

    platform.replies[STOCK] = answer

    found = crossdock_jdcom.read_stock(connect(store_id=7), ("6", "8", "9"))

    assert {"6": 6, "8": None} == shown(found)


def test_one_sku_refused_alone_is_a_doubt(connect, platform):
    """A refusal of one SKU's stock leaves the other's as it is."""
    replies = [{"error_response": {"code": "61"}}, {"skuStocks": [{"storeId": 7, "stockNum": 1}]}]
    platform.replies[STOCK] = replies

    found = crossdock_jdcom.read_stock(connect(store_id=7), ("6", "8"))

    assert {"6": None, "8": 1} == shown(found)


@given(st.lists(JSON))
def test_any_rows_of_stores_are_one_reading(rows):
    """Whatever the rows are, there is a quantity or a reason why not."""
    found = decode_stores("7", rows, 7)

    assert (found.quantity is None) == bool(found.doubt)


def test_more_than_a_batch_is_refused(shop, platform):
    """21 SKUs are refused in a sentence, and nothing is asked."""
    with pytest.raises(InputRefusedError, match="at most 20 SKUs"):
        crossdock_jdcom.read_stock(shop, tuple(map(str, range(1, 22))))
    assert [] == platform.asked


def test_nothing_to_read_asks_nothing(shop, platform):
    """Without a SKU id there is no call: an empty list of ids would list the whole shop."""
    assert () == crossdock_jdcom.read_stock(shop, ("abc", "0"))
    assert [] == platform.asked


@attrs.frozen
class Played:
    """A connection to a sandbox over real HTTP."""

    url: str
    settings: dict[str, str]
    shop: Connection[Any]

    def control(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """Ask the sandbox's control plane."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/_sandbox/{path}", data=data, method=method)
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)


@pytest.fixture(name="played", scope="module")
def _played():
    options = SandboxOptions(listings=60)
    with running("jdcom", crossdock_jdcom.play_sandbox, options) as announced:
        url, settings = announced["url"], announced["settings"]
        shop = open_connection(crossdock_jdcom, settings, endpoint=url, ports=AT_ONCE)
        yield Played(url, settings, shop)
        shop.http.close()


@pytest.fixture(name="fault")
def _fault(played):
    yield lambda text: played.control("faults", {"faults": [text]})
    played.control("faults", method="DELETE")


def test_a_batch_of_a_played_shop(played):
    """A full batch is read as the merchant sees it, without deleted SKUs and foreign ones."""
    rows = played.control("state")["listings"]
    deleted = [one for one in rows if one["status"] == 4][:1]
    alive = [one for one in rows if one["status"] != 4][: 19 - len(deleted)]
    ids = tuple(str(one["listing_id"]) for one in (*deleted, *alive))

    found = crossdock_jdcom.read_stock(played.shop, (*ids, "999999999999"))

    assert {str(one["listing_id"]): one["stock"] for one in alive} == shown(found)


def test_a_played_store(played):
    """What the merchant set in one store is read there and not elsewhere."""
    sku = str(played.control("state")["listings"][0]["listing_id"])
    played.control("stock", {"listing_id": sku, "store_id": 7, "quantity": 41})
    settings = {**played.settings, "store_id": "7"}
    shop = open_connection(crossdock_jdcom, settings, endpoint=played.url)

    found = crossdock_jdcom.read_stock(shop, (sku, "999999999999"))
    shop.http.close()
    played.control("reset", {})

    assert {sku: 41} == shown(found)


def test_what_was_pushed_is_read_back(played):
    """A quantity that was pushed is the one that is read."""
    rows = [one for one in played.control("state")["listings"] if one["status"] == 1]
    ids = tuple(str(one["listing_id"]) for one in rows[:3])
    crossdock_jdcom.push_stock(
        played.shop, tuple(StockUpdate(one, number) for number, one in enumerate(ids))
    )

    found = crossdock_jdcom.read_stock(played.shop, ids)

    assert dict(zip(ids, range(3), strict=True)) == shown(found)


def test_a_played_row_that_comes_malformed(played, fault):
    """A poisoned row leaves a doubt about its SKU, and its neighbours are read."""
    rows = [one for one in played.control("state")["listings"] if one["status"] != 4][:3]
    ids = tuple(str(one["listing_id"]) for one in rows)
    fault(f"POST /routerjson/{LIST}: poison-row@1")

    found = crossdock_jdcom.read_stock(played.shop, ids)

    assert ids == tuple(one.listing_id for one in found)
    assert 1 == sum(one.quantity is None for one in found)


@pytest.mark.parametrize("kind", ["api-error(code=67)", "html", "empty"])
def test_played_trouble_is_no_zero(played, fault, kind):
    """A platform that keeps failing raises."""
    fault(f"POST /routerjson/{LIST}: {kind}")

    with pytest.raises(RemoteTroubleError):
        crossdock_jdcom.read_stock(played.shop, ("7",))
