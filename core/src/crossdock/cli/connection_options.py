"""What an operator says of a connection besides its settings: name, hosts, pace, answers."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from crossdock.cli.given import pairs
from crossdock.errors import InputRefusedError
from crossdock.manifest import Manifest


def connection_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that `conn add` and `conn edit` share."""
    for option in reversed(
        (
            click.option(
                "--set", "settings", multiple=True, metavar="KEY=VALUE", help="A setting."
            ),
            click.option(
                "--secret",
                "secrets",
                multiple=True,
                metavar="KEY[=REF]",
                help="A secret: KEY alone asks for it (or reads one line of stdin); REF is"
                " env:NAME, file:PATH or keyring:SERVICE/NAME.",
            ),
            click.option(
                "--answer",
                "answers",
                multiple=True,
                metavar="KEY=VALUE",
                help="What the platform's interface cannot tell; see 'plugin show'.",
            ),
            click.option(
                "--endpoint",
                "endpoints",
                multiple=True,
                metavar="[ROLE=]URL",
                help="Another host: for one role, or for all with a bare URL; 'default' as URL"
                " takes it back.",
            ),
            click.option(
                "--rate",
                type=click.FloatRange(min=0),
                help="Calls a second instead of the connector's own limits; 0 lifts them"
                " (sandboxes only).",
            ),
        )
    ):
        function = option(function)
    return function


def check_name(name: str) -> None:
    """Refuse a name that a connection cannot have.

    Raises:

        InputRefusedError: it has characters that commands and files would trip over.
    """
    if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
        raise InputRefusedError(
            f"A connection cannot be called {name!r}.",
            next_step="Use letters, digits, hyphens and underscores.",
        )


def parse_endpoints(words: Sequence[str], kept: Mapping[str, str]) -> dict[str, str]:
    """Return the endpoints *kept* with what *words* change of them.

    Raises:

        InputRefusedError: one names no URL, or two name one host.
    """
    given: dict[str, str] = {}
    for word in words:
        role, equals, url = word.partition("=")
        named = bool(equals) and "/" not in role and ":" not in role
        role, url = (role, url) if named else ("", word)
        if not url.strip():
            raise InputRefusedError(
                "--endpoint names no URL.",
                next_step="Write it as --endpoint https://HOST, or --endpoint default.",
            )
        if role in given:
            raise InputRefusedError(
                f"--endpoint names {f'the host {role}' if role else 'every host'} twice.",
                next_step="Leave one of the two out.",
            )
        given[role] = url
    # One URL for every host replaces what was said of each.
    found = {**({} if "" in given else kept), **given}
    return {role: url for role, url in found.items() if url != "default"}


def shown_hosts(endpoints: Mapping[str, str]) -> str:
    """Return *endpoints* as a person reads them."""
    named = [f"{role}: {url}" if role else url for role, url in endpoints.items()]
    return ", ".join(named) or "the connector's own"


def parse_rate(rate: float | None, *, sandbox: bool) -> float | None:
    """Return *rate*, unless it lifts the limits of a live connection.

    Raises:

        InputRefusedError: it does, or it is no number.
    """
    if rate is not None and not math.isfinite(rate):
        raise InputRefusedError(f"A rate cannot be {rate}.", next_step="Give a rate above 0.")
    if rate == 0 and not sandbox:
        raise InputRefusedError(
            "Only a sandbox may be called without a limit.", next_step="Give a rate above 0."
        )
    return rate


def parse_answers(manifest: Manifest, words: Sequence[str]) -> dict[str, str]:
    """Return the answers that ``--answer`` *words* give to the questions of *manifest*.

    Raises:

        InputRefusedError: a question or an answer is none of its.
    """
    given = pairs(words, "--answer")
    questions = {question.name: question for question in manifest.questions}
    for key, value in given.items():
        if key not in questions:
            raise InputRefusedError(
                f"{manifest.title} asks no question called {key!r}.",
                next_step=f"It asks: {', '.join(questions) or 'none'}.",
            )
        if value not in questions[key].choices:
            raise InputRefusedError(
                f"{value!r} is no answer to {key}: {questions[key].text}",
                next_step=f"Answer one of: {', '.join(questions[key].choices)}.",
            )
    return given


def ask_answers(manifest: Manifest) -> dict[str, str]:
    """Ask the questions of *manifest*, when a person is there."""
    if not sys.stdin.isatty():
        return {}
    return {
        question.name: click.prompt(question.text, type=click.Choice(question.choices), err=True)
        for question in manifest.questions
    }
