"""The command tree, which loads a noun's file only when that noun is used."""

from __future__ import annotations

from importlib import import_module

import click

#: Each noun: the module under `crossdock.cli` that holds it, and its line in ``--help``.
#: The lines stand here so that ``--help`` imports none of the modules; a test
#: holds them to the commands' own first lines.
NOUNS = {
    "init": ("init", "Make a workspace in a folder."),
    "demo": ("demo", "See goods come in, sell on three channels and ship, in under 90 seconds."),
    "doctor": ("doctor", "Find out what is wrong here, and how to mend it."),
    "plugin": ("plugin", "Connectors and middlewares: what is installed."),
    "conn": ("conn", "Connections: one account on one connector."),
    "product": ("product", "Products: master SKUs, and the listings pulled for them."),
    "map": ("map", "Links between listings and master SKUs."),
    "stock": ("stock", "Stock: count it, see it, push it to channels."),
    "warehouse": ("warehouse", "Warehouses: where goods lie, and the places in them."),
    "inbound": (
        "inbound",
        "Inbounds: goods announced to a service's warehouse, and what it received.",
    ),
    "assoc": ("assoc", "Association rules: which warehouse serves which orders."),
    "kit": ("kit", "Kits and multipacks: master SKUs that are made of others."),
    "order": ("order", "Orders: pull them in, look at them."),
    "outbound": (
        "outbound",
        "Outbounds: what warehouses are asked to ship, and how far it is.",
    ),
    "sync": ("sync", "Run one full cycle: orders in and sent, news of them in, stock out."),
    "run": ("run", "Run a cycle again and again until told to stop."),
    "status": (
        "status",
        "Show how fresh orders are, what waits, is in doubt or is stopped, and the limits left.",
    ),
    "review": ("review", "Reviews: what waits for a person, why, and what settles it."),
    "dlq": ("dlq", "Dead letters: jobs that were refused, given up, or stopped for a person."),
    "conform": ("conform", "Conformance: what a connector must make true, checked."),
    "sandbox": ("sandbox", "Sandboxes: platforms played on this machine."),
    "version": ("version", "Show the versions of crossdock and its plugins."),
    "completion": ("completion", "Print the completion script of a shell."),
}


class LazyTree(click.Group):
    """A group that knows its commands by name and loads them on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the nouns, in the order a newcomer meets them."""
        return list(NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load and return the command, or None if there is none of that name."""
        if cmd_name not in NOUNS:
            return None
        module, _ = NOUNS[cmd_name]
        loaded = import_module(f"crossdock.cli.{module}")
        command: click.Command = loaded.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the nouns without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in NOUNS.items()])
