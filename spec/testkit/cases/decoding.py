"""What of a code is decoded, how deep, and where it ends (spec sections 1.1 and 7.1, step 2)."""

from collections.abc import Iterator
from typing import Any

from .. import forge
from ..case import Case, Result, answer, error, load, shown
from ..rawcbor import ARRAY, BYTES, MAP, TEXT, TRUE, Raw, endless, head, pairs, wide, wide_string

BROKEN = b"\xff"
CREDENTIAL = forge.credential()
PAPER = forge.paper()
LIVE = forge.live()
LIVE_BYTES, PAPER_BYTES = forge.dump(LIVE), forge.dump(PAPER)
CLAIMS = [(forge.EXP, forge.PAPER_EXPIRY), (forge.CTI, bytes(4)), (forge.COLOUR, 1)]


def nested(depth: int, inside: Any = None) -> Any:
    """So many arrays in each other, the innermost with one entry or none."""
    value: Any = [] if inside is None else [inside]
    for _ in range(depth - 1):
        value = [value]
    return value


def nested_maps(depth: int) -> Any:
    """So many maps in each other, the innermost empty."""
    value: Any = {}
    for _ in range(depth - 1):
        value = {0: value}
    return value


def nested_keys(depth: int) -> Any:
    """So many maps in each other, each the key of the one around it."""
    value: Any = {}
    for _ in range(depth - 1):
        value = pairs((value, 0))
    return value


def _signed(claims: Any) -> Any:
    return forge.sign1({forge.ALG: forge.ED25519, forge.KID: forge.kid("paper")}, claims, "paper")


def _inside(outer: Any) -> Any:
    return forge.live(inner=forge.credential(outer=outer))


# What stands in eight arrays or maps is good, in nine it is not.
DEPTHS = [
    ("paper", "the payload of a paper credential", 0, lambda x: _signed(x), "bad_claims"),
    ("header", "the protected header", 0, lambda x: forge.paper(header=x), "bad_structure"),
    ("outer", "the code itself", 1, lambda x: forge.paper(outer={1: x}), "bad_structure"),
    ("payload", "the payload of a presentation", 1, lambda x: forge.live(payload={40: x}),
     "bad_structure"),
    ("inner", "the credential inside", 2, lambda x: _inside({1: x}), "bad_structure"),
    ("inner-header", "the protected header inside", 0,
     lambda x: forge.live(inner=forge.credential(header=x)), "bad_structure"),
    ("inner-payload", "the payload inside", 0,
     lambda x: forge.live(inner=forge.credential(claims=x)), "bad_claims"),
]  # fmt: skip

# What is decoded beside a fault in the form, and what is not.
PASSES = [
    ("three-entries", "the protected header of an array of 3 is not decoded",
     [BROKEN, {}, bytes(64)], "bad_structure"),
    ("five-entries", "the protected header of an array of 5 is not decoded",
     [BROKEN, {}, BROKEN, bytes(64), 0], "bad_structure"),
    ("map-of-four", "the values of a map are not decoded",
     {0: BROKEN, 1: {}, 2: BROKEN, 3: bytes(64)}, "bad_structure"),
    ("header-no-bytes", "the payload is decoded though the protected header is no byte string",
     [0, {}, BROKEN, bytes(64)], "bad_cbor"),
    ("payload-no-bytes", "the protected header is decoded though the payload is no byte string",
     [BROKEN, {}, 0, bytes(64)], "bad_cbor"),
    ("text-for-bytes", "texts are not decoded, whatever they hold",
     ["\x7f", {}, "\x7f", bytes(64)], "bad_structure"),
    ("inner-header", "the protected header inside is decoded",
     forge.live(inner=[BROKEN, {}, b"\xa0", bytes(64)]), "bad_cbor"),
    ("inner-payload", "the payload inside is decoded",
     forge.live(inner=[b"\xa0", {}, BROKEN, bytes(64)]), "bad_cbor"),
    ("inner-header-no-bytes", "the payload inside is decoded though its header is no byte string",
     forge.live(inner=[0, {}, BROKEN, bytes(64)]), "bad_cbor"),
    ("inner-payload-no-bytes", "the header inside is decoded though its payload is no byte string",
     forge.live(inner=[BROKEN, {}, 0, bytes(64)]), "bad_cbor"),
    ("inner-header-empty", "the protected header inside is empty",
     forge.live(inner=forge.credential(outer={0: b""})), "bad_cbor"),
    ("inner-payload-empty", "the payload inside is empty",
     forge.live(inner=forge.credential(outer={2: b""})), "bad_cbor"),
    ("inner-three-entries", "what is inside is an array of 3 and not decoded further",
     forge.live(inner=[BROKEN, {}, BROKEN]), "bad_structure"),
    ("inner-five-entries", "what is inside is an array of 5 and not decoded further",
     forge.live(inner=[BROKEN, {}, BROKEN, bytes(64), 0]), "bad_structure"),
    ("inner-map", "what is inside is a map and not decoded further",
     forge.live(inner={0: BROKEN, 2: BROKEN}), "bad_structure"),
    ("inner-bytes", "what is inside is a byte string and not decoded",
     forge.live(inner=BROKEN), "bad_structure"),
    ("inside-a-credential", "a header with key 4: what the payload holds is not decoded further",
     _signed({6: forge.NOW, forge.CREDENTIAL: [BROKEN, {}, BROKEN, bytes(64)]}), "bad_claims"),
    ("header-empty-map", "a header without any key: what is inside is decoded",
     forge.live(header={forge.ALG: forge.DROP}, inner=[BROKEN, {}, 0, 0]), "bad_cbor"),
    ("header-other-keys", "a header with other keys than 4: what is inside is decoded",
     forge.live(header={5: 0}, inner=[BROKEN, {}, 0, 0]), "bad_cbor"),
    ("header-array", "a header that is an array: what is inside is not decoded",
     forge.live(header=[1], inner=[BROKEN, {}, BROKEN, 0]), "bad_structure"),
    ("header-number", "a header that is a number: what is inside is not decoded",
     forge.live(header=4, inner=[BROKEN, {}, BROKEN, 0]), "bad_structure"),
    ("header-text-key", "a header with the text \"4\": what is inside is decoded",
     forge.live(header={"4": 0}, inner=[BROKEN, {}, 0, 0]), "bad_cbor"),
    ("two-deep", "what is inside the credential inside is not decoded",
     forge.live(inner=forge.credential(claims={
         forge.CREDENTIAL: [BROKEN, {}, BROKEN, 0]})), "bad_claims"),
    ("in-another-key", "an array of 4 under another key is not decoded",
     forge.live(payload={40: [BROKEN, {}, BROKEN, 0]}), "bad_structure"),
]  # fmt: skip


# Strings and arrays whose lengths are written longer than they need to be, rightly signed.
WIDE = {
    "array": Raw(head(ARRAY, 4, 1) + b"".join(map(forge.dump, PAPER))),
    "header": forge.paper(outer={0: wide_string(PAPER[0], 1)}),
    "payload": forge.paper(outer={2: wide_string(PAPER[2], 2)}),
    "signature": forge.paper(outer={3: wide_string(PAPER[3], 4)}),
    "unprotected": forge.paper(outer={1: Raw(head(MAP, 0, 1))}),
    "header-map": forge.paper(
        header=head(MAP, 2, 1) + forge.dump({1: -19, 4: forge.kid("paper")})[1:]
    ),
    "alg": forge.paper(header={forge.ALG: wide(-19, 1)}),
    "alg-key": forge.paper(header=pairs((wide(1, 1), -19), (4, forge.kid("paper")))),
    "kid": forge.paper(header={forge.KID: wide_string(forge.kid("paper"), 1)}),
    "expiry": forge.paper(claims={forge.EXP: wide(forge.PAPER_EXPIRY, 8)}),
    "id": forge.paper(claims={forge.CTI: wide_string(bytes(4), 1)}),
    "colour": forge.paper(claims={forge.COLOUR: wide(1, 1)}),
    "iat": forge.live(payload={forge.IAT: wide(forge.NOW, 8)}),
    "challenge": forge.live(payload={forge.CNONCE: wide_string(bytes(8), 1)}),
    "small-expiry": forge.paper(claims={forge.EXP: wide(65_535, 4)}),
    "small-iat": forge.live(payload={forge.IAT: wide(65_535, 4)}),
    "small-inner-expiry": forge.live(inner=forge.credential(claims={forge.EXP: wide(0, 4)})),
    "inner-array": forge.live(inner=Raw(b"\x98" + b"\x04" + forge.dump(CREDENTIAL)[1:])),
    "inner-signature": forge.live(inner=forge.credential(outer={3: wide_string(CREDENTIAL[3], 2)})),
}

ORDER = {
    "header-unordered": forge.paper(header=pairs((4, forge.kid("paper")), (1, -19))),
    "header-twice": forge.paper(header=pairs((1, -19), (1, -19), (4, forge.kid("paper")))),
    "header-twice-other": forge.paper(header=pairs((1, -8), (1, -19), (4, forge.kid("paper")))),
    "claims-reversed": _signed(pairs(*CLAIMS[::-1])),
    "claims-unordered": _signed(pairs(CLAIMS[1], CLAIMS[0], CLAIMS[2])),
    "colour-first": _signed(pairs(CLAIMS[2], CLAIMS[0], CLAIMS[1])),
    "expiry-twice": _signed(pairs(CLAIMS[0], *CLAIMS)),
    "id-twice": _signed(pairs(CLAIMS[0], CLAIMS[1], *CLAIMS[1:])),
    "colour-twice": _signed(pairs(*CLAIMS, (forge.COLOUR, 3))),
    "credential-first": forge.live(
        payload=pairs((forge.CREDENTIAL, CREDENTIAL), (forge.IAT, forge.NOW))
    ),
    "challenge-first": forge.live(
        payload=pairs((39, bytes(8)), (6, forge.NOW), (forge.CREDENTIAL, CREDENTIAL))
    ),
    "iat-twice": forge.live(payload=pairs((6, 0), (6, forge.NOW), (forge.CREDENTIAL, CREDENTIAL))),
    "credential-twice": forge.live(
        payload=pairs((6, forge.NOW), (forge.CREDENTIAL, CREDENTIAL), (forge.CREDENTIAL, 0))
    ),
}


def _raw() -> Iterator[tuple[str, str, bytes]]:
    """Bytes that are no object, or more than one."""
    for name, code in (("live", LIVE_BYTES), ("paper", PAPER_BYTES)):
        yield f"{name}-cut-by-1", "the last byte is missing", code[:-1]
        yield f"{name}-cut-by-66", "the signature is missing", code[:-66]
        yield f"{name}-half", "only half of it is there", code[: len(code) // 2]
        yield f"{name}-head-only", "only the first byte is there", code[:1]
        yield f"{name}-and-zero", "a zero stands behind the object", code + b"\0"
        yield f"{name}-and-null", "null stands behind the object", code + b"\xf6"
        yield f"{name}-and-break", "a break stands behind the object", code + b"\xff"
        yield f"{name}-tagged", "a tag says that it is a COSE_Sign1", b"\xd2" + code
        yield f"{name}-is-cbor", "a tag says that it is CBOR", b"\xd9\xd9\xf7" + code
        yield f"{name}-endless", "the array is of indefinite length", b"\x9f" + code[1:] + b"\xff"
        yield f"{name}-in-bytes", "a byte string of indefinite length", b"\x5f" + code + b"\xff"
    yield "paper-twice", "the object comes twice", PAPER_BYTES * 2
    for major, what in {BYTES: "bytes", TEXT: "text", ARRAY: "array", MAP: "map"}.items():
        for name, length in {"2-to-20-and-1": 2**20 + 1, "2-to-31": 2**31, "2-to-32": 2**32,
                             "2-to-53-less-1": 2**53 - 1, "2-to-63": 2**63,
                             "2-to-64-less-1": 2**64 - 1}.items():  # fmt: skip
            comment = f"a head that announces more {what} than there is"
            yield f"{what}-of-{name}", comment, head(major, length) + bytes(8)
    yield "head-cut", "a head whose argument is cut", b"\x9b\0\0\0"
    yield "320-arrays", "320 arrays in each other", b"\x81" * 320
    yield "320-endless", "320 arrays of indefinite length in each other", b"\x9f" * 320
    yield "320-tags", "320 tags in each other", b"\xc0" * 320
    yield "not-cbor", "a text that is not CBOR at all", b"HP1:6BF"


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name, where, around, made, after in DEPTHS:
        for kind, nest in (("arrays", nested), ("maps", nested_maps), ("keys", nested_keys)):
            for depth, reason in ((8, after), (9, "bad_cbor")):
                comment = f"{depth} {kind} in each other in {where}"
                code = made(nest(depth - around))
                yield shown(f"decoding/{name}-{depth}-{kind}", comment, "1.1", code, error(reason))
    for depth, reason in ((8, "bad_claims"), (9, "bad_cbor")):
        comment = f"a number in {depth} arrays in each other"
        code = _signed(nested(depth, 0))
        yield shown(f"decoding/number-in-{depth}", comment, "1.1", code, error(reason))
    for name, comment, code, reason in PASSES:
        yield shown(f"decoding/{name}", comment, "7.1", code, error(reason))
    for name, code in WIDE.items():
        comment = f"a longer argument than needed: {name.replace('-', ' ')}"
        yield shown(f"decoding/wide-{name}", comment, "1.1", code, error("bad_cbor"))
    for name, code in ORDER.items():
        comment = f"keys of a map: {name.replace('-', ' ')}"
        yield shown(f"decoding/{name}", comment, "1.1", code, error("bad_cbor"))
    for name, comment, code in _raw():
        yield shown(f"decoding/{name}", comment, "1.1", code, error("bad_cbor"))
    for where, code in {
        "header": forge.paper(header=PAPER[0] + b"\0"),
        "payload": forge.paper(claims=PAPER[2] + b"\0"),
        "inner-header": forge.live(inner=forge.credential(header=CREDENTIAL[0] + b"\0")),
        "inner-payload": forge.live(inner=forge.credential(claims=CREDENTIAL[2] + b"\0")),
        "presentation-payload": forge.live(payload=LIVE[2] + b"\0"),
        "presentation-header": forge.live(header=LIVE[0] + b"\0"),
        "payload-cut": forge.paper(claims=PAPER[2][:-1]),
        "colour-cut": forge.paper(claims={forge.COLOUR: Raw(b"\x18")}),
        "inner-colour-cut": forge.live(claims={forge.COLOUR: Raw(b"\x18")}),
        "header-cut": forge.paper(header=PAPER[0][:-1]),
        "header-empty": forge.paper(header=b""),
        "payload-empty": forge.paper(claims=b""),
        "presentation-header-empty": forge.live(header=b""),
        "presentation-payload-empty": forge.live(payload=b""),
        "claims-endless": forge.paper(claims=endless(MAP, *[x for claim in CLAIMS for x in claim])),
        "alg-true": forge.paper(header={forge.ALG: TRUE}),
        "colour-true": forge.paper(claims={forge.COLOUR: TRUE}),
        "colour-float": forge.paper(claims={forge.COLOUR: Raw(b"\xf9\x3c\x00")}),
        "key-float": forge.paper(claims=pairs((Raw(b"\xf9\x44\x00"), 0), *CLAIMS)),
    }.items():
        comment = f"not the content of a byte string: {where.replace('-', ' ')}"
        yield shown(f"decoding/bytes-{where}", comment, "1.1", code, error("bad_cbor"))
    yield from _good()


def _good() -> Iterator[Case]:
    result: Result = answer(medium="paper")
    yield shown("decoding/paper", "nothing is wrong", "1.1", PAPER_BYTES, result)
    yield shown("decoding/live", "nothing is wrong", "1.1", LIVE_BYTES)
    step = load(b"\x18\x18", error("bad_structure"))
    comment = "a file that ends with the last byte of a number"
    yield Case("decoding/number-at-the-end", comment, "7.2", [step])
