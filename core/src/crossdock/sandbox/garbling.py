"""What can become of a good answer's body: pure functions from answer to answer."""

import json
import re
from collections.abc import Callable

from crossdock.sandbox.faults import Fault
from crossdock.sandbox.wire import Answer

GATEWAY_PAGE = (
    b"<!DOCTYPE html>\n<html><head><title>%d %s</title></head>\n"
    b"<body><center><h1>%d %s</h1></center><hr><center>gateway</center></body></html>\n"
)
_NUMBER = re.compile(rb"(?<=[:\[,])\s*-?\d+(?:\.\d+)?(?=\s*[,}\]])")


def html(answer: Answer, fault: Fault) -> Answer:
    """Return a friendly page where JSON was due."""
    text = "<!DOCTYPE html><html><body><h1>Maaf, sedang ada pemeliharaan sistem</h1></body></html>"
    return answer.replace(text.encode(), content_type="text/html; charset=utf-8")


def empty(answer: Answer, fault: Fault) -> Answer:
    """Return no body at all."""
    return answer.replace(b"")


def truncated(answer: Answer, fault: Fault) -> Answer:
    """Cut the body in half; the length is that of what is left."""
    return answer.replace(answer.body[: len(answer.body) // 2])


def wrong_charset(answer: Answer, fault: Fault) -> Answer:
    """Encode the body in one charset and label it as another."""
    charset = fault.parameters.get("charset", "utf-16")
    text = answer.body.decode("utf-8", "replace")
    try:
        body = text.encode(charset, "replace")
    except LookupError:
        body = text.encode("utf-16")
    return answer.replace(body, content_type="application/json; charset=utf-8")


def nan(answer: Answer, fault: Fault) -> Answer:
    """Turn the last number of the body into NaN, which JSON does not have."""
    numbers = list(_NUMBER.finditer(answer.body))
    if not numbers:
        return answer.replace(b'{"data":NaN}')
    start, end = numbers[-1].span()
    return answer.replace(answer.body[:start] + b"NaN" + answer.body[end:])


def deep(answer: Answer, fault: Fault) -> Answer:
    """Nest arrays deeper than a recursive parser can follow."""
    depth = int(fault.number("depth", 100_000))
    return answer.replace(b'{"data":' + b"[" * depth + b"]" * depth + b"}")


def duplicate_keys(answer: Answer, fault: Fault) -> Answer:
    """Put every key of the outermost object twice, first with null."""
    try:
        body = json.loads(answer.body)
    except ValueError:
        body = None
    if not isinstance(body, dict) or not body:
        return answer.replace(b'{"data":null,"data":[]}')
    doubled = ",".join(f"{json.dumps(key)}:null" for key in body)
    return answer.replace(b"{" + doubled.encode() + b"," + answer.body.lstrip()[1:])


#: Kinds that are nothing but another body.
GARBLERS: dict[str, Callable[[Answer, Fault], Answer]] = {
    "html": html,
    "empty": empty,
    "truncated": truncated,
    "wrong-charset": wrong_charset,
    "nan": nan,
    "deep": deep,
    "duplicate-keys": duplicate_keys,
}
