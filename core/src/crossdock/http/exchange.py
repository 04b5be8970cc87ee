"""One call over all its attempts: signed anew, judged, and what is certain afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import attrs

from crossdock.errors import (
    ConfigurationError,
    CrossdockError,
    OutcomeUnknownError,
    RemoteError,
    RemoteTroubleError,
    RetryLaterError,
    UnreadableAnswerError,
)
from crossdock.http.answer import Answer
from crossdock.http.judgement import may_have_applied, refuse_redirect
from crossdock.http.library import Auth, Client, Request
from crossdock.http.outcome import (
    AnswerLostError,
    AnswerRefusedError,
    Attempt,
    Stage,
    current_attempt,
)
from crossdock.http.retry import Effect
from crossdock.http.wording import printable

Judge = Callable[[Answer], None]


@attrs.define
class Exchange:
    """One call under way.

    Args:

        request: what is sent, unsigned; each attempt signs a copy.

        endpoint: method and path, safe to print.

        attempt: the present one, which the edge writes its progress on.

        doubt: an attempt may have taken effect, whatever the later ones said.
    """

    client: Client = attrs.field(repr=False)
    request: Request = attrs.field(repr=False)
    auth: Auth | None = attrs.field(repr=False)
    endpoint: str
    effect: Effect
    judge: Judge
    attempt: Attempt
    redact: Callable[[str], str]
    now: Callable[[], datetime]
    doubt: bool = False

    def attempt_once(self) -> Answer:
        """Return the accepted answer to one attempt; note whether it left a doubt."""
        attempt = self.attempt
        attempt.stage, attempt.no_room = Stage.BEFORE, False
        try:
            answer = self._send()
            if 300 <= answer.status < 400:
                self.doubt = self.doubt or may_have_applied(answer.status)
                attempt.stage = Stage.BEFORE
                refuse_redirect(answer)
            self._judge(answer)
        except RemoteTroubleError as error:
            if attempt.stage is Stage.BEFORE:
                raise _certain(error, self.endpoint) from None
            self.doubt = True
            raise
        except CrossdockError:
            # Said by whoever understood the answer, or before there was one.
            self.doubt = self.doubt or attempt.stage is Stage.UNDER_WAY
            raise
        except Exception as error:
            if self.effect is Effect.READ or attempt.stage is Stage.BEFORE:
                raise
            self.doubt = True
            raise RemoteTroubleError(
                f"{self.endpoint} was sent, and then {type(error).__name__} happened here.",
                next_step="Report it to the connector's author.",
                endpoint=self.endpoint,
            ) from error
        return attrs.evolve(answer, is_final=self.effect is not Effect.READ)

    def _send(self) -> Answer:
        token = current_attempt.set(self.attempt)
        try:
            # A request is signed anew each time: its timestamp must be fresh.
            again = Request(
                self.request.method,
                self.request.url,
                headers=self.request.headers,
                content=self.request.read(),
                extensions=dict(self.request.extensions),
            )
            response = self.client.send(again, auth=self.auth)
        except UnicodeEncodeError:
            raise ConfigurationError(
                f"{self.endpoint} was not sent: a header holds a character that headers cannot"
                " carry.",
                next_step="Check the connection's credentials for stray characters.",
            ) from None
        except AnswerLostError as lost:
            raise RemoteTroubleError(
                f"{self._subject} was sent and not answered: {lost}.",
                next_step="Repeat it later.",
                endpoint=self.endpoint,
            ) from None
        except AnswerRefusedError as refused:
            raise UnreadableAnswerError(
                f"{self._subject} was answered with what cannot be taken in: {refused}.",
                next_step="Repeat it later; if it stays so, the platform or a proxy is broken.",
                endpoint=self.endpoint,
                status=refused.status,
            ) from None
        finally:
            current_attempt.reset(token)
        return Answer(
            endpoint=self.endpoint,
            status=response.status_code,
            headers={k.lower(): v for k, v in response.headers.items()},
            body=response.content,
            at=self.now(),
            redact=self.redact,
        )

    def _judge(self, answer: Answer) -> None:
        try:
            self.judge(answer)
        except CrossdockError:
            raise
        except Exception as error:  # noqa: BLE001 - a judge reads what nobody has checked yet
            raise UnreadableAnswerError(
                f"{self.endpoint} answered {answer.status} with something that its connector could"
                f" not read ({type(error).__name__}{_place(error)}).",
                next_step="Repeat it later; if it stays so, report it to the connector's author.",
                endpoint=self.endpoint,
                status=answer.status,
            ) from None

    def told(self, failure: CrossdockError) -> CrossdockError:
        """Return *failure* as the caller must see it: redacted, and a doubt if it is one."""
        failure.message = self._clean(failure.message)
        failure.next_step = self._clean(failure.next_step)
        failure.args = (failure.message,)
        if isinstance(failure, RemoteError):
            failure.endpoint = self._clean(failure.endpoint) or self.endpoint
            failure.remote_code = self._clean(failure.remote_code)
            failure.remote_message = self._clean(failure.remote_message)
            failure.request_id = self._clean(failure.request_id)
        if not self.doubt or self.effect is Effect.READ:
            return failure
        told = {
            name: getattr(failure, name)
            for name in ("status", "remote_code", "remote_message", "request_id")
            if hasattr(failure, name)
        }
        return OutcomeUnknownError(
            f"It is not known whether {self.endpoint} took effect. {failure.message}",
            next_step="Look up what the platform has now before repeating it.",
            endpoint=self.endpoint,
            **told,
        )

    @property
    def _subject(self) -> str:
        is_token = self.attempt.stage is Stage.BEFORE
        return "The request for a token" if is_token else self.endpoint

    def _clean(self, text: str) -> str:
        return printable(self.redact(text))


def _certain(error: RemoteTroubleError, endpoint: str) -> RetryLaterError:
    """Return trouble that befell the token's request as what it is for the call: not sent."""
    return RetryLaterError(
        f"{endpoint} did not take place, because there was no token for it. {error.message}",
        next_step="Repeat it later.",
        endpoint=endpoint,
        status=error.status,
        remote_code=error.remote_code,
        remote_message=error.remote_message,
        request_id=error.request_id,
    )


def _place(error: Exception) -> str:
    """Return where a connector's code failed, for its author; no values."""
    trace = error.__traceback__
    if trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return f" in {code.co_qualname}, line {trace.tb_lineno}"
