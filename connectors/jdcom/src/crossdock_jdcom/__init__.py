"""The JD.com connector: its hooks, one function each."""
