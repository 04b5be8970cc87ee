"""Refund audits before shipping, and refunds after it (sheet 4.8)."""

from collections.abc import Callable
from typing import Any

from crossdock_jdcom.sandbox.beijing import text
from crossdock_jdcom.sandbox.orders import (
    APPROVED,
    FORCED,
    INTERCEPT,
    PENDING,
    REJECTED,
    WAIT_LOGISTICS,
    RefundAudit,
)
from crossdock_jdcom.sandbox.pages import paging
from crossdock_jdcom.sandbox.verdicts import WRONG_MERCHANT, texts_of
from crossdock_jdcom.sandbox.ware_rows import yuan
from crossdock_jdcom.sandbox.world import World
from crossdock_jos.sandbox.business import Fields
from crossdock_jos.sandbox.pages import disturbed, page_of
from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.router import Call, business_fault

_DECISIONS = frozenset({APPROVED, REJECTED, INTERCEPT, FORCED, WAIT_LOGISTICS})


def list_audits(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.pop.afs.soa.refundapply.queryPageList``."""
    fields.needed("pageIndex")
    fields.needed("pageSize")
    page, size = paging(world, fields, call, ("pageIndex", "pageSize"), 50, 50)
    if page > 100:
        raise RouterError("61", "pageIndex")
    tests = _tests(fields)
    found = [audit for audit in world.audits if all(test(audit) for test in tests)]
    code = business_fault(call.scope)
    rows = [_row(audit) for audit in page_of(found, page, size)]
    return {
        "queryResult": {
            "success": not code,
            "errorCode": code or "0",
            "errorMsg": texts_of(code)[0] if code else "",
            "totalCount": len(found),
            "result": disturbed(call, rows, lambda row: row | {"id": "?", "orderId": None}),
        }
    }


def _tests(fields: Fields) -> list[Callable[[RefundAudit], bool]]:
    tests: list[Callable[[RefundAudit], bool]] = []
    ids, status, order = set(fields.wholes("ids")), fields.whole("status"), fields.whole("orderId")
    if ids:
        tests.append(lambda audit: audit.audit_id in ids)
    if status is not None:
        tests.append(lambda audit: audit.status == status)
    if order is not None:
        tests.append(lambda audit: audit.order_id == order)
    buyer, open_id = fields.text("buyerId"), fields.text("open_id_buyer")
    if buyer:
        tests.append(lambda audit: audit.pin == buyer)
    if open_id:
        tests.append(lambda audit: audit.open_id == open_id)
    begin, end = fields.moment("applyTimeStart"), fields.moment("applyTimeEnd")
    if begin is not None:
        tests.append(lambda audit: audit.applied >= begin)
    if end is not None:
        tests.append(lambda audit: audit.applied <= end)
    checked, until = fields.moment("checkTimeStart"), fields.moment("checkTimeEnd")
    if checked is not None:
        tests.append(lambda audit: audit.checked is not None and audit.checked >= checked)
    if until is not None:
        tests.append(lambda audit: audit.checked is not None and audit.checked <= until)
    return tests


def _row(audit: RefundAudit) -> dict[str, Any]:
    return {
        "id": audit.audit_id,
        "buyerId": audit.pin,
        "buyerName": audit.pin,
        "open_id_buyer": audit.open_id,
        "checkTime": text(audit.checked) if audit.checked else None,
        "applyTime": text(audit.applied),
        # In cents, unlike every other amount of the platform.
        "applyRefundSum": audit.amount,
        "status": audit.status,
        "checkUserName": audit.checker,
        "orderId": str(audit.order_id),
        "checkRemark": audit.remark,
        "reason": audit.reason,
        "systemId": 58,
        "storeId": 0,
        "skuVoList": [],
        "partRefundType": 0,
    }


def reply_audit(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.pop.afs.soa.refundapply.replyRefund``: granted, refused, or something between."""
    status = fields.needed_whole("status")
    audit = world.audits.by_id.get(fields.needed_whole("id"))
    checker = str(fields.needed("checkUserName"))
    remark = fields.text("remark")
    if status not in _DECISIONS:
        raise RouterError("61", "status")
    if not remark and status != FORCED:
        raise RouterError("60", "remark")
    if status == REJECTED:
        fields.needed_whole("rejectType", 1, 5)
    code = business_fault(call.scope)
    if not code and audit is None:
        code = WRONG_MERCHANT
    waiting = audit is not None and audit.status in (PENDING, WAIT_LOGISTICS)
    if code or audit is None or not waiting:
        message = texts_of(code)[0] if code else "退款单状态不允许审核"
        return _replied(code or "10100021", message)
    if status == WAIT_LOGISTICS:
        audit.status, audit.checker, audit.remark = status, checker, remark
    else:
        world.audits.decide(audit, status, checker, remark, world.now)
    return _replied("", "")


def _replied(code: str, message: str) -> dict[str, Any]:
    return {"replyResult": {"success": not code, "errorCode": code or "0", "errorMsg": message}}


def list_services(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.asc.serviceAndRefund.view``: refunds after shipping."""
    page, size = paging(world, fields, call, ("pageNumber", "pageSize"), 50, 10)
    order = fields.whole("orderId")
    begin, end = fields.moment("applyTimeBegin"), fields.moment("applyTimeEnd")
    approved, until = fields.moment("approveTimeBegin"), fields.moment("approveTimeEnd")
    found = [
        one
        for one in world.audits.services
        if (order is None or one.order_id == order)
        and (begin is None or one.applied >= begin)
        and (end is None or one.applied <= end)
        and (approved is None or one.approved >= approved)
        and (until is None or one.approved <= until)
    ]
    rows = [
        {
            "sameOrderServiceBill": {"orderId": one.order_id, "serviceId": one.service_id},
            "afsRefundId": one.refund_id,
            "status": 13,
            "completeTime": text(one.completed),
            # Spelt like this, and in yuan (sheet 6.1).
            "refoundAmount": yuan(one.amount),
        }
        for one in page_of(found, page, size)
    ]
    return {"pageResult": {"success": True, "totalCount": len(found), "data": rows}}
