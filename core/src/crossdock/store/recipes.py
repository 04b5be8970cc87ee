"""Kits and multipacks: master SKUs that are made of others."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.inventory import Recipe, flatten, recipe
from crossdock.store.database import Database, Row
from crossdock.store.slate import Slate


class Recipes:
    """The recipes of one merchant."""

    def __init__(self, db: Database, merchant: str) -> None:
        self._db = db
        self._merchant = merchant
        self._goods: Slate[str, Recipe | InputRefusedError] = Slate(db, self._read)

    def put(self, kits: Mapping[str, Sequence[tuple[str, int]]]) -> None:
        """Keep the parts of *kits*, in place of those they had; all of them or none.

        A kit has no stock of its own: what lies on shelves are its parts.

        Raises:

            NotFoundError: a kit or a part is no master SKU.

            InputRefusedError: a part is named twice or its units are no number, a kit
                contains itself, or it has stock of its own.
        """
        with self._db.transaction():
            for kit, parts in kits.items():
                made = recipe(kit, parts)
                self._refuse_strangers([kit, *made])
                self._refuse_goods(kit)
                self._forget(kit)
                self._db.execute_each(
                    "INSERT INTO recipes (merchant, kit, part, units) VALUES (?, ?, ?, ?)",
                    [(self._merchant, kit, part, units) for part, units in made.items()],
                )
            known = self.all()
            for kit in self._kits_above(kits):
                flatten(kit, known)

    def remove(self, kit: str) -> None:
        """Make *kit* plain goods again.

        Raises:

            NotFoundError: it has no recipe.
        """
        with self._db.transaction():
            self.get(kit)
            self._forget(kit)

    def get(self, kit: str) -> Recipe:
        """Return the parts of *kit*.

        Raises:

            NotFoundError: it has no recipe.
        """
        rows = self._db.rows(
            "SELECT kit, part, units FROM recipes WHERE merchant = ? AND kit = ? ORDER BY part",
            (self._merchant, kit),
        )
        if not rows:
            raise NotFoundError(
                f"{kit!r} is no kit: it has no recipe.", next_step="See: crossdock kit list"
            )
        return _by_kit(rows)[kit]

    def all(self) -> dict[str, Recipe]:
        """Return every recipe, by kit."""
        rows = self._db.rows(
            "SELECT kit, part, units FROM recipes WHERE merchant = ? ORDER BY kit, part",
            (self._merchant,),
        )
        return _by_kit(rows)

    def look_up(self, skus: Collection[str]) -> None:
        """Have the open transaction read what *skus* are made of."""
        self._goods.look_up(skus)

    def goods_of(self, sku: str) -> Recipe:
        """Return the goods in one unit of *sku*: itself, or what its kits come down to.

        Raises:

            InputRefusedError: they come down to too many units.
        """
        goods = self._goods.get(sku) or {sku: 1}
        if isinstance(goods, InputRefusedError):
            raise goods
        return goods

    def _read(self, skus: Collection[str]) -> dict[str, Recipe | InputRefusedError]:
        rows = self._db.peek(
            """
            WITH RECURSIVE within (sku) AS (
                SELECT value FROM json_each(:skus)
                UNION SELECT part FROM recipes JOIN within ON recipes.kit = within.sku
                WHERE merchant = :merchant
            )
            SELECT kit, part, units FROM within JOIN recipes
            ON merchant = :merchant AND kit = within.sku ORDER BY kit, part
            """,
            {"merchant": self._merchant, "skus": json.dumps(list(skus))},
        )
        known = _by_kit(rows)
        return {sku: _flattened(sku, known) for sku in skus}

    def _forget(self, kit: str) -> None:
        self._db.execute(
            "DELETE FROM recipes WHERE merchant = ? AND kit = ?", (self._merchant, kit)
        )

    def _kits_above(self, kits: Mapping[str, object]) -> list[str]:
        """Return *kits* and every kit that contains one of them, at any depth."""
        found, waiting = set(kits), list(kits)
        while waiting:
            rows = self._db.rows(
                "SELECT kit FROM recipes WHERE merchant = ? AND part = ?",
                (self._merchant, waiting.pop()),
            )
            above = {row["kit"] for row in rows} - found
            found |= above
            waiting += above
        return sorted(found)

    def _refuse_strangers(self, skus: Sequence[str]) -> None:
        for sku in skus:
            if not self._db.value(
                "SELECT 1 FROM masters WHERE merchant = ? AND sku = ?", (self._merchant, sku)
            ):
                raise NotFoundError(
                    f"There is no master SKU {sku!r}; no kit was changed.",
                    next_step="See: crossdock product list",
                )

    def _refuse_goods(self, kit: str) -> None:
        if self._db.value(
            """
            SELECT 1 FROM positions WHERE merchant = ? AND sku = ?
                AND (on_hand <> 0 OR unavailable > 0 OR expected <> 0)
            """,
            (self._merchant, kit),
        ):
            raise InputRefusedError(
                f"{kit} has stock of its own, and a kit is only what its parts are; no kit was"
                " changed.",
                next_step=f"Count its parts, then: crossdock stock set {kit} 0",
            )


def _flattened(sku: str, known: Mapping[str, Recipe]) -> Recipe | InputRefusedError:
    """Return the goods in *sku*, or why nobody can tell: only who asks for it is refused."""
    try:
        return flatten(sku, known)
    except InputRefusedError as error:
        return error


def _by_kit(rows: Sequence[Row]) -> dict[str, Recipe]:
    made: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        made[row["kit"]][row["part"]] = row["units"]
    return dict(made)
