"""Secrets in what is pulled."""

from __future__ import annotations

from crossdock.flows.masking import masked
from crossdock.http import Redactor

SECRET = 'planted "canary" 4b1d'


class TestMasked:
    """Every text of a value is masked, and nothing else changes."""

    def test_a_value_without_one_comes_back_itself(self, make_listing):
        """Nothing is copied without need."""
        listing = make_listing(1)

        assert listing is masked(listing, Redactor([SECRET]).text)

    def test_a_text_deep_inside(self, make_listing, make_order, stage):
        """A line's title is masked like a listing's."""
        import attrs

        order = make_order(1, stage.time)
        told = attrs.evolve(order, lines=(attrs.evolve(order.lines[0], title=f"<{SECRET}>"),))

        assert attrs.evolve(
            order, lines=(attrs.evolve(order.lines[0], title="<****>"),)
        ) == masked(told, Redactor([SECRET]).text)
