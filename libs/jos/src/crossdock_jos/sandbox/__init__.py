"""
The JD router as a program: sections 1 to 3 of the JOS sheet, A3 to A5 of the JD.ID sheet.

Both platforms' sandboxes are built on it. It was written from the sheets alone
and shares nothing with the library beside it, so that a misreading of one is
found by the other.

- `dialect`: the switches of every router
- `arrival`, `signature`, `stamp`: a request as it comes in, and whether it is genuine
- `refusals`: the gateway's codes
- `gate`: what every call passes, in which order
- `business`: reading the parameters of a method
- `envelope`, `router`, `pages`: answering
- `grants`, `consent`: OAuth2
- `requests`: reading what the control plane is asked
"""
