"""The issuer's service: translates HTTP to use cases and nothing else."""
