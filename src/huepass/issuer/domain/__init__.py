"""The issuer's rules, without a clock, a file or a database."""
