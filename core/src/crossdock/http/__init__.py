"""The way to a platform: one call, with everything that keeps it safe around it.

Importing this package imports the client library; modules that must load fast
import it inside the function that needs it.
"""

from crossdock.http.answer import Answer as Answer
from crossdock.http.client import Http as Http
from crossdock.http.client import Ports as Ports
from crossdock.http.journal import Call as Call
from crossdock.http.journal import Journal as Journal
from crossdock.http.journal import Pacer as Pacer
from crossdock.http.judgement import judge_status as judge_status
from crossdock.http.judgement import judging as judging
from crossdock.http.library import Auth as Auth
from crossdock.http.library import MockTransport as MockTransport
from crossdock.http.library import Request as Request
from crossdock.http.library import Response as Response
from crossdock.http.opening import open_http as open_http
from crossdock.http.opening import resolve_hosts as resolve_hosts
from crossdock.http.redaction import Redactor as Redactor
from crossdock.http.retry import Effect as Effect
from crossdock.http.retry import retry_after as retry_after
from crossdock.http.wording import quoted as quoted
