"""
Real exchanges with a platform, kept without what is secret in them.

- `exchange`: one exchange, and what a recording says of itself
- `json_text`, `walking`: JSON changed leaf by leaf, and nowhere else
- `names`, `persons`, `spellings`, `stand_ins`: what must not be kept, and what is instead
- `scrubbing`, `canary`: taking it out, and proving that it is out
- `recorder`, `files`: from the wire to a file, and back
- `matching`, `moments`: which recorded exchange answers a request
"""

from crossdock.recordings.exchange import Exchange as Exchange
from crossdock.recordings.exchange import Head as Head
from crossdock.recordings.exchange import Recording as Recording
from crossdock.recordings.files import read_recording as read_recording
from crossdock.recordings.files import read_recordings as read_recordings
from crossdock.recordings.files import write_recording as write_recording
from crossdock.recordings.recorder import Recorder as Recorder
