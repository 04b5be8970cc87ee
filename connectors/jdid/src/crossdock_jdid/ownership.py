"""Whose a record is: an answer that brings another shop's must not become ours."""

from __future__ import annotations

from crossdock.errors import DataRefusedError
from crossdock_jdid.settings import JdidSettings
from crossdock_jos.records import Record


def refuse_foreign(row: Record, settings: JdidSettings) -> None:
    """Raise if *row* names another shop (``venderId``) than the connection.

    Raises:

        DataRefusedError: naming both shops.
    """
    vender = row.whole("venderId")
    if vender and settings.shop_id is not None and vender != settings.shop_id:
        raise DataRefusedError(
            f"venderId is {vender}, and this connection is for shop {settings.shop_id}."
        )
