"""Everything crossdock raises, named by what to do next.

::

    CrossdockError
    ├── ConfigurationError            mend the workspace, then run again
    │   ├── SettingsRefusedError          a setting is missing, unknown or of the wrong shape
    │   ├── EndpointRefusedError          a host the connector may not talk to
    │   ├── SecretUnavailableError        a secret's reference leads nowhere
    │   ├── StoreUnusableError            the database cannot be opened, written or trusted
    │   └── PluginError                   a plugin cannot be used
    │       ├── PluginBrokenError             it does not import
    │       ├── PluginClashError              two distributions claim its name
    │       ├── PluginDisabledError           it is switched off
    │       ├── PluginRefusedError            it breaks the contract of a hook
    │       └── UnsupportedError              it does not implement the hook
    ├── NotFoundError                 name something that exists
    ├── InputRefusedError             correct the input
    ├── CheckFailedError              see what the check found
    ├── StaleError                    make the plan again
    ├── ContentChangedError           a mistake of ours: report it
    ├── LockedError                   wait for the other run
    ├── DataRefusedError              one record cannot be read; the others go on
    └── RemoteError                   the platform, or the way to it
        ├── CredentialsRefusedError       check the credentials
        ├── RequestRefusedError           change the request; repeating it is useless
        │   ├── StockShortError               another warehouse may have the goods
        │   ├── AddressRefusedError           correct the address
        │   └── DuplicateReferenceError       look what is kept under our reference
        ├── RetryLaterError               nothing was applied: repeat later
        │   ├── RateLimitedError              the platform asked us to slow down
        │   └── UnreachableError              the request never left
        ├── RemoteTroubleError            a read failed: repeat whenever you like
        │   ├── UnreadableAnswerError         the answer is not what the dialect promises
        │   └── CursorLoopError               the pages go round in circles
        └── OutcomeUnknownError           look up before repeating: it may have been applied

Each class knows its exit code. A message is a sentence that says what
happened, to which record or field; ``next_step`` says what to do.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of the command line, one meaning each."""

    DONE = 0
    BUG = 1
    USAGE = 2
    CONFIGURATION = 3
    CREDENTIALS = 4
    REMOTE = 5
    PARTLY = 6
    CHECK_FAILED = 7
    STALE = 8
    LOCKED = 9
    CHANGES_PENDING = 10
    IN_DOUBT = 11
    INTERRUPTED = 130
    #: Told to stop, and stopped cleanly.
    TERMINATED = 143


class CrossdockError(Exception):
    """Never raised itself: the root of the tree above."""

    exit_code: Exit = Exit.BUG

    def __init__(self, message: str, *, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    @property
    def reason(self) -> str:
        """A slug for programs, derived from the class: ``credentials-refused``."""
        name = type(self).__name__.removesuffix("Error")
        return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


class ConfigurationError(CrossdockError):
    """The workspace is not set up for this: mend it, then run again."""

    exit_code = Exit.CONFIGURATION


class SettingsRefusedError(ConfigurationError):
    """A connection's setting is missing, unknown or of the wrong shape."""


class EndpointRefusedError(ConfigurationError):
    """A host that the connector may not talk to."""


class SecretUnavailableError(ConfigurationError):
    """A secret's reference leads nowhere, or its seal cannot be opened."""


class StoreUnusableError(ConfigurationError):
    """The database cannot be opened, written or trusted."""


class PluginError(ConfigurationError):
    """A plugin cannot be used."""


class PluginBrokenError(PluginError):
    """A plugin does not import."""


class PluginClashError(PluginError):
    """Two distributions claim one plugin name."""


class PluginDisabledError(PluginError):
    """A plugin is switched off."""


class PluginRefusedError(PluginError):
    """A plugin breaks the contract of a hook."""


class UnsupportedError(PluginError):
    """A connector does not implement the hook that was called."""


class NotFoundError(CrossdockError):
    """The thing named does not exist in this workspace."""

    exit_code = Exit.USAGE


class InputRefusedError(CrossdockError):
    """An argument, file or row cannot be accepted as it is."""

    exit_code = Exit.USAGE


class CheckFailedError(CrossdockError):
    """A check ran and did not pass."""

    exit_code = Exit.CHECK_FAILED


class StaleError(CrossdockError):
    """What this was made from has changed since."""

    exit_code = Exit.STALE


class ContentChangedError(CrossdockError):
    """What was written down to be done once was to say something else under the same key."""


class LockedError(CrossdockError):
    """Another run holds the thing."""

    exit_code = Exit.LOCKED


class DataRefusedError(CrossdockError):
    """One record of a page cannot be read; it is kept aside, the others go on."""

    exit_code = Exit.PARTLY


class RemoteError(CrossdockError):
    """Something the platform said or did, or the way to it.

    Args:

        endpoint: method and path of the call, without query or host secrets.

        status: the HTTP status, if there was an answer.

        remote_code: the platform's own code for the error.

        remote_message: the platform's own words, redacted.

        request_id: what the platform's support asks for first.
    """

    exit_code = Exit.REMOTE

    def __init__(
        self,
        message: str,
        *,
        next_step: str = "",
        endpoint: str = "",
        status: int | None = None,
        remote_code: str = "",
        remote_message: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(message, next_step=next_step)
        self.endpoint = endpoint
        self.status = status
        self.remote_code = remote_code
        self.remote_message = remote_message
        self.request_id = request_id


class CredentialsRefusedError(RemoteError):
    """The platform knows us and says no: check the credentials. Never retried."""

    exit_code = Exit.CREDENTIALS


class RequestRefusedError(RemoteError):
    """The platform understood the request and refused it; repeating it is useless."""

    exit_code = Exit.PARTLY


class StockShortError(RequestRefusedError):
    """A warehouse does not have the goods: another one may."""


class AddressRefusedError(RequestRefusedError):
    """A warehouse cannot ship to the address as it stands."""


class DuplicateReferenceError(RequestRefusedError):
    """Our reference is taken at the warehouse: a look tells by what."""


class RetryLaterError(RemoteError):
    """Nothing was applied: the same request may be repeated later.

    Args:

        retry_after: seconds to wait at least; ``None`` when the platform did not say.
    """

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        next_step: str = "",
        endpoint: str = "",
        status: int | None = None,
        remote_code: str = "",
        remote_message: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(
            message,
            next_step=next_step,
            endpoint=endpoint,
            status=status,
            remote_code=remote_code,
            remote_message=remote_message,
            request_id=request_id,
        )
        self.retry_after = retry_after


class RateLimitedError(RetryLaterError):
    """The platform asked us to slow down, or our own limiter would wait too long."""


class UnreachableError(RetryLaterError):
    """The request certainly never left: name resolution, connection or TLS failed."""


class RemoteTroubleError(RemoteError):
    """A call that changes nothing failed: it may be repeated at any time."""


class UnreadableAnswerError(RemoteTroubleError):
    """The answer is not what the dialect promises: not JSON, too large, too deep, cut short."""


class CursorLoopError(RemoteTroubleError):
    """The platform's pages repeat: reading on would never end."""


class OutcomeUnknownError(RemoteError):
    """A write was sent and its fate is not known: look it up before repeating."""

    exit_code = Exit.IN_DOUBT
