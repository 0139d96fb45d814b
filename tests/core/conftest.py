"""Property tests find the same on every machine and are quick."""

from hypothesis import settings

settings.register_profile("core", derandomize=True, deadline=None, max_examples=100, database=None)
settings.load_profile("core")
