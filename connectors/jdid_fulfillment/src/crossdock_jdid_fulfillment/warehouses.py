"""The department's warehouses (sheet B4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from crossdock import Address, RemoteWarehouse, hookimpl
from crossdock.errors import DataRefusedError
from crossdock_jdid_fulfillment.statuses import WAREHOUSE_ENABLED

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid_fulfillment.settings import FulfilmentSettings
    from crossdock_jos import Record


@hookimpl
def list_warehouses(
    connection: Connection[FulfilmentSettings],
) -> tuple[RemoteWarehouse, ...]:
    """Return every warehouse of the department, those that are not enabled as closed.

    Documents of the connection go to the one that its settings name.

    Raises:

        DataRefusedError: one has no number.
    """
    from crossdock_jdid_fulfillment import api

    department = connection.settings.department
    served = connection.settings.warehouse
    return tuple(
        attrs.evolve(one, served=one.warehouse_id == served)
        for one in (decode_warehouse(row, department) for row in api.warehouses(connection))
    )


def decode_warehouse(row: Record, department: str) -> RemoteWarehouse:
    """Return the warehouse that *row* describes.

    Raises:

        DataRefusedError: it has no number.
    """
    number = row.text("warehouseNo").strip()
    if not number:
        raise DataRefusedError("warehouseNo of a warehouse is missing.")
    return RemoteWarehouse(
        warehouse_id=number,
        name=row.words("warehouseName").strip() or number,
        department=department,
        open=row.words("status").strip() == WAREHOUSE_ENABLED,
        address=Address(
            street=row.words("address"),
            district=row.words("county", "town"),
            city=row.words("city"),
            province=row.words("province"),
            country="ID",
        ),
    )
