"""Groups of orders that may be merged, and everything that was ever decided of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.converters import make_converter
from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.orders import Order
from crossdock.orders.merging import MERGEABLE, MergeReason, Proposal
from crossdock.store.database import Database, Row, stamp

_CONVERTER = make_converter()


class MergeState(StrEnum):
    """Where a merge group stands: what was decided of it last."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    UNDONE = "undone"
    #: Its orders shipped or changed, or another proposal takes them in, before anybody decided.
    LAPSED = "lapsed"


@attrs.frozen
class MergeGroup:
    """A proposal that was kept, with its state."""

    id: int
    proposal: Proposal
    state: MergeState


class Merges:
    """The merge groups of one merchant."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def candidates(self, connection: str) -> list[Order]:
        """Return the orders of *connection* that are paid and have not left, by what it says.

        Those of which a warehouse has an outbound, or is to have one, leave by that.
        """
        rows = self._db.rows(
            """
            SELECT body FROM orders
            WHERE merchant = ? AND connection = ?
                AND status IN (SELECT value FROM json_each(?))
                AND order_id NOT IN (
                    SELECT order_id FROM outbounds
                    WHERE merchant = ? AND connection = ? AND live = 1
                )
            ORDER BY placed_at, order_id
            """,
            (
                self._merchant,
                connection,
                json.dumps(sorted(status.value for status in MERGEABLE)),
                self._merchant,
                connection,
            ),
        )
        return [_CONVERTER.structure(json.loads(row["body"]), Order) for row in rows]

    def propose(self, proposal: Proposal, *, who: str, run: str) -> int:
        """Keep *proposal* as a group; return its id."""
        with self._db.transaction():
            key = self._db.insert(
                """
                INSERT INTO merge_groups (merchant, connection, reason, one_address)
                VALUES (?, ?, ?, ?)
                """,
                (
                    self._merchant,
                    proposal.connection,
                    proposal.reason.value,
                    int(proposal.one_address),
                ),
            )
            self._db.execute_each(
                "INSERT INTO merge_members (merchant, merge_group, order_id) VALUES (?, ?, ?)",
                [(self._merchant, key, order_id) for order_id in proposal.order_ids],
            )
            self._decide(key, MergeState.PROPOSED, who, run)
        return key

    def accept(self, key: int, *, who: str, run: str) -> None:
        """Merge the orders of the group *key*.

        Raises:

            NotFoundError: there is no such group.

            InputRefusedError: it is not proposed (any longer), or one of its
                orders is merged already.
        """
        with self._db.transaction():
            group = self.get(key)
            if group.state is not MergeState.PROPOSED:
                raise InputRefusedError(
                    f"Merge group {key} is {group.state}; only one that is proposed is accepted.",
                    next_step="See: crossdock order merge list",
                )
            for other in self.groups(group.proposal.connection, (MergeState.ACCEPTED,)):
                both = set(other.proposal.order_ids) & set(group.proposal.order_ids)
                if both:
                    raise InputRefusedError(
                        f"Order {min(both)} is merged already, in group {other.id}.",
                        next_step=f"Undo that first: crossdock order merge undo {other.id}",
                    )
            self._decide(key, MergeState.ACCEPTED, who, run)

    def undo(self, key: int, *, who: str, run: str) -> MergeGroup:
        """Take the group *key* apart, or turn its proposal down; return it as it was.

        Raises:

            NotFoundError: there is no such group.

            InputRefusedError: it is neither proposed nor accepted.
        """
        with self._db.transaction():
            group = self.get(key)
            if group.state not in {MergeState.PROPOSED, MergeState.ACCEPTED}:
                raise InputRefusedError(
                    f"Merge group {key} is {group.state}; there is nothing to undo.",
                    next_step="See: crossdock order merge list",
                )
            self._decide(key, MergeState.UNDONE, who, run)
        return group

    def lapse(self, key: int, *, who: str, run: str) -> None:
        """Write down that the proposal *key* stands no longer.

        Raises:

            NotFoundError: there is no such group.
        """
        with self._db.transaction():
            self._decide(self.get(key).id, MergeState.LAPSED, who, run)

    def undo_all(self, connection: str, *, who: str, run: str) -> int:
        """Undo every open group of *connection*, whose orders go; return how many."""
        with self._db.transaction():
            open_ones = self.groups(connection, (MergeState.PROPOSED, MergeState.ACCEPTED))
            for group in open_ones:
                self._decide(group.id, MergeState.UNDONE, who, run)
        return len(open_ones)

    def get(self, key: int) -> MergeGroup:
        """Return the group *key*.

        Raises:

            NotFoundError: there is none.
        """
        found = self._found(key, "")
        if not found:
            raise NotFoundError(
                f"There is no merge group {key}.", next_step="See: crossdock order merge list"
            )
        return found[0]

    def groups(
        self, connection: str = "", states: Collection[MergeState] = tuple(MergeState)
    ) -> list[MergeGroup]:
        """Return the groups of a connection (of all, for an empty name), in one of *states*."""
        return [group for group in self._found(None, connection) if group.state in states]

    def merged_with(self, connection: str, order_id: str) -> tuple[str, ...]:
        """Return the orders that an order is merged with; none for one on its own."""
        for group in self.groups(connection, (MergeState.ACCEPTED,)):
            if order_id in group.proposal.order_ids:
                return tuple(one for one in group.proposal.order_ids if one != order_id)
        return ()

    def history(self, key: int) -> list[Row]:
        """Return everything that was decided of the group *key*, oldest first."""
        return self._db.rows(
            """
            SELECT action, who, run, at FROM merge_events
            WHERE merchant = ? AND merge_group = ? ORDER BY id
            """,
            (self._merchant, key),
        )

    def _found(self, key: int | None, connection: str) -> list[MergeGroup]:
        rows = self._db.rows(
            """
            SELECT merge_groups.id, connection, reason, one_address,
                (
                    SELECT action FROM merge_events
                    WHERE merge_events.merchant = merge_groups.merchant
                        AND merge_group = merge_groups.id
                    ORDER BY merge_events.id DESC LIMIT 1
                ) AS state,
                (
                    SELECT json_group_array(order_id) FROM (
                        SELECT order_id FROM merge_members
                        WHERE merge_members.merchant = merge_groups.merchant
                            AND merge_group = merge_groups.id
                        ORDER BY merge_members.rowid
                    )
                ) AS order_ids
            FROM merge_groups
            WHERE merchant = :merchant AND (:key IS NULL OR merge_groups.id = :key)
                AND :connection IN ('', connection)
            ORDER BY merge_groups.id
            """,
            {"merchant": self._merchant, "key": key, "connection": connection},
        )
        return [_group(row) for row in rows]

    def _decide(self, key: int, action: MergeState, who: str, run: str) -> None:
        self._db.execute(
            """
            INSERT INTO merge_events (merchant, merge_group, action, who, run, at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            (self._merchant, key, action.value, who, run, stamp(self._now())),
        )


def _group(row: Row) -> MergeGroup:
    return MergeGroup(
        id=row["id"],
        proposal=Proposal(
            connection=row["connection"],
            order_ids=tuple(json.loads(row["order_ids"])),
            reason=MergeReason(row["reason"]),
            one_address=bool(row["one_address"]),
        ),
        state=MergeState(row["state"]),
    )
