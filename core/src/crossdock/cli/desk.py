"""What every command has at hand: the workspace, the writer, and the person watching."""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from crossdock.cli.formats import FORMATS, Writer, visible
from crossdock.cli.result import Result
from crossdock.errors import CrossdockError, Exit, InputRefusedError, NotFoundError
from crossdock.secret import Secret

if TYPE_CHECKING:
    from crossdock.plugins import Plugins
    from crossdock.plugins.witness import See
    from crossdock.workspace import Workspace


class Desk:
    """One command's surroundings, made before it runs and closed after it.

    Args:

        start: the folder to look for a workspace in, and above.

        files: connectors to use by their path.

        see: told of every call of a hook.

        opening: opens the workspace, instead of `Workspace` itself.

    Raises:

        InputRefusedError: *run* is no id.
    """

    def __init__(
        self,
        start: Path,
        *,
        format: str,  # noqa: A002 - as it is typed
        quiet: bool,
        run: str = "",
        files: Iterable[Path] = (),
        see: See | None = None,
        opening: Callable[..., Workspace] | None = None,
    ) -> None:
        if run and not re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", run):
            raise InputRefusedError(
                "That --run-id cannot be one.",
                next_step="Use up to 64 letters, digits, hyphens, underscores and dots.",
            )
        self.start = start
        self.run = run or uuid4().hex[:12]
        self.format = format
        self.quiet = quiet
        self._workspace: Workspace | None = None
        self._plugins: Plugins | None = None
        self.files = tuple(files)
        self._see = see
        self._opening = opening
        self._guarded: list[Secret] = []

    @property
    def writer(self) -> Writer:
        """Writes in the format asked for."""
        return Writer(self.format, self.run, self.quiet, self.redact)

    @property
    def plugins(self) -> Plugins:
        """The plugins installed; none of them imported yet."""
        if self._plugins is None:
            from crossdock.plugins import Plugins

            self._plugins = Plugins.discover(
                disabled=self._without(), warn=self.say, see=self._see
            )
            given = {path.stem for path in self.files}
            for path in self._kept_files():
                # Whoever names another file of that name on the command means that one.
                if path.stem not in given:
                    self._plugins.add_kept_file(path)
            for path in self.files:
                self._plugins.add_file(path)
        return self._plugins

    def _without(self) -> frozenset[str]:
        """Return the plugins that the environment or the workspace does without."""
        from crossdock.plugins import DISABLED_VARIABLE
        from crossdock.plugins.switches import switched_off

        named = os.environ.get(DISABLED_VARIABLE, "").replace(" ", "").split(",")
        folder = self._folder()
        return frozenset(named).union(switched_off(folder) if folder else ())

    def _kept_files(self) -> tuple[Path, ...]:
        """Return the plugin files that the workspace uses."""
        from crossdock.plugins.switches import kept_files

        folder = self._folder()
        return kept_files(folder) if folder else ()

    def _folder(self) -> Path | None:
        from crossdock.workspace import FOLDER, find

        try:
            return find(self.start) / FOLDER
        except NotFoundError:
            return None

    @property
    def workspace(self) -> Workspace:
        """The workspace that the command is run in."""
        if self._workspace is None:
            from crossdock.workspace import find

            self._workspace = self.enter(find(self.start))
        return self._workspace

    def enter(self, root: Path) -> Workspace:
        """Return the workspace at *root*, and write down that this command runs in it."""
        from crossdock.workspace import Workspace

        opening = self._opening or Workspace
        self._workspace = opening(root, self.plugins, run=self.run, environment=os.environ)
        context = click.get_current_context(silent=True)
        store = self._workspace.store
        store.runs.start(self.run, context.command_path if context else "crossdock")
        if store.orders.to_enter():
            from crossdock.flows.settlement import settle_kept

            # They were kept by a crossdock that had no ledger.
            settle_kept(store, now=self._workspace.clock(), run=self.run)
        return self._workspace

    def guard(self, given: Iterable[object]) -> None:
        """Mask every secret among what was *given* from now on, before it is used anywhere."""
        self._guarded += [one for one in given if isinstance(one, Secret)]

    def redact(self, text: str) -> str:
        """Return *text* with the secrets given, and those of open connections, masked."""
        if self._guarded:
            from crossdock.http import Redactor

            text = Redactor(secret.reveal() for secret in self._guarded).text(text)
        return text if self._workspace is None else self._workspace.redact(text)

    def say(self, sentence: str) -> None:
        """Tell the person watching something; never data."""
        if not self.quiet:
            click.echo(visible(sentence), err=True)

    def watcher(self, noun: str) -> Callable[[Mapping[str, int]], None]:
        """Return what shows progress on long work, when a person is watching."""
        if self.quiet or not sys.stderr.isatty():
            return lambda _counts: None

        def show(counts: Mapping[str, int]) -> None:
            parts = [f"{number:,} {name}" for name, number in counts.items() if ":" not in name]
            click.echo(f"\r\x1b[K{noun}: {', '.join(parts)}", err=True, nl=False)

        return show

    def end_watching(self) -> None:
        """Clear the progress line."""
        if not self.quiet and sys.stderr.isatty():
            click.echo("\r\x1b[K", err=True, nl=False)

    def close(self, exit_code: int) -> None:
        """Write down how the command ended, and close everything."""
        if self._workspace is None:
            return
        try:
            self._workspace.store.runs.end(self.run, exit_code)
        except CrossdockError:
            # The command's own outcome matters more than the note about it.
            self.say("The end of this run could not be written down.")
        finally:
            self._workspace.close()
            self._workspace = None


def formatted(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that writes by itself the option ``--format``, for what it fails with."""

    @functools.wraps(command)
    def run(context: click.Context, *args: Any, format_: str | None, **kwargs: Any) -> None:
        desk = context.ensure_object(Desk)
        desk.format = format_ or desk.format
        command(desk, *args, **kwargs)

    bound: Callable[..., None] = run
    return _format_option(click.pass_context(bound))


def presented(command: Callable[..., Result]) -> Callable[..., None]:
    """Give a command its `Desk`, the option ``--format``, and write what it returns."""

    @functools.wraps(command)
    def run(context: click.Context, *args: Any, format_: str | None, **kwargs: Any) -> None:
        desk = context.ensure_object(Desk)
        if format_:
            desk.format = format_
        result = command(desk, *args, **kwargs)
        desk.end_watching()
        desk.writer.result(result)
        if result.exit_code is not Exit.DONE:
            context.exit(int(result.exit_code))

    bound: Callable[..., None] = run
    return _format_option(click.pass_context(bound))


_format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="How to write the data.  [default: table]",
)


def examples(*lines: str) -> str:
    """Return an epilog that shows *lines* as they are typed."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
