"""What is running: the id that ties a command's calls, pages and changes together."""

from __future__ import annotations

from contextvars import ContextVar

#: The hook being called in this thread, for the audit of remote calls.
current_hook: ContextVar[str] = ContextVar("current_hook", default="")
