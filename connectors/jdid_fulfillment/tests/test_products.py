"""`crossdock_jdid_fulfillment.products` and `goods`: asked for first, created where missing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock import Goods, RowOutcome, ShelfLife
from crossdock.errors import CredentialsRefusedError, InputRefusedError
from crossdock.http.library import httpx
from crossdock_jdid_fulfillment import push_products
from crossdock_jdid_fulfillment.goods import encode_shelf_life

ASK, CREATE, CHANGE = (
    "goods.queryGoodsInfo",
    "goods.transportGoodsInfo",
    "goods.updateGoodsInfo",
)
SHIRT = Goods("KAOS-M", "Kaos Polos M", ("8991234567890",))
MILK = Goods("SUSU-1", "Susu UHT", (), ShelfLife(180, inbound_days=120, outbound_days=60))


def known(**members):
    """Return the answer of a query that knows one product."""
    row = {
        "goodsNo": "EMG1",
        "isvGoodsNo": "KAOS-M",
        "goodsName": "Kaos Polos M",
        "barcodes": "8991234567890",
        "safeDays": 0,
        **members,
    }
    return {"goodsInfoList": [row]}


def test_what_is_missing_is_created(platform, shop):
    """JD is asked for all at once, and told what it lacks, one by one."""
    platform.replies |= {ASK: known(), CREATE: {"goodsNo": "EMG2"}}

    results = push_products(shop, (SHIRT, MILK))

    assert [("KAOS-M", "done", "EMG1"), ("SUSU-1", "done", "EMG2")] == [
        (result.sku, result.outcome.value, result.remote_id) for result in results
    ]
    assert ["KAOS-M,SUSU-1"] == [asked["isvGoodsNos"] for asked in platform.calls(ASK)]
    assert [
        {
            "deptNo": "EBU0000000000123",
            "isvGoodsNo": "SUSU-1",
            "barcodes": "SUSU-1",
            "thirdCategoryNo": "4159",
            "goodsName": "Susu UHT",
            "safeDays": 180,
            "instoreThreshold": "0.6667",
            "outstoreThreshold": "0.3333",
        }
    ] == platform.calls(CREATE)
    assert [] == platform.calls(CHANGE)


def test_nothing_expires_unless_it_is_said(platform, shop):
    """Goods without a shelf life are created with none, and without thresholds."""
    platform.replies |= {ASK: {}, CREATE: {"goodsNo": "EMG1"}}

    push_products(shop, (SHIRT,))

    [sent] = platform.calls(CREATE)
    assert 0 == sent["safeDays"]
    assert {"instoreThreshold", "outstoreThreshold"}.isdisjoint(sent)


@given(st.data(), st.integers(1, 10_000))
def test_thresholds_are_shares_of_the_shelf_life(data, days):
    """Both are from 0 to 1, the one for shipping not above the one for receiving."""
    inbound = data.draw(st.integers(0, days))
    outbound = data.draw(st.integers(0, inbound))

    sent = encode_shelf_life(ShelfLife(days, inbound, outbound))

    shares = [Decimal(sent["outstoreThreshold"]), Decimal(sent["instoreThreshold"])]
    assert [Decimal(0), *shares, Decimal(1)] == sorted([Decimal(0), *shares, Decimal(1)])
    assert abs(shares[1] * days - inbound) <= Decimal(days) / 10_000


def test_what_may_change_is_changed(platform, shop):
    """Another name and other barcodes go to JD under its own number."""
    platform.replies |= {ASK: known(goodsName="Kaos", barcodes="1,2"), CHANGE: {"updateResult": 1}}

    [result] = push_products(shop, (SHIRT,))

    assert RowOutcome.DONE is result.outcome
    assert [
        {
            "goodsNo": "EMG1",
            "deptNo": "EBU0000000000123",
            "isvGoodsNo": "KAOS-M",
            "goodsName": "Kaos Polos M",
            "barcodes": "8991234567890",
        }
    ] == platform.calls(CHANGE)


def test_barcodes_of_jd_stay_where_we_have_none(platform, shop):
    """Our SKU is a stand-in for a barcode, and never takes a real one's place."""
    platform.replies[ASK] = known()

    [result] = push_products(shop, (Goods("KAOS-M", "Kaos Polos M"),))

    assert RowOutcome.DONE is result.outcome
    assert [ASK] == platform.methods


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"safeDays": 90}, "safeDays"),
        ({"safeDays": "180", "instoreThreshold": "0.5"}, "instoreThreshold"),
        (
            {"safeDays": 180, "instoreThreshold": "0.67", "outstoreThreshold": "0.5"},
            "outstoreThreshold",
        ),
    ],
)
def test_what_never_changes_is_refused_by_its_name(platform, shop, members, field):
    """A shelf life that differs from JD's is refused, and nothing is sent."""
    platform.replies[ASK] = known(isvGoodsNo="SUSU-1", goodsName="Susu", **members)

    [result] = push_products(shop, (MILK,))

    assert (RowOutcome.REFUSED, "EMG1") == (result.outcome, result.remote_id)
    assert field in result.reason
    assert [ASK] == platform.methods


def test_rounded_thresholds_are_the_same(platform, shop):
    """JD may keep two places of a share, or tell none of it: that is no difference."""
    platform.replies[ASK] = known(
        isvGoodsNo="SUSU-1", goodsName="Susu UHT", safeDays=180, instoreThreshold="0.67"
    )

    assert RowOutcome.DONE is push_products(shop, (MILK,))[0].outcome


@pytest.mark.parametrize(
    ("goods", "why"),
    [
        (Goods("A,B", "x"), "A,B"),
        (Goods("A" * 61, "x"), "61 characters"),
        (Goods("A", "x" * 501), "501 characters"),
        (Goods("A", "x", ("1,2",)), "1,2"),
        (Goods("A", "x", ("1" * 60, "2" * 60)), "121 characters"),
        (Goods("", "x"), "SKU"),
    ],
)
def test_what_does_not_fit_is_refused_alone(platform, shop, goods, why):
    """One product that JD could not take does not stop the next."""
    platform.replies |= {ASK: {}, CREATE: {"goodsNo": "EMG1"}}

    results = push_products(shop, (goods, SHIRT))

    assert [RowOutcome.REFUSED, RowOutcome.DONE] == [result.outcome for result in results]
    assert why in results[0].reason
    assert ["KAOS-M"] == [sent["isvGoodsNo"] for sent in platform.calls(CREATE)]


def test_each_product_ends_for_itself(platform, shop, refused):
    """A refusal, a lost answer and a limit are each told of their own product."""
    answers = {
        "A": refused("67", "三级分类不存在"),
        "B": httpx.ReadTimeout("lost"),
        "C": refused("2", "limit"),
        "D": {"goodsNo": "EMG4"},
        "E": {"msg": "ok"},
    }
    platform.replies |= {ASK: {}, CREATE: lambda sent: answers[sent["isvGoodsNo"]]}

    results = push_products(shop, tuple(Goods(sku, sku) for sku in answers))

    assert ["refused", "unknown", "retry", "done", "unknown"] == [
        result.outcome.value for result in results
    ]
    assert "67" == results[0].remote_code


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"updateResult": False}, RowOutcome.REFUSED),
        ({"updateResult": "true"}, RowOutcome.DONE),
        ({"updateResult": "?"}, RowOutcome.UNKNOWN),
        ({}, RowOutcome.UNKNOWN),
    ],
)
def test_code_0_alone_changes_nothing(platform, shop, answer, outcome):
    """A change is done when its own result says so."""
    platform.replies |= {ASK: known(goodsName="Kaos"), CHANGE: answer}

    assert outcome is push_products(shop, (SHIRT,))[0].outcome


@pytest.mark.parametrize("members", [{"isvGoodsNo": {}}, {"goodsNo": None}])
def test_a_row_that_names_no_goods_is_nobodys(platform, shop, members):
    """Goods that JD tells without our code or its own number are not taken for ours."""
    platform.replies |= {ASK: known(**members), CREATE: {"goodsNo": "EMG2"}}

    assert "EMG2" == push_products(shop, (SHIRT,))[0].remote_id


def test_a_product_given_twice_is_created_once(platform, shop):
    """The second of two with one SKU is refused."""
    platform.replies |= {ASK: {}, CREATE: {"goodsNo": "EMG1"}}

    results = push_products(shop, (SHIRT, SHIRT))

    assert [RowOutcome.DONE, RowOutcome.REFUSED] == [result.outcome for result in results]
    assert 1 == len(platform.calls(CREATE))


def test_goods_that_somebody_created_meanwhile(platform, shop, refused):
    """A refused creation is looked up, in whatever words; what is there is brought up to date."""
    platform.replies |= {
        ASK: [{}, known(goodsName="Kaos")],
        CREATE: refused("67", "E-3"),
        CHANGE: {"updateResult": True},
    }

    [result] = push_products(shop, (SHIRT,))

    assert (RowOutcome.DONE, "EMG1") == (result.outcome, result.remote_id)
    assert [ASK, CREATE, ASK, CHANGE] == platform.methods


@pytest.mark.parametrize("answer", [{}, {"error_response": {"code": "65", "en_desc": "late"}}])
@pytest.mark.parametrize(
    ("words", "outcome"), [("已存在", RowOutcome.UNKNOWN), ("E-3", RowOutcome.REFUSED)]
)
def test_goods_that_jd_knows_and_does_not_show(platform, shop, refused, answer, words, outcome):
    """Said to be there and not shown yet is a doubt; any other refusal is one."""
    platform.replies |= {ASK: [{}, answer], CREATE: refused("67", words)}

    [result] = push_products(shop, (SHIRT,))

    assert outcome is result.outcome
    assert words in result.reason


def test_nothing_is_created_that_could_not_be_asked_for(platform, shop, refused):
    """Where JD does not say what it knows, nothing is sent at all."""
    platform.replies[ASK] = refused("19", "token")

    with pytest.raises(CredentialsRefusedError):
        push_products(shop, (SHIRT,))

    assert [ASK] == platform.methods


def test_more_than_fifty_at_once(platform, shop):
    """JD is asked for fifty goods at most, and more are refused before any request."""
    with pytest.raises(InputRefusedError, match="50"):
        push_products(shop, tuple(Goods(f"A{n}", "x") for n in range(51)))

    assert [] == platform.asked
