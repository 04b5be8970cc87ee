"""Departments, warehouses, carriers, shops and suppliers (sheet B3, B4)."""

import re
from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]


def test_the_accounts_departments(merchant: Any) -> None:
    """Only departments of the token's account are told, each EBU with 13 digits."""
    rows = merchant.call("master.queryDept")["querydept_result"]

    assert (2, True, True) == (
        len(rows),
        merchant.department in [row["deptNo"] for row in rows],
        all(re.fullmatch(r"EBU\d{13}", row["deptNo"]) for row in rows),
    )


def test_a_department_of_another_pin(merchant: Any) -> None:
    """A department that is not the pin's is refused, and another than one that is unknown."""
    dump = merchant.state()
    own = {row["deptNo"] for row in merchant.call("master.queryDept")["querydept_result"]}
    foreign = next(one["department"] for one in dump["listings"] if one["department"] not in own)

    assert (True, True) == (
        "does not belong to the pin" in merchant.refusal("master.queryWarehouse", deptNo=foreign),
        "does not exist" in merchant.refusal("master.queryWarehouse", deptNo="EBU1"),
    )


def test_warehouses_have_a_status(merchant: Any) -> None:
    """There are an enabled, a disabled and an initial one; a status can be asked for."""
    rows = merchant.call("master.queryWarehouse", deptNo=merchant.department)
    disabled = merchant.call("master.queryWarehouse", deptNo=merchant.department, status=3)

    assert (["2", "3", "1"], ["3"], True) == (
        [row["status"] for row in rows["querywarehouse_result"]],
        [row["status"] for row in disabled["querywarehouse_result"]],
        all(
            re.fullmatch(r"11\d{7,8}", row["warehouseNo"]) for row in rows["querywarehouse_result"]
        ),
    )


def test_blank_fields_are_none(merchant: Any) -> None:
    """One integration sends every field, empty where it has nothing to say."""
    rows = merchant.call(
        "master.queryWarehouse", deptNo=merchant.department, warehouseNos="", status=""
    )

    assert 3 == len(rows["querywarehouse_result"])


def test_carriers(merchant: Any) -> None:
    """JD Express is there and takes cash; one carrier is out of use."""
    rows = merchant.call("master.queryShipper")["queryshipper_result"]
    express = next(row for row in rows if row["shipperNo"] == "CYS0000010")

    assert ("1", "1", True) == (
        express["status"],
        express["isCod"],
        any(row["status"] == "0" for row in rows),
    )


def test_platforms(merchant: Any) -> None:
    """Sales platforms are known by the numbers of salePlatformSource."""
    rows = merchant.call("master.querySpSource")["queryspsource_result"]

    assert ["1", "2", "3", "4", "6", "8"] == [row["spSourceNo"] for row in rows]


def test_a_shop_is_added_and_found(merchant: Any) -> None:
    """A new shop is found by our number and takes outbounds."""
    number = merchant.call(
        "master.insertShop",
        deptNo=merchant.department,
        isvShopNo="TOKO-9",
        spSourceNo="6",
        shopName="Toko Baru",
        afterSaleContacts="Ani",
        afterSalePhone="021",
        afterSaleAddress="Jl. Baru",
    )["insertshop_result"]
    rows = merchant.call("master.queryShop", deptNo=merchant.department, isvShopNos="TOKO-9")

    assert ([number], number) == (
        [row["shopNo"] for row in rows["queryshop_result"]],
        merchant.query(merchant.outbound(shopNo=number))["shopNo"],
    )


@pytest.mark.parametrize("missing", ["afterSalePhone", "shopName", "spSourceNo", "isvShopNo"])
def test_a_shop_needs_everything(merchant: Any, missing: str) -> None:
    """Numbers, name and whom to ask after a sale are required."""
    fields = {
        "deptNo": merchant.department,
        "isvShopNo": "TOKO-9",
        "spSourceNo": "6",
        "shopName": "Toko Baru",
        "afterSaleContacts": "Ani",
        "afterSalePhone": "021",
        "afterSaleAddress": "Jl. Baru",
    }
    del fields[missing]

    assert f"{missing} must not be empty" == merchant.refusal("master.insertShop", **fields)


def test_a_supplier_is_added_and_found(merchant: Any) -> None:
    """A new supplier is an EMS and delivers inbounds."""
    number = merchant.call(
        "master.addSupplier",
        deptNo=merchant.department,
        isvSupplierNo="P-9",
        supplierName="PT Baru",
    )["addsupplier_result"]
    rows = merchant.call("master.querySupplier", deptNo=merchant.department, supplierNos=number)[
        "querysupplier_result"
    ]

    assert (["PT Baru"], number) == (
        [row["supplierName"] for row in rows],
        merchant.inbound_row(merchant.inbound(supplierNo=number))["supplierNo"],
    )


@pytest.mark.parametrize(("empty", "told"), [("array", []), ("null", None)])
def test_no_rows_by_switch(open_house: Open, empty: str, told: Any) -> None:
    """A query that finds nothing may be an empty list, or null."""
    merchant = open_house(switches={"empty": empty})

    assert told == merchant.call("master.queryShipper", shipperNos="CYS1")["queryshipper_result"]


def test_no_rows_are_an_error(merchant: Any) -> None:
    """Mostly a query that finds nothing is answered with an error."""
    assert "found nothing" in merchant.refusal("master.queryShipper", shipperNos="CYS1")


def test_rows_of_arrays(open_house: Open) -> None:
    """The official SDK reads every value of a row from an array."""
    merchant = open_house(switches={"rows": "arrays"})
    rows = merchant.call("master.queryDept", deptNos=merchant.department)["querydept_result"]

    assert [merchant.department] == rows[0]["deptNo"]


def test_statuses_as_numbers(open_house: Open) -> None:
    """Statuses are numbers in some replies."""
    merchant = open_house(switches={"status_type": "number"})
    rows = merchant.call("master.queryWarehouse", deptNo=merchant.department)

    assert [2, 3, 1] == [row["status"] for row in rows["querywarehouse_result"]]
