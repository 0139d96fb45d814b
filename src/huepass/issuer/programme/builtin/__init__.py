"""Programmes that come with huepass."""

from functools import cache
from importlib.resources import files

from huepass.issuer.programme.file import load_programme
from huepass.issuer.programme.model import Programme


@cache
def minimal() -> Programme:
    """The programme of an issuer that has no other: staff decide on colours."""
    return load_programme((files(__name__) / "minimal.toml").read_bytes())
