"""The tables by topic, as statements: each is run once, by the migration that names it."""
