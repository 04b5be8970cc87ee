"""`crossdock demo`: a seller's whole day, told in under 90 seconds.

- `command`: the command; `folder`: where its workspace lies; `ending`: what it came to
- `goods`: what the three shops sell; `platforms`: who plays them
- `tour`: what every scene has at hand
- `meeting`, `receiving`, `publishing`, `ordering`, `shipping`, `closing`: the scenes
"""

from crossdock.cli.demo.command import command as command
