"""What crossdock does: one flow per verb, between a live connection and the store."""
