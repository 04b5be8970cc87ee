"""Which warehouse serves which order: association rules, and the router that reads them."""
