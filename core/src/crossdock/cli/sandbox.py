"""`crossdock sandbox`: platforms played on this machine."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from threading import Thread

import click

from crossdock.cli.desk import Desk, examples, formatted, presented
from crossdock.cli.given import pairs
from crossdock.cli.result import Result
from crossdock.cli.sandbox_coverage import coverage_
from crossdock.cli.sandbox_recordings import record_, replay_
from crossdock.errors import CrossdockError, InputRefusedError, NotFoundError


@click.group("sandbox")
def command() -> None:
    """Sandboxes: platforms played on this machine."""


for _other in (record_, replay_, coverage_):
    command.add_command(_other)


@command.command("list", epilog=examples("crossdock sandbox list"))
@presented
def list_(desk: Desk) -> Result:
    """List the connectors that bring a sandbox of their platform."""
    rows = []
    for info in desk.plugins.infos():
        if info.kind != "connector":
            continue
        try:
            plays = "play_sandbox" in desk.plugins.implemented(info.name)
        except CrossdockError as error:
            rows.append({"connector": info.name, "sandbox": error.message})
            continue
        rows.append({"connector": info.name, "sandbox": "yes" if plays else "no"})
    return Result(rows, next_step="crossdock sandbox start NAME")


@command.command(
    "start",
    epilog=examples(
        "crossdock sandbox start tokopedia",
        "crossdock sandbox start tokopedia --port 8080 --listings 100000 --switch limits=off",
        "crossdock sandbox start tokopedia --catalogue shop.csv --column title=product_name",
        "crossdock sandbox start tokopedia --fault 'POST /inventory/*/update: timeout-after@1'",
    ),
)
@click.argument("connector")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="[default: a free one]")
@click.option("--seed", type=int, default=1, show_default=True, help="What all chance follows.")
@click.option(
    "--listings",
    type=click.IntRange(min=0),
    default=2400,
    show_default=True,
    help="Size of the made-up catalogue.",
)
@click.option(
    "--catalogue",
    "catalogues",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="CSV or JSONL with real listings, instead of the made-up catalogue.",
)
@click.option(
    "--column", "columns", multiple=True, metavar="OURS=THEIRS", help="A column of the catalogue."
)
@click.option(
    "--switch", "switches", multiple=True, metavar="KEY=VALUE", help="A switch of the dialect."
)
@click.option("--fault", "faults", multiple=True, metavar="SPEC", help="Something to go wrong.")
@click.option(
    "--while-stdin-is-open", is_flag=True, help="Stop when stdin ends: with whoever started this."
)
@formatted
def start(
    desk: Desk,
    connector: str,
    port: int,
    seed: int,
    listings: int,
    catalogues: tuple[Path, ...],
    columns: tuple[str, ...],
    switches: tuple[str, ...],
    faults: tuple[str, ...],
    while_stdin_is_open: bool,
) -> None:
    """Play a platform on this machine, until stopped.

    Prints one line of JSON once it accepts connections: the connector, the URL,
    and the settings as 'conn add --from' takes them. The control plane (clock,
    faults, orders, switches, meter) is at URL/_sandbox.
    """
    try:
        from crossdock.sandbox import SandboxOptions, SandboxRefusedError
        from crossdock.sandbox.server import serve
    except ImportError as error:
        raise NotFoundError(
            f"Sandboxes need a package that is not installed ({error.name}).",
            next_step="Run: pip install 'crossdock[sandbox]'",
        ) from None
    hooks = desk.plugins.hooks(connector)
    options = SandboxOptions(
        seed=seed,
        catalogues=catalogues,
        columns=pairs(columns, "--column"),
        switches=pairs(switches, "--switch"),
        faults=faults,
        listings=listings,
    )
    if while_stdin_is_open:
        Thread(target=_stop_after_stdin, daemon=True).start()
    try:
        serve(
            connector,
            lambda filled: hooks.play_sandbox(options=filled),
            options,
            port=port,
            announce=click.echo,
        )
    except SandboxRefusedError as error:
        raise InputRefusedError(
            str(error), next_step="See: crossdock sandbox start --help"
        ) from None


def _stop_after_stdin() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
