"""`crossdock doctor`: what is wrong, and how to mend it; nothing is changed."""

from __future__ import annotations


class TestDoctor:
    """Findings, each with its state and its fix."""

    def test_a_sound_workspace(self, pulled):
        """Nothing but another plugin can have failed, and what is not ok has its fix."""
        ran = pulled.json("doctor")

        failed = {row["name"] for row in ran.data if row["state"] == "failed"}
        assert (7 if failed else 0) == ran.code
        assert set() == {name for name in failed if not name.startswith("plugin ")}
        assert all(row["fix"] for row in ran.data if row["state"] != "ok")

    def test_without_a_workspace(self, folder):
        """The machine and its plugins are looked at all the same."""
        ran = folder.json("doctor")

        states = {row["name"]: row["state"] for row in ran.data}
        assert ("ok", "ok", "ok") == (
            states["python"],
            states["plugin tokopedia"],
            states["workspace"],
        )

    def test_network_asks_the_platform(self, pulled, sandbox):
        """``--network`` signs in; without it nothing is sent."""
        sandbox.clear("meter")
        pulled.run("doctor", "shop")
        quiet = sandbox.control("meter")["requests"]

        ran = pulled.json("doctor", "shop", "--network")

        assert 0 == quiet
        assert "connection shop: sign-in" in {row["name"] for row in ran.data}

    def test_a_dead_host(self, pulled):
        """Exit 7 with the error and its fix."""
        pulled.run("conn", "edit", "shop", "--endpoint", "http://127.0.0.1:1")

        ran = pulled.json("doctor", "--network")

        assert (7, "check-failed") == (ran.code, ran.json["reason"])

    def test_a_key_that_others_can_read(self, pulled):
        """Exit 7, and the sentence names the file."""
        (pulled.path / ".crossdock" / "key").chmod(0o644)

        ran = pulled.json("doctor")

        assert 7 == ran.code
        (finding,) = [row for row in ran.data if row["name"] == "key"]
        assert ("failed", True) == (finding["state"], bool(finding["fix"]))

    def test_a_broken_plugin(self, workspace, install):
        """It is a finding of its own; the rest is looked at."""
        env = install("broken", "import nothing_of_that_name\n")
        ran = workspace.process("doctor", "--format", "json", env=env)

        states = {row["name"]: row["state"] for row in ran.data}
        assert (7, "failed", "ok") == (
            ran.code,
            states["plugin broken"],
            states["plugin tokopedia"],
        )

    def test_a_damaged_database(self, pulled):
        """A file that is no database is exit 3 or 7, in words."""
        (pulled.path / ".crossdock" / "crossdock.db").write_bytes(b"not a database" * 1000)
        for name in ("crossdock.db-wal", "crossdock.db-shm"):
            (pulled.path / ".crossdock" / name).unlink(missing_ok=True)

        ran = pulled.run("doctor")

        assert 7 == ran.code
        assert "Traceback" not in ran.err

    def test_it_changes_nothing(self, pulled):
        """Listings, links and orders are as before."""
        before = pulled.json("map", "list").data
        pulled.run("doctor")

        assert before == pulled.json("map", "list").data
