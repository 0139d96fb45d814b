"""The payload of a credential (spec sections 3.1 and 7.1, step 6), always rightly signed."""

from collections.abc import Iterator
from typing import Any

from .. import forge
from ..case import Case, answer, error, shown
from ..rawcbor import pairs

EXP, CTI, COLOUR = forge.EXP, forge.CTI, forge.COLOUR
HOLDER = forge.public("holder")

BAD: dict[str, Any] = {
    "no-exp": {EXP: forge.DROP},
    "no-cti": {CTI: forge.DROP},
    "no-colour": {COLOUR: forge.DROP},
    "no-claims": {EXP: forge.DROP, CTI: forge.DROP, COLOUR: forge.DROP},
    "iss": {1: "gz"},
    "sub": {2: "me"},
    "nbf": {5: 0},
    "iat": {6: forge.NOW},
    "cnf": {8: {}},
    "key-0": {0: 0},
    "key-31": {31: 0},
    "key-32": {32: 0},
    "key-1000": {1000: 0},
    "key-minus-1": {-1: 0},
    "key-minus-65538": {-65538: 0},
    "key-65536": {65536: 1},
    "text-key": {"exp": 0},
    "bytes-key": {b"\4": 0},
    "array-key": pairs((EXP, forge.PAPER_EXPIRY), (CTI, bytes(4)), (COLOUR, 1), ([], 0)),
    "exp-for-nbf": {EXP: forge.DROP, 5: forge.PAPER_EXPIRY},
    "colour-under-a-text": {COLOUR: forge.DROP, "colour": 1},
    "exp-minus-1": {EXP: -1},
    "exp-negative": {EXP: -forge.PAPER_EXPIRY},
    "exp-is-a-text": {EXP: str(forge.PAPER_EXPIRY)},
    "exp-is-bytes": {EXP: forge.PAPER_EXPIRY.to_bytes(4, "big")},
    "exp-is-an-array": {EXP: [forge.PAPER_EXPIRY]},
    "exp-is-a-map": {EXP: {}},
    "cti-is-a-number": {CTI: forge.SERIAL},
    "cti-is-a-text": {CTI: "0123"},
    "cti-is-an-array": {CTI: [bytes(4)]},
    "cti-is-a-map": {CTI: {}},
    "colour-minus-1": {COLOUR: -1},
    "colour-least": {COLOUR: 1 - 2**53},
    "colour-is-a-text": {COLOUR: "1"},
    "colour-is-named": {COLOUR: "green"},
    "colour-is-bytes": {COLOUR: b"\1"},
    "colour-is-empty-bytes": {COLOUR: b""},
    "colour-is-an-array": {COLOUR: [1]},
    "colour-is-a-map": {COLOUR: {}},
    "array": [forge.PAPER_EXPIRY, bytes(4), 1],
    "empty-array": [],
    "number": 0,
    "text": "exp",
    "text-of-36": "0" * 36,
    "bytes": forge.dump(bytes(4)),
    "bytes-of-36": forge.dump(bytes(36)),
}

# Pseudonymous IDs of a wrong length, by what signed them; "text" ones have the right length.
IDS: dict[str, dict[str, Any]] = {
    "paper": {
        "0-bytes": b"",
        "1-byte": bytes(1),
        "3-bytes": bytes(3),
        "5-bytes": bytes(5),
        "8-bytes": bytes(8),
        "35-bytes": bytes(35),
        "36-bytes": bytes(4) + HOLDER,
        "37-bytes": bytes(37),
        "text-of-4": "0123",
    },
    "live": {
        "0-bytes": b"",
        "3-bytes": bytes(3),
        "4-bytes": bytes(4),
        "32-bytes": HOLDER,
        "35-bytes": bytes(3) + HOLDER,
        "37-bytes": bytes(5) + HOLDER,
        "40-bytes": bytes(8) + HOLDER,
        "68-bytes": bytes(4) + HOLDER * 2,
        "text-of-36": "0" * 36,
    },
}

SERIALS = (0, 1, 2**8, 2**16, 2**31, 2**32 - 1)


def cases() -> Iterator[Case]:
    """All cases of this file."""
    bad = error("bad_claims")
    for name, change in BAD.items():
        comment = f"the payload of the credential: {name.replace('-', ' ')}"
        code = forge.paper(claims=change)
        yield shown(f"claims/paper-{name}", f"{comment} (paper)", "3.1", code, bad)
        code = forge.live(inner=forge.credential(claims=change))
        yield shown(f"claims/live-{name}", f"{comment} (live)", "3.1", code, bad)
    for kind, ids in IDS.items():
        for name, value in ids.items():
            code = (
                forge.paper(claims={CTI: value})
                if kind == "paper"
                else forge.live(claims={CTI: value})
            )
            comment = f"an ID of another length or type under a {kind} key: {name}"
            yield shown(f"claims/{kind}-id-of-{name}", comment, "3.1", code, bad)
    for serial in SERIALS:
        comment = f"the serial is {serial}"
        paper = forge.paper(serial=serial)
        yield shown(f"claims/paper-serial-{serial}", comment, "3.1", paper, answer(medium="paper"))
        live = forge.live(serial=serial)
        yield shown(f"claims/live-serial-{serial}", comment, "3.1", live)
