"""Rules as files have them: read back as they were written, refused by name."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import InputRefusedError
from crossdock.money import Money
from crossdock.routing import (
    AssociationRule,
    BackorderPolicy,
    Destination,
    Hours,
    SplitPolicy,
    fields_of,
    read_rules,
    rule_of,
    sentence,
    written_rules,
)

FULL = AssociationRule(
    "full",
    ("west", "east"),
    order=7,
    connections=("shop",),
    channel_warehouses=("12",),
    skus=("TEE-*",),
    destinations=(
        Destination(city="Kota Bandung", form_unsaid=True),
        Destination(country="ID", province="Jawa Barat", postcode="401*"),
    ),
    couriers=("JNE*",),
    value_from=Money(Decimal("1000.50"), "IDR"),
    value_below=Money(Decimal(9000), "IDR"),
    days=("mon", "fri"),
    hours=Hours(time(22), time(6, 30)),
    zone="Asia/Jakarta",
    starts=datetime(2024, 5, 6, tzinfo=UTC),
    ends=datetime(2024, 6, 6, tzinfo=UTC),
    split=SplitPolicy.NEVER,
    backorder=BackorderPolicy.ROUTE,
    fall_through=False,
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
RULES = st.builds(
    AssociationRule,
    name=TEXTS,
    warehouses=st.lists(TEXTS, min_size=1, max_size=3, unique=True).map(tuple),
    order=st.integers(0, 99),
    skus=st.lists(TEXTS, max_size=3, unique=True).map(tuple),
    split=st.sampled_from(SplitPolicy),
    fall_through=st.booleans(),
)


def test_a_full_rule_comes_back() -> None:
    """Every field is written, and read again as it was."""
    assert (FULL,) == read_rules(written_rules([FULL]))
    assert set(fields_of(FULL)) == set(AssociationRule.__annotations__)


@given(st.lists(RULES, max_size=4, unique_by=lambda rule: rule.name))
def test_any_rules_come_back(rules: list[AssociationRule]) -> None:
    """Whatever characters their names have, and in their turn."""
    in_turn = sorted(rules, key=lambda rule: rule.rank)

    assert tuple(in_turn) == read_rules(written_rules(rules))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule", "not TOML"),
        ("name = 'a'", "nothing else"),
        ("rule = [1]", "rule 1 is no table"),
        ("[[rule]]\nname = 'a'", "warehouses of rule a"),
        ("[[rule]]\nname = 'a'\nwarehouses = ['w']\ncolour = 'red'", "rule a has colour"),
        ("[[rule]]\nname = 1\nwarehouses = ['w']", "name of rule 1"),
        ("[[rule]]\nname = 'a'\nwarehouses = 'w'", "warehouses of rule a"),
        ("[[rule]]\nname = 'a'\nwarehouses = ['w']\nvalue_from = 5", "value_from of rule a"),
        ("[[rule]]\nname = 'a'\nwarehouses = ['w']\nhours = 'day'", "hours of rule a"),
        ("[[rule]]\nname = 'a'\nwarehouses = ['w']\nstarts = 2024-05-06", "starts of rule a"),
        ("[[rule]]\nname = 'a'\nwarehouses = ['w']\nstarts = 'soon'", "starts of rule a"),
        ("[[rule]]\nname = 'a'\nwarehouses = ['w']\nsplit = 'maybe'", "split of rule a"),
        ("[[rule]]\nname = 'a'\nwarehouses = ['w']\nfall_through = 1", "fall_through of rule a"),
        ("[[rule]]\nname = 'a'\nwarehouses = ['w']\norder = '1'", "order of rule a"),
        ("[[rule]]\nname = 'a'\nwarehouses = ['w']\ndestinations = ['x']", "destinations of"),
        ("[[rule]]\nname = 'a'\nwarehouses = ['w']\ndestinations = [{}]", "The rule a is refused"),
        (
            "[[rule]]\nname = 'a'\nwarehouses = ['w']\n" * 2,
            "Two rules are named a",
        ),
    ],
)
def test_what_cannot_be_read_is_named(text: str, said: str) -> None:
    """The sentence names the rule and the field."""
    with pytest.raises(InputRefusedError, match=said):
        read_rules(text)


def test_times_may_be_text() -> None:
    """As rows have them."""
    rule = rule_of({"name": "a", "warehouses": ["w"], "starts": "2024-05-06T00:00Z"}, "row")

    assert datetime(2024, 5, 6, tzinfo=UTC) == rule.starts


def test_a_rule_is_said_in_a_sentence() -> None:
    """Which orders, from where, and what becomes of the rest."""
    plain = AssociationRule("a", ("west", "east"), connections=("shop",))
    last = AssociationRule("b", ("west",), fall_through=False)

    assert (
        "Orders of shop leave from west, else east; what they lack goes to the next rule."
        == sentence(plain)
    )
    assert "All orders leave from west; what they lack waits." == sentence(last)
    assert "between 22:00 and 06:30 (Asia/Jakarta)" in sentence(FULL)
    assert sentence(FULL).endswith(
        "in one parcel only; what no rule has the goods for waits at west."
    )
