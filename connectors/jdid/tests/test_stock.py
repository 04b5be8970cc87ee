"""`crossdock_jdid.stock`: rows out, results in (sheet A5, A6)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crossdock_jdid
from crossdock import RowOutcome, RowResult, StockUpdate
from crossdock.errors import InputRefusedError, OutcomeUnknownError
from crossdock.http import Response
from crossdock_jdid.payloads import Payload
from crossdock_jdid.stock import decode_results, encode_rows

UPDATE = "updateEpiMerchantWareStock"
ROWS = [{"skuId": 601, "realNum": 1}, {"skuId": 602, "realNum": 0}]
GOOD = {"code": 1, "message": "Successful operation!!", "success": True}
BAD = {"code": -1, "message": "Failure operation!!", "success": False}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def outcomes(model, **members):
    """Return the outcome of each of `ROWS` for a payload with *model*."""
    payload = Payload(model, **{"code": 1, "success": True, **members})
    return {sku_id: result.outcome for sku_id, result in decode_results(payload, ROWS).items()}


def test_a_listing_given_twice_is_sent_once():
    """Two quantities for one listing become one row with the later one."""
    rows = encode_rows([StockUpdate("7", 1), StockUpdate("7", 2)])

    assert [{"skuId": 7, "realNum": 2}] == rows


def test_a_row_can_fail_in_a_success():
    """The envelope is content, and each row has a verdict of its own."""
    found = outcomes({"601": GOOD, "602": BAD})

    assert {601: RowOutcome.DONE, 602: RowOutcome.REFUSED} == found


def test_rows_that_carry_their_ids():
    """A model that is a list of rows is read by their ids, in whatever order."""
    found = outcomes([{"skuId": "602", **BAD}, {"skuId": 601, **GOOD}])

    assert {601: RowOutcome.DONE, 602: RowOutcome.REFUSED} == found


def test_a_model_written_as_text():
    """A model that is JSON as text is read all the same."""
    assert {RowOutcome.DONE} == set(outcomes(json.dumps({"601": GOOD, "602": GOOD})).values())


def test_a_row_that_is_left_out_is_unknown():
    """Where some rows are told of, nobody knows of the one that is not."""
    assert {601: RowOutcome.DONE, 602: RowOutcome.UNKNOWN} == outcomes({"601": GOOD})


def test_a_success_without_a_model_is_of_all():
    """Where no row is told of, the envelope's verdict holds for all."""
    assert {RowOutcome.DONE} == set(outcomes(None).values())


def test_a_row_without_a_verdict_goes_by_its_code():
    """1 is the stock calls' code of success, -1 is not, and nothing is unknown."""
    assert {601: RowOutcome.DONE, 602: RowOutcome.REFUSED} == outcomes(
        {"601": {"code": 1}, "602": {"code": "-1"}}
    )
    assert {601: RowOutcome.UNKNOWN, 602: RowOutcome.UNKNOWN} == outcomes({"601": {}, "602": {}})


@pytest.mark.parametrize("model", ["?", 7, False, {}, [], ["?"], {"total": 2}])
def test_a_success_with_a_model_that_cannot_be_read_is_unknown(model):
    """Where something is told that nobody can read, the envelope's verdict is not enough."""
    assert {RowOutcome.UNKNOWN} == set(outcomes(model).values())


@pytest.mark.parametrize("words", ["System busy, try again", "System error", "Too many calls"])
def test_a_row_in_trouble_is_unknown(words):
    """A row that the platform failed on may have been applied."""
    trouble = {"success": False, "message": words}

    assert RowOutcome.UNKNOWN is outcomes({"601": trouble, "602": GOOD})[601]


def test_the_reason_is_the_platforms():
    """A refused row carries the words and the code that came with it."""
    found = decode_results(Payload({"602": BAD}, success=True), ROWS[1:])

    expected = RowResult("602", RowOutcome.REFUSED, "JD.ID refused it: Failure operation!!", "-1")
    assert expected == found[602]


@given(JSON, st.none() | st.booleans())
def test_every_row_has_a_result_whatever_comes(model, success):
    """No answer loses a row or makes one up."""
    assert {601, 602} == set(decode_results(Payload(model, success=success), ROWS))


@pytest.mark.parametrize("dialect", ["gen2", "gen1"])
def test_one_result_per_update(platform, connect, dialect):
    """Updates that cannot be sent are refused by themselves; the others are sent."""
    platform.say("Stock", {"601": GOOD}, key="EptRemoteResult")
    updates = (StockUpdate("601", 5), StockUpdate("KAOS-M", 1), StockUpdate("0", 1))
    report = crossdock_jdid.push_stock(connect(dialect=dialect), updates)

    expected = [RowOutcome.DONE, RowOutcome.REFUSED, RowOutcome.REFUSED]
    assert ["601", "KAOS-M", "0"] == [result.listing_id for result in report.results]
    assert expected == [result.outcome for result in report.results]
    assert 1 == len(platform.asked)


def test_nothing_to_send_sends_nothing(platform, shop):
    """A batch of unusable ids makes no call."""
    crossdock_jdid.push_stock(shop, (StockUpdate("KAOS-M", 1),))

    assert [] == platform.asked


def test_a_batch_refused_as_a_whole_is_sent_row_by_row(platform, shop):
    """One bad row does not stand in the way of its neighbours."""

    def answer(asked):
        bad = "'skuId':602" in asked.params
        payload = {"code": -1, "success": False, "message": "parameter check failed"}
        payload = payload if bad else {**GOOD, "model": None}
        root = "jingdong_epistock_updateEpiMerchantWareStock_response"
        return {root: {"code": "0", "EptRemoteResult": payload}}

    platform.replies[UPDATE] = answer
    updates = tuple(StockUpdate(sku_id, 5) for sku_id in ("601", "602", "603"))
    report = crossdock_jdid.push_stock(shop, updates)

    expected = [RowOutcome.DONE, RowOutcome.REFUSED, RowOutcome.DONE]
    assert expected == [result.outcome for result in report.results]
    assert 4 == len(platform.asked)


def test_more_than_a_batch_is_refused(shop):
    """More rows than a batch takes are refused before anything is sent."""
    with pytest.raises(InputRefusedError):
        crossdock_jdid.push_stock(shop, tuple(StockUpdate(str(n), 1) for n in range(1, 22)))


def test_an_unreadable_answer_leaves_the_outcome_unknown(platform, shop):
    """A page instead of an answer to a write says nothing of the write."""
    platform.replies[UPDATE] = Response(200, text="<html>busy</html>")

    with pytest.raises(OutcomeUnknownError):
        crossdock_jdid.push_stock(shop, (StockUpdate("601", 5),))


def test_the_reason_carries_no_secret(platform, shop):
    """A row's reason that quotes our token is masked."""
    words = "bad planted-canary-token-1"
    platform.say(UPDATE, {"601": {"success": False, "message": words}}, key="EptRemoteResult")
    report = crossdock_jdid.push_stock(shop, (StockUpdate("601", 5),))

    assert "JD.ID refused it: bad ****" == report.results[0].reason
