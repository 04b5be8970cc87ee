"""Outbounds at JD: created once, found again by our number, cancelled, read (sheet B7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crossdock import (
    Cancellation,
    DocumentKey,
    Outbound,
    OutboundProgress,
    RemoteOutbound,
    ShippedLine,
    hookimpl,
)
from crossdock.errors import (
    DataRefusedError,
    RemoteError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock_jdid_fulfillment.cancellations import REFUSED, settle
from crossdock_jdid_fulfillment.outbound_orders import encode_order, encode_reference
from crossdock_jdid_fulfillment.outbound_records import decode_outbound
from crossdock_jdid_fulfillment.refusals import explained, holds_others, in_doubt, taken_by

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid_fulfillment.settings import FulfilmentSettings
    from crossdock_jos import Record

    Shop = Connection[FulfilmentSettings]

#: The business's verdict that all is well (sheet B2).
SUCCESS = "1"


@hookimpl
def create_outbound(
    connection: Connection[FulfilmentSettings], outbound: Outbound
) -> RemoteOutbound:
    """Return the outbound as JD has it: new, or the one that our number was used for before.

    What JD does with a number that it knows was never written down: it answers with
    the outbound of then, or refuses, and then that one is looked up.

    Raises:

        InputRefusedError: it goes abroad or does not fit into JD's fields; nothing was sent.

        StockShortError: JD refused it, and has less of its goods than it asks for.

        AddressRefusedError: JD refused it, and named a field of the address.

        DuplicateReferenceError: JD knows its number with other goods.

        RequestRefusedError: JD refused it for another reason.

        OutcomeUnknownError: nobody can tell whether JD has it; `find_outbound` may.
    """
    from crossdock_jdid_fulfillment import api
    from crossdock_jdid_fulfillment.errors import is_business

    business = encode_order(outbound, connection.settings)
    try:
        number = api.add_order(connection, business)
    except RequestRefusedError as error:
        if not is_business(error):
            raise
        earlier = _earlier(connection, outbound, error)
        if earlier is None:
            raise explained(connection, outbound, error) from None
        return earlier
    return _confirmed(connection, outbound, number)


@hookimpl
def find_outbound(
    connection: Connection[FulfilmentSettings], reference: str
) -> tuple[RemoteOutbound, ...]:
    """Return what JD has under our *reference*; of a split outbound, its parts as well.

    Raises:

        RemoteError: JD cannot be asked now, or its answer cannot be read: that it
            has nothing is only said where it said so.
    """
    found: list[RemoteOutbound] = []
    waiting = list(_listed(connection, reference))
    seen = set(waiting)
    while waiting:
        one = _read_listed(connection, reference, waiting.pop(0))
        found.append(one)
        waiting += [part for part in one.split_into if part not in seen]
        seen.update(one.split_into)
    return tuple(found)


@hookimpl
def cancel_outbound(
    connection: Connection[FulfilmentSettings], document: DocumentKey
) -> Cancellation:
    """Return what asking to cancel came to, as the outbound shows it afterwards.

    Raises:

        RequestRefusedError: JD has no such outbound.

        OutcomeUnknownError: the answer was lost; asking again does no harm.
    """
    from crossdock_jdid_fulfillment import api
    from crossdock_jdid_fulfillment.errors import is_business

    number = document.remote_id or _number(connection, document.reference)
    try:
        verdict = api.cancel_order(connection, number)
        code = verdict.words("code").strip()
        reason = connection.http.redactor.text(verdict.words("msg"))
    except RequestRefusedError as error:
        if not is_business(error):
            raise
        # A refusal in the gateway's envelope is one like that in its own.
        code, reason = REFUSED, error.message
    return settle(code, reason, _progress(connection, document.reference, number))


@hookimpl
def refresh_outbound(
    connection: Connection[FulfilmentSettings], documents: tuple[DocumentKey, ...]
) -> tuple[RemoteOutbound, ...]:
    """Return each outbound as it is now; one that JD does not know is left out.

    JD tells all of one at a time. What it will not tell of one, or tells in a way
    that cannot be read, is a state unknown with the reason: the others go on.
    """
    nameless = [key.reference for key in documents if not key.remote_id]
    looked_up = _numbers(connection, nameless) if nameless else {}
    found: list[RemoteOutbound] = []
    for key in documents:
        if key.remote_id:
            one = _read(connection, key.reference, key.remote_id)
            found += [] if one is None else [one]
        else:
            numbers = looked_up.get(key.reference, ())
            found += [_read_listed(connection, key.reference, number) for number in numbers]
    return tuple(found)


def _confirmed(shop: Shop, outbound: Outbound, number: str) -> RemoteOutbound:
    """Return the outbound that JD answered with, which may be an earlier one of its number."""
    taken = RemoteOutbound(
        reference=outbound.reference,
        remote_id=number,
        progress=OutboundProgress.ACCEPTED,
        lines=tuple(
            ShippedLine(line.sku, line.quantity, remote_id=line.remote_id)
            for line in outbound.lines
        ),
    )
    try:
        shown = _read(shop, outbound.reference, number)
    except RemoteError:
        # It is there, whether or not it can be read just now.
        return taken
    if shown is None or shown.progress is OutboundProgress.UNKNOWN:
        return taken
    if not shown.split_into and _differs(outbound, shown.lines):
        raise taken_by(outbound, number)
    return shown


def _earlier(shop: Shop, outbound: Outbound, error: RequestRefusedError) -> RemoteOutbound | None:
    """Return the outbound that our number belongs to; None if *error* is about something else.

    In which words JD says that it knows a number was never written down, so that
    whatever was refused is looked up (sheet C6).
    """
    from crossdock_jdid_fulfillment.errors import is_business, says_duplicate

    try:
        found = find_outbound(shop, outbound.reference)
    except RemoteError as trouble:
        if is_business(trouble) and not says_duplicate(error):
            # Most likely that there is nothing, in words that are not known either.
            return None
        raise in_doubt(outbound, error) from trouble
    if not found:
        if says_duplicate(error):
            raise in_doubt(outbound, error)
        return None
    if len(found) == 1 and _differs(outbound, found[0].lines):
        raise taken_by(outbound, found[0].remote_id, error)
    return found[0]


def _differs(outbound: Outbound, lines: Sequence[ShippedLine]) -> bool:
    told = [(line.remote_id, line.sku, line.quantity) for line in lines]
    return holds_others(outbound.lines, told)


def _number(shop: Shop, reference: str) -> str:
    numbers = _listed(shop, reference)
    if not numbers:
        raise RequestRefusedError(
            f"JD has no outbound under {reference}, so there is nothing to cancel.",
            next_step="Look it up again in a few minutes if it was sent just now.",
        )
    return numbers[0]


def _listed(shop: Shop, reference: str) -> tuple[str, ...]:
    """Return JD's numbers under *reference*; none only if it answered for nothing else."""
    found = _numbers(shop, (encode_reference(reference),))
    if found and reference not in found:
        raise UnreadableAnswerError(
            f"Asked for outbound {reference}, JD told of others.",
            next_step="Look it up again later; send nothing again before that.",
        )
    return found.get(reference, ())


def _numbers(shop: Shop, references: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return JD's numbers of the outbounds under *references*."""
    from crossdock_jdid_fulfillment import api

    rows = api.orders_by_reference(shop, references)
    found: dict[str, list[str]] = {}
    for row in rows:
        reference, number = row.words("isvUUID").strip(), row.words("eclpSoNo").strip()
        if not reference and len(references) == 1:
            reference = references[0]
        if number:
            found.setdefault(reference, []).append(number)
        elif not _says_absent(row):
            raise UnreadableAnswerError(
                f"JD answered the look-up of {', '.join(references[:3])} with a row that has no"
                " eclpSoNo.",
                next_step="Look it up again later; send nothing again before that.",
            )
    return {reference: tuple(dict.fromkeys(numbers)) for reference, numbers in found.items()}


def _says_absent(row: Record) -> bool:
    """Return whether a row without a number says why it has none: there is no such outbound."""
    if row.value("eclpSoNo") not in (None, "") or row.words("resultCode").strip() == SUCCESS:
        return False
    return bool(row.words("isvUUID") and (row.has("resultCode") or row.has("resultMessage")))


def _read(shop: Shop, reference: str, number: str) -> RemoteOutbound | None:
    """Return an outbound, None if JD does not know it."""
    from crossdock_jdid_fulfillment import api
    from crossdock_jdid_fulfillment.errors import is_about_one

    try:
        row = api.order(shop, number)
        return None if row is None else decode_outbound(row, reference, number)
    except (RequestRefusedError, DataRefusedError) as error:
        if isinstance(error, RequestRefusedError) and not is_about_one(error):
            raise
        return RemoteOutbound(reference, number, OutboundProgress.UNKNOWN, reason=error.message)


def _read_listed(shop: Shop, reference: str, number: str) -> RemoteOutbound:
    """Return an outbound that JD has just listed: one that it then does not tell of is there."""
    reason = f"JD lists outbound {number}, and does not tell of it yet."
    unknown = RemoteOutbound(reference, number, OutboundProgress.UNKNOWN, reason=reason)
    return _read(shop, reference, number) or unknown


def _progress(shop: Shop, reference: str, number: str) -> str | None:
    """Return how far an outbound is, after its cancellation was asked for; None if unsaid.

    One that was split is cancelled once all its parts are (sheet C8).
    """
    try:
        one = _read(shop, reference, number)
        parts = [_read(shop, reference, part) for part in one.split_into] if one else []
    except RemoteError:
        # What was asked is asked; the next refresh tells what came of it.
        return None
    told = {part.progress if part else None for part in parts}
    if told == {OutboundProgress.CANCELLED}:
        return OutboundProgress.CANCELLED.value
    if one is None or (told and one.progress is OutboundProgress.CANCELLED):
        # A whole that is closed says nothing of the parts that go on.
        return None
    return one.progress.value
