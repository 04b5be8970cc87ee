"""The approval of an app's API, and of its seller, as JD.ID's portals show it (sheet A2).

A new app applies for the interface, waits ("Waiting Authorize"), and owns it
("Already Own"). No call tells which; what a call refused for one of these
reasons means is said here, once.
"""

from __future__ import annotations

from crossdock.errors import CredentialsRefusedError

#: The gateway knows the app and does not let it through: not approved, or not published.
NOT_APPROVED = frozenset({"3", "24", "25", "64", "79", "88", "403"})
#: Of these, the ones about the kind of merchant: the interface is for Qualified Sellers.
NOT_QUALIFIED = frozenset({"22", "64"})
#: The gateway does not know the app, which it may not before it is approved.
NOT_KNOWN = frozenset({"21", "89", "1005"})

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


def explain(error: CredentialsRefusedError) -> None:
    """Give *error* the next step that JD.ID's own portals ask for, if it is about approval."""
    if error.remote_code in NOT_QUALIFIED:
        error.next_step = QUALIFY
    elif error.remote_code in NOT_APPROVED:
        error.next_step = f"{WAITING} {APPLY}"
    elif error.remote_code in NOT_KNOWN:
        error.next_step = (
            "Check app_key and dialect: `crossdock conn edit`. A key works once its API shows"
            " Already Own."
        )
