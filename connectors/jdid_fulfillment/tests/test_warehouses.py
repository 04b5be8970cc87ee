"""`crossdock_jdid_fulfillment.warehouses`: the department's warehouses."""

from __future__ import annotations

import pytest

from crossdock import Address
from crossdock.errors import DataRefusedError
from crossdock_jdid_fulfillment import list_warehouses

ASK = "master.queryWarehouse"


def test_every_warehouse_of_the_department(platform, shop):
    """Enabled ones are open, those that are new or disabled are not."""
    rows = [
        {
            "warehouseNo": "110008765",
            "warehouseName": "Cakung",
            "status": "2",
            "province": "DKI Jakarta",
            "city": "Jakarta Timur",
            "county": "Cakung",
            "address": "Jl. Industri 1",
        },
        {"warehouseNo": 110008766, "status": 1},
        {"warehouseNo": "110008767", "warehouseName": "Marunda", "status": 3},
    ]
    platform.replies[ASK] = {"querywarehouse_result": rows}

    found = list_warehouses(shop)

    assert [{"deptNo": "EBU0000000000123"}] == platform.calls(ASK)
    assert [
        ("110008765", "Cakung", True),
        ("110008766", "110008766", False),
        ("110008767", "Marunda", False),
    ] == [(one.warehouse_id, one.name, one.open) for one in found]
    assert {"EBU0000000000123"} == {one.department for one in found}
    assert found[0].address == Address(
        "Jl. Industri 1", "Cakung", "Jakarta Timur", "DKI Jakarta", country="ID"
    )


def test_a_warehouse_without_a_number(platform, shop):
    """A warehouse that cannot be named is an error, and not left out."""
    platform.replies[ASK] = {"querywarehouse_result": [{"warehouseName": "Cakung"}]}

    with pytest.raises(DataRefusedError, match="warehouseNo"):
        list_warehouses(shop)


def test_documents_go_to_one_of_them(platform, shop):
    """The connection serves the warehouse of its settings; others need one of their own."""
    rows = [{"warehouseNo": number, "status": 2} for number in ("110008765", "110008766")]
    platform.replies[ASK] = {"querywarehouse_result": rows}

    found = list_warehouses(shop)

    assert [("110008765", True), ("110008766", False)] == [
        (one.warehouse_id, one.served) for one in found
    ]
