"""The table of a product at a warehouse: chosen, complete, pushed, active.

Its shelf life is decided before the first push and cannot be changed after it: an edit
that would is refused, and a person is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from crossdock.fulfilment.circumstances import Service
from crossdock.fulfilment.effects import CloseReviews, Enqueue, JobKind, OpenReview, Withdraw
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.transitions import Acted, Machine, Row, Step, Verdict
from crossdock.fulfilment.warehouse_goods import (
    GoodsEvent,
    GoodsEventKind,
    GoodsState,
    WarehouseGoods,
)
from crossdock.inventory.keys import moment

_Acted = Acted[WarehouseGoods]
_Row = Row[WarehouseGoods, GoodsEvent, Service]

# Guards


def is_complete(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> bool:
    """The warehouse will not refuse anything of it."""
    return doc.goods is not None and not event.errors


def changes_shelf_life(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> bool:
    """The warehouse has it, or may have it, with another shelf life."""
    known = doc.pushed or doc.sent
    return known is not None and event.goods is not None and _life(known) != _life(event.goods)


def changes_nothing(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> bool:
    """It is as it was."""
    return event.goods is None or event.goods == doc.goods


def was_edited(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> bool:
    """It was changed since it was sent."""
    return doc.goods != doc.sent


def was_pushed(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> bool:
    """The warehouse has it."""
    return doc.pushed is not None


def is_empty(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> bool:
    """Nothing of it is on hand, reserved or expected there."""
    return event.empty


def _life(goods: object) -> object:
    return getattr(goods, "shelf_life", None)


# Actions


def take_goods(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> _Acted:
    """Take it as it is now."""
    goods = event.goods or doc.goods
    return attrs.evolve(doc, goods=goods, errors=()), ()


def count_revision(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> _Acted:
    """Count what is to be sent anew."""
    return attrs.evolve(doc, revision=doc.revision + 1), ()


def keep_errors(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> _Acted:
    """Note what is missing, and ask for it."""
    asked = OpenReview(Reason.GOODS_INCOMPLETE, doc.key, " ".join(event.errors))
    return attrs.evolve(doc, errors=event.errors), (asked,)


def enqueue(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> _Acted:
    """Freeze what is sent."""
    job = Enqueue(JobKind.PUSH_GOODS, doc.job_key, doc.key, {"revision": doc.revision})
    return attrs.evolve(doc, sent=doc.goods), (job,)


def withdraw(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> _Acted:
    """Take it out of the outbox."""
    return attrs.evolve(doc, sent=doc.pushed), (Withdraw(JobKind.PUSH_GOODS, doc.job_key),)


def store_id(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> _Acted:
    """Note that the warehouse has it, and what it calls it."""
    remote_id = event.remote_id or doc.remote_id
    return attrs.evolve(doc, remote_id=remote_id, pushed=doc.sent), ()


def note_refusal(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> _Acted:
    """Ask a person: the warehouse refused it."""
    doc = attrs.evolve(doc, sent=doc.pushed, errors=(event.detail,) if event.detail else ())
    return doc, (OpenReview(Reason.GOODS_REFUSED, doc.key, event.detail),)


def refuse_shelf_life(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> _Acted:
    """Leave it as it is, and ask a person."""
    return doc, (OpenReview(Reason.SHELF_LIFE_FIXED, doc.key, event.detail),)


def ask_about_name(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> _Acted:
    """Ask a person: its SKU has another name now."""
    return doc, (OpenReview(Reason.SKU_RENAMED, doc.key, event.detail),)


def ask_about_stock(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> _Acted:
    """Ask a person: something of it is still there."""
    return doc, (OpenReview(Reason.STOCK_LEFT, doc.key, event.detail),)


def ask_about_difference(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> _Acted:
    """Ask a person: what the warehouse has is something else."""
    return doc, (OpenReview(Reason.DIFFERENT_DOCUMENT, doc.key, event.detail),)


def ask_about_giving_up(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> _Acted:
    """Ask a person: it was tried as long as allowed."""
    return doc, (OpenReview(Reason.JOB_GIVEN_UP, doc.key, event.detail),)


def refresh(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> _Acted:
    """Ask the warehouse about it."""
    key = f"{doc.job_key}/refresh/{moment(event.at)}"
    return doc, (Enqueue(JobKind.REFRESH_GOODS, key, doc.key),)


def close_reviews(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> _Acted:
    """Close what was asked about it."""
    return doc, (CloseReviews(doc.key),)


_S, _E = GoodsState, GoodsEventKind
_OURS = (_S.DRAFT, _S.READY, _S.REJECTED)
_IN_FLIGHT = (_S.SENDING, _S.UNKNOWN)
_THERE = (_S.ACTIVE, _S.DIRTY)
_SENDING = (
    _E.LEASED,
    _E.TAKEN,
    _E.TAKEN_PENDING,
    _E.POSTPONED,
    _E.DOUBTED,
    _E.ABSENT,
    _E.DIFFERS,
    _E.UNTOLD,
    _E.REFUSED,
    _E.GIVEN_UP,
)
_REMOTE = (_E.REMOTE_ACTIVE, _E.REMOTE_REJECTED)


def _editing() -> Iterator[_Row]:
    yield Row((_S.ABSENT, _S.RETIRED), (_E.CHOOSE,), _S.DRAFT, do=(take_goods, count_revision))
    live = tuple(state for state in _S if state not in (_S.ABSENT, _S.RETIRED, _S.REVIEW))
    kept = tuple(state for state in live if state is not _S.ACTIVE)
    fixed = (changes_shelf_life,)
    yield Row((_S.ACTIVE,), (_E.EDIT,), _S.REVIEW, when=fixed, do=(refuse_shelf_life,))
    yield Row(kept, (_E.EDIT,), when=fixed, do=(refuse_shelf_life,), verdict=Verdict.REVIEWS)
    yield Row(live, (_E.EDIT,), when=(changes_nothing,), verdict=Verdict.IGNORES)
    yield Row((_S.DRAFT,), (_E.EDIT,), do=(take_goods,))
    yield Row((_S.READY,), (_E.EDIT,), _S.DRAFT, do=(take_goods,))
    yield Row((_S.REJECTED,), (_E.EDIT,), _S.DRAFT, do=(take_goods, count_revision))
    undo = (withdraw, take_goods, count_revision)
    yield Row((_S.QUEUED,), (_E.EDIT,), _S.DIRTY, when=(was_pushed,), do=undo)
    yield Row((_S.QUEUED,), (_E.EDIT,), _S.DRAFT, do=undo)
    yield Row((*_IN_FLIGHT, _S.PENDING_REMOTE), (_E.EDIT,), do=(take_goods,))
    yield Row((_S.ACTIVE,), (_E.EDIT,), _S.DIRTY, do=(take_goods, count_revision))
    yield Row((_S.DIRTY,), (_E.EDIT,), do=(take_goods,))
    yield Row((_S.DRAFT,), (_E.VALIDATE,), _S.READY, when=(is_complete,))
    yield Row((_S.DRAFT,), (_E.VALIDATE,), do=(keep_errors,))
    yield Row((_S.READY, _S.DIRTY), (_E.PUSH,), _S.QUEUED, do=(enqueue,))
    # What the warehouse had against it may be mended there.
    yield Row((_S.REJECTED,), (_E.PUSH,), _S.QUEUED, do=(count_revision, enqueue))
    yield Row(live, (_E.RENAMED,), _S.REVIEW, do=(ask_about_name,))


def _sending() -> Iterator[_Row]:
    # From a review: somebody had a job sent again that had been given up.
    yield Row((_S.QUEUED, _S.REVIEW), (_E.LEASED,), _S.SENDING)
    yield Row((*_IN_FLIGHT, _S.REVIEW), (_E.POSTPONED, _E.ABSENT), _S.QUEUED)
    yield Row(_IN_FLIGHT, (_E.DOUBTED,), _S.UNKNOWN)
    yield Row(_IN_FLIGHT, (_E.DIFFERS,), _S.REVIEW, do=(ask_about_difference,))
    # The job itself asks what became of it.
    yield Row(_IN_FLIGHT, (_E.UNTOLD,), _S.REVIEW)
    yield Row((_S.QUEUED, *_IN_FLIGHT), (_E.GIVEN_UP,), _S.REVIEW, do=(ask_about_giving_up,))
    confirmed = (*_IN_FLIGHT, _S.PENDING_REMOTE)
    yield Row(confirmed, (_E.REFUSED, _E.REMOTE_REJECTED), _S.REJECTED, do=(note_refusal,))
    known = (_E.TAKEN, _E.REMOTE_ACTIVE)
    yield Row(confirmed, known, _S.DIRTY, when=(was_edited,), do=(store_id, count_revision))
    yield Row(confirmed, known, _S.ACTIVE, do=(store_id, close_reviews))
    yield Row(_IN_FLIGHT, (_E.TAKEN_PENDING,), _S.PENDING_REMOTE)
    yield Row((_S.PENDING_REMOTE, _S.UNKNOWN), (_E.SILENT,), do=(refresh,))


def _leaving() -> Iterator[_Row]:
    yield Row(_OURS, (_E.RETIRE,), _S.RETIRED, when=(is_empty,))
    yield Row(_THERE, (_E.RETIRE,), _S.RETIRED, when=(is_empty,))
    yield Row((*_OURS, *_THERE), (_E.RETIRE,), do=(ask_about_stock,))
    yield Row((_S.REVIEW,), (_E.RESOLVE, _E.TAKEN), _S.DIRTY, when=(was_pushed, was_edited))
    yield Row((_S.REVIEW,), (_E.RESOLVE,), _S.ACTIVE, when=(was_pushed,), do=(close_reviews,))
    yield Row((_S.REVIEW,), (_E.TAKEN,), _S.ACTIVE, do=(store_id, close_reviews))
    yield Row((_S.REVIEW,), (_E.RESOLVE,), _S.DRAFT, do=(withdraw, count_revision))
    yield Row((_S.REVIEW,), (_E.RETIRE,), _S.RETIRED, when=(is_empty,), do=(close_reviews,))
    yield Row((_S.REVIEW,), (_E.RETIRE,), do=(ask_about_stock,))


def _rest() -> Iterator[_Row]:
    """Yield what changes nothing, and what should not happen."""

    def ignored(states: tuple[GoodsState, ...], *events: GoodsEventKind) -> _Row:
        return Row(states, events, verdict=Verdict.IGNORES)

    def asked(states: tuple[GoodsState, ...], *events: GoodsEventKind) -> _Row:
        return Row(states, events, verdict=Verdict.REVIEWS)

    ends = (_S.ABSENT, _S.RETIRED)
    yield ignored(ends, *(one for one in _E if one not in (_E.CHOOSE, *_REMOTE)))
    yield asked(ends, *_REMOTE)
    yield ignored(tuple(state for state in _S if state not in ends), _E.CHOOSE)
    yield ignored(_OURS, *_SENDING, _E.SILENT, _E.RESOLVE)
    yield asked(_OURS, *_REMOTE)
    yield ignored((_S.DRAFT,), _E.PUSH)
    yield ignored((_S.READY, _S.REJECTED), _E.VALIDATE)
    on_its_way = (_S.QUEUED, *_IN_FLIGHT, _S.PENDING_REMOTE)
    yield ignored(on_its_way, _E.VALIDATE, _E.PUSH, _E.RESOLVE)
    yield asked(on_its_way, _E.RETIRE)
    queued = tuple(one for one in _SENDING if one not in (_E.LEASED, _E.GIVEN_UP))
    yield ignored((_S.QUEUED,), *queued, _E.SILENT, *_REMOTE)
    yield ignored(_IN_FLIGHT, _E.LEASED)
    yield ignored((_S.SENDING,), _E.SILENT)
    pending = tuple(one for one in _SENDING if one not in (_E.TAKEN, _E.REFUSED))
    yield ignored((_S.PENDING_REMOTE,), *pending)
    yield ignored(_THERE, *_SENDING, _E.VALIDATE, _E.SILENT, _E.RESOLVE, _E.REMOTE_ACTIVE)
    yield asked(_THERE, _E.REMOTE_REJECTED)
    yield ignored((_S.ACTIVE,), _E.PUSH)
    yield ignored((_S.REVIEW,), _E.TAKEN_PENDING, _E.DOUBTED, _E.DIFFERS, _E.UNTOLD, _E.REFUSED)
    yield ignored((_S.REVIEW,), _E.GIVEN_UP, *_REMOTE, _E.EDIT, _E.VALIDATE, _E.PUSH)
    yield ignored((_S.REVIEW,), _E.RENAMED, _E.SILENT)


GOODS: Machine[WarehouseGoods, GoodsEvent, Service] = Machine(
    "goods",
    GoodsState,
    GoodsEventKind,
    GoodsState.ABSENT,
    frozenset({_S.RETIRED}),
    (*_editing(), *_sending(), *_leaving(), *_rest()),
)


def step(doc: WarehouseGoods, event: GoodsEvent, service: Service) -> Step[WarehouseGoods]:
    """Return what *event* makes of a product at a warehouse."""
    return GOODS.step(doc, event, service)
