"""`crossdock plugin new`, `check`, `trace`, `enable`, `disable`, and ``--plugin``: for authors."""

from __future__ import annotations

import pytest


@pytest.fixture
def kiosk(workspace, tmp_path):
    """The path of a new connector in one file, of a name that no other test imports."""
    words = ("plugin", "new", tmp_path.name, "--kind", "channel", "--one-file")
    ran = workspace.run(*words, "--into", str(tmp_path))
    assert 0 == ran.code
    return tmp_path / f"{tmp_path.name}.py"


class TestNew:
    """`plugin new`."""

    def test_a_package(self, workspace, tmp_path):
        """Its files are told, with the lines to edit in each."""
        words = ("plugin", "new", "corner_shop", "--kind", "both", "--into", str(tmp_path))

        rows = workspace.json(*words).data

        assert 9 == len(rows)
        assert 0 < sum(row["to_edit"] for row in rows) <= 60
        assert (tmp_path / "crossdock-corner-shop" / "pyproject.toml").is_file()

    @pytest.mark.parametrize("kind", ["fulfilment", "fulfillment"])
    def test_both_spellings(self, workspace, tmp_path, kind):
        """Of the kind that ships for others; one file is told as one."""
        words = ("plugin", "new", "depot", "--kind", kind, "--one-file", "--into", str(tmp_path))

        ran = workspace.run(*words)

        assert 0 == ran.code
        assert "Wrote 1 file; " in ran.err

    def test_a_name_that_is_taken(self, workspace, tmp_path):
        """Exit code 2: beside the other, neither could be used."""
        ran = workspace.run("plugin", "new", "jdid", "--kind", "both", "--into", str(tmp_path))

        assert 2 == ran.code
        assert "crossdock-jdid" in ran.err

    def test_a_name_that_is_none(self, workspace, tmp_path):
        """Exit code 2, and nothing is written."""
        ran = workspace.run("plugin", "new", "9", "--kind", "both", "--into", str(tmp_path))

        assert (2, []) == (ran.code, list(tmp_path.glob("*9*")))


class TestByPath:
    """A connector in a file, used with ``--plugin``."""

    def test_it_is_shown(self, workspace, kiosk):
        """Its manifest, as that of any other."""
        data = workspace.json("--plugin", str(kiosk), "plugin", "show", kiosk.stem).data

        assert kiosk.stem == data["name"]
        assert "list_orders" in data["hooks"]

    def test_nothing_is_wrong_with_it(self, workspace, kiosk):
        """`plugin check` finds nothing."""
        ran = workspace.run("--plugin", str(kiosk), "plugin", "check", kiosk.stem)

        assert (0, f"Nothing is wrong with {kiosk.stem}.") == (ran.code, ran.err.strip())

    def test_it_is_played(self, workspace, kiosk):
        """Its sandbox plays every call that it makes."""
        words = ("conform", "run", kiosk.stem, "--only", "SBX-01")

        assert 0 == workspace.process("--plugin", str(kiosk), *words).code

    def test_it_goes_before_what_is_installed(self, workspace, kiosk, install):
        """The file is used, and the other is named."""
        env = install(kiosk.stem, "raise SystemExit(3)\n")
        words = ("--plugin", str(kiosk), "plugin", "show", kiosk.stem)

        ran = workspace.process(*words, env=env)

        assert 0 == ran.code
        assert f"somebodys-{kiosk.stem} 1.0 is not used" in " ".join(ran.err.split())

    def test_a_file_that_is_not_there(self, workspace, tmp_path):
        """Exit code 2, in a sentence."""
        ran = workspace.run("--plugin", str(tmp_path / "no.py"), "plugin", "list")

        assert 2 == ran.code
        assert "is no Python file" in ran.err


class TestCheck:
    """`plugin check`."""

    def test_findings_are_sentences(self, workspace, kiosk):
        """Exit code 7, each with the id of the check that explains it."""
        text = kiosk.read_text().replace("@hookimpl\ndef get_order", "def fetch_it")
        kiosk.write_text(text)
        words = ("plugin", "check", kiosk.stem, "--format", "json")

        ran = workspace.run("--plugin", str(kiosk), *words)

        assert 7 == ran.code
        assert ["PKG-03"] == [row["check"] for row in ran.data]
        assert "It has no get_order" in ran.data[0]["finding"]
        assert "crossdock conform explain PKG-03" in ran.out

    def test_a_manifest_of_the_wrong_kinds(self, workspace, kiosk):
        """Is one finding that names the field; no check explains it."""
        text = kiosk.read_text().replace("stock_batch=20", 'stock_batch="20"')
        kiosk.write_text(text)

        ran = workspace.run("--plugin", str(kiosk), "plugin", "check", kiosk.stem)

        assert 7 == ran.code
        assert "stock_batch must be a whole number, 1 or more, not '20'" in " ".join(
            ran.out.split()
        )
        assert "conform explain" not in ran.err

    @pytest.mark.parametrize(("flag", "code"), [((), 0), (("--strict",), 7)], ids=["", "strict"])
    def test_warnings(self, workspace, kiosk, flag, code):
        """What looks like a slip and may be meant is told; with --strict it is exit code 7."""
        slip = '\n\ndef decode_notifications(connection):\n    """Return nothing."""\n'
        kiosk.write_text(kiosk.read_text() + slip)
        words = ("plugin", "check", kiosk.stem, *flag, "--format", "json")

        ran = workspace.run("--plugin", str(kiosk), *words)

        assert code == ran.code
        assert ["warning"] == [row["check"] for row in ran.data]
        assert "decode_notifications" in ran.data[0]["finding"]

    def test_a_hook_that_a_reason_replaces(self, workspace, kiosk):
        """What a channel loses without it is told; a reason is enough to go without."""
        text = kiosk.read_text().replace("@hookimpl\ndef get_order", "def fetch_it")
        reason = 'not_applicable={\n            "get_order": "It has no such call.",'
        kiosk.write_text(text.replace("not_applicable={", reason, 1))

        ran = workspace.run(
            "--plugin", str(kiosk), "plugin", "check", kiosk.stem, "--format", "json"
        )

        assert (0, ["warning"]) == (ran.code, [row["check"] for row in ran.data])
        assert "open orders stay as they were" in ran.data[0]["finding"]

    def test_what_cannot_be_loaded(self, workspace, install):
        """Is one finding."""
        env = install("broken", "import nothing_of_that_name\n")

        ran = workspace.process("plugin", "check", "broken", "--format", "json", env=env)

        assert 7 == ran.code
        assert ["loading"] == [row["check"] for row in ran.data]


class TestSnapshot:
    """`plugin snapshot`."""

    def test_the_next_release_is_held_against_it(self, workspace, kiosk):
        """Beside the file, it lets a release pass that keeps all, and not one that does not."""
        place = kiosk.with_name(f"{kiosk.stem}.released.json")
        plugin = ("--plugin", str(kiosk))
        conform = (*plugin, "conform", "run", kiosk.stem, "--only", "PKG-09", "--format", "json")

        made = workspace.run(*plugin, "plugin", "snapshot", kiosk.stem, "--into", str(place))
        kept = workspace.process(*conform)
        place.write_text(place.read_text().replace('"hosts": [', '"hosts": ["files", '))
        broken = workspace.process(*conform)

        assert (0, 0, 7) == (made.code, kept.code, broken.code)
        assert "The host files is gone." in broken.out

    def test_a_place_that_cannot_be_written(self, workspace, tmp_path):
        """Exit code 2, in a sentence."""
        there = str(tmp_path / "no" / "such.json")

        ran = workspace.run("plugin", "snapshot", "jdid", "--into", there)

        assert 2 == ran.code
        assert "cannot be written" in ran.err

    def test_without_a_place(self, workspace):
        """It is told."""
        assert "dialect" in workspace.json("plugin", "snapshot", "jdid").data["settings"]


class TestTrace:
    """`plugin trace`."""

    def test_who_answered(self, pulled):
        """Each hook of a pull, the plugin that answered it, and how often."""
        ran = pulled.run(
            "plugin", "trace", "tokopedia", "--format", "json", "--", "order", "pull", "shop"
        )

        rows = {row["hook"]: row for row in ran.data}
        assert 0 == ran.code
        assert "tokopedia" == rows["list_orders"]["answered"]
        assert rows["list_orders"]["calls"] >= 1
        assert "" == rows["list_orders"]["saw"]

    def test_a_command_that_fails(self, workspace):
        """Its exit code and its sentence are the trace's."""
        ran = workspace.run("plugin", "trace", "tokopedia", "--", "order", "pull", "nobody")

        assert 2 == ran.code
        assert "nobody" in ran.err


class TestSwitches:
    """`plugin disable` and `enable`."""

    def test_a_disabled_plugin_is_listed_and_not_used(self, workspace):
        """Until it is enabled again; only in this workspace."""
        assert 0 == workspace.run("plugin", "disable", "tokopedia").code

        listed = {row["name"]: row["enabled"] for row in workspace.json("plugin", "list").data}
        refused = workspace.run("plugin", "show", "tokopedia")
        enabled = workspace.json("plugin", "enable", "tokopedia").data

        assert (False, True) == (listed["tokopedia"], listed["jdid"])
        assert 3 == refused.code
        assert "crossdock plugin enable tokopedia" in refused.err
        assert {"plugin": "tokopedia", "enabled": True, "disabled": []} == enabled
        assert 0 == workspace.run("plugin", "show", "tokopedia").code

    def test_a_broken_one_is_never_imported(self, workspace, install):
        """What is disabled can do no harm, however broken it is."""
        env = install("broken", "raise SystemExit(3)\n")
        workspace.process("plugin", "disable", "broken", env=env)

        ran = workspace.process("plugin", "list", "--errors", "--format", "json", env=env)

        assert 0 == ran.code
        assert {"broken": False} == {
            row["name"]: row["enabled"] for row in ran.data if row["name"] == "broken"
        }

    def test_the_environment_has_its_say(self, workspace, monkeypatch):
        """What the variable names stays disabled, and `enable` says so."""
        monkeypatch.setenv("CROSSDOCK_DISABLED_PLUGINS", "jdid")

        ran = workspace.run("plugin", "enable", "jdid")

        assert 0 == ran.code
        assert "CROSSDOCK_DISABLED_PLUGINS still names it" in ran.err

    def test_a_plugin_that_is_not_there(self, workspace):
        """A slip is told, not written down."""
        assert 2 == workspace.run("plugin", "disable", "tokopedya").code


class TestKeptFile:
    """A connector in a file that the workspace uses from then on."""

    @pytest.fixture
    def shop(self, workspace, kiosk):
        """A workspace with a connection on a connector in a file, which was enabled."""
        assert 0 == workspace.run("plugin", "enable", str(kiosk)).code
        words = ("conn", "add", "shop", "--plugin", kiosk.stem)
        ran = workspace.run(*words, "--secret", "api_token", stdin="a-key")
        assert 0 == ran.code, ran.err
        return workspace

    def test_it_needs_not_be_named_again(self, shop, kiosk):
        """Until it is disabled; then nobody imports it."""
        assert kiosk.stem == shop.json("plugin", "show", kiosk.stem).data["name"]

        assert 0 == shop.run("plugin", "disable", str(kiosk)).code
        assert 2 == shop.run("plugin", "show", kiosk.stem).code

    def test_a_connection_without_it_is_trouble(self, shop, kiosk):
        """`sync` ends with exit code 6, `status` names it, and a push is refused."""
        shop.run("plugin", "disable", str(kiosk))

        synced, stands = shop.json("sync"), shop.json("status")
        pushed = shop.run("stock", "push", "shop")

        assert (6, "partly-done") == (synced.code, synced.json["reason"])
        ((stage, name, trouble),) = [
            (row["stage"], row["connection"], row["trouble"])
            for row in synced.data["stages"]
            if row["connection"] == "shop"
        ]
        assert ("plugin", "shop") == (stage, name)
        assert trouble == stands.data["connections"][0]["trouble"]
        assert f"There is no connector '{kiosk.stem}'" in trouble
        assert "crossdock plugin enable FILE.py" in synced.json["next_step"]
        assert 2 == pushed.code

    def test_one_that_is_gone(self, shop, kiosk):
        """Hurts its own connection only, and the trouble says where it was."""
        kiosk.unlink()

        synced, listed = shop.json("sync"), shop.json("plugin", "list")

        assert (6, 0) == (synced.code, listed.code)
        assert any(str(kiosk) in row["trouble"] for row in synced.data["stages"])

    def test_a_list_that_others_may_change_is_not_followed(self, shop):
        """A folder that came from elsewhere must not bring code along."""
        kept = shop.path / ".crossdock" / "plugin-files"
        kept.chmod(0o644)

        ran = shop.run("plugin", "list")

        assert 3 == ran.code
        assert "chmod 600" in ran.err
