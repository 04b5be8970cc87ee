"""Who may come in: a client with its secret, and the tokens that it was given."""

import hmac
import random
from datetime import datetime, timedelta

import attrs

from crossdock.sandbox.clock import Clock

#: How long a token lives.
TOKEN_SECONDS = 3600


@attrs.define
class Access:
    """
    The credentials of one played account; they follow from its name and seed.

    Attributes:
        tokens: When each token dies.
    """

    name: str
    seed: int
    clock: Clock = attrs.field(repr=False)
    tokens: dict[str, datetime] = attrs.field(factory=dict, repr=False)
    _given: int = 0

    @property
    def client_id(self) -> str:
        """The account's name, or the app's."""
        return f"{self.name}-client-{self.seed}"

    @property
    def secret(self) -> str:
        """A key or a secret; long, so that nothing else looks like it."""
        return f"{self.name}-secret-{self._number('secret')}"

    def is_secret(self, text: str) -> bool:
        """Say whether *text* is the secret."""
        return hmac.compare_digest(text.encode(), self.secret.encode())

    def give_token(self) -> str:
        """Return a new token."""
        self._given += 1
        token = f"{self.name}-token-{self._number(f'token {self._given}')}"
        self.tokens[token] = self.clock.now() + timedelta(seconds=TOKEN_SECONDS)
        return token

    def is_alive(self, token: str) -> bool:
        """Say whether *token* was given out and has not died."""
        dies = self.tokens.get(token)
        return dies is not None and self.clock.now() < dies

    def expire(self) -> int:
        """Let every token die, and return how many there were."""
        count = len(self.tokens)
        self.tokens.clear()
        return count

    def _number(self, what: str) -> str:
        dice = random.Random(f"{self.name}|{self.seed}|{what}")  # noqa: S311  reproducible
        return f"{dice.getrandbits(64):016x}"
