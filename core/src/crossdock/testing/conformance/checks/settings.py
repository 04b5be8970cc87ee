"""CFG: what a seller types, and what happens when it is wrong."""

from __future__ import annotations

from typing import Any

import attrs

from crossdock.connecting import secret_names, structure_settings
from crossdock.errors import CrossdockError, SettingsRefusedError
from crossdock.http.fields import is_secret
from crossdock.secret import Secret
from crossdock.testing.conformance.check import check, equal, raised, require
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Subject

#: No platform's credential.
WRONG = "conformance-wrong-credential-0001"
#: Requests that looking at an account may take.
MOST_REQUESTS = 30


@check(
    "CFG-01",
    Level.BRONZE,
    "A missing, unknown or wrong-typed setting is refused by its name.",
    hook="settings",
)
def named(subject: Subject) -> None:
    """Spoil the sandbox's own settings, one field at a time."""
    good = _good(subject)
    shape = subject.hook("settings")
    _refused(subject, {**good, "no_such_setting": "x"}, "no_such_setting", "an unknown setting")
    for field in attrs.fields(shape):
        if field.default is attrs.NOTHING:
            rest = {name: value for name, value in good.items() if name != field.name}
            _refused(subject, rest, field.name, f"settings without {field.name}")
        if field.name in good:
            odd = {**good, field.name: {"neither": ["text", "nor number"]}}
            _refused(subject, odd, field.name, f"a {field.name} of the wrong type")


@check(
    "CFG-02", Level.BRONZE, "Every setting whose name says secret is a `Secret`.", hook="settings"
)
def hidden(subject: Subject) -> None:
    """Look at the names and types of the settings."""
    shape = subject.hook("settings")
    secrets = secret_names(shape)
    public = {"app_key", "api_key", "pin"}
    open_ = [
        field.name
        for field in attrs.fields(shape)
        if is_secret(field.name) and field.name not in secrets | public
    ]
    require(not open_, f"{', '.join(open_)} must be typed Secret.")
    one = structure_settings(shape, _good(subject), connector=subject.manifest.title)
    shown = repr(one)
    for field in attrs.fields(shape):
        value = getattr(one, field.name)
        if isinstance(value, Secret):
            require(value.reveal() not in shown, f"The repr of the settings shows {field.name}.")


@check(
    "CFG-03",
    Level.BRONZE,
    "Looking at the account succeeds with good and fails with bad credentials, within a few"
    " requests, and changes nothing.",
    hook="inspect_account",
)
def looked_at(subject: Subject) -> None:
    """Look at the account with the sandbox's settings, and with others."""
    played = subject.play()
    before = played.state()
    shop = subject.open(played)
    account = subject.hook("inspect_account", connection=shop.connection)
    require(account.account_id or account.name, "The account has neither id nor name.")
    wrong = subject.open(played, settings=spoilt(subject, played.settings))
    raised(
        CrossdockError,
        lambda: subject.hook("inspect_account", connection=wrong.connection),
        "Looking at the account with wrong credentials",
    )
    require(len(played.tap.exchanges) <= MOST_REQUESTS, "It takes too many requests.")
    equal(before, played.state(), "The platform after looking at the account")


def spoilt(subject: Subject, settings: Any) -> dict[str, Any]:
    """Return *settings* with every secret replaced by one that no platform knows."""
    hidden_ = secret_names(subject.hook("settings"))
    return {name: WRONG if name in hidden_ else value for name, value in settings.items()}


def _good(subject: Subject) -> dict[str, Any]:
    settings = subject.play().settings
    hidden_ = secret_names(subject.hook("settings"))
    return {
        name: Secret(str(value)) if name in hidden_ else value for name, value in settings.items()
    }


def _refused(subject: Subject, given: dict[str, Any], name: str, what: str) -> None:
    shape = subject.hook("settings")
    error = raised(
        SettingsRefusedError,
        lambda: structure_settings(shape, given, connector=subject.manifest.title),
        f"Structuring {what}",
    )
    require(name in error.message, f"The refusal of {what} does not name it: {error.message}")
