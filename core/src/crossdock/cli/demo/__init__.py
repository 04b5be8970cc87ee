"""`crossdock demo`: a seller's whole day, told in under 90 seconds.

- `command`: the command, and how it ends; `folder`: where its workspace lies
- `goods`: what the three shops sell; `platforms`: who plays them
- `tour`: what every scene has at hand
- `meeting`, `receiving`, `publishing`, `ordering`, `shipping`, `closing`: the scenes
"""

from crossdock.cli.demo.command import command as command
