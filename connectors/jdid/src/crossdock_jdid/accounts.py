"""Who we are at JD.ID, and whether a shop meets what it asks for (sheet A2, A6, A10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs

from crossdock import Account, Check, CheckState, Token, Window, hookimpl
from crossdock.errors import (
    CredentialsRefusedError,
    RemoteTroubleError,
    RequestRefusedError,
    UnreachableError,
)
from crossdock_jdid import statuses
from crossdock_jdid.approval import APPLY, QUALIFY, WAITING, Topic, topic_of
from crossdock_jdid.dialects import WRAPPINGS
from crossdock_jdid.nesting import unpacked
from crossdock_jdid.settings import Dialect
from crossdock_jdid.snapshots import SMALLEST_PAGE
from crossdock_jdid.spans import span_of
from crossdock_jos.records import Record, storable
from crossdock_jos.timestamps import JAKARTA

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock.http import Auth
    from crossdock_jdid.settings import JdidSettings

    Shop = Connection[JdidSettings]

#: One integrator renewed an hour before the end; how long tokens live was not written down.
_AHEAD = timedelta(hours=1)
_CLOSED = "JD.ID closed on 31 March 2023"
_PLAYED_CLOSED = 503
_NOTHING_THERE = (
    "There is nothing to connect to. Use `crossdock sandbox start jdid`, or remove the connection;"
    " what was pulled before stays readable."
)
_UNASKED = "; the interface does not tell, and nobody was asked"


@attrs.frozen
class Visit:
    """What a look at the platform found.

    Args:

        account: what it says of us, as it came; None where it says nothing.

        refusals: the calls it would not let us make, each with what that is about.
    """

    account: Any = attrs.field(default=None, repr=False)
    refusals: tuple[tuple[Topic, CredentialsRefusedError], ...] = ()

    def said(self, topic: Topic) -> str:
        """Return the refusals that are about *topic* in a sentence or two; empty for none."""
        found = [error for about, error in self.refusals if about is topic]
        others = ", ".join(error.endpoint.rpartition(" ")[2] for error in found[1:])
        tail = f" The same goes for {others}." if others else ""
        return found[0].message + tail if found else ""


@hookimpl
def authenticate(connection: Connection[JdidSettings]) -> Auth:
    """Return the flow that signs, with the token of the generation (sheet A1, A3, A4)."""
    from crossdock_jos.auth import RouterAuth
    from crossdock_jos.clocks import RouterClock
    from crossdock_jos.oauth import OAuth
    from crossdock_jos.tokens import FixedToken, KeptTokens

    settings = connection.settings
    given = None
    if settings.access_token is not None:
        given = Token(settings.access_token, refresh=settings.refresh_token)
    tokens: FixedToken | KeptTokens
    if settings.dialect is Dialect.GEN1 and given is not None:
        # The console shows it, and nothing renews it.
        tokens = FixedToken(given)
    else:
        oauth = OAuth(
            connection.http.hosts["oauth"],
            "JD.ID",
            settings.app_key,
            settings.app_secret,
            settings.redirect_uri,
        )
        tokens = KeptTokens(
            oauth,
            connection.tokens,
            connection.http.redactor.learn,
            given=given,
            code=settings.authorization_code,
            ahead=_AHEAD,
        )
    return RouterAuth(
        settings.app_key,
        settings.app_secret,
        tokens,
        RouterClock(connection.now, JAKARTA),
        extra=WRAPPINGS[settings.dialect].extra,
    )


@hookimpl
def inspect_account(connection: Connection[JdidSettings]) -> Account:
    """Return the shop, and the platform's preconditions as checks.

    Raises:

        CredentialsRefusedError: key, secret or token are wrong, whatever was approved.

        RemoteError: the platform is gone, or in trouble.
    """
    visit = _visit(connection)
    return decode_account(
        visit,
        connection.settings,
        answers=dict(connection.answers),
        name=connection.name,
        sandbox=connection.sandbox,
    )


def decode_account(
    visit: Visit,
    settings: JdidSettings,
    *,
    answers: dict[str, str],
    name: str,
    sandbox: bool,
) -> Account:
    """Return the account that *visit* found.

    Args:

        answers: the operator's, to the manifest's questions.

        name: the connection's, for the commands in the advice.

        sandbox: the connection is to this machine.
    """
    row = Record(unpacked(visit.account))
    told = [row.words(field).strip() for field in ("venderId", "shopId")]
    ids = [number for number in told if number.isascii() and number.isdigit()]
    mine = "" if settings.shop_id is None else str(settings.shop_id)
    title = storable(row.words("shopName", "venderName", "accountName", "pin", "userPin"))
    return Account(
        account_id=mine or next(iter(ids), "") or settings.app_key,
        name=title or "JD.ID shop",
        checks=(
            _check_platform(sandbox=sandbox),
            _check_approval(visit, answers, name),
            _check_qualified(visit, answers, name),
            _check_shop(mine, ids, name),
        ),
    )


def _visit(shop: Shop) -> Visit:
    """Look at the platform: who we are, and one call of each kind that we need."""
    from crossdock_jdid import api

    newer = shop.settings.dialect is Dialect.GEN2
    recent = span_of(Window(shop.now() - timedelta(hours=1), shop.now()))
    account = None
    refusals: list[tuple[Topic, CredentialsRefusedError]] = []
    looks: tuple[Callable[[], Any], ...] = (
        lambda: api.account(shop) if newer else None,
        lambda: api.wares(shop, 1, SMALLEST_PAGE),
        lambda: api.order_ids(shop, statuses.WAITING_FOR_DELIVERY, recent, 1),
    )
    for number, look in enumerate(looks):
        try:
            found = look()
        except (UnreachableError, RemoteTroubleError) as error:
            # The retired hosts have no address any more, or are somebody else's: that is no
            # fault of the settings. A sandbox has other troubles, but can play this one.
            if not shop.sandbox or error.status == _PLAYED_CLOSED:
                error.message = f"{_CLOSED}, and nothing of it answers here. {error.message}"
                error.args = (error.message,)
                error.next_step = _NOTHING_THERE
            raise
        except CredentialsRefusedError as error:
            topic = topic_of(error)
            if topic not in {Topic.APPROVAL, Topic.SELLER}:
                raise
            refusals.append((topic, error))
        except RequestRefusedError:
            # Who we are is good to know and needed for nothing.
            if number > 0:
                raise
        else:
            account = found if number == 0 else account
    return Visit(account, tuple(refusals))


def _check_platform(*, sandbox: bool) -> Check:
    found = (
        f"A sandbox answers ({_CLOSED})." if sandbox else f"Something answers, though {_CLOSED}."
    )
    return Check("platform-open", CheckState.PASSED, found)


def _check_approval(visit: Visit, answers: dict[str, str], name: str) -> Check:
    slug, answer = "api-approved", answers.get("api_approval", "")
    reasons = visit.said(Topic.APPROVAL)
    edit = f"`crossdock conn edit {name} --answer api_approval=already_own`"
    if not visit.refusals:
        return Check(
            slug,
            CheckState.PASSED,
            "The app may call everything that is needed: its API is Already Own.",
        )
    if answer == "waiting_authorize":
        return Check(
            slug,
            CheckState.FAILED,
            "The API is still Waiting Authorize, says the operator.",
            f"{WAITING} Then say so: {edit}.",
        )
    if answer == "not_apply":
        return Check(
            slug,
            CheckState.FAILED,
            "The API still stands under Not Apply, says the operator.",
            f"{APPLY} Then say so: {edit}.",
        )
    if reasons:
        claimed = " The operator says that it is Already Own." if answer == "already_own" else ""
        return Check(slug, CheckState.FAILED, f"{reasons}{claimed}", f"{WAITING} {APPLY}")
    return Check(
        slug,
        CheckState.UNANSWERED,
        "The kind of seller is refused, so the approval could not be looked at.",
        "Mend qualified-seller first.",
    )


def _check_qualified(visit: Visit, answers: dict[str, str], name: str) -> Check:
    slug, answer = "qualified-seller", answers.get("seller_class", "")
    edit = f"`crossdock conn edit {name} --answer seller_class=qualified`"
    reasons = visit.said(Topic.SELLER)
    if reasons:
        return Check(slug, CheckState.FAILED, reasons, QUALIFY)
    if answer == "qualified":
        return Check(slug, CheckState.PASSED, "The shop is a Qualified Seller, says the operator.")
    if answer == "basic":
        return Check(
            slug,
            CheckState.FAILED,
            "The shop is a Basic Seller, says the operator; JD.ID opened its interface to"
            " Qualified Sellers only.",
            f"{QUALIFY} Then say so: {edit}.",
        )
    return Check(
        slug,
        CheckState.UNANSWERED,
        f"The shop must be a Qualified Seller{_UNASKED}.",
        f"Say whether it is: {edit} (or basic).",
    )


def _check_shop(mine: str, ids: list[str], name: str) -> Check:
    slug = "shop-id"
    if mine and mine in ids:
        return Check(slug, CheckState.PASSED, f"The token belongs to shop {mine}.")
    if mine and ids:
        return Check(
            slug,
            CheckState.FAILED,
            f"The token belongs to shop {ids[0]}, and the connection is for shop {mine}.",
            f"Correct shop_id or access_token: `crossdock conn edit {name}`.",
        )
    if not mine:
        found = f" JD.ID says {ids[0]}." if ids else ""
        return Check(
            slug,
            CheckState.UNANSWERED,
            f"The connection names no shop id, so records of another shop would not be"
            f" noticed.{found}",
            "Look it up under My Shop > Shop Information, then:"
            f" `crossdock conn edit {name} --set shop_id={ids[0] if ids else 'NUMBER'}`.",
        )
    return Check(
        slug,
        CheckState.UNANSWERED,
        f"JD.ID does not tell whose token it is; shop id {mine} is checked on each record that"
        " names its shop.",
        "Compare it with My Shop > Shop Information.",
    )
