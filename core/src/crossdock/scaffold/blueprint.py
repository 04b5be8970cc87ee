"""What a new connector is to be, and every word of its templates that follows from that."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from crossdock.errors import InputRefusedError

KINDS = ("channel", "fulfilment", "both")
AUTHS = ("none", "key", "oauth2", "signed")

_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_CHANNEL = (
    "accept_order",
    "arrange_shipment",
    "get_order",
    "list_orders",
    "list_products",
    "push_stock",
    "read_stock",
)
_FULFILMENT = (
    "cancel_inbound",
    "cancel_outbound",
    "create_inbound",
    "create_outbound",
    "find_inbound",
    "find_outbound",
    "list_stock",
    "list_warehouses",
    "push_products",
    "refresh_inbound",
    "refresh_outbound",
)
_ACCOUNT = ("authenticate", "inspect_account", "settings")

#: Why a check of the conformance kit does not concern a platform of each kind.
_NO_TOKEN = "A key does not expire: there is no token to fetch, keep or renew."  # noqa: S105
_NO_CREDENTIALS = "The platform asks for no credentials."
_WITHOUT = {
    "none": {
        "AUTH-01": _NO_CREDENTIALS,
        "AUTH-02": _NO_CREDENTIALS,
        "AUTH-03": _NO_CREDENTIALS,
        "CFG-03": _NO_CREDENTIALS,
    },
    "key": {"AUTH-01": _NO_TOKEN, "AUTH-02": _NO_TOKEN},
    "signed": {"AUTH-01": _NO_TOKEN, "AUTH-02": _NO_TOKEN},
    "oauth2": {},
}
_SETTINGS = {
    "none": {"shop": "the shop's name in its address"},
    "key": {"api_token": "the token that the platform's seller centre shows (secret)"},
    "signed": {
        "client_id": "the app's id",
        "client_secret": "what requests are signed with (secret)",
    },
    "oauth2": {"client_id": "the app's id", "client_secret": "the app's secret (secret)"},
}


@attrs.frozen
class Blueprint:
    """A connector to be written.

    Args:

        name: the plugin's: ``shopee``.

        kind: one of `KINDS`; ``auth`` one of `AUTHS`.

        today: the day that its dialect is dated.

        one_file: a single module, to be used by its path.

    Raises:

        InputRefusedError: the name cannot be one.
    """

    name: str = attrs.field()
    kind: str = attrs.field(validator=attrs.validators.in_(KINDS))
    auth: str = attrs.field(validator=attrs.validators.in_(AUTHS))
    today: date
    one_file: bool = False

    @name.validator
    def _is_name(self, _attribute: object, name: str) -> None:
        if not _NAME.fullmatch(name) or keyword.iskeyword(name) or name == "crossdock":
            raise InputRefusedError(
                f"{name!r} cannot be a plugin's name.",
                next_step="Use 2 to 40 small letters, digits and underscores: corner_shop.",
            )

    @property
    def module(self) -> str:
        """The package that holds it; for one file, the module."""
        return self.name if self.one_file else f"crossdock_{self.name}"

    @property
    def distribution(self) -> str:
        """The distribution's name."""
        return f"crossdock-{self.name.replace('_', '-')}"

    @property
    def title(self) -> str:
        """The platform's name, as far as it can be guessed."""
        return self.name.replace("_", " ").title()

    @property
    def is_channel(self) -> bool:
        """Whether it sells."""
        return self.kind != "fulfilment"

    @property
    def is_fulfilment(self) -> bool:
        """Whether it ships for others."""
        return self.kind != "channel"

    @property
    def hooks(self) -> Mapping[str, tuple[str, ...]]:
        """Its hooks, by the module that holds them."""
        parts: dict[str, tuple[str, ...]] = {"account": _ACCOUNT}
        if self.is_channel:
            parts["channel"] = _CHANNEL
        if self.is_fulfilment:
            parts["fulfilment"] = _FULFILMENT
        return parts

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why some hooks and checks do not concern it."""
        found = {"decode_notification": "The platform does not call back.", **_WITHOUT[self.auth]}
        if self.is_channel:
            found["STK-09"] = "The platform keeps one number per listing, not one per warehouse."
        if self.one_file:
            found |= dict.fromkeys(("DOC-01", "DOC-02"), "It is one file; it says so at its top.")
        return found

    @property
    def words(self) -> Mapping[str, str]:
        """What stands for each placeholder of the templates."""
        settings = _SETTINGS[self.auth]
        return {
            "name": self.name,
            "module": self.module,
            "distribution": self.distribution,
            "title": self.title,
            "class_": self.title.replace(" ", ""),
            "host": self.name.replace("_", "-"),
            "today": self.today.isoformat(),
            "hooks": "\n".join(self._imports()),
            "roles": ", ".join(self._roles()),
            "facts": "\n".join(f"        {fact}," for fact in self._facts()),
            "reasons": "\n".join(f'            "{one}": "{why}",' for one, why in self._why()),
            "options": " ".join(_option(name, what) for name, what in settings.items()),
            "settings": "\n".join(f"- `{name}`: {what}." for name, what in settings.items()),
            "limitations": "\n".join(f"- {why}" for why in dict.fromkeys(self.reasons.values())),
            "platform_import": f"from crossdock.sandbox.{self._home} import {self._platform}",
            "platform": self._platform,
            "routes": "\n".join(f"        {line}," for line in self._routes()),
        }

    def _imports(self) -> Iterator[str]:
        for part, hooks in self.hooks.items():
            yield from (f"from {self.module}.{part} import {hook} as {hook}" for hook in hooks)
        yield ""

    def _roles(self) -> Iterator[str]:
        if self.is_channel:
            yield "Role.CHANNEL"
        if self.is_fulfilment:
            yield "Role.FULFILMENT"

    def _facts(self) -> Iterator[str]:
        if self.is_channel:
            yield from ("stock_batch=20", "read_batch=20", "listing_page=25")
            yield from ("order_window=timedelta(days=7)", "order_overlap=timedelta(minutes=10)")
        if self.is_fulfilment:
            yield from ("goods_batch=20", "refresh_batch=20", 'cancel_until="accepted"')
            yield "late_apply=timedelta(minutes=2)"

    def _why(self) -> Iterator[tuple[str, str]]:
        return iter(sorted(self.reasons.items(), key=lambda pair: (pair[0][0].isupper(), pair)))

    @property
    def _home(self) -> str:
        return "shop" if self.kind == "channel" else "depot"

    @property
    def _platform(self) -> str:
        return {"channel": "Shop", "fulfilment": "Depot", "both": "ShopAndDepot"}[self.kind]

    def _routes(self) -> Iterator[str]:
        if self.is_channel:
            yield "**CHANNEL_ROUTES"
        if self.kind == "both":
            yield "**{path: at_depot(answer) for path, answer in FULFILMENT_ROUTES.items()}"
        elif self.is_fulfilment:
            yield "**FULFILMENT_ROUTES"


def _option(name: str, what: str) -> str:
    return f"--secret {name}" if what.endswith("(secret)") else f"--set {name}=VALUE"
