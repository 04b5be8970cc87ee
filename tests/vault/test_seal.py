"""Secrets sealed under the workspace's key."""

import base64
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import SecretUnavailableError
from crossdock.secret import Secret
from crossdock.vault import Vault, create_key, is_reference, is_sealed

CANARY = "canary-5d01"
LABEL = "connection|shop|client_secret"


@pytest.fixture(name="key")
def _key(tmp_path: Path) -> Path:
    """A key file."""
    create_key(tmp_path / "key")
    return tmp_path / "key"


@pytest.fixture(name="vault")
def _vault(key: Path) -> Vault:
    """A vault with a key of its own."""
    return Vault(key, {})


def test_a_key_is_its_owners_only(key: Path) -> None:
    """It is 32 random bytes, and nothing else is left in the folder."""
    assert 0o600 == stat.S_IMODE(key.stat().st_mode)
    assert 32 == len(base64.b64decode(key.read_bytes()))
    assert [key] == list(key.parent.iterdir())


def test_a_key_is_never_replaced(key: Path) -> None:
    """Making it again leaves it as it was: all that was sealed depends on it."""
    before = key.read_bytes()
    create_key(key)

    assert before == key.read_bytes()
    assert [key] == list(key.parent.iterdir())


@pytest.mark.parametrize("text", [CANARY, "", "👕", "a\0b", "x" * 100_000], ids=ascii)
def test_what_is_sealed_opens(vault: Vault, text: str) -> None:
    """Any text comes back, and nothing of it shows meanwhile."""
    sealed = vault.seal(Secret(text), LABEL)

    assert Secret(text) == vault.open(sealed, LABEL)
    assert is_sealed(sealed)
    assert not is_reference(sealed)
    assert CANARY not in sealed


def test_the_same_secret_is_sealed_differently_each_time(vault: Vault) -> None:
    """Nobody sees that two connections share one."""
    assert vault.seal(Secret(CANARY), LABEL) != vault.seal(Secret(CANARY), LABEL)


@pytest.mark.parametrize(
    "label", ["connection|other|client_secret", "connection|shop|client_id", "", LABEL + "|"]
)
def test_a_seal_opens_only_where_it_belongs(vault: Vault, label: str) -> None:
    """Copied to another connection or another field, it stays shut."""
    sealed = vault.seal(Secret(CANARY), LABEL)

    with pytest.raises(SecretUnavailableError, match="does not open") as raised:
        vault.open(sealed, label)
    assert CANARY not in str(raised.value)


@pytest.mark.parametrize("cut", [1, 4, 16, 20, 30, 1000])
def test_a_seal_that_was_cut_stays_shut(vault: Vault, cut: int) -> None:
    """Not one byte may be missing."""
    sealed = vault.seal(Secret(CANARY), LABEL)

    with pytest.raises(SecretUnavailableError, match="changed or copied"):
        vault.open(sealed[:-cut], LABEL)


@given(place=st.integers(0, 38), flip=st.integers(1, 255))
def test_a_seal_that_was_changed_stays_shut(place: int, flip: int) -> None:
    """Not one bit may differ."""
    environment = {"CROSSDOCK_KEY": "env:K", "K": base64.b64encode(bytes(32)).decode()}
    vault = Vault(Path("none"), environment)
    raw = bytearray(base64.b64decode(vault.seal(Secret(CANARY), LABEL)[9:]))
    raw[place] ^= flip

    with pytest.raises(SecretUnavailableError, match="does not open"):
        vault.open("sealed:1:" + base64.b64encode(raw).decode(), LABEL)


@pytest.mark.parametrize(
    "text", ["", "sealed:1:", "sealed:2:AAAA", "canary", "sealed:1:é", "\ud800"]
)
def test_what_was_never_sealed_does_not_open(vault: Vault, text: str) -> None:
    """Nothing, half of it, a later version and plain text get one and the same sentence."""
    with pytest.raises(SecretUnavailableError, match="does not open"):
        vault.open(text, LABEL)


def test_another_key_opens_nothing(vault: Vault, key: Path) -> None:
    """The sentence says what may have happened, and how to go on."""
    sealed = vault.seal(Secret(CANARY), LABEL)
    key.unlink()
    create_key(key)

    with pytest.raises(SecretUnavailableError, match="connection shop client_secret") as raised:
        vault.open(sealed, LABEL)
    assert "Give the secret again: crossdock conn edit NAME --secret FIELD" == (
        raised.value.next_step
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"not a key\n", "is not 32 bytes in Base64"),
        (b"AAAA\n", "is not 32 bytes in Base64"),
        ("schlüssel\n".encode(), "is not 32 bytes in Base64"),
        (base64.b64encode(bytes(33)), "is not 32 bytes in Base64"),
        (base64.b64encode(bytes(32))[:-1], "is not 32 bytes in Base64"),
        (bytes(32), "is not 32 bytes in Base64"),
    ],
)
def test_a_damaged_key_is_one_sentence(
    vault: Vault, key: Path, content: bytes, message: str
) -> None:
    """Whether sealing or opening, and without repeating what is in the file."""
    sealed = vault.seal(Secret(CANARY), LABEL)
    key.write_bytes(content)

    for act in (lambda: vault.seal(Secret(CANARY), LABEL), lambda: vault.open(sealed, LABEL)):
        with pytest.raises(SecretUnavailableError, match=message) as raised:
            act()
        assert CANARY not in str(raised.value)
        assert "schlüssel" not in str(raised.value)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o666])
def test_a_key_that_others_may_read_is_not_used(vault: Vault, key: Path, mode: int) -> None:
    """The command that mends it is the next step."""
    key.chmod(mode)

    with pytest.raises(SecretUnavailableError, match="can be read by other users") as raised:
        vault.seal(Secret(CANARY), LABEL)
    assert f"Run: chmod 600 {key}" == raised.value.next_step


def test_a_key_with_a_windows_line_end_is_a_key(vault: Vault, key: Path) -> None:
    """CRLF, and white space around it, do not change a key."""
    sealed = vault.seal(Secret(CANARY), LABEL)
    key.write_bytes(b" " + key.read_bytes().strip() + b" \r\n")

    assert Secret(CANARY) == vault.open(sealed, LABEL)


def test_the_environment_names_another_key(key: Path, tmp_path: Path) -> None:
    """It is a reference, and goes before the file."""
    other = tmp_path / "other"
    create_key(other)
    sealed = Vault(key, {"CROSSDOCK_KEY": f"file:{other}"}).seal(Secret(CANARY), LABEL)

    assert Secret(CANARY) == Vault(other, {}).open(sealed, LABEL)
    with pytest.raises(SecretUnavailableError):
        Vault(key, {}).open(sealed, LABEL)


def test_a_key_put_straight_into_the_environment_is_not_repeated(key: Path) -> None:
    """The override takes a reference; the key itself does not come back in the error."""
    text = key.read_text().strip()

    with pytest.raises(SecretUnavailableError, match="where a reference") as raised:
        Vault(key, {"CROSSDOCK_KEY": text}).seal(Secret(CANARY), LABEL)
    assert text not in str(raised.value) + raised.value.next_step


def test_a_secret_that_is_no_text_is_refused(vault: Vault) -> None:
    """Bytes of another encoding reach us as lone surrogates."""
    with pytest.raises(SecretUnavailableError, match="is not UTF-8 text") as raised:
        vault.seal(Secret(CANARY + "\udcff"), LABEL)
    assert CANARY not in str(raised.value)


def test_a_vault_does_not_print_its_environment(key: Path) -> None:
    """Where other secrets are."""
    assert CANARY not in repr(Vault(key, {"TOKEN": CANARY}))


def test_a_machine_without_cryptography_says_how_to_get_it(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealing and opening both name the extra, and the way around it."""
    sealed = vault.seal(Secret(CANARY), LABEL)
    for name in [name for name in sys.modules if name.split(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)

    for act in (lambda: vault.seal(Secret(CANARY), LABEL), lambda: vault.open(sealed, LABEL)):
        with pytest.raises(
            SecretUnavailableError, match="needs the package cryptography"
        ) as raised:
            act()
        assert "crossdock[vault]" in raised.value.next_step
