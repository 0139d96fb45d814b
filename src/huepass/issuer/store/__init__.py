"""The issuer's memory: one SQLite file."""
