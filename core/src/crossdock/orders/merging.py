"""Which open orders may be merged: those of one buyer, or those that go to one address.

A merge is a bracket around orders and nothing else. Each keeps its id, its lines
and what it has reserved, so merging and undoing it change no stock. Whether the
orders may also leave as one parcel is for the channel to allow.

A name, phone or address that a channel masks or withholds is nobody's: two blanks
are not one buyer.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import chain

import attrs

from crossdock.orders.order import Address, Order, OrderStatus, Person

#: An order in one of these states is paid and still here.
MERGEABLE = frozenset({OrderStatus.PAID, OrderStatus.READY_TO_SHIP})

#: Fewer digits than this are an extension or a mask, and no phone.
_PHONE = 7
#: The last digits tell phones apart; before them comes a country code, or a zero for it.
_TELLING = 9
_MASKS = frozenset("*•●█…")


class MergeReason(StrEnum):
    """Why orders may be merged."""

    SAME_BUYER = "same-buyer"
    SAME_ADDRESS = "same-address"


@attrs.frozen
class Proposal:
    """Orders of one connection that may be merged.

    Args:

        order_ids: two or more, the one placed first first.

        one_address: all go to one recipient at one address.
    """

    connection: str
    order_ids: tuple[str, ...]
    reason: MergeReason
    one_address: bool

    @property
    def because(self) -> str:
        """The reason as a sentence, which names nobody."""
        number = len(self.order_ids)
        if self.reason is MergeReason.SAME_ADDRESS:
            return f"{number} open orders go to the same address."
        where = "the same address" if self.one_address else "different addresses"
        return f"{number} open orders of one buyer go to {where}."


def proposals(
    connection: str, orders: Iterable[Order], *, held: Collection[str] = ()
) -> list[Proposal]:
    """Return which *orders* of *connection* may be merged, each in one proposal at most.

    Buyers go first: what one buyer ordered to two addresses is still that buyer's.

    Args:

        held: ids of orders that wait for a decision, and stay out.
    """
    ready = sorted(
        (order for order in orders if _is_ready(order) and order.order_id not in held),
        key=lambda order: (order.placed_at, order.order_id),
    )
    of_buyers = _together(ready, _buyer_keys)
    taken = {order.order_id for group in of_buyers for order in group}
    rest = [order for order in ready if order.order_id not in taken]
    found = [_proposal(connection, group, MergeReason.SAME_BUYER) for group in of_buyers]
    return found + [
        _proposal(connection, group, MergeReason.SAME_ADDRESS)
        for group in _together(rest, _address_keys)
    ]


def _is_ready(order: Order) -> bool:
    """Return whether *order* is paid, not shipped, not to be cancelled, and can be read."""
    return (
        order.status in MERGEABLE
        and not order.waybill
        and not order.cancel_requested
        and not order.sealed
    )


def _proposal(connection: str, orders: Sequence[Order], reason: MergeReason) -> Proposal:
    places = {(_place(order.address), _name(order.recipient.name)) for order in orders}
    return Proposal(
        connection,
        tuple(order.order_id for order in orders),
        reason,
        one_address=len(places) == 1 and all(chain.from_iterable(places)),
    )


def _together(
    orders: Sequence[Order], keys: Callable[[Order], Iterable[str]]
) -> list[tuple[Order, ...]]:
    """Return the groups of two or more orders that keys connect, oldest first."""
    leaders: dict[str, str] = {order.order_id: order.order_id for order in orders}
    first: dict[str, str] = {}
    for order in orders:
        for key in keys(order):
            other = first.setdefault(key, order.order_id)
            # Who is placed later follows who was placed first.
            leaders[_leader(leaders, order.order_id)] = _leader(leaders, other)
    groups: dict[str, list[Order]] = defaultdict(list)
    for order in orders:
        groups[_leader(leaders, order.order_id)].append(order)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _leader(leaders: Mapping[str, str], order_id: str) -> str:
    while leaders[order_id] != order_id:
        order_id = leaders[order_id]
    return order_id


def _buyer_keys(order: Order) -> Iterable[str]:
    """Yield what tells the buyer: the name with the phone, and with the e-mail address."""
    name = _name(order.buyer.name)
    if not name:
        return
    if phone := _phone(order.buyer):
        yield f"{name} phone {phone}"
    if email := _email(order.buyer):
        yield f"{name} email {email}"


def _address_keys(order: Order) -> Iterable[str]:
    if place := _place(order.address):
        yield place


def _name(text: str) -> str:
    return "" if _is_masked(text) else _letters(text)


def _phone(person: Person) -> str:
    if _is_masked(person.phone):
        return ""
    digits = "".join(
        str(unicodedata.decimal(character)) for character in person.phone if character.isdecimal()
    )
    return digits[-_TELLING:] if len(digits) >= _PHONE else ""


def _email(person: Person) -> str:
    text = _folded(person.email).strip()
    return "" if _is_masked(text) or "@" not in text else text


def _place(address: Address) -> str:
    """Return *address* as far as it tells a place: a street, and where that street is."""
    parts = [
        address.street,
        address.district,
        address.city,
        address.province,
        address.postal_code,
        address.country,
    ]
    if any(_is_masked(part) for part in parts):
        return ""
    street, *where = (_letters(part) for part in parts)
    if not street or not any(where):
        return ""
    return " / ".join((street, *where))


def _is_masked(text: str) -> bool:
    return bool(_MASKS & set(text))


def _letters(text: str) -> str:
    """Return the letters and digits of *text*, however they were typed."""
    return "".join(character for character in _folded(text) if character.isalnum())


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
