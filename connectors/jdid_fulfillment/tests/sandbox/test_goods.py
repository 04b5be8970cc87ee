"""Goods: created once, mostly for ever (sheet B5)."""

import re
from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]


def goods(merchant: Any, **changes: Any) -> dict[str, Any]:
    """Return the fields of new goods without a shelf life."""
    fields = {
        "deptNo": merchant.department,
        "isvGoodsNo": "SKU-BARU",
        "barcodes": "8991234567890",
        "thirdCategoryNo": "4159",
        "goodsName": "Kopi Baru",
        "safeDays": 0,
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def create(merchant: Any, **changes: Any) -> str:
    """Create goods and return their number."""
    number: str = merchant.call("goods.transportGoodsInfo", **goods(merchant, **changes))[
        "goodsNo"
    ]
    return number


def look_up(merchant: Any, **fields: Any) -> Any:
    """Look goods up."""
    fields = {"deptNo": merchant.department, "queryType": "1", **fields}
    return merchant.call("goods.queryGoodsInfo", **fields)


def test_new_goods_have_a_number_at_envelope_level(merchant: Any) -> None:
    """The answer is an EMG beside the gateway's code, and the goods are found by our SKU."""
    number = create(merchant)
    found = look_up(merchant, isvGoodsNos="SKU-BARU")[0]

    assert (True, number, "8991234567890") == (
        bool(re.fullmatch(r"EMG\d+", number)),
        found["goodsNo"],
        found["barcodes"],
    )


@pytest.mark.parametrize(
    "missing",
    ["deptNo", "isvGoodsNo", "barcodes", "thirdCategoryNo", "goodsName", "safeDays"],
)
def test_required_fields(merchant: Any, missing: str) -> None:
    """Six fields are required."""
    fields = goods(merchant, **{missing: None})

    assert f"{missing} must not be empty" == merchant.refusal("goods.transportGoodsInfo", **fields)


@pytest.mark.parametrize(
    ("name", "most"), [("isvGoodsNo", 60), ("barcodes", 100), ("goodsName", 500)]
)
def test_lengths(merchant: Any, name: str, most: int) -> None:
    """Each text has a longest length."""
    create(merchant, **{name: "a" * most})
    refused = merchant.refusal(
        "goods.transportGoodsInfo",
        **goods(merchant, isvGoodsNo="SKU-LAIN") | {name: "a" * (most + 1)},
    )

    assert f"{name} is longer than {most}" == refused


@pytest.mark.parametrize("threshold", ["instoreThreshold", "outstoreThreshold"])
def test_shelf_life_needs_both_thresholds(merchant: Any, threshold: str) -> None:
    """Goods that expire say how late they may come in and go out."""
    fields = goods(merchant, safeDays=180, instoreThreshold="0.7", outstoreThreshold="0.3")
    del fields[threshold]

    assert f"{threshold} must not be empty" == merchant.refusal(
        "goods.transportGoodsInfo", **fields
    )


@pytest.mark.parametrize(
    ("value", "ok"), [("0", True), ("1", True), ("1.01", False), ("-1", False)]
)
def test_thresholds_are_shares(merchant: Any, value: str, ok: bool) -> None:
    """A threshold is between 0 and 1."""
    fields = goods(merchant, safeDays=180, instoreThreshold=value, outstoreThreshold="0.3")

    assert ok is ("error_response" not in merchant.send("goods.transportGoodsInfo", fields))


@pytest.mark.parametrize(
    ("name", "value"),
    [("thirdCategoryNo", "lain"), ("safeDays", "-1"), ("serial", "0"), ("batch", "3")],
)
def test_wrong_values(merchant: Any, name: str, value: str) -> None:
    """A category is a number, days are not below zero, and flags are 1 for no and 2 for yes."""
    refused = merchant.refusal("goods.transportGoodsInfo", **goods(merchant, **{name: value}))

    assert refused.startswith(f"{name} is not valid")


def test_names_and_barcodes_can_be_changed(merchant: Any) -> None:
    """An update of what may change says true, and the change is there."""
    number = create(merchant)
    result = merchant.call("goods.updateGoodsInfo", goodsNo=number, goodsName="Kopi Lama")

    assert (True, "Kopi Lama") == (
        result["updateResult"],
        look_up(merchant, goodsNos=number)[0]["goodsName"],
    )


def test_goods_are_named_by_our_sku_too(merchant: Any) -> None:
    """An update may name department and our SKU instead of JD's number."""
    create(merchant)
    result = merchant.call(
        "goods.updateGoodsInfo",
        deptNo=merchant.department,
        isvGoodsNo="SKU-BARU",
        barcodes="1,2",
    )

    assert (True, "1,2") == (
        result["updateResult"],
        look_up(merchant, isvGoodsNos="SKU-BARU")[0]["barcodes"],
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("isvGoodsNo", "LAIN"),
        ("thirdCategoryNo", "1"),
        ("safeDays", "90"),
        ("instoreThreshold", "0.1"),
        ("outstoreThreshold", "0.1"),
        ("serial", "2"),
        ("length", "12"),
        ("grossWeight", "3.5"),
        ("batAttrIds", "7"),
    ],
)
def test_what_cannot_be_changed(merchant: Any, name: str, value: str) -> None:
    """An update of what is fixed says false with code 0 and changes nothing, names included."""
    number = create(merchant, safeDays=180, instoreThreshold="0.7", outstoreThreshold="0.3")
    result = merchant.call(
        "goods.updateGoodsInfo", goodsNo=number, goodsName="Kopi Lama", **{name: value}
    )

    assert ({"code": "0", "updateResult": False}, "Kopi Baru") == (
        result,
        look_up(merchant, goodsNos=number)[0]["goodsName"],
    )


def test_repeating_what_is_fixed_is_no_change(merchant: Any) -> None:
    """An update that repeats the shelf life as it is goes through."""
    number = create(merchant, safeDays=180, instoreThreshold="0.70", outstoreThreshold="0.3")
    result = merchant.call(
        "goods.updateGoodsInfo", goodsNo=number, safeDays="180", instoreThreshold="0.7"
    )

    assert True is result["updateResult"]


@pytest.mark.parametrize(("rule", "told"), [("error", "cannot be modified"), ("ignored", "True")])
def test_fixed_fields_by_switch(open_house: Open, rule: str, told: str) -> None:
    """A fixed field may be an error, or passed over."""
    merchant = open_house(switches={"immutable": rule})
    number = create(merchant)
    answer = merchant.send("goods.updateGoodsInfo", {"goodsNo": number, "safeDays": "90"})

    assert told in str(answer)


def test_the_same_sku_twice(merchant: Any) -> None:
    """A SKU that is there already is refused."""
    create(merchant)

    assert "already exists" in merchant.refusal("goods.transportGoodsInfo", **goods(merchant))


def test_the_same_sku_twice_by_switch(open_house: Open) -> None:
    """Or its number is told again."""
    merchant = open_house(switches={"duplicate": "earlier"})

    assert create(merchant) == create(merchant)


@pytest.mark.parametrize("keys", ["isvGoodsNos", "goodsNos", "barcodes"])
def test_fifty_keys(merchant: Any, keys: str) -> None:
    """A look-up takes fifty keys and not fifty-one."""
    fifty = ",".join(f"K{number}" for number in range(50))
    fields = {"deptNo": merchant.department, "queryType": "1"}

    assert ("found nothing", "at most 50") == (
        merchant.refusal("goods.queryGoodsInfo", **fields, **{keys: fifty})[-13:],
        merchant.refusal("goods.queryGoodsInfo", **fields, **{keys: f"{fifty},X"})[-18:-8],
    )


def test_numbers_only(merchant: Any) -> None:
    """Query type 2 tells the two numbers and nothing else."""
    rows = look_up(merchant, queryType="2", pageSize=3)

    assert [["goodsNo", "isvGoodsNo"]] * 3 == [list(row) for row in rows]


def test_query_type_is_required(merchant: Any) -> None:
    """A look-up without a query type is refused."""
    refused = merchant.refusal("goods.queryGoodsInfo", deptNo=merchant.department)

    assert "queryType must not be empty" == refused


def test_pages_of_goods(merchant: Any) -> None:
    """Pages of at most a thousand; together they are everything once."""
    numbers: list[str] = []
    for page in range(1, 4):
        rows = look_up(merchant, pageNo=page, pageSize=50)
        numbers += [row["goodsNo"] for row in rows]
    fields = {"deptNo": merchant.department, "queryType": "1", "pageSize": 1001}

    assert (120, 120, True) == (
        len(numbers),
        len(set(numbers)),
        merchant.refusal("goods.queryGoodsInfo", **fields).startswith("pageSize"),
    )


def test_goods_by_time(merchant: Any) -> None:
    """The other look-up finds what was changed in a window."""
    number = create(merchant)
    found = merchant.call(
        "goods.queryGoodsByPageAndTime",
        deptNo=merchant.department,
        updateTimeStart=merchant.wall(),
    )["result"]

    assert (1, [number]) == (found["recordCount"], [one["goodsNo"] for one in found["resultList"]])


def test_unknown_goods(merchant: Any) -> None:
    """An update of goods that are not there is refused."""
    assert "does not exist" in merchant.refusal("goods.updateGoodsInfo", goodsNo="EMG1")
