"""From an answer of JD to its payload, or to the error it means (sheet B2).

Success has three levels: the status, the envelope's code 0, and a verdict of the
business one level deeper. Refusals of the business mostly come as an error of the
gateway, and so does a list that is empty.
"""

from __future__ import annotations

import re

import attrs

from crossdock.errors import RemoteError, RequestRefusedError, UnreadableAnswerError
from crossdock.http import Answer
from crossdock_jdid_fulfillment.manifest import PLATFORM
from crossdock_jos import Code, Meaning, Record, meaning_of, open_envelope, refusal

#: Codes that mean something else here than at JD's other gateways.
BUSINESS = {
    "67": Code(
        Meaning.REQUEST,
        "the warehouse's check of the request failed",
        "Read what it said and change the request.",
    ),
}

#: Codes for a number that JD does not take: not valid (61), or of somebody else (71). They
#: speak of one document, and the others can be read all the same.
ONE_NUMBER = frozenset({"61", "71"})

#: That there are no rows is said in words, of which nobody kept the whole list. "May not be
#: empty" is said of a parameter, and "does not exist" of a department too: neither is these.
_EMPTY = re.compile(
    r"(结果|数据|记录|列表|信息)[^,\uff0c。不]{0,6}(为空|不存在)"
    # Their number may stand between, in brackets.
    r"|(出库单|入库单|采购单|订单|商品)[^,\uff0c。]{0,40}不存在"
    r"|未(查询?|找)到|没有(查询?到|找到|数据|记录|符合|结果)|无(数据|记录|结果|库存记录)|查无"
    r"|\bno (such )?(matching )?(data|rows?|records?|results?|orders?|goods|stock)\b"
    r"|\b(results?|data|records?|rows|list) ((is|are|was|were) )?empty\b"
    r"|\bempty (results?|list)\b"
    r"|\b(orders?|goods|records?|documents?|rows?|data)\b[^.,;]{0,40}"
    r"\b(not found|(does|do) not exist|not exists?)\b"
    r"|^\W*(order |record )?not found\W*$",
    re.IGNORECASE,
)
_NOT_ROWS = re.compile(
    r"事业部|仓库|店铺|供应商|参数|权限|department|warehouse|supplier|\bshop\b|\bpin\b|parameter"
    r"|permission|\bdeptno\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[^\s,]+")
_DUPLICATE = re.compile(
    r"重复|已(经)?(存在|使用|下发)|duplicat|already|(?<!not )\bexists\b|used before|not unique",
    re.IGNORECASE,
)


@attrs.define
class Envelope:
    """A judge that keeps what it read, so that a large page is parsed once.

    Args:

        method: what was called.

        needed: a member without which the payload says nothing.

        is_number: that member is JD's number of something: one word, without commas.

        may_be_empty: an error in words that there are no rows is an empty payload.

        payload: what the last answer carried.
    """

    method: str
    needed: str = ""
    is_number: bool = False
    may_be_empty: bool = False
    payload: Record = attrs.field(factory=lambda: Record({}), repr=False)

    def __call__(self, answer: Answer) -> None:
        """Raise the error that *answer* is, or keep its payload."""
        try:
            payload = open_envelope(answer, self.method, PLATFORM)
        except RemoteError as error:
            told = self._retold(error, answer)
            if self.may_be_empty and says_empty(told):
                self.payload = Record({})
                return
            raise told from None
        if not self._says_something(payload):
            raise UnreadableAnswerError(
                f"{PLATFORM} answered {self.method} without {self.needed or 'a word'}.",
                next_step="Look up at JD what became of it.",
                endpoint=f"{answer.endpoint} {self.method}",
                status=answer.status,
            )
        self.payload = payload

    def _says_something(self, payload: Record) -> bool:
        if self.is_number:
            return bool(_NUMBER.fullmatch(payload.words(self.needed).strip()))
        return payload.has(self.needed) if self.needed else bool(payload)

    def _retold(self, error: RemoteError, answer: Answer) -> RemoteError:
        known = BUSINESS.get(error.remote_code)
        if known is None:
            return error
        return refusal(
            answer,
            PLATFORM,
            self.method,
            code=error.remote_code,
            words=error.remote_message,
            known=known,
            request_id=error.request_id,
        )


def is_business(error: RemoteError) -> bool:
    """Return whether *error* is the business's refusal, and not the gateway's of a call."""
    said = error.remote_code or error.remote_message
    return (
        isinstance(error, RequestRefusedError)
        and bool(said)
        and (error.remote_code in BUSINESS or meaning_of(error.remote_code) is None)
    )


def is_about_one(error: RemoteError) -> bool:
    """Return whether *error* may be about a document asked for, and not about asking at all."""
    return is_business(error) or error.remote_code in ONE_NUMBER


def says_empty(error: RemoteError) -> bool:
    """Return whether *error* only says that there are no rows."""
    words = error.remote_message
    return is_business(error) and bool(_EMPTY.search(words)) and not _NOT_ROWS.search(words)


def says_duplicate(error: RemoteError) -> bool:
    """Return whether *error* says that our number was used before."""
    return is_business(error) and bool(_DUPLICATE.search(error.remote_message))
