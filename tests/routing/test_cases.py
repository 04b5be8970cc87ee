"""Rules tested by cases in a file: given an order, expect where it leaves from."""

from __future__ import annotations

import pytest

from crossdock.errors import InputRefusedError
from crossdock.routing import (
    AssociationRule,
    Destination,
    Reason,
    Router,
    WarehouseFacts,
    check,
    read_cases,
)

ROUTER = Router(
    [
        AssociationRule(
            "bandung", ("west",), order=1, destinations=(Destination(city="Kota Bandung"),)
        ),
        AssociationRule("rest", ("east", "west"), order=2),
    ],
    [WarehouseFacts("west"), WarehouseFacts("east")],
)

FILE = """
[[case]]
name = "city"
[case.given]
connection = "toko"
city = "Kota Bandung"
value = "IDR 150000"
at = 2024-05-06T09:00:00+07:00
lines = [{ sku = "MUG", quantity = 2 }, { sku = "SET", recipe = { MUG = 1, TEE = 1 } }]
[case.expect]
warehouses = ["west"]
rule = "bandung"

[[case]]
name = "nothing there"
[case.given]
connection = "toko"
at = 2024-05-06T09:00:00+07:00
lines = [{ sku = "MUG", quantity = 2 }]
stock = { MUG = { east = 1, west = 0 } }
[case.expect]
warehouses = []
held = ["short"]
"""


def test_cases_pass() -> None:
    """A case gives an order and stock, plenty where it says nothing, and passes as expected."""
    verdicts = check(read_cases(FILE), ROUTER)

    assert [True, True] == [verdict.passed for verdict in verdicts]
    assert frozenset({Reason.SHORT}) == verdicts[1].case.held


def test_cases_fail() -> None:
    """A case that fails says what came and what was expected, for each expectation."""
    wrong = FILE.replace('["west"]\nrule = "bandung"', '["east"]\nrule = "rest"\nheld = ["short"]')

    failed, passed = check(read_cases(wrong), ROUTER)

    assert passed.passed
    assert (
        "It leaves from west, and was expected to leave from east.",
        "It is decided by bandung, and was expected to be by rest.",
        "Held is nothing, and expected was short.",
    ) == failed.faults


def test_held_is_not_expected() -> None:
    """A case that expects warehouses fails when a line is held and it does not say so."""
    half = FILE.replace('held = ["short"]\n', "")

    assert ("Held is short, and expected was nothing.",) == check(read_cases(half), ROUTER)[
        1
    ].faults


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("[[case]]", "[[case", "TOML"),
        ('\n[[case]]\nname = "city"', 'title = 1\n[[case]]\nname = "city"', "nothing else"),
        ('name = "city"', "", "no name"),
        ('name = "city"', 'name = "nothing there"', "Two cases"),
        ("+07:00", "", "zone"),
        ('city = "Kota', 'town = "Kota', "town"),
        ('"IDR 150000"', "150000", "IDR"),
        ('"IDR 150000"', '"Rp 150000"', "value"),
        ("quantity = 2", "quantity = 0", "quantity"),
        ("quantity = 2", "count = 2", "something other"),
        ("MUG = 1", "MUG = 0", "recipe"),
        ("east = 1", "east = -1", "stock"),
        ('held = ["short"]', 'held = ["shrt"]', "shrt"),
        ('["west"]', '"west"', "list"),
        ('rule = "bandung"', "rule = 1", "quotes"),
        ('warehouses = []\nheld = ["short"]', "", "expects nothing"),
    ],
)
def test_refused(old: str, new: str, word: str) -> None:
    """A file that cannot be meant is refused in a sentence that names the case and the field."""
    assert old in FILE

    with pytest.raises(InputRefusedError, match=word):
        read_cases(FILE.replace(old, new))
