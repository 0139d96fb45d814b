"""Algorithms other than Ed25519 (spec section 2.1): all is signed rightly, under another name."""

from collections.abc import Iterator

from .. import forge
from ..case import Case, answer, error, shown

OTHERS = {
    "eddsa": (-8, "EdDSA, the older number"),
    "es256": (-7, "ES256"),
    "esp256": (-9, "ESP256"),
    "ed448": (-53, "Ed448"),
    "before": (-18, "the number before"),
    "after": (-20, "the number behind"),
    "without-sign": (19, "19, without the sign"),
    "its-argument": (18, "18, which -19 is in CBOR"),
    "zero": (0, "0, which is reserved"),
    "hmac": (5, "HMAC"),
    "es384": (-35, "ES384"),
    "byte": (-275, "a number that is -19 in its last byte"),
    "byte-unsigned": (237, "the byte that -19 is in two's complement"),
    "word": (2**32 - 19, "the word that -19 is in two's complement"),
    "long": (-19 - 2**32, "a number that is -19 in its last 32 bits"),
    "greatest": (2**53 - 1, "the greatest number"),
    "least": (1 - 2**53, "the least number"),
}


def cases() -> Iterator[Case]:
    """All cases of this file."""
    bad = error("unsupported_alg")
    for name, (number, what) in OTHERS.items():
        change = {forge.ALG: number}
        for kind, code in {
            "paper": forge.paper(header=change),
            "outside": forge.live(header=change),
            "inside": forge.live(inner=forge.credential(header=change)),
        }.items():
            yield shown(f"algorithm/{kind}-{name}", f"{what} ({kind})", "2.1", code, bad)
    both = forge.live(header={1: -8}, inner=forge.credential(header={1: -8}))
    yield shown("algorithm/both-eddsa", "EdDSA inside and outside", "2.1", both, bad)
    bare = forge.credential(header={1: -8})
    yield shown("algorithm/bare-eddsa", "a live credential, bare, with EdDSA", "2.1", bare, bad)
    yield shown("algorithm/live", "nothing is wrong", "2.1", forge.live())
    paper = answer(medium="paper")
    yield shown("algorithm/paper", "nothing is wrong", "2.1", forge.paper(), paper)
