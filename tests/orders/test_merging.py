"""Which orders may be merged: whose are one buyer's, and which never are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.orders import Address, Order, OrderLine, OrderStatus, Person
from crossdock.orders.merging import MERGEABLE, MergeReason, proposals

DAWN = datetime(2026, 11, 1, tzinfo=UTC)
SITI = Person("Siti Rahayu", "0812-3456-7890", "siti@example.com")
BUDI = Person("Budi Santoso", "0813-9876-5432")
HOME = Address("Jl. Merdeka No. 5", "Gambir", "Jakarta", "DKI Jakarta", "10110", "ID")


def order(number: int, **given: Any) -> Order:
    """Return a paid order of Siti's, sent home."""
    fields: dict[str, Any] = {
        "status": OrderStatus.PAID,
        "placed_at": DAWN + timedelta(hours=number),
        "buyer": SITI,
        "recipient": SITI,
        "address": HOME,
    }
    lines = (OrderLine("1", "1", "A", "Kaos", 1),)
    return Order(str(number), lines=lines, **{**fields, **given})


def groups(*orders: Order, held: Sequence[str] = ()) -> list[tuple[str, ...]]:
    """Return the ids that are proposed together."""
    return [found.order_ids for found in proposals("shop", orders, held=held)]


class TestBuyers:
    """Who is one buyer."""

    @pytest.mark.parametrize(
        "buyer",
        [
            SITI,
            Person("SITI  RAHAYU", "+62 812 3456 7890"),
            Person("\uff53\uff49\uff54\uff49 rahayu", "00 62 812 34567890"),
            Person("Siti-Rahayu", "", "Siti@Example.com "),
        ],
        ids=["same", "country code", "wide letters", "e-mail only"],
    )
    def test_the_same(self, buyer: Person) -> None:
        """However the name and the phone or e-mail were typed."""
        assert [("1", "2")] == groups(order(1), order(2, buyer=buyer, address=Address()))

    @pytest.mark.parametrize(
        "buyer",
        [
            Person("Siti Rahayu", "0812-0000-0000", "other@example.com"),
            Person("Sita Rahayu", "0812-3456-7890", "siti@example.com"),
            Person("Siti Rahayu"),
            Person("", "0812-3456-7890", "siti@example.com"),
            Person("S*** R***", "0812-3456-7890"),
            Person("Siti Rahayu", "0812****7890", "s***@example.com"),
            Person("Siti Rahayu", "7890"),
            Person("Siti Rahayu", "", "none"),
        ],
        ids=[
            "another phone",
            "another name",
            "name only",
            "no name",
            "masked name",
            "masked phone",
            "extension",
            "no e-mail",
        ],
    )
    def test_another(self, buyer: Person) -> None:
        """One detail is not enough, and a masked one is none."""
        assert [] == groups(order(1), order(2, buyer=buyer, address=Address()))

    @pytest.mark.parametrize(
        "nobody", [Person(), Person("***", "***"), Person("S***", "08**********")]
    )
    def test_two_masks_are_not_one_buyer(self, nobody: Person) -> None:
        """Equal masks say nothing."""
        masked = [
            order(number, buyer=nobody, address=Address("Jl. ***", city="Jakarta"))
            for number in (1, 2)
        ]

        assert [] == groups(*masked)

    def test_phone_and_e_mail_connect_three(self) -> None:
        """Who shares a phone with one order and an e-mail address with another is one buyer."""
        orders = (
            order(1, buyer=attrs.evolve(SITI, email="")),
            order(2),
            order(3, buyer=attrs.evolve(SITI, phone="")),
        )

        assert [("1", "2", "3")] == groups(*orders)


class TestAddresses:
    """What is one address."""

    def test_two_buyers_at_one_address(self) -> None:
        """They are proposed for their address, however it was typed."""
        there = attrs.evolve(HOME, street="JL MERDEKA NO 5", city="jakarta")
        (found,) = proposals("shop", [order(1), order(2, buyer=BUDI, address=there)])

        assert (MergeReason.SAME_ADDRESS, ("1", "2")) == (found.reason, found.order_ids)

    @pytest.mark.parametrize(
        "change",
        [
            {"street": "Jl. Merdeka No. 6"},
            {"street": ""},
            {"street": "Jl. M****** No. 5"},
            {"city": "Bandung"},
            {"postal_code": "10111"},
        ],
        ids=["next door", "no street", "masked", "another city", "another code"],
    )
    def test_another(self, change: dict[str, str]) -> None:
        """Every part counts, and a masked or missing street is nowhere."""
        there = attrs.evolve(HOME, **change)

        assert [] == groups(order(1, address=there), order(2, buyer=BUDI))
        if "*" in there.street or not there.street:
            assert [] == groups(order(1, address=there), order(2, buyer=BUDI, address=there))

    def test_a_street_alone_is_no_place(self) -> None:
        """There is a Merdeka street in every town."""
        street = Address(HOME.street)

        assert [] == groups(order(1, address=street), order(2, buyer=BUDI, address=street))

    def test_one_buyer_to_two_addresses_is_not_one_parcel(self) -> None:
        """They are proposed, and it is said that they go to different places."""
        other = attrs.evolve(HOME, street="Jl. Sudirman 1")

        (found,) = proposals("shop", [order(1), order(2, address=other)])
        (same,) = proposals("shop", [order(1), order(2)])
        (two_names,) = proposals("shop", [order(1), order(2, recipient=BUDI)])

        assert (False, True, False) == (
            found.one_address,
            same.one_address,
            two_names.one_address,
        )
        assert "different addresses" in found.because

    def test_an_unknown_address_is_not_one_address(self) -> None:
        """Two orders to nowhere do not go to one place."""
        (found,) = proposals("shop", [order(1, address=Address()), order(2, address=Address())])

        assert not found.one_address


class TestReady:
    """Which orders are looked at."""

    @pytest.mark.parametrize("status", [s for s in OrderStatus if s not in MERGEABLE])
    def test_only_paid_ones_that_are_here(self, status: OrderStatus) -> None:
        """Neither what has left, nor what may be called off, nor what is not paid."""
        assert [] == groups(order(1), order(2, status=status))

    @pytest.mark.parametrize(
        "given", [{"waybill": "JX1"}, {"cancel_requested": True}, {"sealed": True}]
    )
    def test_never_with_a_waybill_a_wish_to_cancel_or_a_seal(self, given: dict[str, Any]) -> None:
        """A parcel that has its number is packed."""
        assert [] == groups(order(1), order(2, **given))

    def test_not_what_is_held(self) -> None:
        """What waits for a decision waits."""
        assert [("1", "3")] == groups(order(1), order(2), order(3), held=["2"])

    def test_it_names_nobody(self) -> None:
        """The reason says why, and not who."""
        (found,) = proposals("shop", [order(1), order(2)])

        assert not any(word in found.because for word in ("Siti", "0812", "Merdeka", "siti@"))


people = st.builds(
    Person,
    st.sampled_from(["", "Siti", "siti ", "Budi", "S***"]),
    st.sampled_from(["", "0812345678", "+62812345678", "0899999999", "08******78"]),
    st.sampled_from(["", "a@b.c", "A@B.C", "d@e.f"]),
)
addresses = st.builds(
    Address,
    street=st.sampled_from(["", "Jl. A 1", "jl a 1", "Jl. B 2", "Jl. *"]),
    city=st.sampled_from(["", "Jakarta"]),
)
many = st.lists(
    st.tuples(people, addresses, st.sampled_from(list(OrderStatus)), st.sampled_from(["", "W"])),
    max_size=8,
).map(
    lambda rows: [
        order(number, buyer=buyer, address=address, status=status, waybill=waybill)
        for number, (buyer, address, status, waybill) in enumerate(rows)
    ]
)


@given(many, st.randoms(use_true_random=False))
def test_the_order_they_come_in_does_not_matter(orders: list[Order], random: Any) -> None:
    """Shuffled orders are proposed in the same groups."""
    shuffled = list(orders)
    random.shuffle(shuffled)

    assert proposals("shop", orders) == proposals("shop", shuffled)


@given(many)
def test_each_order_is_in_one_proposal_at_most(orders: list[Order]) -> None:
    """And no proposal has fewer than two, nor one that is not ready."""
    found = proposals("shop", orders)
    ids = [order_id for one in found for order_id in one.order_ids]
    ready = {one.order_id for one in orders if one.status in MERGEABLE and not one.waybill}

    assert len(set(ids)) == len(ids)
    assert all(len(one.order_ids) >= 2 for one in found)
    assert set(ids) <= ready


@given(many)
def test_a_masked_name_is_in_no_buyers_proposal(orders: list[Order]) -> None:
    """Whoever the channel hides is nobody's match."""
    hidden = {one.order_id for one in orders if not one.buyer.name or "*" in one.buyer.name}
    of_buyers = {
        order_id
        for one in proposals("shop", orders)
        if one.reason is MergeReason.SAME_BUYER
        for order_id in one.order_ids
    }

    assert not hidden & of_buyers
