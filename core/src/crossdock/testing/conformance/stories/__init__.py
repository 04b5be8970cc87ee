"""What a connection is used for, as stories that may break off at any moment."""

from crossdock.testing.conformance.stories.accepting import ACCEPTING as ACCEPTING
from crossdock.testing.conformance.stories.pulling import LISTING as LISTING
from crossdock.testing.conformance.stories.pulling import PULLING as PULLING
from crossdock.testing.conformance.stories.pushing import PUSHING as PUSHING
from crossdock.testing.conformance.stories.sending import SENDING as SENDING

#: All of them; a connector takes part in those that it has the hooks of.
STORIES = (PULLING, PUSHING, ACCEPTING, SENDING)
