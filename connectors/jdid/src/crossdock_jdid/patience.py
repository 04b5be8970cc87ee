"""When answers that cannot be read are no longer single records' fault, but the platform's."""

from __future__ import annotations

import attrs

from crossdock.errors import RemoteError, UnreadableAnswerError

#: So many records of a page may have bytes that break their answers.
MOST_BROKEN = 3


@attrs.define
class Patience:
    """Bears a few answers that cannot be read, and raises the next one."""

    left: int = MOST_BROKEN

    def bear(self, error: RemoteError) -> None:
        """Count *error* if it is an answer that cannot be read; a refusal costs nothing.

        Raises:

            UnreadableAnswerError: *error* itself, once there were too many.
        """
        if isinstance(error, UnreadableAnswerError):
            self.left -= 1
            if self.left < 0:
                raise error
