"""The form of codes: COSE_Sign1, headers, payloads (spec sections 2.2, 3.1 and 4.1)."""

from collections.abc import Iterator
from typing import Any

from .. import forge
from ..case import READY, Case, answer, error, show, shown

KID = forge.kid("paper")
PAPER = forge.paper()
CREDENTIAL = forge.credential()
LIVE = forge.live()

# No array of 4 at all.
OTHER_THINGS: dict[str, Any] = {
    "number": 0,
    "negative-number": -1,
    "bytes": forge.dump(PAPER),
    "text": "HP1:",
    "map": dict(enumerate(PAPER)),
    "empty-array": [],
    "empty-map": {},
    "array-of-3": PAPER[:3],
    "array-of-5": [*PAPER, b""],
    "array-in-array": [PAPER],
    "entry-of-a-cose-sign": [PAPER[0], {}, PAPER[3]],
    "only-nothing": [0, 0, 0, 0],
}

# Other entries of a COSE_Sign1's array, by place; the rest is rightly signed.
ENTRIES: dict[str, tuple[int, Any]] = {
    "protected-is-a-map": (0, {forge.ALG: forge.ED25519, forge.KID: KID}),
    "protected-is-a-text": (0, "\x01"),
    "protected-is-a-number": (0, 0),
    "protected-is-an-array": (0, []),
    "unprotected-has-an-entry": (1, {33: 0}),
    "unprotected-has-alg": (1, {forge.ALG: forge.ED25519}),
    "unprotected-has-kid": (1, {forge.KID: KID}),
    "unprotected-is-an-array": (1, []),
    "unprotected-is-empty-bytes": (1, b""),
    "unprotected-is-encoded": (1, b"\xa0"),
    "unprotected-is-a-number": (1, 0),
    "unprotected-is-an-empty-text": (1, ""),
    "payload-is-a-map": (2, {forge.EXP: forge.PAPER_EXPIRY, forge.CTI: bytes(4)}),
    "payload-is-a-text": (2, "\x01"),
    "payload-is-a-number": (2, 0),
    "payload-is-an-array": (2, [0]),
    "signature-of-no-bytes": (3, b""),
    "signature-of-63-bytes": (3, PAPER[3][:63]),
    "signature-of-65-bytes": (3, PAPER[3] + b"\0"),
    "signature-of-32-bytes": (3, PAPER[3][:32]),
    "signature-is-a-text": (3, "a" * 64),
    "signature-is-a-number": (3, 0),
    "signature-is-an-array": (3, [PAPER[3]]),
    "signatures-as-in-a-cose-sign": (3, [[PAPER[0], {}, PAPER[3]]]),
}

# Changes of the header of a credential, bare or inside.
HEADERS: dict[str, Any] = {
    "no-alg": {forge.ALG: forge.DROP},
    "no-kid": {forge.KID: forge.DROP},
    "typ": {16: "application/cwt"},
    "crit": {2: [1]},
    "content-type": {3: 0},
    "iv": {5: b""},
    "key-0": {0: 0},
    "key-32": {32: 0},
    "key-1000": {1000: 0},
    "key-minus-1": {-1: 0},
    "text-key": {"alg": forge.ED25519},
    "bytes-key": {b"\1": forge.ED25519},
    "alg-is-a-text": {forge.ALG: "EdDSA"},
    "alg-is-bytes": {forge.ALG: b"\x32"},
    "alg-is-an-array": {forge.ALG: [forge.ED25519]},
    "alg-is-a-map": {forge.ALG: {}},
    "kid-of-no-bytes": {forge.KID: b""},
    "kid-of-3-bytes": {forge.KID: KID[:3]},
    "kid-of-5-bytes": {forge.KID: KID + b"\0"},
    "kid-of-32-bytes": {forge.KID: forge.public("paper")},
    "kid-is-a-text": {forge.KID: "abcd"},
    "kid-is-a-number": {forge.KID: int.from_bytes(KID, "big")},
    "kid-is-an-array": {forge.KID: [KID]},
    "array": [forge.ED25519, KID],
    "number": 4,
    "text": "alg",
    "bytes": forge.dump(b""),
    "empty": {forge.ALG: forge.DROP, forge.KID: forge.DROP},
}

# Changes of a presentation's header; with key 4 it is meant as a credential.
OUTER_HEADERS: dict[str, Any] = {
    "no-alg": {forge.ALG: forge.DROP},
    "kid": {forge.KID: forge.kid("holder")},
    "only-kid": {forge.ALG: forge.DROP, forge.KID: forge.kid("holder")},
    "kid-of-3-bytes": {forge.KID: KID[:3]},
    "typ": {16: "application/huepass-rl+cose"},
    "key-32": {32: 0},
    "key-minus-1": {-1: 0},
    "text-key": {"kid": KID},
    "alg-is-a-text": {forge.ALG: "Ed25519"},
    "alg-is-bytes": {forge.ALG: b"\x32"},
    "array": [forge.ED25519],
    "number": forge.ED25519,
}

PAYLOADS: dict[str, Any] = {
    "no-iat": {forge.IAT: forge.DROP},
    "no-credential": {forge.CREDENTIAL: forge.DROP},
    "empty": {forge.IAT: forge.DROP, forge.CREDENTIAL: forge.DROP},
    "array": [forge.NOW, CREDENTIAL],
    "number": forge.NOW,
    "text": "iat",
    "bytes": forge.dump(b""),
    "iat-minus-1": {forge.IAT: -1},
    "iat-is-a-text": {forge.IAT: str(forge.NOW)},
    "iat-is-bytes": {forge.IAT: forge.NOW.to_bytes(4, "big")},
    "iat-is-an-array": {forge.IAT: [forge.NOW]},
    "challenge-of-no-bytes": {forge.CNONCE: b""},
    "challenge-of-7-bytes": {forge.CNONCE: bytes(7)},
    "challenge-of-33-bytes": {forge.CNONCE: bytes(33)},
    "challenge-is-a-text": {forge.CNONCE: "12345678"},
    "challenge-is-a-number": {forge.CNONCE: 12345678},
    "challenge-is-an-array": {forge.CNONCE: [bytes(8)]},
    "challenge-is-a-map": {forge.CNONCE: {}},
    "key-0": {0: 0},
    "key-5": {5: 0},
    "key-7": {7: bytes(4)},
    "key-10": {10: bytes(8)},
    "key-32": {32: 0},
    "key-38": {38: bytes(8)},
    "key-40": {40: 0},
    "key-1000": {1000: 0},
    "key-minus-65539": {-65539: 0},
    "text-key": {"iat": forge.NOW},
    "bytes-key": {b"\6": forge.NOW},
    "colour-beside": {forge.COLOUR: 1},
    "credential-is-bytes": {forge.CREDENTIAL: forge.dump(CREDENTIAL)},
    "credential-is-a-text": {forge.CREDENTIAL: "\x01"},
    "credential-is-a-number": {forge.CREDENTIAL: 0},
    "credential-is-a-map": {forge.CREDENTIAL: {}},
    "credential-in-an-array": {forge.CREDENTIAL: [CREDENTIAL]},
    "credential-of-3": {forge.CREDENTIAL: CREDENTIAL[:3]},
    "credential-of-5": {forge.CREDENTIAL: [*CREDENTIAL, 0]},
    "credential-empty": {forge.CREDENTIAL: []},
    "presentation-inside": {forge.CREDENTIAL: [LIVE[0], {}, b"\xa0", LIVE[3]]},
}


def cases() -> Iterator[Case]:
    """All cases of this file."""
    bad = error("bad_structure")
    for name, thing in OTHER_THINGS.items():
        yield shown(f"structure/{name}", f"the code is of another form: {name}", "2.2",
                    forge.dump(thing), bad)  # fmt: skip
    for name, (place, value) in ENTRIES.items():
        comment = f"an entry of the array: {name.replace('-', ' ')}"
        for kind, code in {
            "paper": forge.paper(outer={place: value}),
            "live": forge.live(outer={place: value}),
            "inner": forge.live(inner=forge.credential(outer={place: value})),
        }.items():
            yield shown(f"structure/{kind}-{name}", f"{comment} ({kind})", "2.2", code, bad)
    for name, change in HEADERS.items():
        comment = f"the header of the credential: {name.replace('-', ' ')}"
        for kind, code in {
            "paper": forge.paper(header=change),
            "inner": forge.live(inner=forge.credential(header=change)),
        }.items():
            yield shown(f"structure/{kind}-header-{name}", f"{comment} ({kind})", "3.1", code, bad)
    for name, change in OUTER_HEADERS.items():
        comment = f"the header of the presentation: {name.replace('-', ' ')}"
        # With a key ID it has the form of a credential, under a key that nobody has.
        result = error("unknown_key") if name == "kid" else bad
        yield shown(f"structure/header-{name}", comment, "4.1", forge.live(header=change), result)
    for name, change in PAYLOADS.items():
        comment = f"the payload of the presentation: {name.replace('-', ' ')}"
        yield shown(f"structure/payload-{name}", comment, "4.1", forge.live(payload=change), bad)
    for size in (8, 9, 31, 32):
        challenge = bytes(range(size))
        step = show(forge.live(challenge=challenge), challenge=challenge)
        comment = f"a challenge of {size} bytes"
        yield Case(f"structure/challenge-of-{size}-bytes", comment, "4.1", [*READY, step])
    yield shown("structure/live", "nothing is wrong", "4.1", LIVE)
    yield shown("structure/paper", "nothing is wrong", "3.1", PAPER, answer(medium="paper"))
    document = forge.revocation_list(windows=[forge.window()])
    for name, code in {
        "revocation-list": document,
        "root": forge.root(),
    }.items():
        comment = f"the code is a {name.replace('-', ' ')}"
        yield shown(f"structure/{name}", comment, "2.2", code, bad)
