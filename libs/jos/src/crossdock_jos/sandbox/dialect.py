"""The switches every router has; a platform may give them other defaults."""

from collections.abc import Iterable, Mapping

import attrs

from crossdock.sandbox.switches import Switch

_NUMBER = ("<number>",)
_TEXT = ("off", "<text>")

ROUTER = (
    Switch("clock_tolerance", "360", "seconds a timestamp may be off", _NUMBER, "1.2"),
    Switch("code_type", "string", "the inner code as text or number", ("string", "number"), "2.1"),
    Switch(
        "error_shape",
        "error_response",
        "where a gateway error stands: under error_response, inside the wrapper, or at the root",
        ("error_response", "inside", "root"),
        "2.2",
    ),
    Switch(
        "unknown_parameters",
        "signed",
        "whether parameters the router does not know belong to the signed set",
        ("signed", "ignored"),
        "1.2",
    ),
    Switch("app_state", "live", "test: 500 calls a day and tokens of 24 hours; or not online",
           ("live", "test", "offline"), "2.4, 3.3"),
    Switch("daily_calls", "0", "calls of a live app per day before code 2, 0 for any", _NUMBER,
           "2.3, 2.4"),
    Switch("request_limit", "off", "requests per second and method before code 2",
           ("<rate>/<burst>", "off"), "2.4"),
    Switch("no_permission", "off", "methods answered with 24, comma between them, or all", _TEXT,
           "0, 2.3"),
    Switch("retired", "off", "methods answered as if there were none (15)", _TEXT, "0"),
    Switch("stopped", "off", "methods answered with 23, API stop", _TEXT, "2.3"),
    Switch("ip_whitelist", "off", "only these client addresses may call (80)", _TEXT, "2.3"),
    Switch("merchant", "on", "the authorising account is a merchant (22 where not)", sheet="2.3"),
)  # fmt: skip

OAUTH = (
    Switch("token_life", "31536000", "seconds a live app's access token lives", _NUMBER, "3.3"),
    Switch("refresh_life", "31536000", "seconds a refresh token lives", _NUMBER, "3.3"),
    Switch(
        "refresh_window",
        "86400",
        "a token can be refreshed only in its last so many seconds, 0 for any time",
        _NUMBER,
        "3.3",
    ),
    Switch("refresh_access", "new", "whether a refresh gives another access token",
           ("new", "same"), "3.3"),
    Switch("refresh_rotates", "on", "whether a refresh gives another refresh token", sheet="3.3"),
    Switch("consent", "grant", "what the seller does at the login page",
           ("grant", "deny", "page"), "3.1"),
    Switch("legacy_charset", "gbk", "charset of the legacy token endpoint",
           ("gbk", "utf-8"), "3.2"),
)  # fmt: skip


def switch_table(
    tables: Iterable[Iterable[Switch]],
    defaults: Mapping[str, str] | None = None,
    sheets: Mapping[str, str] | None = None,
) -> tuple[Switch, ...]:
    """Return several tables as one, with a platform's own defaults and sheet sections."""
    defaults, sheets = defaults or {}, sheets or {}
    return tuple(
        attrs.evolve(
            switch,
            default=defaults.get(switch.name, switch.default),
            sheet=sheets.get(switch.name, switch.sheet),
        )
        for table in tables
        for switch in table
    )
