"""The tables of the machines: every pair answered, nothing shadowed, a way out of every state."""

from __future__ import annotations

import pytest

from crossdock.fulfilment.goods_machine import GOODS
from crossdock.fulfilment.inbound_machine import INBOUND
from crossdock.fulfilment.job_machine import JOBS
from crossdock.fulfilment.outbound_machine import OUTBOUND
from crossdock.fulfilment.transitions import (
    Machine,
    Row,
    Verdict,
    dead_ends,
    shadowed,
    undefined,
    unreached,
)
from crossdock.fulfilment.warehouse_machine import WAREHOUSE_ORDER

MACHINES = (GOODS, INBOUND, WAREHOUSE_ORDER, OUTBOUND, JOBS)

each = pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)


@each
def test_every_pair_is_defined(machine):
    """Each state answers each event, whatever the guards say."""
    assert [] == undefined(machine)


@each
def test_every_row_is_tried(machine):
    """No row stands behind one that always fits."""
    assert [] == shadowed(machine)


@each
def test_no_dead_ends(machine):
    """From each state some events lead to a final one."""
    assert set() == dead_ends(machine)


@each
def test_every_state_is_reached(machine):
    """Each state can be come to from the first."""
    assert set() == unreached(machine)


@each
def test_rows_say_what_they_do(machine):
    """A row that ignores an event stays where it is, and every guard and action is explained."""
    assert [] == [
        row for row in machine.rows if row.verdict is Verdict.IGNORES and row.to is not None
    ]
    assert [] == [
        one.__name__ for row in machine.rows for one in (*row.when, *row.do) if not one.__doc__
    ]


def test_the_checks_find_what_is_missing():
    """A table with a hole, a shadow and a dead end is told so."""
    states, events = JOBS.states, JOBS.events
    first, last, lost = states.PENDING, states.DONE, states.REVIEW
    rows = (
        Row((first,), (events.LEASE,), last),
        Row((first,), (events.LEASE,), lost),
        Row((first,), (events.LOST,), when=(lambda *_: True,)),
    )

    broken = Machine("broken", states, events, first, frozenset({last}), rows)

    assert (first, events.LOST) in undefined(broken)
    assert [(first, events.LEASE)] == shadowed(broken)
    assert lost in dead_ends(broken)
    assert states.SENDING in unreached(broken)
