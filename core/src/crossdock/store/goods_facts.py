"""What a merchant says of its goods that their listings do not: barcodes, weight, shelf life."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from crossdock.errors import NotFoundError
from crossdock.fulfilment.goods_facts import GoodsFacts
from crossdock.store.bodies import body_of, value_of
from crossdock.store.database import Database, stamp


class KeptFacts:
    """The facts of one merchant's master SKUs."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def title(self, sku: str) -> str:
        """Return the title of a master SKU.

        Raises:

            NotFoundError: there is none.
        """
        title = self._db.value(
            "SELECT title FROM masters WHERE merchant = ? AND sku = ?", (self._merchant, sku)
        )
        if title is None:
            raise NotFoundError(
                f"There is no master SKU {sku!r}.", next_step="See: crossdock product list"
            )
        return str(title)

    def skus(self) -> list[str]:
        """Return every master SKU that is no kit."""
        rows = self._db.rows(
            """
            SELECT sku FROM masters WHERE merchant = ? AND NOT EXISTS (
                SELECT 1 FROM recipes
                WHERE recipes.merchant = masters.merchant AND recipes.kit = masters.sku)
            ORDER BY sku
            """,
            (self._merchant,),
        )
        return [row["sku"] for row in rows]

    def of(self, sku: str) -> GoodsFacts:
        """Return what was said of *sku*; nothing of one of which nobody said anything."""
        body = self._db.value(
            "SELECT body FROM goods_facts WHERE merchant = ? AND sku = ?", (self._merchant, sku)
        )
        return GoodsFacts() if body is None else value_of(body, GoodsFacts)

    def put(self, sku: str, facts: GoodsFacts) -> None:
        """Keep what is said of *sku* now.

        Raises:

            NotFoundError: there is no such master SKU.
        """
        self.title(sku)
        self._db.execute(
            """
            INSERT INTO goods_facts (merchant, sku, body, changed_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (merchant, sku) DO UPDATE
            SET body = excluded.body, changed_at = excluded.changed_at
            """,
            (self._merchant, sku, body_of(facts), stamp(self._now())),
        )
