"""`crossdock_jdid_fulfillment.stock`: three readings of a row, and lists that move."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock import StockLevel
from crossdock.errors import CursorLoopError, DataRefusedError, InputRefusedError
from crossdock_jdid_fulfillment import list_stock
from crossdock_jdid_fulfillment.stock_rows import decode_row, flatten, levels

ASK = "stock.queryStock"
ROWS = [
    {"goodsNo": "EMG1", "warehouseNo": "110008765", "totalNum": 10, "usableNum": 7},
    {"goodsNo": "EMG2", "warehouseNo": "110008765", "totalNum": "0", "usableNum": 0},
]
LEVELS = (
    StockLevel("", "110008765", 10, 7, remote_id="EMG1"),
    StockLevel("", "110008765", 0, 0, remote_id="EMG2"),
)


def row(number, total, usable=0, **members):
    """Return a flat row of goods *number*."""
    return {"goodsNo": f"EMG{number}", "totalNum": total, "usableNum": usable, **members}


def test_zeros_are_asked_for(platform, shop):
    """Rows of zero come only where they are asked for, and an absent one proves nothing."""
    platform.replies[ASK] = [{"querystock_result": ROWS}, {}]

    page = list_stock(shop, None)

    assert {
        "deptNo": "EBU0000000000123",
        "warehouseNo": "110008765",
        "currentPage": 1,
        "pageSize": 100,
        "returnZeroStock": "2",
    } == platform.calls(ASK)[0]
    assert (LEVELS, None, ()) == (page.items, page.cursor, page.refused)


@pytest.mark.parametrize(
    "found",
    [
        ROWS,
        [{"v1": one} for one in ROWS],
        {"v1": ROWS},
        [{name: {"v1": value} for name, value in one.items()} for one in ROWS],
        [{name: [value] for name, value in one.items()} for one in ROWS],
        {name: [one[name] for one in ROWS] for name in ROWS[0]},
        [
            {
                "goodsNo": ["EMG1", "EMG2"],
                "warehouseNo": "110008765",
                "totalNum": [10, 0],
                "usableNum": [7, 0],
            }
        ],
    ],
)
def test_every_reading_of_a_row(platform, shop, found):
    """Flat, under an extra v1, and with lists as members: all are the same stock."""
    platform.replies[ASK] = [{"querystock_result": found}, {"querystock_result": []}]

    assert LEVELS == list_stock(shop, None).items


def test_what_is_held_back_and_what_is_damaged(platform, shop):
    """On hand is all in good condition; free the sellable of it; damaged and samples neither."""
    rows = [
        row(1, 5, 3, stockStatus=1, stockType=1, isvGoodsNo="KAOS-M"),
        row(1, 2, 2, stockStatus="1", stockType="4"),
        row(1, 1, 1, stockStatus=2, stockType=1),
        row(1, 1, 1, stockStatus="3", stockType="1"),
        row(2, 4, 4, goodsLevel="100"),
        row(2, 3, 3, goodsLevel=210),
    ]
    platform.replies[ASK] = [{"querystock_result": rows}, {}]

    assert (
        StockLevel("KAOS-M", "110008765", 7, 3, damaged=2, remote_id="EMG1"),
        StockLevel("", "110008765", 4, 4, damaged=3, remote_id="EMG2"),
    ) == list_stock(shop, None).items


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("number", [0, 1, 99, 100, 101, 250])
def test_every_page_is_read(platform, shop, number, counted):
    """All rows arrive, however they fall on pages, and whether JD counts them or not."""
    count = {"recordCount": number} if counted else {}
    rows = [row(n, n, **count) for n in range(number)]
    platform.replies[ASK] = lambda asked: {
        "querystock_result": rows[100 * (asked["currentPage"] - 1) : 100 * asked["currentPage"]]
    }

    page = list_stock(shop, None)

    assert [f"EMG{n}" for n in range(number)] == [level.remote_id for level in page.items]
    assert () == page.refused


def test_a_count_of_the_page_ends_nothing(platform, shop):
    """A full page is followed by another one, also where its count is only its own."""
    pages = [[row(n, 1, recordCount=100) for n in range(100)], [row(100, 1, recordCount=1)]]
    platform.replies[ASK] = [{"querystock_result": rows} for rows in (*pages, [])]

    page = list_stock(shop, None)

    assert (101, ()) == (len(page.items), page.refused)


def test_goods_on_two_pages_are_one_level(platform, shop):
    """Rows of goods that fall on two pages add up, and one that comes again counts once."""
    good = row(1, 5, 5, stockStatus=1, stockType=1)
    first = [*(row(n, 1) for n in range(100, 199)), good]
    second = [good, row(1, 2, stockStatus=2, stockType=1)]
    platform.replies[ASK] = [{"querystock_result": rows} for rows in (first, second, [])]

    levels_by_goods = {level.remote_id: level for level in list_stock(shop, None).items}

    assert 100 == len(levels_by_goods)
    assert (5, 2) == (levels_by_goods["EMG1"].on_hand, levels_by_goods["EMG1"].damaged)


def test_the_end_may_come_as_an_error(platform, shop, refused):
    """The page behind the last may be an error that says that there is nothing."""
    platform.replies[ASK] = [{"querystock_result": ROWS}, refused("67", "查询结果为空")]

    assert LEVELS == list_stock(shop, None).items


def test_rows_that_are_missing_are_told(platform, shop):
    """A list that ends before JD's own count is told as short, and not as whole."""
    platform.replies[ASK] = [{"querystock_result": [row(1, 1, recordCount=3)]}, {}]

    page = list_stock(shop, None)

    assert 1 == len(page.items)
    assert ["JD counts 3 rows of stock and gave 1; read it again."] == [
        one.error for one in page.refused
    ]


@pytest.mark.parametrize(
    ("damaged", "name"),
    [
        ({"totalNum": 1, "usableNum": 1}, "goodsNo"),
        ({"goodsNo": "EMG9", "totalNum": -1, "usableNum": 0}, "totalNum"),
        ({"goodsNo": "EMG9", "totalNum": 1}, "usableNum"),
        ({"goodsNo": "EMG9", "totalNum": "many", "usableNum": 0}, "totalNum"),
        ({"goodsNo": ["EMG8", "EMG9"], "totalNum": [1, 2, 3], "usableNum": 0}, "goodsNo"),
        ({"goodsNo": ["EMG8", "EMG9"], "totalNum": [1], "usableNum": [1, 2]}, "goodsNo"),
        ({"goodsNo": ["EMG8", "EMG9"], "totalNum": [1, 2], "usableNum": 0}, "goodsNo"),
        ("EMG9", "goodsNo"),
    ],
)
def test_a_damaged_row_costs_itself_only(platform, shop, damaged, name):
    """A row that cannot be read is kept aside by the name of the field, and the others count."""
    platform.replies[ASK] = [{"querystock_result": [damaged, *ROWS]}, {}]

    page = list_stock(shop, None)

    assert LEVELS == page.items
    assert 1 == len(page.refused)
    assert name in page.refused[0].error


@pytest.mark.parametrize("found", ["[]", 0, False])
def test_a_page_that_is_none_is_no_empty_warehouse(platform, shop, found):
    """Text or a number in place of rows is an error, and nobody's stock is zero for it."""
    platform.replies[ASK] = {"querystock_result": found}

    with pytest.raises(DataRefusedError, match="querystock_result"):
        list_stock(shop, None)


def test_sums_that_no_goods_can_have_cost_their_own_goods_only(platform, shop):
    """Rows that add up to more than a number of units are refused together."""
    rows = [row(9, 2**31 - 1, stockType=1), row(9, 2**31 - 1, stockType=2), *ROWS]
    platform.replies[ASK] = [{"querystock_result": rows}, {}]

    page = list_stock(shop, None)

    assert LEVELS == page.items
    assert ["EMG9"] == [one.record_id for one in page.refused]


def test_a_page_that_comes_again_is_a_loop(platform, shop):
    """A gateway that ignores the page's number is noticed, and nothing is counted twice."""
    platform.replies[ASK] = {"querystock_result": ROWS}

    with pytest.raises(CursorLoopError):
        list_stock(shop, None)


def test_there_is_one_page(shop):
    """A cursor that nobody gave is refused in words."""
    with pytest.raises(InputRefusedError, match="'7'"):
        list_stock(shop, "7")


@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.sampled_from("123"), st.integers(0, 99)), max_size=40
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_does_not_matter(given_rows, random):
    """Levels are sums: whatever the order of their rows, they are the same."""
    rows = [
        decode_row(row(number, total, total, stockStatus=status), "110008765")
        for number, status, total in given_rows
    ]
    shuffled = random.sample(rows, len(rows))

    found = {level.remote_id: level for level in levels(rows)}

    assert found == {level.remote_id: level for level in levels(shuffled)}
    total = sum(level.on_hand + level.damaged for level in found.values())
    assert sum(given_row[2] for given_row in given_rows) == total


@given(
    st.none()
    | st.lists(st.recursive(st.none() | st.integers() | st.text(), st.lists))
    | st.dictionaries(st.text(), st.recursive(st.integers() | st.text(), st.lists))
)
def test_whatever_comes_is_rows_or_kept_as_it_is(found):
    """No shape of what a page holds makes the reading fail."""
    assert isinstance(flatten(found), list)
