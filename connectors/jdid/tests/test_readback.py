"""`crossdock_jdid.readback`: what SKUs show now, matched by id (sheet A6)."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import Request, urlopen

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crossdock_jdid
from crossdock import StockReading, StockUpdate
from crossdock.errors import InputRefusedError, RemoteTroubleError, RequestRefusedError
from crossdock.http import Ports
from crossdock.sandbox import SandboxOptions
from crossdock.sandbox.server import running
from crossdock.testing import open_connection
from crossdock_jdid.readback import decode_readings

QUERY = "queryEpiMerchantWareStock"
OLD_QUERY = "queryWareStockList"
KEY = "EptRemoteResult"
#: A connection that repeats its calls without waiting.
AT_ONCE = Ports(sleep=lambda _seconds: None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def shown(found):
    """Return the quantities of readings by id."""
    return {reading.listing_id: reading.quantity for reading in found}


@pytest.mark.parametrize(
    "model",
    [
        {"602": {"realNum": "0"}, "601": {"realNum": 3}, "603": {"realNum": 9}},
        {"601": 3, "602": "0"},
        [{"skuId": "602", "realNum": 0}, {"skuId": 601, "realNum": "3"}],
        {"list": [{"skuId": 601, "stockNum": 3}, {"skuId": 602, "stockNum": 0}]},
        json.dumps({"601": {"realNum": 3}, "602": {"realNum": 0}}),
    ],
)
def test_answers_are_matched_by_id(platform, shop, model):
    """Keyed by id or as rows, in any order, with numbers as text: each SKU gets its own."""
    platform.say(QUERY, model, key=KEY)

    found = crossdock_jdid.read_stock(shop, ("0601", "602"))

    assert (StockReading("0601", 3), StockReading("602", 0)) == found
    assert 1 == len(platform.asked)


@pytest.mark.parametrize("value", [None, "", "?", {}, {"realNum": None}, {"success": False}, -1])
def test_a_quantity_that_cannot_be_read_is_a_doubt(value):
    """A SKU that is named without a number of units is a doubt and not a zero."""
    (found,), gap = decode_readings({"601": value})

    assert (None, True, "") == (found.quantity, bool(found.doubt), gap)


def test_an_unknown_sku_is_left_out(platform, shop):
    """One that the answer does not name is nothing at all."""
    platform.say(QUERY, {"601": {"realNum": 3}}, key=KEY)

    assert {"601": 3} == shown(crossdock_jdid.read_stock(shop, ("601", "602")))


@pytest.mark.parametrize("model", [None, "?", 7, False, {"total": 2}])
def test_a_success_that_tells_nothing_is_a_doubt(platform, shop, model):
    """Without a model that can be read nobody knows, not even whether the SKUs exist."""
    platform.say(QUERY, model, key=KEY)

    assert {"601": None} == shown(crossdock_jdid.read_stock(shop, ("601",)))


def test_a_row_of_nobody_makes_doubts_of_the_missing(platform, shop):
    """Where a row has no readable id, a SKU that is missing may be that one."""
    rows = [{"skuId": "?", "realNum": 4}, {"skuId": 602, "realNum": 2}]
    platform.say(QUERY, rows, key=KEY)

    assert {"601": None, "602": 2} == shown(crossdock_jdid.read_stock(shop, ("601", "602")))


def test_a_batch_refused_as_a_whole_is_asked_one_by_one(platform, shop):
    """One SKU that fails a check is a doubt, and its neighbours are read."""

    def answer(asked):
        bad = "'skuId':602" in asked.params
        payload = {"code": -1 if bad else 1, "success": not bad, "message": "check failed"}
        numbers = {str(one): {"realNum": one} for one in (601, 603) if str(one) in asked.params}
        payload["model"] = None if bad else numbers
        root = f"jingdong_epistock_{QUERY}_response"
        return {root: {"code": "0", KEY: payload}}

    platform.replies[QUERY] = answer

    found = crossdock_jdid.read_stock(shop, ("601", "602", "603"))

    assert {"601": 601, "602": None, "603": 603} == shown(found)
    assert 4 == len(platform.asked)


def test_a_call_that_is_not_there_raises(platform, shop):
    """Where the app may not ask at all, SKUs are not asked for one by one."""
    with pytest.raises(RequestRefusedError):
        crossdock_jdid.read_stock(shop, ("601", "602"))
    assert 1 == len(platform.asked)


def test_the_older_generation(platform, old_shop):
    """The older call is told the same and answers the same."""
    platform.say(OLD_QUERY, {"601": {"realNum": 3}})

    assert {"601": 3} == shown(crossdock_jdid.read_stock(old_shop, ("601",)))
    assert ['{"jsonStr":[{"skuId":601}]}'] == platform.params(OLD_QUERY)


@given(JSON)
def test_any_model_is_readings(model):
    """Whatever the answer is, each reading has a quantity or a reason why not."""
    told, _ = decode_readings(model)

    assert all((one.quantity is None) == bool(one.doubt) for one in told)


def test_more_than_a_batch_is_refused(platform, shop):
    """21 SKUs are refused in a sentence, and nothing is asked."""
    with pytest.raises(InputRefusedError, match="at most 20 SKUs"):
        crossdock_jdid.read_stock(shop, tuple(map(str, range(1, 22))))
    assert [] == platform.asked


def test_nothing_to_read_asks_nothing(platform, shop):
    """Without a SKU id there is no call."""
    assert () == crossdock_jdid.read_stock(shop, ("KAOS-M", "0"))
    assert [] == platform.asked


@attrs.frozen
class Played:
    """A sandbox over real HTTP."""

    url: str
    settings: dict[str, str]

    def control(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """Ask its control plane."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/_sandbox/{path}", data=data, method=method)
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def read(self, *listing_ids: str, dialect: str = "gen2") -> Any:
        """Read what listings show."""
        settings = {**self.settings, "dialect": dialect}
        shop = open_connection(crossdock_jdid, settings, endpoint=self.url, ports=AT_ONCE)
        try:
            return crossdock_jdid.read_stock(shop, listing_ids)
        finally:
            shop.http.close()


@pytest.fixture(name="played", scope="module")
def _played():
    options = SandboxOptions(listings=60)
    with running("jdid", crossdock_jdid.play_sandbox, options) as announced:
        yield Played(announced["url"], announced["settings"])


@pytest.fixture(name="fault")
def _fault(played):
    yield lambda text: played.control("faults", {"faults": [text]})
    played.control("faults", method="DELETE")


@pytest.mark.parametrize("dialect", ["gen2", "gen1"])
def test_a_batch_of_a_played_shop(played, dialect):
    """In both generations a full batch is read as the seller sees it, without unknown SKUs."""
    listings = played.control("state")["listings"][:19]
    ids = [str(one["listing_id"]) for one in listings]

    found = played.read(*ids, "999999999999", dialect=dialect)

    assert {str(one["listing_id"]): one["stock"] for one in listings} == shown(found)


def test_what_was_pushed_is_read_back(played):
    """A quantity that was pushed is the one that is read."""
    rows = [one for one in played.control("state")["listings"] if one["status"] == 1]
    ids = tuple(str(one["listing_id"]) for one in rows[:3])
    shop = open_connection(crossdock_jdid, played.settings, endpoint=played.url, ports=AT_ONCE)
    crossdock_jdid.push_stock(
        shop, tuple(StockUpdate(one, number) for number, one in enumerate(ids))
    )
    shop.http.close()

    assert dict(zip(ids, range(3), strict=True)) == shown(played.read(*ids))


def test_a_played_row_that_comes_malformed(played, fault):
    """A poisoned row is a doubt about its SKU, and its neighbours are read."""
    ids = [str(one["listing_id"]) for one in played.control("state")["listings"][:3]]
    fault(f"POST /routerjson/jingdong.epistock.{QUERY}: poison-row@1")

    found = played.read(*ids)

    assert ids == [one.listing_id for one in found]
    assert 1 == sum(one.quantity is None for one in found)


@pytest.mark.parametrize("kind", ["api-error(code=67)", "html", "empty"])
def test_played_trouble_is_no_zero(played, fault, kind):
    """A platform that keeps failing raises."""
    fault(f"POST /routerjson/jingdong.epistock.{QUERY}: {kind}")

    with pytest.raises(RemoteTroubleError):
        played.read("601")
