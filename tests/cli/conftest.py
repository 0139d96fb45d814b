"""The wallet's fixtures, for what its commands draw."""

from wallet.conftest import client, gate, issuer, person, store, world

__all__ = ["client", "gate", "issuer", "person", "store", "world"]
