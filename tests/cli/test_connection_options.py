"""Names, endpoints, rates and answers, as `conn add` and `conn edit` take them."""

from __future__ import annotations

import pytest

from crossdock.cli.connection_options import parse_endpoints, shown_hosts
from crossdock.errors import InputRefusedError

ADD = ("conn", "add", "x", "--plugin", "tokopedia", "--set", "fs_id=1", "--set", "shop_id=2")
REST = ("--set", "client_id=a", "--secret", "client_secret")

#: Bad input 74 of the security rules, and its relatives.
BAD_ENDPOINTS = (
    "http://fs.tokopedia.net",
    "https://user:pw@fs.tokopedia.net",
    "https://127.1",
    "https://127.0.0.1",
    "http://localhost:8080",
    "https://[::1]",
    "https://[::ffff:10.0.0.1]",
    "https://2130706433",
    "https://0x7f.1",
    "https://169.254.169.254",
    "https://toko\u0440edia.net",
    "https://fs.tokopedia.net.evil.example",
    "https://eviltokopedia.net",
    "https://fs.tokopedia.net:8443",
    "https://fs.tokopedia.net/path",
    "https://fs.tokopedia.net?q=1",
    "ftp://fs.tokopedia.net",
    "fs.tokopedia.net",
    "api=http://fs.tokopedia.net",
    "nosuch=https://fs.tokopedia.net",
)


class TestEndpoints:
    """A connection goes to the connector's hosts over https, and nowhere else."""

    @pytest.mark.parametrize("url", BAD_ENDPOINTS)
    def test_a_bad_endpoint_is_refused_by_add(self, workspace, url):
        """Exit 3, the way out named, nothing kept, and no password repeated."""
        ran = workspace.json(*ADD, *REST, "--endpoint", url, stdin="secret-1234")

        assert (3, "endpoint-refused") == (ran.code, ran.json["reason"])
        assert ran.json["next_step"]
        assert "pw" not in ran.out
        assert [] == workspace.json("conn", "list").data

    @pytest.mark.parametrize("url", BAD_ENDPOINTS[:3])
    def test_a_bad_endpoint_is_refused_by_edit(self, workspace, url):
        """An edit that is refused leaves the connection as it was."""
        assert 0 == workspace.json(*ADD, *REST, stdin="secret-1234").code

        assert 3 == workspace.json("conn", "edit", "x", "--endpoint", url).code
        assert {} == workspace.json("conn", "show", "x").data["endpoints"]

    def test_loopback_is_refused_with_the_fix(self, workspace):
        """A simulator on this machine needs the mark, and the error says so."""
        ran = workspace.json(
            *ADD, *REST, "--endpoint", "http://127.0.0.1:8080", stdin="secret-1234"
        )

        assert "--sandbox" in ran.json["next_step"]

    def test_loopback_is_taken_for_a_sandbox(self, workspace):
        """With the mark it is taken."""
        words = ("--sandbox", "--endpoint", "http://127.0.0.1:8080")

        assert 0 == workspace.json(*ADD, *REST, *words, stdin="secret-1234").code

    @pytest.mark.parametrize("word", ["", " ", "api="])
    def test_an_endpoint_without_url_is_refused(self, word):
        """Nothing is no address."""
        with pytest.raises(InputRefusedError, match="names no URL"):
            parse_endpoints([word], {})

    def test_one_host_named_twice_is_refused(self):
        """Two URLs for one host are not silently one."""
        with pytest.raises(InputRefusedError, match="twice"):
            parse_endpoints(["api=https://a.example", "api=https://b.example"], {})

    def test_a_bare_url_replaces_all(self):
        """One URL for every host takes the place of what was said of each."""
        assert {"": "https://a.example"} == parse_endpoints(
            ["https://a.example"], {"api": "https://b.example"}
        )

    def test_default_takes_an_endpoint_back(self):
        """``default`` returns a host to the connector's own."""
        assert {"accounts": "https://c.example"} == parse_endpoints(
            ["api=default"], {"api": "https://b.example", "accounts": "https://c.example"}
        )

    def test_no_word_changes_nothing(self):
        """Without the option the endpoints stay."""
        assert {"api": "https://b.example"} == parse_endpoints([], {"api": "https://b.example"})

    def test_hosts_are_shown_for_people(self):
        """A person reads addresses, not a mapping."""
        assert ("the connector's own", "https://a", "api: https://b") == tuple(
            map(shown_hosts, ({}, {"": "https://a"}, {"api": "https://b"}))
        )


class TestNames:
    """A name goes into commands and file names."""

    @pytest.mark.parametrize("name", ["a b", "../x", "a/b", "", "tök", "a'b", "a\x1b[31m"])
    def test_a_name_that_cannot_be_one(self, workspace, name):
        """It is refused before anything is asked."""
        assert 2 == workspace.json("conn", "add", name, "--plugin", "tokopedia").code

    def test_a_name_that_is_taken(self, shop):
        """The other way is named: to edit the one that is there."""
        ran = shop.json("conn", "add", "shop", "--plugin", "tokopedia")

        assert (2, True) == (ran.code, "conn edit shop" in ran.json["next_step"])


class TestRates:
    """A pace of one's own."""

    @pytest.mark.parametrize("rate", ["-1", "nan", "inf", "x"])
    def test_a_rate_that_is_none(self, shop, rate):
        """Only a number from zero up is a rate."""
        assert 2 == shop.json("conn", "edit", "shop", "--rate", rate).code

    def test_only_a_sandbox_is_called_without_limit(self, workspace):
        """A live connection keeps a limit."""
        ran = workspace.json(*ADD, *REST, "--rate", "0", stdin="secret-1234")

        assert (2, "Only a sandbox may be called without a limit.") == (
            ran.code,
            ran.json["message"],
        )


class TestAnswers:
    """What the platform's interface cannot tell is asked, and kept."""

    @pytest.mark.parametrize("word", ["shop_class=wat", "wat=1", "shop_class"])
    def test_an_answer_that_is_none(self, shop, word):
        """An unknown question or answer is refused with those there are."""
        assert 2 == shop.json("conn", "edit", "shop", "--answer", word).code

    def test_an_answer_is_kept(self, shop):
        """It shows in the connection, and its check passes."""
        shop.run("conn", "edit", "shop", "--answer", "integrated_elsewhere=no")

        checks = {c["name"]: c["state"] for c in shop.json("conn", "test", "shop").data["checks"]}
        assert "passed" == checks["not-integrated-elsewhere"]
