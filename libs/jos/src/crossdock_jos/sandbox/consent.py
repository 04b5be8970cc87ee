"""The OAuth2 endpoints: the page the seller consents on, and the tokens (JOS sheet 3)."""

import html
import json
import uuid
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import urlencode, urlsplit

import attrs
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from crossdock.sandbox.switches import SwitchBoard
from crossdock_jos.sandbox.arrival import read_arrival
from crossdock_jos.sandbox.grants import BAD_GRANT_TYPE, Grant, GrantDesk, GrantError

Parameters = dict[str, str]
Desk = Callable[[], GrantDesk]


@attrs.frozen
class Tick:
    """
    A box on the login page that the seller may tick.

    Attributes:
        name: Of the field it sends where it is ticked.

        label: What stands beside it.

        granted: Told the parameters of each consent that was given.
    """

    name: str
    label: str
    granted: Callable[[Parameters], None]


_OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
_PAGE = """<!DOCTYPE html>
<html><head><meta charset="gbk"><title>京东授权 JD authorization</title></head><body>
<h1>{nick} 授权登录 Authorize</h1>
<p><a id="grant" href="{grant}">授权并登录</a> <a id="deny" href="{deny}">取消</a></p>
</body></html>"""
_FORM_PAGE = """<!DOCTYPE html>
<html><head><meta charset="gbk"><title>京东授权 JD authorization</title></head><body>
<h1>{nick} 授权登录 Authorize</h1>
<form id="consent" method="post" action="{here}">
<p><label><input type="checkbox" name="{name}" value="on"> {label}</label></p>
<p><button id="grant" name="decision" value="grant">授权并登录</button>
<button id="deny" name="decision" value="deny">取消</button></p>
</form></body></html>"""
_CODE_PAGE = "<!DOCTYPE html><html><body><h1>授权码</h1><p id='code'>{code}</p></body></html>"


def oauth_routes(
    desk: Desk, switches: SwitchBoard, *, legacy: bool, tick: Tick | None = None
) -> list[Route]:
    """
    Return the routes of the present endpoints, and of the legacy ones where there are such.

    Args:
        desk: Returns who gives tokens at present.

        switches: Say what the seller does.

        legacy: There are ``/oauth/authorize`` and ``/oauth/token`` too.

        tick: The box on the login page, where this platform has one.
    """
    routes = [
        _route("/oauth2/to_login", lambda p: _consent(desk(), switches, p, "app_key", tick)),
        _route("/oauth2/access_token", lambda p: _tokens(desk(), p)),
        _route("/oauth2/refresh_token", lambda p: _tokens(desk(), p)),
    ]
    if legacy:
        routes += [
            _route("/oauth/authorize", lambda p: _consent(desk(), switches, p, "client_id", tick)),
            _route("/oauth/token", lambda p: _legacy_tokens(desk(), switches, p)),
        ]
    return routes


def _route(path: str, answer: Callable[[Parameters], Response]) -> Route:
    return Route(path, _endpoint(answer), methods=["GET", "POST"])


def _endpoint(
    answer: Callable[[Parameters], Response],
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            body = await request.body()
        except ClientDisconnect:
            return Response(status_code=400)
        kind = request.headers.get("content-type", "")
        return answer(read_arrival(request.scope["query_string"], kind, body).usual)

    return endpoint


def _consent(
    desk: GrantDesk, switches: SwitchBoard, given: Parameters, key: str, tick: Tick | None
) -> Response:
    target = given.get("redirect_uri", "")
    if given.get(key) != desk.app_key:
        return _page("<h1>app_key 无效</h1>", 200)
    if given.get("response_type", "code") != "code" or not _is_target(target):
        return _page("<h1>redirect_uri 或 response_type 无效</h1>", 200)
    state = {"state": given["state"]} if "state" in given else {}
    if switches["consent"] == "deny" or given.get("decision") == "deny":
        return RedirectResponse(_joined(target, {"error": "access_denied", **state}), 302)
    if switches["consent"] == "page" and given.get("decision") != "grant":
        return _page(_login_page(desk.seller.nick, given, tick), 200)
    if tick is not None:
        tick.granted(given)
    code = desk.code(target)
    if target == _OUT_OF_BAND:
        return _page(_CODE_PAGE.format(code=code), 200)
    return RedirectResponse(_joined(target, {"code": code, **state}), 302)


def _login_page(nick: str, given: Parameters, tick: Tick | None) -> str:
    if tick is not None:
        here = html.escape("?" + urlencode(given))
        name, label = html.escape(tick.name), html.escape(tick.label)
        return _FORM_PAGE.format(nick=html.escape(nick), here=here, name=name, label=label)
    links = {
        decision: html.escape("?" + urlencode({**given, "decision": decision}))
        for decision in ("grant", "deny")
    }
    return _PAGE.format(nick=html.escape(nick), **links)


def _is_target(target: str) -> bool:
    try:
        return target == _OUT_OF_BAND or (
            urlsplit(target).scheme in ("http", "https") and bool(urlsplit(target).hostname)
        )
    except ValueError:
        return False


def _joined(target: str, more: Parameters) -> str:
    address, _, fragment = target.partition("#")
    mark = "&" if "?" in address else "?"
    return f"{address}{mark}{urlencode(more)}" + (f"#{fragment}" if fragment else "")


def _page(text: str, status: int) -> Response:
    # The login page speaks GBK (sheet 3.1).
    return Response(text.encode("gbk", "replace"), status, media_type="text/html; charset=GBK")


def _tokens(desk: GrantDesk, given: Parameters) -> Response:
    row, status = _granted(desk, given, "app_key", "app_secret")
    return _json(row if isinstance(row, dict) else desk.row(row), status, "utf-8")


def _legacy_tokens(desk: GrantDesk, switches: SwitchBoard, given: Parameters) -> Response:
    row, status = _granted(desk, given, "client_id", "client_secret")
    content = row if isinstance(row, dict) else desk.legacy_row(row)
    return _json(content, status, switches["legacy_charset"])


def _granted(
    desk: GrantDesk, given: Parameters, key: str, secret: str
) -> tuple[dict[str, Any] | Grant, int]:
    """Return a grant, or the refusal; its status is 200 like every other answer's."""
    try:
        desk.check_app(given.get(key, ""), given.get(secret, ""))
        kind = given.get("grant_type", "")
        if kind == "authorization_code":
            return desk.exchange(given.get("code", "")), 200
        if kind == "refresh_token":
            return desk.refresh(given.get("refresh_token", "")), 200
        raise GrantError(BAD_GRANT_TYPE, "invalid grant_type")  # noqa: TRY301  answered below
    except GrantError as error:
        return {"code": error.code, "msg": error.message, "requestId": uuid.uuid4().hex}, 200


def _json(content: dict[str, Any], status: int, charset: str) -> Response:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    kind = f"application/json;charset={charset.upper()}"
    return Response(text.encode(charset, "replace"), status, media_type=kind)


def oauth_paths(routes: Iterable[Route]) -> list[str]:
    """Return the paths, as the summary shows them."""
    return [route.path for route in routes]
