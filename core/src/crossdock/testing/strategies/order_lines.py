"""Order lines as channels tell them, and what routers are asked for."""

from __future__ import annotations

from datetime import timedelta

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from crossdock.inventory import LineRef, LineState, Pool, Reading
from crossdock.testing.strategies.names import WAREHOUSES, pools
from crossdock.testing.subjects import Ask
from crossdock.testing.worlds import DAWN


@attrs.frozen
class OrderLife:
    """One order line, as its channel told it over time.

    Args:

        readings: what it became, in the channel's own order, revisions counting up.

        imports: indices of *readings*, in the order in which they came in: any
            number of times each, late or early, the last of them at least once.
    """

    readings: tuple[Reading, ...]
    imports: tuple[int, ...]

    @property
    def final(self) -> Reading:
        """What the channel says in the end."""
        return self.readings[-1]


def order_lives(*, kits: bool = True, cancelled: bool | None = None) -> SearchStrategy[OrderLife]:
    """Return order lines with edits, duplicates and late readings.

    Args:

        cancelled: whether they end cancelled; either, for None.
    """
    units = st.dictionaries(
        st.sampled_from(("shirt", "mug") if kits else ("shirt",)),
        st.integers(1, 4),
        min_size=1,
    )
    endings = st.booleans() if cancelled is None else st.just(cancelled)

    def life(edits: list[dict[str, int]], pool: Pool, ends: bool, order: str) -> OrderLife:
        states = [(each, LineState.OPEN) for each in edits]
        if ends:
            states.append((edits[-1], LineState.CANCELLED))
        return OrderLife(
            tuple(
                Reading(
                    LineRef("shop", order, "1", revision),
                    each,
                    pool,
                    state,
                    DAWN + timedelta(minutes=revision),
                )
                for revision, (each, state) in enumerate(states)
            ),
            (),
        )

    def imported(life: OrderLife) -> SearchStrategy[OrderLife]:
        last = len(life.readings) - 1
        more = st.lists(st.integers(0, last), max_size=5)
        return st.builds(
            lambda before, after: attrs.evolve(life, imports=(*before, last, *after)), more, more
        )

    return st.builds(
        life,
        st.lists(units, min_size=1, max_size=3),
        pools(WAREHOUSES[:3]),
        endings,
        st.sampled_from(("7", "a:b")),
    ).flatmap(imported)


def asks(
    max_units: int = 4,
) -> SearchStrategy[tuple[tuple[Ask, ...], dict[str, int]]]:
    """Return order lines that ask for units of one SKU, and what warehouses have of it."""
    lines = st.lists(st.tuples(st.integers(1, max_units), pools(WAREHOUSES[:3])), max_size=4)
    stock = st.tuples(*[st.integers(0, 5)] * 3)
    return st.builds(
        lambda lines, stock: (
            tuple(Ask(str(n), units, pool) for n, (units, pool) in enumerate(lines)),
            dict(zip(WAREHOUSES, stock, strict=False)),
        ),
        lines,
        stock,
    )
