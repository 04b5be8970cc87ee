"""The warehouses of a merchant: its own, and those that fulfilment services run for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import attrs

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.inventory import SnapshotSemantics
from crossdock.store.database import Database, Row, stamp

#: What every merchant begins with.
MAIN = "main"


@attrs.frozen
class Warehouse:
    """One warehouse.

    Args:

        connection: the fulfilment service that runs it, and ``remote_id`` what it is
            called there; both empty for one's own.

        country: as two letters; empty where nobody said.

        open: it may serve orders.

        snapshots: what a quantity that its system reports means.

        department, account: the part of the merchant that the service keeps it for, and
            the service's name of the merchant; empty where nobody said.
    """

    name: str
    title: str = ""
    connection: str = ""
    remote_id: str = ""
    country: str = ""
    open: bool = True
    snapshots: SnapshotSemantics = SnapshotSemantics.PHYSICAL
    department: str = ""
    account: str = ""


class Warehouses:
    """The warehouses of one merchant, in the order they were added."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def all(self) -> list[Warehouse]:
        """Return every warehouse, in the order they were added."""
        return list(self._by_name().values())

    def open(self) -> tuple[str, ...]:
        """Return the names of the open ones, in the order they were added."""
        return tuple(warehouse.name for warehouse in self.all() if warehouse.open)

    def get(self, name: str) -> Warehouse:
        """Return the warehouse called *name*.

        Raises:

            NotFoundError: there is none; the message names those that exist.
        """
        known = self._by_name()
        if name not in known:
            raise NotFoundError(
                f"There is no warehouse called {name!r}.",
                next_step=f"It is one of: {', '.join(known)}." if known else "Add one first.",
            )
        return known[name]

    def _by_name(self) -> Mapping[str, Warehouse]:
        return self._db.recall(("warehouses", self._merchant), self._read)

    def _read(self) -> dict[str, Warehouse]:
        rows = self._db.rows(
            "SELECT * FROM warehouses WHERE merchant = ? ORDER BY id", (self._merchant,)
        )
        return {row["name"]: _warehouse(row) for row in rows}

    def add(self, warehouse: Warehouse) -> None:
        """Keep a new warehouse.

        Raises:

            InputRefusedError: its name is taken, or a service's warehouse is here already.
        """
        with self._db.transaction():
            self._refuse_twin(warehouse, self.all())
            self._db.execute(
                """
                INSERT INTO warehouses (title, connection, remote_id, country, open, snapshots,
                    department, account, merchant, name, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                (*_cells(warehouse), self._merchant, warehouse.name, stamp(self._now())),
            )

    def replace(self, warehouse: Warehouse) -> None:
        """Keep *warehouse* in place of the one of its name.

        Raises:

            NotFoundError: there is none of its name.

            InputRefusedError: it would be the same warehouse of a service as another.
        """
        with self._db.transaction():
            self.get(warehouse.name)
            others = [kept for kept in self.all() if kept.name != warehouse.name]
            self._refuse_twin(warehouse, others)
            self._db.execute(
                """
                UPDATE warehouses
                SET title = ?, connection = ?, remote_id = ?, country = ?, open = ?,
                    snapshots = ?, department = ?, account = ?
                WHERE merchant = ? AND name = ?
                """,
                (*_cells(warehouse), self._merchant, warehouse.name),
            )

    def remove(self, name: str) -> None:
        """Remove an empty warehouse with its locations; its events stay.

        Raises:

            NotFoundError: there is none of that name.

            InputRefusedError: something lies there, is promised from there or is on its way.
        """
        with self._db.transaction():
            self.get(name)
            row = self._db.row(
                """
                SELECT count(*) AS skus, min(sku) AS sku FROM positions
                WHERE merchant = ? AND warehouse = ? AND (on_hand <> 0 OR unavailable > 0
                    OR reserved <> 0 OR expected <> 0 OR occupied <> 0)
                """,
                (self._merchant, name),
            )
            if row and row["skus"]:
                raise InputRefusedError(
                    f"{name} holds stock or promises of {row['skus']:,} SKUs, {row['sku']} among"
                    " them.",
                    next_step=f"Move or count it first: crossdock stock show --by warehouse, or"
                    f" close it: crossdock warehouse edit {name} --closed",
                )
            for statement in (
                "DELETE FROM warehouse_facts WHERE merchant = ? AND warehouse = ?",
                "DELETE FROM location_skus WHERE merchant = ? AND warehouse = ?",
                "DELETE FROM locations WHERE merchant = ? AND warehouse = ?",
                "DELETE FROM warehouses WHERE merchant = ? AND name = ?",
            ):
                self._db.execute(statement, (self._merchant, name))

    def _refuse_twin(self, warehouse: Warehouse, others: list[Warehouse]) -> None:
        for other in others:
            if other.name == warehouse.name:
                raise InputRefusedError(
                    f"There is already a warehouse called {warehouse.name!r}.",
                    next_step=f"Choose another name, or: crossdock warehouse edit {other.name}",
                )
            same = (other.connection, other.remote_id) == (
                warehouse.connection,
                warehouse.remote_id,
            )
            if warehouse.connection and same:
                raise InputRefusedError(
                    f"Warehouse {warehouse.remote_id} of {warehouse.connection} is here already,"
                    f" as {other.name}.",
                    next_step=f"See: crossdock warehouse show {other.name}",
                )


def _cells(warehouse: Warehouse) -> tuple[Any, ...]:
    return (
        warehouse.title,
        warehouse.connection,
        warehouse.remote_id,
        warehouse.country,
        int(warehouse.open),
        warehouse.snapshots.value,
        warehouse.department,
        warehouse.account,
    )


def _warehouse(row: Row) -> Warehouse:
    return Warehouse(
        name=row["name"],
        title=row["title"],
        connection=row["connection"],
        remote_id=row["remote_id"],
        country=row["country"],
        open=bool(row["open"]),
        snapshots=SnapshotSemantics(row["snapshots"]),
        department=row["department"],
        account=row["account"],
    )
