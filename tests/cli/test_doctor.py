"""`crossdock doctor`: what is wrong, and how to mend it; nothing is changed."""

from __future__ import annotations

import pytest

from crossdock.locks import FileLock


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

    def test_who_is_asked(self, pulled, sandbox):
        """One connection's platform is asked unless ``--offline``, all on ``--network`` only."""
        sandbox.clear("meter")
        pulled.run("doctor")
        pulled.run("doctor", "shop", "--offline")
        quiet = sandbox.control("meter")["requests"]

        one, all_of_them = pulled.json("doctor", "shop"), pulled.json("doctor", "--network")

        assert 0 == quiet
        for ran in (one, all_of_them):
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


class TestIssues:
    """`crossdock doctor CONN`: each common issue, brought about for real and mended."""

    @staticmethod
    def _causes(folder, *words):
        """Return the exit code, and the fixes by issue and cause."""
        ran = folder.json("doctor", "shop", *words)
        fixes = {(row["name"], row["cause"]): row["fix"] for row in ran.data if row["cause"]}
        return ran.code, fixes

    def test_wrong_credentials(self, pulled, sandbox):
        """A secret that is wrong is named by its setting, never shown, and exit 7."""
        pulled.run("conn", "edit", "shop", "--secret", "client_secret", stdin="wrong-canary-77")
        sandbox.control("tokens/expire", {})

        ran = pulled.json("doctor", "shop")

        fixes = {(row["name"], row["cause"]): row["fix"] for row in ran.data}
        fix = fixes["invalid credentials", "credentials-refused"]
        assert (7, "crossdock conn edit shop --secret client_secret") == (ran.code, fix)
        assert ("error 401", "credentials-refused") in fixes
        assert "wrong-canary-77" not in ran.out + ran.err

    def test_credentials_that_were_refused_before(self, pulled, sandbox):
        """Without asking again, the run that was refused last is what is known."""
        pulled.run("conn", "edit", "shop", "--secret", "client_secret", stdin="wrong-canary-77")
        sandbox.control("tokens/expire", {})
        assert 4 == pulled.run("order", "pull", "shop").code

        _, fixes = self._causes(pulled, "--offline")

        assert ("invalid credentials", "credentials-refused") in fixes
        assert ("orders not importing", "credentials-refused") in fixes

    def test_switched_off(self, pulled):
        """A connection that is switched off, or told to begin later, says so."""
        for setting in ("active=no", "sync_stock=no", "import_orders=2099-01-01T00:00+07:00"):
            assert 0 == pulled.run("conn", "settings", "shop", "--set", setting).code

        code, fixes = self._causes(pulled, "--offline")

        assert 7 == code
        assert {
            ("orders not importing", "inactive"),
            ("orders not importing", "starts-later"),
            ("stock not syncing", "inactive"),
            ("stock not syncing", "sync-off"),
        } <= fixes.keys()

    def test_a_pull_that_stopped(self, pulled, sandbox):
        """A pull that broke off is gone on with by the command that is named."""
        refusal = "api-error(code=ORD_DLV_023,status=400)"
        sandbox.fault(f"GET /v2/order/list: {refusal}@2")
        assert 0 != pulled.run("order", "pull", "shop").code

        _, fixes = self._causes(pulled)
        mended = pulled.run(*fixes["orders not importing", "interrupted"].split()[1:])

        assert 0 == mended.code
        assert ("orders not importing", "interrupted") not in self._causes(pulled)[1]

    def test_a_permission_that_is_missing(self, pulled, sandbox):
        """An account that is let in and gets no orders lacks a permission: error 403."""
        sandbox.fault("GET /v2/order/list: api-error(code=RBAC_MDLW_002,status=403)")

        code, fixes = self._causes(pulled)

        assert 7 == code
        assert ("orders not importing", "permission-refused") in fixes
        assert ("error 403", "permission-refused") in fixes
        assert ("invalid credentials", "credentials-refused") not in fixes

    def test_a_limit_that_is_used_up(self, pulled, sandbox):
        """A platform that asks for a long pause is slowed down for, and that is on record."""
        pulled.run("conn", "edit", "shop", "--rate", "50")
        sandbox.fault("GET /v2/order/list: 429(retry-after=900)")
        assert 5 == pulled.run("order", "pull", "shop").code

        _, fixes = self._causes(pulled, "--offline")

        assert ("orders not importing", "rate-limited") in fixes
        assert ("error 403", "status-429") in fixes

    def test_a_request_that_is_refused(self, pulled, sandbox):
        """A 400 is told with what the platform said, and mended by a later success."""
        sandbox.fault("GET /v2/order/list: api-error(code=ORD_DLV_023,status=400)")

        assert ("error 400", "status-400") in self._causes(pulled)[1]
        sandbox.clear("faults")
        assert ("error 400", "status-400") not in self._causes(pulled)[1]

    def test_a_platform_in_trouble(self, pulled, sandbox):
        """A platform that fails, and answers that are not UTF-8, are issues of their own."""
        sandbox.fault("GET /v2/order/list: wrong-charset")

        _, fixes = self._causes(pulled)

        assert ("error 500", "unreadable-answer") in fixes
        assert ("language or encoding errors", "answer-not-utf-8") in fixes

    def test_text_that_is_none(self, pulled, sandbox):
        """Orders and listings set aside for their text are told apart from other trouble."""
        listing = next(one for one in sandbox.listings().values() if one["sku"] and one["stock"])
        listing_id = listing["listing_id"]
        sandbox.control(f"listings/{listing_id}", {"title": "Kaos \0 Polos"})
        sandbox.control("orders", {"listing_id": listing_id})
        pulled.run("product", "pull", "shop")
        pulled.run("order", "pull", "shop")

        _, fixes = self._causes(pulled, "--offline")

        issue = "language or encoding errors"
        assert "crossdock product unreadable shop" == fixes[issue, "listings-not-utf-8"]
        assert "crossdock order unreadable shop" == fixes[issue, "orders-not-utf-8"]
        assert ("orders not importing", "encoding") in fixes

    def test_clocks_that_are_apart(self, pulled, sandbox):
        """The platform's own time shows that this machine's is wrong, also afterwards."""
        sandbox.control("clock", {"advance": 1200})
        self._causes(pulled)

        _, fixes = self._causes(pulled, "--offline")

        assert "timedatectl set-ntp true" == fixes["orders not importing", "clock"]

    def test_a_dead_host(self, pulled):
        """A platform that cannot be reached is neither our credentials' fault nor a code."""
        pulled.run("conn", "edit", "shop", "--endpoint", "http://127.0.0.1:1")

        _, fixes = self._causes(pulled)

        assert ("orders not importing", "unreachable") in fixes
        assert not {cause for cause in fixes if cause[0] == "invalid credentials"}

    def test_listings_that_are_not_linked(self, pulled):
        """Duplicates, blank codes and goods that nobody counted are told with their commands."""
        _, fixes = self._causes(pulled, "--offline")

        assert "crossdock map conflicts shop" == fixes["stock not syncing", "unlinked"]
        assert "crossdock product refused shop" == fixes["stock not syncing", "sku-blank"]
        assert ("stock not syncing", "never-counted") in fixes

    def test_another_run_pushes(self, pulled):
        """Whoever holds the lock of pushing is a cause for as long as they do."""
        with FileLock(pulled.path / ".crossdock" / "locks" / "push-shop.lock"):
            assert ("stock not syncing", "locked") in self._causes(pulled, "--offline")[1]

        assert ("stock not syncing", "locked") not in self._causes(pulled, "--offline")[1]

    @pytest.mark.parametrize(
        ("fault", "cause"),
        [
            ("POST */stock/update: api-error(code=PRD_USC_008,status=400)", "refused"),
            ("POST */stock/update: html", "doubtful"),
        ],
    )
    def test_a_push_that_went_wrong(self, pulled, sandbox, fault, cause):
        """What the channel refused, and what it never acknowledged, are on record."""
        sku = pulled.json("product", "list").data[0]["sku"]
        pulled.run("stock", "set", sku, "77")
        sandbox.fault(fault)
        pulled.run("stock", "push", "shop", "--yes")

        _, fixes = self._causes(pulled, "--offline")

        assert "crossdock stock push shop --yes" == fixes["stock not syncing", cause]

    def test_a_campaign(self, pulled, sandbox):
        """A listing that shows only what a campaign holds is told as such."""
        listing = next(
            one
            for one in sandbox.listings().values()
            if one["reserve_stock"] and not one["children"] and one["status"] == 1
        )
        sandbox.control("stock", {"listing_id": listing["listing_id"], "quantity": 0})
        pulled.run("product", "pull", "shop")

        assert ("stock not syncing", "in-campaign") in self._causes(pulled, "--offline")[1]

    def test_a_shop_on_holiday(self, pulled, sandbox):
        """A precondition that does not hold is found by asking."""
        sandbox.switch(holiday="on")

        _, fixes = self._causes(pulled)

        assert {"orders not importing", "stock not syncing"} == {
            name for name, cause in fixes if cause.startswith("account-")
        }

    def test_everything_mended(self, pulled, sandbox):
        """Once each command that was named has been followed, exit 0."""
        for row in pulled.json("map", "conflicts", "shop").data:
            if row["kind"] != "sku-blank" and row["resolve"].startswith("crossdock map set"):
                assert 0 == pulled.run(*row["resolve"].split()[1:]).code
        for number, row in enumerate(pulled.json("product", "refused", "shop").data):
            if row["refusal"] == "sku-blank":
                sandbox.control(f"listings/{row['listing_id']}", {"sku": f"FILLED-{number}"})
        assert 0 == pulled.run("product", "pull", "shop").code
        counts = "".join(f"{row['sku']},9\n" for row in pulled.json("product", "list").data)
        counted = pulled.run("stock", "import", "-", stdin=f"sku,quantity\n{counts}")
        assert 0 == counted.code
        assert 0 == pulled.run("order", "pull", "shop").code
        assert 0 == pulled.run("stock", "push", "shop", "--yes").code

        ran = pulled.json("doctor", "shop")

        assert [] == [row for row in ran.data if row["state"] == "failed"]
        assert 0 == ran.code
