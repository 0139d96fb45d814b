"""All private keys that tests here sign with, by their key IDs."""

import ast
from functools import cache
from pathlib import Path

from nacl.signing import SigningKey
from spec.testkit import forge
from tests.soak import raw
from tests.soak.world import ROOT_KEYS, SPECS, TRUST_KEYS

TESTKIT = Path(forge.__file__).parent
SOAK = [*ROOT_KEYS, *TRUST_KEYS, *SPECS, *(f"holder {number}" for number in range(50))]
SOAK += ["trust 3", "x", "y", "nobody", "thief"]
# The testkit's keys have names that stand somewhere in its source; or are made of these.
FORGE = [f"sz-{name}" for name in ("live", "paper", "revoke")]


@cache
def keyring() -> dict[bytes, SigningKey]:
    """The keys of the soak tests and of the testkit."""
    found = {raw.kid(name): raw.key(name) for name in SOAK}
    names = {*FORGE}
    for path in TESTKIT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                names |= {node.value} if len(node.value) < 40 else set()
    return found | {forge.kid(name): forge.key(name) for name in sorted(names)}


def key_of(public_key: bytes) -> SigningKey | None:
    """The private key of a public key, if it is one of ours."""
    return keyring().get(raw.kid_of(public_key))
