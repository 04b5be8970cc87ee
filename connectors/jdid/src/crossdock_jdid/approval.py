"""The approval of an app's API, and of its seller, as JD.ID's portals show it (sheet A2).

A new app applies for the interface, waits ("Waiting Authorize"), and owns it
("Already Own"). No call tells which; what a call refused for one of these
reasons means is said here, once.
"""

from __future__ import annotations

from enum import StrEnum

from crossdock.errors import CredentialsRefusedError
from crossdock_jdid.settings import Dialect
from crossdock_jos.codes import TOKEN, meaning_of

WAITING = (
    "An API that shows Waiting Authorize is not usable yet: JD.ID approves it within 3 to 5"
    " working days, 7 at most; after that, ask your contact at JD.ID. It is usable once it shows"
    " Already Own."
)
APPLY = (
    "Apply for the whole category Seller to JD: Control Panel > Manage > Seller to JD, move ALL"
    " from Not Apply, Save. In the newer console, publish the app after its approval."
)
QUALIFY = (
    "Upgrade the shop from Basic to Qualified Seller in the seller centre; JD.ID opened its"
    " interface to Qualified Sellers only."
)


class Topic(StrEnum):
    """What a refusal of who we are is about."""

    SELLER = "seller"
    APPROVAL = "approval"
    KEY = "key"
    TOKEN = "token"  # noqa: S105 - a topic, and no token
    #: The secret, this machine: nothing that the portals give out.
    OTHER = "other"


_TOPICS = {
    # The kind of merchant: the interface was for Qualified Sellers.
    Topic.SELLER: frozenset({"22", "64"}),
    # The gateway knows the app and does not let it through: not approved, or not published.
    Topic.APPROVAL: frozenset({"3", "24", "25", "79", "88", "403"}),
    # The gateway does not know the app, which it may not before it is approved.
    Topic.KEY: frozenset({"21", "89", "1005"}),
    Topic.TOKEN: TOKEN,
}
_PERMISSION = ("permission", "authori", "forbidden")


def topic_of(error: CredentialsRefusedError) -> Topic:
    """Return what *error* is about, by its code; by its words where nobody knows the code."""
    code = error.remote_code
    for topic, codes in _TOPICS.items():
        if code in codes:
            return topic
    said = error.remote_message.lower()
    if meaning_of(code) is None and any(word in said for word in _PERMISSION):
        return Topic.APPROVAL
    return Topic.OTHER


def explain(error: CredentialsRefusedError, dialect: Dialect) -> None:
    """Give *error* the next step that the portals of *dialect* ask for, if it is about them."""
    topic = topic_of(error)
    if topic is Topic.SELLER:
        error.next_step = QUALIFY
    elif topic is Topic.APPROVAL:
        error.next_step = f"{WAITING} {APPLY}"
    elif topic is Topic.KEY:
        error.next_step = (
            "Check app_key and dialect: `crossdock conn edit`. A key works once its API shows"
            " Already Own."
        )
    elif topic is Topic.TOKEN and dialect is Dialect.GEN1:
        error.next_step = (
            "Copy the token anew from the portal, View in the column Key & Token, and put it in as"
            " access_token: `crossdock conn edit`."
        )
