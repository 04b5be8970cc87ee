"""`crossdock completion`."""

from __future__ import annotations

import click

from crossdock.cli.desk import Desk, examples, formatted


@click.command(
    "completion",
    epilog=examples(
        "crossdock completion bash >> ~/.bashrc",
        "crossdock completion zsh > ~/.zfunc/_crossdock",
        "crossdock completion fish > ~/.config/fish/completions/crossdock.fish",
    ),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@formatted
def command(_desk: Desk, shell: str) -> None:
    """Print the completion script of a shell."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - the choices above are click's own
    root = click.get_current_context().find_root().command
    # The script itself is all there is to say; building it must not run the
    # shell it is for, so its template is filled in here.
    script = kind(root, {}, "crossdock", "_CROSSDOCK_COMPLETE")
    click.echo(script.source_template % script.source_vars())
