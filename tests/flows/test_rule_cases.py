"""Given and expect: cases read strictly, and computed by what computes the real numbers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crossdock.errors import InputRefusedError
from crossdock.flows.rule_cases import InForce, read_cases, run_case
from crossdock.inventory import Rule, RuleKind, Sharing, SharingMode, replay
from crossdock.store import SharedPattern

NOW = datetime(2026, 11, 22, tzinfo=UTC)

PLAIN = """
[[case]]
name = "a buffer"
[case.holdings.A]
main = 10
east = { on_hand = 4, reserved = 1, unavailable = 1 }
[[case.offers]]
connection = "shop"
listing = "1"
sku = "A"
[[case.rules]]
kind = "buffer"
value = 3
[case.expect]
shop.1 = 9
"""


def checked(text, in_force=None):
    """Return what comes of every expectation of a file."""
    cases = read_cases(text)
    return [one for case in cases for one in run_case(case, in_force or InForce(), NOW)]


def test_what_holds():
    """The number is computed with its chain."""
    (one,) = checked(PLAIN)

    assert (True, 9, 9) == (one.holds, one.got.quantity, replay(one.got.steps))
    assert "keep back" in {step.operation for step in one.got.steps}


def test_what_does_not_hold():
    """It is told what came instead."""
    (one,) = checked(PLAIN.replace("shop.1 = 9", "shop.1 = 12"))

    assert (False, 12, 9) == (one.holds, one.expected, one.got.quantity)


def test_no_rules_of_its_own():
    """A case that gives none is put to those in force; one with an empty list, to none."""
    own = PLAIN.replace('[[case.rules]]\nkind = "buffer"\nvalue = 3\n', "")
    in_force = InForce([Rule("cap", RuleKind.MAX, 2)])

    assert 2 == checked(own, in_force)[0].got.quantity
    assert 9 == checked(PLAIN, in_force)[0].got.quantity
    none = own.replace('name = "a buffer"', 'name = "a"\nrules = []')
    assert 12 == checked(none, in_force)[0].got.quantity


def test_sharing_in_force_goes_with_the_rules_in_force():
    """A case with rules of its own is divided only if it says so."""
    own = PLAIN.replace('[[case.rules]]\nkind = "buffer"\nvalue = 3\n', "")
    second = '[[case.offers]]\nconnection = "other"\nlisting = "2"\nsku = "A"\n[case.expect]'
    both = own.replace("[case.expect]", second)
    in_force = InForce(sharing=[SharedPattern("*", Sharing(SharingMode.PARTITION))])

    assert 6 == checked(both, in_force)[0].got.quantity
    divided = both.replace(
        '[[case.offers]]\nconnection = "shop"',
        '[[case.sharing]]\nmode = "partition"\nweights = { shop = 2, other = 1 }\n'
        '[[case.offers]]\nconnection = "shop"',
    ).replace('name = "a buffer"', 'name = "a"\nrules = []')
    assert 8 == checked(divided)[0].got.quantity
    assert 12 == checked(divided.replace("partition", "shared"))[0].got.quantity


def test_a_kit_and_a_time():
    """Recipes, unrouted orders, and rules that hold at the moment of the case."""
    (one,) = checked(
        """
        [[case]]
        name = "kit in a sale"
        now = 2026-11-27T12:00:00+07:00
        demand = [{ sku = "A", units = 1, warehouses = ["main"] }]
        [case.holdings]
        A = { main = 9 }
        B = { main = 3 }
        [[case.offers]]
        connection = "shop"
        listing = "9"
        sku = "KIT"
        recipe = { A = 2, B = 1 }
        [[case.rules]]
        kind = "max"
        value = 1
        pattern = "KIT"
        starts = 2026-11-27T00:00:00+07:00
        ends = 2026-11-28T00:00:00+07:00
        [case.expect]
        shop.9 = 1
        """
    )

    assert one.holds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no [[case]]"),
        ("[[case]", "not TOML"),
        ("case = 1", "list"),
        (PLAIN.replace("value = 3", 'value = "3"'), "value"),
        (PLAIN.replace('kind = "buffer"', 'kind = "bufer"'), "buffer-percent"),
        (PLAIN.replace("main = 10", "main = 1.5"), "main"),
        (PLAIN.replace("main = 10", "main = true"), "main"),
        (PLAIN.replace("reserved", "reservd"), "reservd"),
        (PLAIN.replace('sku = "A"', 'skew = "A"'), "skew"),
        (PLAIN.replace('name = "a buffer"', ""), "name"),
        (PLAIN.replace("value = 3", "starts = 2026-11-27T00:00:00"), "zone"),
        (PLAIN.replace("shop.1", "shop.2"), "no such listing"),
        (PLAIN.replace('sku = "A"', "recipe = { A = 0 }"), "units"),
        (PLAIN.replace('sku = "A"', 'sku = "A"\nshown = -1'), "shown"),
        (PLAIN.replace("value = 3", "value = -3"), "value"),
    ],
)
def test_what_is_not_a_case(text, said):
    """It is refused with the field that is wrong, and nothing is computed."""
    with pytest.raises(InputRefusedError) as caught:
        checked(text)

    assert said in caught.value.message
