"""Outbounds at JD: created once, found again by our number, cancelled, read (sheet B7)."""

from __future__ import annotations

from collections import Counter
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
    OutcomeUnknownError,
    RemoteError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock_jdid_fulfillment.cancellations import REFUSED, settle
from crossdock_jdid_fulfillment.outbound_orders import encode_order, encode_reference
from crossdock_jdid_fulfillment.outbound_records import decode_outbound

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid_fulfillment.settings import FulfilmentSettings
    from crossdock_jos import Record

    Shop = Connection[FulfilmentSettings]


@hookimpl
def create_outbound(
    connection: Connection[FulfilmentSettings], outbound: Outbound
) -> RemoteOutbound:
    """Return the outbound as JD has it: new, or the one that our number was used for before.

    What JD does with a number that it knows was never written down: it answers with
    the outbound of then, or refuses, and then that one is looked up.

    Raises:

        InputRefusedError: it goes abroad or does not fit into JD's fields; nothing was sent.

        RequestRefusedError: JD refused it, or knows its number with other goods.

        OutcomeUnknownError: nobody can tell whether JD has it; `find_outbound` may.
    """
    from crossdock_jdid_fulfillment import api
    from crossdock_jdid_fulfillment.errors import says_duplicate

    business = encode_order(outbound, connection.settings)
    try:
        number = api.add_order(connection, business)
    except RequestRefusedError as error:
        if not says_duplicate(error):
            raise
        return _earlier(connection, outbound, error)
    return RemoteOutbound(
        reference=outbound.reference,
        remote_id=number,
        progress=OutboundProgress.ACCEPTED,
        lines=tuple(
            ShippedLine(line.sku, line.quantity, remote_id=line.remote_id)
            for line in outbound.lines
        ),
    )


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


def _earlier(shop: Shop, outbound: Outbound, error: RequestRefusedError) -> RemoteOutbound:
    """Return the outbound that *error* says our number belongs to."""
    found = find_outbound(shop, outbound.reference)
    if not found:
        raise OutcomeUnknownError(
            f"JD says that it knows outbound {outbound.reference}, and does not show it."
            f" {error.message}",
            next_step="Look it up again in a few minutes; send nothing under another number"
            " before that.",
            endpoint=error.endpoint,
            remote_code=error.remote_code,
            remote_message=error.remote_message,
        )
    if len(found) == 1 and _differs(outbound, found[0].lines):
        raise RequestRefusedError(
            f"JD has an outbound {found[0].remote_id} under {outbound.reference}, with other"
            " goods than these.",
            next_step="Give the new outbound a number of its own; JD never takes one twice.",
            endpoint=error.endpoint,
            remote_code=error.remote_code,
            remote_message=error.remote_message,
        )
    return found[0]


def _differs(outbound: Outbound, lines: Sequence[ShippedLine]) -> bool:
    """Return whether *lines* are certainly of other goods or quantities than *outbound*."""
    for name in ("remote_id", "sku"):
        ours = Counter[str]()
        theirs = Counter[str]()
        for line in outbound.lines:
            ours[getattr(line, name)] += line.quantity
        for shown in lines:
            theirs[getattr(shown, name)] += shown.quantity
        if lines and "" not in ours and "" not in theirs:
            return ours != theirs
    return False


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
    return bool(row.words("isvUUID") and (row.has("resultCode") or row.has("resultMessage")))


def _read(shop: Shop, reference: str, number: str) -> RemoteOutbound | None:
    """Return an outbound, None if JD does not know it."""
    from crossdock_jdid_fulfillment import api
    from crossdock_jdid_fulfillment.errors import is_business

    try:
        row = api.order(shop, number)
        return None if row is None else decode_outbound(row, reference, number)
    except (RequestRefusedError, DataRefusedError) as error:
        if isinstance(error, RequestRefusedError) and not is_business(error):
            raise
        return RemoteOutbound(reference, number, OutboundProgress.UNKNOWN, reason=error.message)


def _read_listed(shop: Shop, reference: str, number: str) -> RemoteOutbound:
    """Return an outbound that JD has just listed: one that it then does not tell of is there."""
    reason = f"JD lists outbound {number}, and does not tell of it yet."
    unknown = RemoteOutbound(reference, number, OutboundProgress.UNKNOWN, reason=reason)
    return _read(shop, reference, number) or unknown


def _progress(shop: Shop, reference: str, number: str) -> str | None:
    """Return how far an outbound is, after its cancellation was asked for; None if unsaid."""
    try:
        one = _read(shop, reference, number)
    except RemoteError:
        # What was asked is asked; the next refresh tells what came of it.
        return None
    return None if one is None else one.progress.value
