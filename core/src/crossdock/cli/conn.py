"""`crossdock conn`: connections, each one account on one connector."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import attrs
import click

from crossdock.cli.conn_removing import remove
from crossdock.cli.conn_settings import command as settings_command
from crossdock.cli.connection_options import (
    ask_answers,
    check_name,
    connection_options,
    parse_answers,
    parse_endpoints,
    parse_rate,
    shown_hosts,
)
from crossdock.cli.connection_records import connection_record, sealed
from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.given import gather, read_file
from crossdock.cli.quantities import counted
from crossdock.cli.result import Result
from crossdock.errors import Exit, InputRefusedError
from crossdock.manifest import Role


@click.group("conn")
def command() -> None:
    """Connections: one account on one connector."""


command.add_command(settings_command)
command.add_command(remove)


@command.command(
    "add",
    epilog=examples(
        "crossdock conn add shop --plugin tokopedia --set fs_id=13004 --set shop_id=479573 \\",
        "    --set client_id=ABC --secret client_secret",
        "crossdock conn add shop --plugin tokopedia ... --secret client_secret=env:TOKO_SECRET",
        "crossdock sandbox start tokopedia | crossdock conn add play --from -",
    ),
)
@click.argument("name")
@click.option("--plugin", "connector", help="The connector.")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE|-",
    help='Settings as a JSON object, alone or as {"connector": NAME, "settings": {...}};'
    " or the line that 'sandbox start' printed, which also gives the endpoint and marks the"
    " connection as a sandbox.",
)
@click.option("--sandbox", is_flag=True, help="It talks to a sandbox on this machine.")
@connection_options
@presented
def add(
    desk: Desk,
    name: str,
    connector: str | None,
    source: Path | None,
    sandbox: bool,
    settings: tuple[str, ...],
    secrets: tuple[str, ...],
    answers: tuple[str, ...],
    endpoints: tuple[str, ...],
    rate: float | None,
) -> Result:
    """Add a connection.

    Required settings that are not given are asked for, when a person is there.
    Secrets are never taken from the command itself. Nothing is sent to the
    platform; 'conn test' does that.
    """
    from crossdock.flows.fulfilment.account import bind_account
    from crossdock.store import StoredConnection

    check_name(name)
    line = read_file(source) if source else {}
    framed = isinstance(line.get("settings"), Mapping)
    announced = framed and "url" in line
    connector = connector or (str(line.get("connector") or "") if framed else None)
    if not connector:
        raise InputRefusedError(
            "No connector is named.",
            next_step="Add --plugin NAME (see: crossdock plugin list), or name it in the file:"
            ' {"connector": NAME, "settings": {...}}',
        )
    hooks = desk.plugins.hooks(connector)
    store = desk.workspace.store.connections
    if store.find(name) is not None:
        raise InputRefusedError(
            f"There is already a connection called {name!r}.",
            next_step=f"Choose another name, or: crossdock conn edit {name}",
        )
    given = gather(
        hooks.settings(),
        from_file=line["settings"] if framed else line,
        settings=settings,
        secrets=secrets,
        ask_missing=True,
    )
    desk.guard(given.secrets.values())
    roles = parse_endpoints(endpoints, {}) or ({"": str(line["url"])} if announced else {})
    kept = StoredConnection(
        name=name,
        connector=connector,
        settings=given.settings,
        secrets=sealed(desk, name, given.secrets),
        endpoints=roles,
        answers=parse_answers(hooks.manifest(), answers) or ask_answers(hooks.manifest()),
        sandbox=sandbox or announced,
        rate=parse_rate(rate, sandbox=sandbox or announced),
    )
    # Bringing it to life checks every setting, secret and endpoint at once.
    live = desk.workspace.open(kept)
    with desk.workspace.store.db.transaction():
        store.add(kept)
        bind_account(desk.workspace, live)
    return connection_record(
        kept,
        summary=[f"Added the connection {name!r} on {connector}."],
        next_step=f"crossdock conn test {name}",
    )


@command.command(
    "list", epilog=examples("crossdock conn list", "crossdock conn list --format json")
)
@presented
def list_(desk: Desk) -> Result:
    """List the connections."""
    rows = [
        {
            "name": kept.name,
            "connector": kept.connector,
            "sandbox": kept.sandbox,
            "endpoint": shown_hosts(kept.endpoints),
        }
        for kept in desk.workspace.store.connections.all()
    ]
    rows += [
        {"name": shop.name, "connector": shop.channel, "sandbox": False, "endpoint": "files"}
        for shop in desk.workspace.store.files.all()
    ]
    empty = "crossdock conn add NAME --plugin tokopedia" if not rows else ""
    return Result(rows, summary=[] if rows else ["There are no connections."], next_step=empty)


@command.command("show", epilog=examples("crossdock conn show shop"))
@click.argument("name")
@click.option(
    "--calls", type=click.IntRange(min=1), help="Show the last so many remote calls instead."
)
@presented
def show(desk: Desk, name: str, calls: int | None) -> Result:
    """Show a connection's settings, and where its secrets are kept."""
    store = desk.workspace.store
    kept = store.connections.get(name)
    if calls:
        return Result(store.calls(name, calls))
    return connection_record(kept)


@command.command("test", epilog=examples("crossdock conn test shop"))
@click.argument("name")
@presented
def test(desk: Desk, name: str) -> Result:
    """Sign in, and check the platform's preconditions.

    Other connections of the same connector to a channel are asked whether they are to
    the same account, which would count everything twice. Changes nothing on the
    platform. Exit code 4 when the credentials are refused, 7 when a precondition is
    not met.
    """
    from crossdock.flows.fulfilment.account import inspect
    from crossdock.flows.twins import check_twins

    workspace = desk.workspace
    # A connection that is switched off can still be tested.
    live = workspace.open(workspace.store.connections.get(name))
    account = inspect(workspace, live)
    alone = check_twins(workspace, live, account.account_id)
    checks = (*account.checks, alone) if alone else account.checks
    rows = [attrs.asdict(check) for check in checks]
    failed = [check for check in checks if check.state == "failed"]
    unanswered = [check for check in checks if check.state == "unanswered"]
    who = f"{account.name} ({account.account_id})" if account.name else account.account_id
    passed = len(rows) - len(failed) - len(unanswered)
    states = f"{passed} passed, {len(failed)} failed, {len(unanswered)} unanswered"
    counts = f"{counted(len(rows), 'precondition')}: {states}."
    summary = [f"The shop is {who}.", counts if rows else "It is held to no preconditions."]
    # The first one's fix is the next step; the table says what each is about.
    summary += [f"{check.name}: {check.fix}" for check in (*failed, *unanswered)[1:] if check.fix]
    return Result(
        rows,
        data={"account_id": account.account_id, "name": account.name, "checks": rows},
        summary=summary,
        columns=("name", "state", "detail"),
        whole=("detail",),
        exit_code=Exit.CHECK_FAILED if failed else Exit.DONE,
        reason="check-failed" if failed else "done",
        next_step=(failed or unanswered)[0].fix.replace("NAME", name)
        if failed or unanswered
        else _next_step(name, live.manifest.roles),
    )


def _next_step(name: str, roles: Collection[Role]) -> str:
    if Role.FULFILMENT in roles:
        return f"crossdock warehouse discover {name}"
    return f"crossdock product pull {name}"


@command.command(
    "edit",
    epilog=examples(
        "crossdock conn edit shop --answer shop_class=official_store",
        "crossdock conn edit shop --secret client_secret",
        "crossdock conn edit shop --endpoint https://fs.tokopedia.net",
    ),
)
@click.argument("name")
@connection_options
@click.option("--sandbox/--live", "sandbox", default=None, help="Mark it as one or the other.")
@presented
def edit(
    desk: Desk,
    name: str,
    settings: tuple[str, ...],
    secrets: tuple[str, ...],
    answers: tuple[str, ...],
    endpoints: tuple[str, ...],
    rate: float | None,
    sandbox: bool | None,
) -> Result:
    """Change a connection; what is not named stays as it is."""
    from crossdock.flows.fulfilment.account import bind_account

    workspace = desk.workspace
    kept = workspace.store.connections.get(name)
    hooks = desk.plugins.hooks(kept.connector)
    given = gather(
        hooks.settings(), from_file={}, settings=settings, secrets=secrets, ask_missing=False
    )
    desk.guard(given.secrets.values())
    is_sandbox = kept.sandbox if sandbox is None else sandbox
    changed = attrs.evolve(
        kept,
        settings={**kept.settings, **given.settings},
        secrets={**kept.secrets, **sealed(desk, name, given.secrets)},
        answers={**kept.answers, **parse_answers(hooks.manifest(), answers)},
        endpoints=parse_endpoints(endpoints, kept.endpoints),
        sandbox=is_sandbox,
        rate=parse_rate(kept.rate if rate is None else rate, sandbox=is_sandbox),
    )
    if changed == kept:
        return connection_record(kept, summary=["Nothing was named to be changed."])
    live = workspace.open(changed)
    with workspace.store.db.transaction():
        workspace.store.connections.replace(changed)
        bind_account(workspace, live)
    return connection_record(
        changed,
        summary=[f"Changed the connection {name!r}."],
        next_step=f"crossdock conn test {name}",
    )
