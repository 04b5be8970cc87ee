"""Inbounds at JD: announced, cancelled, and read by JD's own number only (sheet B6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from crossdock import (
    Cancellation,
    DocumentKey,
    Inbound,
    InboundProgress,
    RemoteInbound,
    hookimpl,
)
from crossdock.errors import (
    OutcomeUnknownError,
    RemoteError,
    RequestRefusedError,
    UnsupportedError,
)
from crossdock_jdid_fulfillment.cancellations import REFUSED, settle
from crossdock_jdid_fulfillment.inbound_records import (
    announced,
    decode_inbound,
    encode_inbound,
)
from crossdock_jdid_fulfillment.refusals import holds_others, taken_by

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crossdock import Connection
    from crossdock_jdid_fulfillment.settings import FulfilmentSettings
    from crossdock_jos import Record

    Shop = Connection[FulfilmentSettings]

_NUMBER = re.compile(r"\bEPL[0-9]+\b")
_NAMELESS = "JD can be asked for an inbound by its own number (EPL...) only, not by ours."
_LOOK = "Look for it at JD's warehouse console, and send nothing again before that."


@hookimpl
def create_inbound(connection: Connection[FulfilmentSettings], inbound: Inbound) -> RemoteInbound:
    """Return the inbound as JD has it: new, or the one that our number was used for before.

    Raises:

        InputRefusedError: it does not fit into JD's fields; nothing was sent.

        DuplicateReferenceError: JD knows our number with other goods.

        RequestRefusedError: JD refused it for another reason.

        OutcomeUnknownError: the answer was lost, or JD has it already and does not
            tell its own number.
    """
    from crossdock_jdid_fulfillment import api
    from crossdock_jdid_fulfillment.errors import is_business

    business = encode_inbound(inbound, connection.settings)
    try:
        number = api.add_purchase(connection, business)
    except RequestRefusedError as error:
        earlier = _earlier(connection, inbound, error) if is_business(error) else None
        if earlier is None:
            raise
        return earlier
    return _confirmed(connection, inbound, number)


@hookimpl
def find_inbound(
    connection: Connection[FulfilmentSettings], reference: str
) -> tuple[RemoteInbound, ...]:
    """Raise that JD cannot be asked by our number.

    Raises:

        UnsupportedError: always.
    """
    raise UnsupportedError(
        f"{_NAMELESS} So nobody can tell from here whether it has {reference}.", next_step=_LOOK
    )


@hookimpl
def cancel_inbound(
    connection: Connection[FulfilmentSettings], document: DocumentKey
) -> Cancellation:
    """Return what asking to cancel came to, as the inbound shows it afterwards.

    Raises:

        UnsupportedError: JD's number of it is not known.

        OutcomeUnknownError: the answer was lost; asking again does no harm.
    """
    from crossdock_jdid_fulfillment import api
    from crossdock_jdid_fulfillment.errors import is_business

    number = document.remote_id
    if not number:
        raise UnsupportedError(
            f"{_NAMELESS} So {document.reference} cannot be cancelled.", next_step=_LOOK
        )
    try:
        verdict = api.cancel_purchase(connection, number)
        code = verdict.words("code").strip()
        reason = connection.http.redactor.text(verdict.words("msg"))
    except RequestRefusedError as error:
        if not is_business(error):
            raise
        code, reason = REFUSED, error.message
    return settle(code, reason, _progress(connection, document))


@hookimpl
def refresh_inbound(
    connection: Connection[FulfilmentSettings], documents: tuple[DocumentKey, ...]
) -> tuple[RemoteInbound, ...]:
    """Return each inbound as it is now; one that JD does not know is left out.

    One whose number at JD is not known is a state unknown with the reason; so is
    one of which JD will not tell, while the others go on.
    """
    named = tuple(key for key in documents if key.remote_id)
    nameless = tuple(
        RemoteInbound(key.reference, "", InboundProgress.UNKNOWN, reason=_NAMELESS)
        for key in documents
        if not key.remote_id
    )
    return (*(_read(connection, named) if named else ()), *nameless)


def _confirmed(shop: Shop, inbound: Inbound, number: str) -> RemoteInbound:
    """Return the inbound that JD answered with, which may be an earlier one of its number."""
    taken = announced(inbound, number)
    try:
        found = _read(shop, (DocumentKey(inbound.reference, number),))
    except RemoteError:
        # It is there, whether or not it can be read just now.
        return taken
    if not found or found[0].progress is InboundProgress.UNKNOWN:
        return taken
    return _ours(inbound, found[0])


def _earlier(shop: Shop, inbound: Inbound, error: RequestRefusedError) -> RemoteInbound | None:
    """Return the inbound that our number belongs to; None if *error* is about something else.

    It can be found only by JD's number, if *error* names that.
    """
    from crossdock_jdid_fulfillment.errors import says_duplicate

    told = _NUMBER.search(error.remote_message)
    if told is not None:
        for found in _read(shop, (DocumentKey("", told[0]),)):
            if found.reference == inbound.reference:
                return _ours(inbound, found, error)
    if not says_duplicate(error):
        return None
    raise OutcomeUnknownError(
        f"JD says that it knows inbound {inbound.reference}, and does not tell under which"
        f" number of its own. {error.message}",
        next_step=_LOOK,
        endpoint=error.endpoint,
        remote_code=error.remote_code,
        remote_message=error.remote_message,
    )


def _ours(
    inbound: Inbound, found: RemoteInbound, error: RequestRefusedError | None = None
) -> RemoteInbound:
    told = [(line.remote_id, line.sku, line.expected) for line in found.lines]
    if holds_others(inbound.lines, told):
        raise taken_by(inbound, found.remote_id, error)
    return found


def _read(shop: Shop, keys: Sequence[DocumentKey]) -> tuple[RemoteInbound, ...]:
    """Return the inbounds of *keys*, one by one where JD refuses them together."""
    from crossdock_jdid_fulfillment import api
    from crossdock_jdid_fulfillment.errors import is_about_one

    try:
        rows = api.purchases(shop, list(dict.fromkeys(key.remote_id for key in keys)))
    except RequestRefusedError as error:
        if not is_about_one(error):
            raise
        if len(keys) > 1:
            return tuple(found for key in keys for found in _read(shop, (key,)))
        [key] = keys
        unknown = InboundProgress.UNKNOWN
        return (RemoteInbound(key.reference, key.remote_id, unknown, reason=error.message),)
    return tuple(_matched(rows, keys, shop.http.redactor.text))


def _matched(
    rows: list[Record], keys: Sequence[DocumentKey], redact: Callable[[str], str]
) -> list[RemoteInbound]:
    """Return the inbounds of *rows* that were asked for."""
    references = {key.remote_id: key.reference for key in keys}
    found: dict[str, RemoteInbound] = {}
    for row in rows:
        number = row.words("poOrderNo").strip()
        # A row that has a verdict and no state says that there is no such inbound.
        if number in references and row.words("poOrderStatus"):
            one = decode_inbound(row, references[number])
            found.setdefault(number, attrs.evolve(one, reason=redact(one.reason)))
    return list(found.values())


def _progress(shop: Shop, key: DocumentKey) -> str | None:
    """Return how far an inbound is, after its cancellation was asked for; None if unsaid."""
    try:
        found = _read(shop, (key,))
    except RemoteError:
        # What was asked is asked; the next refresh tells what came of it.
        return None
    return found[0].progress.value if found else None
