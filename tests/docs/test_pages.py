"""The pages say what the code does: generated parts are current, commands named exist."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from crossdock import errors, hookspecs
from crossdock.cli.entry import root
from crossdock.errors import CrossdockError

TOP = Path(__file__).parents[2]
PAGES = (
    TOP / "README.md",
    *sorted((TOP / "docs").glob("*.md")),
    *sorted(TOP.glob("connectors/*/README.md")),
)


def _commands(command, words=()):
    """Yield the words of every command, and the command."""
    context = click.Context(command)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            yield from _commands(command.get_command(context, name), (*words, name))
    else:
        yield words, command


COMMANDS = dict(_commands(root))


def test_generated_parts_are_current():
    """cog finds nothing to change on any page."""
    words = [sys.executable, "-m", "cogapp", "-I", "docs", "--check", *map(str, PAGES)]

    ran = subprocess.run(words, cwd=TOP, capture_output=True, text=True, check=False)

    assert (0, "") == (ran.returncode, ran.stderr)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
class TestHelp:
    """Every command explains itself."""

    def test_it_has_a_sentence(self, words):
        """Its help begins with a line for the list of commands."""
        assert (COMMANDS[words].help or "").partition("\n")[0].endswith((".", ";", ":", ","))

    def test_it_has_examples_that_parse(self, words):
        """Its examples are commands that exist, with options they take."""
        examples = _examples(COMMANDS[words].epilog or "")

        assert examples
        assert any(_words_of(line)[: len(words)] == list(words) for line in examples)

    def test_each_option_is_explained(self, words):
        """No option is without help, but those a choice of values explains."""
        unexplained = [
            one.name
            for one in COMMANDS[words].params
            if isinstance(one, click.Option)
            and not one.help
            and not isinstance(one.type, click.Choice)
        ]

        assert [] == unexplained


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_each_command_named_exists(page):
    """What a page or an example tells to type is a command, with options it has."""
    for line in _typed(page.read_text()):
        words = _words_of(line)
        if not words or words[0].startswith("-") or words[0].isupper():
            continue
        command = _command_of(words)
        known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
        given = {word.partition("=")[0] for word in words if re.match(r"--[a-z]", word)}
        assert not given - known - {"--help", "--format"}, line


def test_each_hook_is_on_its_page():
    """docs/hooks.md has every hook with its arguments."""
    page = (TOP / "docs" / "hooks.md").read_text()
    hooks = [
        name
        for spec in hookspecs.Connector.__mro__
        for name, function in vars(spec).items()
        if hasattr(function, f"{hookspecs.PROJECT}_spec")
    ]

    assert hooks
    assert [] == [name for name in hooks if f"## {name}(" not in page]


def test_each_error_is_on_its_page():
    """docs/errors.md has every class, in the tree and in the table."""
    page = (TOP / "docs" / "errors.md").read_text()
    classes = [
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, CrossdockError)
    ]

    assert classes
    assert [] == [
        name
        for name in classes
        if len(re.findall(rf"\b{name}\b", page)) < (1 if name == "CrossdockError" else 2)
    ]


def test_each_link_leads_somewhere():
    """Relative links of the pages name files that exist."""
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def _examples(epilog):
    joined = re.sub(r"\\\n\s*", "", epilog)
    lines = [line.strip() for line in joined.splitlines() if line.strip().startswith("crossdock")]
    # What stands behind two hyphens is a command of its own.
    return [half for line in lines for half in line.replace(" -- ", "\0crossdock ").split("\0")]


def _typed(text):
    """Yield every crossdock command that a page shows in code."""
    for block in re.findall(r"```(?:sh|text)\n(.*?)```", text, re.DOTALL):
        yield from _examples(block)
    yield from re.findall(r"`(crossdock [a-z][^`\n]*)`", text)


def _words_of(line):
    """Return the words of the last crossdock command of a line, the program left out."""
    line = re.split(r"\s[|>&]+\s", line.replace("...", ""))
    words = shlex.split(line[-1] if line[-1].startswith("crossdock") else line[0], comments=True)
    words = words[1:]
    while words[:1] in (["-C"], ["--run-id"]):
        words = words[2:]
    return words


def _command_of(words):
    command = root
    for word in words:
        if not isinstance(command, click.Group):
            break
        found = command.get_command(click.Context(command), word)
        assert found is not None, f"there is no command {' '.join(words)}"
        command = found
    return command
