"""The JD.ID connector: its hooks, one function each."""
