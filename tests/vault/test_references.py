"""Secrets that live outside the workspace."""

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from crossdock.errors import SecretUnavailableError
from crossdock.secret import Secret
from crossdock.vault import is_reference, look_up
from crossdock.vault.references import LARGEST_FILE

CANARY = "canary-91c2"


def written(path: Path, content: bytes, mode: int = 0o600) -> str:
    """Write a secret file; return the reference to it."""
    path.write_bytes(content)
    path.chmod(mode)
    return f"file:{path}"


@pytest.mark.parametrize("text", ["env:A", "file:/a", "keyring:s/n", "env:"])
def test_a_reference_names_its_scheme(text: str) -> None:
    """What begins with a known scheme says where the secret is."""
    assert is_reference(text)


@pytest.mark.parametrize("text", ["", "env", "hunter2", "http:x", "ENV:A", "sealed:1:x", ":env"])
def test_anything_else_is_no_reference(text: str) -> None:
    """A password is not taken for a place."""
    assert not is_reference(text)


def test_a_secret_in_the_environment_is_found() -> None:
    """In the environment that was handed in, and as it stands there."""
    assert Secret(f" {CANARY}") == look_up("env:TOKEN", {"TOKEN": f" {CANARY}"})


@pytest.mark.parametrize("environment", [{}, {"TOKEN": ""}, {"TOKEN": " "}])
def test_a_variable_that_is_not_set_is_named(environment: dict[str, str]) -> None:
    """The sentence says which to set."""
    with pytest.raises(SecretUnavailableError, match="variable TOKEN is not set") as raised:
        look_up("env:TOKEN", environment)
    assert "Set TOKEN, then run it again." == raised.value.next_step


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"s3cret", "s3cret"),
        (b"s3cret\n", "s3cret"),
        (b"s3cret\r\n", "s3cret"),
        (b"\xef\xbb\xbfs3cret\n", "s3cret"),
        (b" s3 cret \n", " s3 cret "),
        (b"-----BEGIN-----\nabc\n-----END-----\n", "-----BEGIN-----\nabc\n-----END-----"),
    ],
)
def test_a_file_is_read_without_its_last_line_end(
    tmp_path: Path, content: bytes, expected: str
) -> None:
    """Editors add a line end, Windows two characters and some a mark in front."""
    assert Secret(expected) == look_up(written(tmp_path / "s", content))


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b" \r\n", b"\xff\xfec\0a\0", b"x" * (LARGEST_FILE + 1)],
    ids=["empty", "line end", "blank", "UTF-16", "large"],
)
def test_a_file_without_a_secret_is_named(tmp_path: Path, content: bytes) -> None:
    """Empty, blank, in another encoding or as large as a film, it is no secret."""
    with pytest.raises(SecretUnavailableError, match="is empty, larger than 64 KiB or not UTF-8"):
        look_up(written(tmp_path / "s", content))


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o666, 0o620])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    """The sentence gives its mode and the command, and not its content."""
    reference = written(tmp_path / "s", CANARY.encode(), mode)

    with pytest.raises(SecretUnavailableError, match=f"mode is {mode:04o}") as raised:
        look_up(reference)
    assert f"Run: chmod 600 {tmp_path / 's'}" == raised.value.next_step
    assert CANARY not in str(raised.value)


@pytest.mark.parametrize("place", ["/nowhere/at/all", "/", "~nobody-of-this-name/x", "a\0b", ""])
def test_a_path_that_leads_nowhere_is_one_sentence(place: str) -> None:
    """Missing files, folders, unknown users and NUL are all the same to the reader."""
    with pytest.raises(SecretUnavailableError, match="cannot be read") as raised:
        look_up(f"file:{place}")
    assert "Check the path and its owner." == raised.value.next_step


def test_an_endless_file_is_not_read_to_its_end() -> None:
    """A device is refused after the first bytes."""
    with pytest.raises(SecretUnavailableError):
        look_up("file:/dev/zero")


def test_a_pipe_can_hand_a_secret_over() -> None:
    """A shell's process substitution has no mode to speak of."""
    out, into = os.pipe()
    os.write(into, b"s3cret\n")
    os.close(into)
    found = look_up(f"file:/dev/fd/{out}")
    os.close(out)

    assert Secret("s3cret") == found


@pytest.mark.parametrize("given", [CANARY, f"{CANARY}:more", f"http:{CANARY}", ""])
def test_a_secret_given_as_a_reference_is_not_repeated(given: str) -> None:
    """Whoever pastes the secret itself does not read it back."""
    with pytest.raises(SecretUnavailableError, match="where a reference") as raised:
        look_up(given)
    assert CANARY not in str(raised.value) + raised.value.next_step


class _Backend:
    """A keyring's backend that holds one secret."""

    priority: float = 5

    def __init__(self, module: str, priority: float) -> None:
        self.priority = priority
        type(self).__module__ = module


@pytest.fixture(name="keyring")
def _keyring(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The package keyring, played: a machine's own is nothing to test with."""
    package, errors = ModuleType("keyring"), ModuleType("keyring.errors")

    class KeyringError(Exception):
        """The package's own."""

    errors.KeyringError = KeyringError  # type: ignore[attr-defined]
    package.errors = errors  # type: ignore[attr-defined]
    package.backend = _Backend("keyring.backends.SecretService", 5)  # type: ignore[attr-defined]
    package.get_keyring = lambda: package.backend  # type: ignore[attr-defined]
    package.get_password = lambda s, n: {("shop/app", "token"): CANARY}.get((s, n))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", package)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return package


def test_a_secret_in_the_keyring_is_found(keyring: ModuleType) -> None:
    """By its service, which may hold slashes, and its name."""
    assert Secret(CANARY) == look_up("keyring:shop/app/token")


def test_an_entry_that_is_not_there_is_named(keyring: ModuleType) -> None:
    """The next step is the command that makes it."""
    with pytest.raises(
        SecretUnavailableError, match="holds nothing under shop/app/other"
    ) as raised:
        look_up("keyring:shop/app/other")
    assert "Run: keyring set shop/app other" == raised.value.next_step


@pytest.mark.parametrize(
    ("module", "priority"),
    [("keyrings.alt.file", 5), ("keyring.backends.fail", 0), ("keyring.backends.null", -1)],
)
def test_a_keyring_that_hides_nothing_is_refused(
    keyring: ModuleType, module: str, priority: float
) -> None:
    """Plain files and backends that do not recommend themselves are no keyring."""
    keyring.backend = _Backend(module, priority)  # type: ignore[attr-defined]

    with pytest.raises(SecretUnavailableError, match="no keyring that can be trusted"):
        look_up("keyring:s/n")


def test_a_locked_keyring_is_one_sentence(keyring: ModuleType) -> None:
    """What the keyring says is passed on."""

    def refuse(_service: str, _name: str) -> str:
        raise keyring.errors.KeyringError("it is locked")

    keyring.get_password = refuse  # type: ignore[attr-defined]

    with pytest.raises(SecretUnavailableError, match=r"did not give s/n .it is locked"):
        look_up("keyring:s/n")


@pytest.mark.parametrize("place", ["", "name", "/name", "service/"])
def test_a_keyring_reference_has_two_parts(place: str) -> None:
    """A service and an entry."""
    with pytest.raises(SecretUnavailableError, match="names a service and an entry"):
        look_up(f"keyring:{place}")


def test_a_machine_without_the_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "keyring", None)

    with pytest.raises(SecretUnavailableError, match="need the package keyring") as raised:
        look_up("keyring:s/n")
    assert "Run: pip install 'crossdock[keyring]'" == raised.value.next_step
