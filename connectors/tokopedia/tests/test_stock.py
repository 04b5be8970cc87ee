"""`crossdock_tokopedia.stock`: rows out, results in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock import PushReport, RowOutcome, RowResult, StockUpdate
from crossdock.errors import InputRefusedError, OutcomeUnknownError, RequestRefusedError
from crossdock.http import Response
from crossdock_tokopedia.stock import decode_results, encode_rows

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
ROWS = [{"product_id": 15123699, "new_stock": 40}, {"product_id": 15123700, "new_stock": 0}]


def outcomes(data):
    """Return the outcome of each of `ROWS` for an answer with *data*."""
    return {pid: result.outcome for pid, result in decode_results({"data": data}, ROWS).items()}


def test_rows_are_sent_by_product_id_only():
    """A row carries product_id and new_stock, never a SKU, which would take precedence."""
    rows = encode_rows([StockUpdate("15123699", 40, sku="YS1234")])

    assert [{"product_id": 15123699, "new_stock": 40}] == rows


@pytest.mark.parametrize(("quantity", "locked", "sent"), [(10, 3, 7), (3, 3, 0), (2, 3, 0)])
def test_a_reserve_is_taken_off(quantity, locked, sent):
    """Only the main stock is set, so what a campaign holds is taken off the quantity."""
    rows = encode_rows([StockUpdate("7", quantity, locked=locked)])

    assert [{"product_id": 7, "new_stock": sent}] == rows


def test_a_listing_given_twice_is_sent_once():
    """Two quantities for one listing become one row with the later one."""
    rows = encode_rows([StockUpdate("7", 1), StockUpdate("7", 2)])

    assert [{"product_id": 7, "new_stock": 2}] == rows


def test_all_done_by_the_counts():
    """An answer with counts only, all of them successes, makes every row done."""
    found = outcomes({"failed_rows": 0, "failed_rows_data": [], "succeed_rows": 2})

    assert {"15123699": RowOutcome.DONE, "15123700": RowOutcome.DONE} == found


def test_omitted_zero_count_of_failures():
    """A count of failures that is left out is zero."""
    found = outcomes({"failed_rows_data": None, "succeed_rows": 2})

    assert {RowOutcome.DONE} == set(found.values())


def test_rows_are_matched_by_id_and_not_by_place():
    """The failed row is the one with its id, wherever it stands."""
    data = {
        "failed_rows": 1,
        "failed_rows_data": [
            {"product_id": 15123700, "sku": "", "new_stock": 0, "message": "Invalid Product ID."}
        ],
        "succeed_rows": 1,
        "succeed_rows_data": [{"productID": 15123699, "stock": 40}],
    }

    found = decode_results({"data": data}, ROWS)

    assert RowResult("15123699", RowOutcome.DONE) == found["15123699"]
    assert RowOutcome.REFUSED is found["15123700"].outcome
    assert "Tokopedia refused it: Invalid Product ID." == found["15123700"].reason


def test_row_limiter_means_retry():
    """ERR_TOO_MANY_REQUEST on a row means that it is to be sent again."""
    data = {
        "failed_rows": 1,
        "failed_rows_data": [{"product_id": "15123700", "message": "ERR_TOO_MANY_REQUEST"}],
        "succeed_rows": 1,
    }

    found = decode_results({"data": data}, ROWS)["15123700"]

    assert (RowOutcome.RETRY, "ERR_TOO_MANY_REQUEST") == (found.outcome, found.remote_code)


def test_failures_as_text_with_an_id_in_brackets():
    """A failure that is a sentence is matched by the id in its brackets."""
    data = {
        "failed_rows": 1,
        "failed_rows_data": ["Error Product ID [15123700] : There are some problem"],
        "succeed_rows": 1,
    }

    assert {"15123699": RowOutcome.DONE, "15123700": RowOutcome.REFUSED} == outcomes(data)


def test_failures_without_an_id_are_all_that_are_left():
    """Failures without ids belong to the rows that are left, if they are as many."""
    data = {"failed_rows": 2, "failed_rows_data": [{"message": "Invalid SKU."}] * 2}

    assert {"15123699": RowOutcome.REFUSED, "15123700": RowOutcome.REFUSED} == outcomes(data)


def test_a_failure_without_an_id_among_several_rows_is_a_doubt():
    """One failure without an id among two rows leaves both unknown."""
    data = {"failed_rows": 1, "failed_rows_data": [{"message": "Invalid"}], "succeed_rows": 1}

    assert {RowOutcome.UNKNOWN} == set(outcomes(data).values())


def test_a_doubt_tells_what_the_platform_said():
    """Words that belong to no row are in the reason of each row that is in doubt."""
    data = {
        "failed_rows": 1,
        "failed_rows_data": [{"message": "Invalid stock"}],
        "succeed_rows": 1,
    }

    results = decode_results({"data": data}, ROWS)

    assert all("Invalid stock" in result.reason for result in results.values())


def test_a_row_named_as_done_and_as_failed_is_a_doubt():
    """A row in both lists is unknown."""
    data = {
        "failed_rows": 1,
        "failed_rows_data": [{"product_id": 15123699, "message": "x"}],
        "succeed_rows": 2,
        "succeed_rows_data": [{"productID": 15123699}, {"productID": 15123700}],
    }

    assert RowOutcome.UNKNOWN is outcomes(data)["15123699"]


@pytest.mark.parametrize("data", [None, {}, [], "success", {"succeed_rows": 1}])
def test_an_answer_that_tells_nothing_is_a_doubt(data):
    """Rows that neither ids nor counts settle are unknown."""
    assert {RowOutcome.UNKNOWN} == set(outcomes(data).values())


@given(JSON)
def test_every_row_has_a_result_whatever_the_answer(data):
    """Arbitrary JSON gives one result per row and never an exception."""
    assert {"15123699", "15123700"} == decode_results({"data": data}, ROWS).keys()


@given(st.sets(st.integers(1, 200), min_size=1, max_size=100), st.data())
def test_a_faithful_answer_is_read_without_doubt(ids, data):
    """Where the answer names each failure, every row is done or refused as it says."""
    failed = data.draw(st.sets(st.sampled_from(sorted(ids))))
    rows = [{"product_id": pid, "new_stock": 1} for pid in ids]
    body = {
        "data": {
            "failed_rows": len(failed),
            "failed_rows_data": [{"product_id": pid, "message": "no"} for pid in failed],
            "succeed_rows": len(ids) - len(failed),
        }
    }

    found = decode_results(body, rows)

    assert {str(pid) for pid in failed} == {
        pid for pid, result in found.items() if result.outcome is RowOutcome.REFUSED
    }
    assert {str(pid) for pid in ids - failed} == {
        pid for pid, result in found.items() if result.outcome is RowOutcome.DONE
    }


def test_push_sends_shop_and_warehouse_in_the_query(connect, platform):
    """The shop and the connection's warehouse stand in the query, the rows bare in the body."""
    import crossdock_tokopedia

    platform.replies["/stock/update"] = {"header": {}, "data": {"succeed_rows": 1}}
    shop = connect(warehouse_id="341734")

    report = crossdock_tokopedia.push_stock(shop, (StockUpdate("15123699", 40),))

    call = platform.calls("/stock/update")[0]
    assert PushReport((RowResult("15123699", RowOutcome.DONE),)) == report
    assert {"shop_id": "479573", "warehouse_id": "341734"} == dict(call.url.params)
    assert [[{"product_id": 15123699, "new_stock": 40}]] == platform.bodies("/stock/update")
    assert "POST" == call.method
    assert "/inventory/v1/fs/13004/stock/update" == call.url.path


def test_limited_rows_come_with_the_time_to_wait(shop, platform):
    """When a row met the limiter, the report asks for a second at least: headers tell of calls."""
    import crossdock_tokopedia

    data = {
        "failed_rows": 1,
        "failed_rows_data": [{"product_id": 7, "message": "ERR_TOO_MANY_REQUEST"}],
        "succeed_rows": 0,
    }
    headers = {
        "X-Ratelimit-Reset-After": "-0.000000",
        "X-Ratelimit-Full-Reset-After": "0.200000",
    }
    platform.replies["/stock/update"] = Response(200, json={"data": data}, headers=headers)

    report = crossdock_tokopedia.push_stock(shop, (StockUpdate("7", 1),))

    assert 1.0 == report.retry_after
    assert RowOutcome.RETRY is report.results[0].outcome


def test_limited_rows_wait_as_long_as_asked(shop, platform):
    """A longer wait than the row limiter's second is kept."""
    import crossdock_tokopedia

    data = {"failed_rows": 1, "failed_rows_data": [{"message": "ERR_TOO_MANY_REQUEST"}]}
    platform.replies["/stock/update"] = Response(
        200, json={"data": data}, headers={"X-Ratelimit-Full-Reset-After": "2.5"}
    )

    assert 2.5 == crossdock_tokopedia.push_stock(shop, (StockUpdate("7", 1),)).retry_after


def test_an_id_that_is_no_number_is_refused_here(shop, platform):
    """A listing id that cannot be Tokopedia's is refused without asking, the others are sent."""
    import crossdock_tokopedia

    platform.replies["/stock/update"] = {"data": {"succeed_rows": 1}}

    report = crossdock_tokopedia.push_stock(shop, (StockUpdate("MLB1", 1), StockUpdate("007", 2)))

    found = {result.listing_id: result.outcome for result in report.results}
    assert {"MLB1": RowOutcome.REFUSED, "007": RowOutcome.DONE} == found


def test_nothing_to_push_asks_nothing(shop, platform):
    """An empty push is an empty report."""
    import crossdock_tokopedia

    assert PushReport() == crossdock_tokopedia.push_stock(shop, ())
    assert [] == platform.asked


def test_too_many_rows_are_refused(shop):
    """More than 100 updates are refused before anything is sent."""
    import crossdock_tokopedia

    updates = tuple(StockUpdate(str(n), 1) for n in range(1, 102))

    with pytest.raises(InputRefusedError, match="100 rows"):
        crossdock_tokopedia.push_stock(shop, updates)


def test_a_refused_batch_raises(shop, platform):
    """A batch that is refused whole raises with the platform's code."""
    import crossdock_tokopedia

    header = {"error_code": "PRD_USC_008", "reason": "warehouse mandatory"}
    platform.replies["/stock/update"] = Response(400, json={"header": header, "data": None})

    with pytest.raises(RequestRefusedError, match="several warehouses") as caught:
        crossdock_tokopedia.push_stock(shop, (StockUpdate("7", 1),))

    assert "PRD_USC_008" == caught.value.remote_code


def test_trouble_after_sending_is_a_doubt(shop, platform):
    """A batch that the platform fails on three times may have been applied."""
    import crossdock_tokopedia

    platform.replies["/stock/update"] = Response(502, text="<html>Bad Gateway</html>")

    with pytest.raises(OutcomeUnknownError):
        crossdock_tokopedia.push_stock(shop, (StockUpdate("7", 1),))

    assert 3 == len(platform.calls("/stock/update"))
