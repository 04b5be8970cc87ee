"""`crossdock stock share`: how connections share the stock of a master SKU."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.errors import InputRefusedError
from crossdock.inventory import Sharing, SharingMode
from crossdock.inventory.sharing import SCARCE_PER_CHANNEL

if TYPE_CHECKING:
    from crossdock.store import SharedPattern

_MODES = {
    SharingMode.SHARED: "Every connection shows all there is of {pattern}",
    SharingMode.PARTITION: "What there is of {pattern} is divided among the connections",
    SharingMode.HYBRID: (
        "What there is of {pattern} is shown in full everywhere, and divided once there are"
        " {scarce:,} units or fewer for each connection"
    ),
}


class _ShareGroup(click.Group):
    """A group that takes what is none of its verbs for what is to be shared."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the verb, or ``set`` where none is named."""
        named = args[0] in self.commands
        return super().resolve_command(ctx, args if named else ["set", *args])


@click.group("share", cls=_ShareGroup)
def command() -> None:
    """Sharing: whether scarce goods are shown in full everywhere, or divided.

    The word 'set' may be left out: crossdock stock share 'KAOS-*' --mode hybrid
    """


@command.command(
    "list",
    epilog=examples("crossdock stock share list", "crossdock stock share list --format json"),
)
@presented
def list_(desk: Desk) -> Result:
    """List how SKUs are shared; what is not named is shown in full by everybody."""
    rows = [_row(one) for one in desk.workspace.store.rules.sharing()]
    summary = [] if rows else ["Every SKU is shown in full by every connection."]
    return Result(rows, summary=summary, whole=("does",))


@command.command(
    "set",
    epilog=examples(
        "crossdock stock share set KAOS-01-M --mode hybrid",
        "crossdock stock share set 'KAOS-*' --mode partition --weight shop=2 --weight jd=1",
        "crossdock stock share set '*' --mode hybrid --scarce 4",
    ),
)
@click.argument("pattern", metavar="SKU|PATTERN")
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in SharingMode]),
    required=True,
    help="In full to each, a part to each, or in full until it is scarce.",
)
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="CONN=N",
    help="How much of a division this connection gets; the first goes first on a tie."
    "  [default: 1]",
)
@click.option(
    "--scarce",
    default=str(SCARCE_PER_CHANNEL),
    metavar="N",
    help=f"Hybrid divides at so many units for each connection.  [default: {SCARCE_PER_CHANNEL}]",
)
@presented
def set_(desk: Desk, pattern: str, mode: str, weights: tuple[str, ...], scarce: str) -> Result:
    """Say how the SKUs of a pattern are shared; of several patterns the narrowest holds."""
    from crossdock.flows.stock_rules import check_pattern
    from crossdock.store import SharedPattern

    check_pattern(pattern)
    store = desk.workspace.store
    given = _weights(weights)
    for name, _ in given:
        store.connections.get(name)
    if given and all(weight == 0 for _, weight in given) and len(given) == _connections(desk):
        raise InputRefusedError(
            "weight: every connection has a weight of 0, so nobody would show anything.",
            next_step="Give one of them a weight of 1 or more.",
        )
    shared = SharedPattern(pattern, Sharing(SharingMode(mode), given, _whole(scarce, "--scarce")))
    store.rules.share(shared, desk.run)
    return record(_row(shared), summary=[_sentence(shared)])


@command.command("remove", epilog=examples("crossdock stock share remove 'KAOS-*'"))
@click.argument("pattern", metavar="SKU|PATTERN")
@presented
def remove(desk: Desk, pattern: str) -> Result:
    """Share the SKUs of a pattern in no particular way any longer; what was said is kept."""
    desk.workspace.store.rules.unshare(pattern)
    return record({"pattern": pattern}, summary=[f"Nothing is said of {pattern} any longer."])


def _connections(desk: Desk) -> int:
    return len(desk.workspace.store.connections.all())


def _weights(words: Sequence[str]) -> tuple[tuple[str, int], ...]:
    from crossdock.cli.given import pairs

    return tuple(
        (name, _whole(text, f"--weight {name}")) for name, text in pairs(words, "--weight").items()
    )


def _whole(text: str, option: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text.strip()):
        raise InputRefusedError(
            f"{option} is {text[:30]!r}, and must be a whole number, 0 or more.",
            next_step="Write it in plain digits, without separators.",
        )
    return int(text)


def _row(shared: SharedPattern) -> dict[str, Any]:
    return {
        "pattern": shared.pattern,
        "mode": shared.sharing.mode.value,
        "weights": dict(shared.sharing.weights),
        "scarce": shared.sharing.scarce_per_channel,
        "does": _sentence(shared),
    }


def _sentence(shared: SharedPattern) -> str:
    sharing = shared.sharing
    does = _MODES[sharing.mode].format(
        pattern="every SKU" if shared.pattern == "*" else shared.pattern,
        scarce=sharing.scarce_per_channel,
    )
    if sharing.mode is SharingMode.SHARED or not sharing.weights:
        return f"{does}."
    parts = ", ".join(f"{weight} to {name}" for name, weight in sharing.weights)
    return f"{does}: {parts}, 1 to any other."
