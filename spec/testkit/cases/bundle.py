"""Bundles (spec section 6.6): what comes of each of their objects."""

from collections.abc import Iterator
from typing import Any, Final

from .. import forge
from ..case import Case, Result, Step, answer, error, load, loaded, show
from ..rawcbor import Raw, dump

BAD: Final = error("bad_cbor")
FIRST, TRUST, LISTED = forge.root(), forge.trust_list(5), forge.revocation_list(5)
REVOKING: Final = forge.revocation_list(5, windows=[forge.window()])
SECOND: Final = forge.root(2, root_keys=["b"], signers=["root", "b"])
THIRD: Final = forge.root(3, root_keys=["c"], signers=["b", "c"])
PASSES: Final = show(forge.live())
UNSURE: Final = show(forge.live(), answer("check", stale=True))
STALE: Final = show(forge.live(), error("trust_stale"))


def case(name: str, comment: str, data: bytes, result: Result, *after: Step, **rest: Any) -> Case:
    """One file for a new gate, and what it shows then."""
    return Case(f"bundle/{name}", comment, "6.6", [load(data, result), *after], **rest)


def cases() -> Iterator[Case]:
    """All cases of this file."""
    chain = SECOND + THIRD
    every = chain + TRUST + LISTED
    yield case("all", "roots, a trust list and a revocation list", every, loaded(4), PASSES)
    again = [load(every, loaded(4)), PASSES]
    yield case("all-again", "the same file once more", every, loaded(4), *again)
    whole = FIRST + every
    yield case(
        "from-the-first", "the chain begins with the root in force", whole, loaded(5), PASSES
    )
    single = load(SECOND, error("rollback"))
    yield case("passed-over", "a root alone is not passed over", every, loaded(4), single, PASSES)
    what = "an older root is passed over, before and behind others"
    older = THIRD + SECOND + FIRST
    yield case("older-behind", what, every, loaded(4), load(older, loaded(3)), PASSES)
    what = "an older root in front of something that can't be cut"
    cut = load(FIRST + b"\xff", loaded(1, "bad_cbor"))
    yield case("older-cut", what, every, loaded(4), cut)
    what = "an older root that was never in the chain is passed over"
    other = forge.root(1, root_keys=["stranger"])
    yield case("older-other", what, every, loaded(4), load(other + TRUST, loaded(2)))
    what = "an older root that does not reach its own role"
    wrong = load(forge.root(1, signers=[]) + TRUST, loaded(1, "bad_root"))
    yield case("older-unsigned", what, every, loaded(4), wrong)
    what = "an older root of another federation"
    wrong = load(forge.root(1, federation="other") + TRUST, loaded(1, "bad_root"))
    yield case("older-federation", what, every, loaded(4), wrong)
    what = "an older root from the future is passed over: that comes first"
    future = load(forge.root(1, iat=forge.NOW + 999) + TRUST, loaded(2))
    yield case("older-future", what, every, loaded(4), future)
    for name, what, data, result, after in [
        (
            "equal-root",
            "another root of the same version",
            forge.root(exp=forge.NOW) + TRUST,
            loaded(1, "equivocation"),
            UNSURE,
        ),
        ("skipped-root", "version 2 is missing", THIRD + TRUST, loaded(1, "bad_root"), UNSURE),
        (
            "roots-back",
            "roots in the wrong order",
            THIRD + SECOND + TRUST,
            loaded(2, "bad_root"),
            UNSURE,
        ),
        (
            "list-first",
            "the revocation list stands first",
            LISTED + TRUST,
            loaded(1, "bad_revocation_list"),
            UNSURE,
        ),
        ("root-last", "the root stands last", TRUST + LISTED + SECOND, loaded(3), PASSES),
        ("twice", "each document stands there twice", TRUST * 2 + LISTED * 2, loaded(4), PASSES),
        (
            "lower-trust",
            "an older trust list is not passed over",
            TRUST + forge.trust_list(4),
            loaded(1, "rollback"),
            UNSURE,
        ),
        ("two-trust", "two trust lists", forge.trust_list(4) + TRUST, loaded(2), UNSURE),
        (
            "lower-list",
            "an older revocation list is not passed over",
            TRUST + LISTED + forge.revocation_list(4),
            loaded(2, "rollback"),
            PASSES,
        ),
        (
            "equal-list",
            "two revocation lists of one seq: the first is kept",
            TRUST + REVOKING + LISTED,
            loaded(2, "equivocation"),
            show(forge.paper(), error("revoked")),
        ),
        (
            "future-list",
            "a revocation list from the future",
            TRUST + forge.revocation_list(iat=forge.NOW + 301),
            loaded(1, "not_yet_issued"),
            UNSURE,
        ),
        (
            "errors",
            "faults in the order of the objects",
            b"\x00"
            + forge.trust_list(signers=[])
            + b"\xf4"
            + forge.root(9)
            + TRUST
            + b"\x80"
            + LISTED
            + b"\xff\x00",
            loaded(
                2,
                "bad_structure",
                "bad_trust_list",
                "bad_cbor",
                "bad_root",
                "bad_structure",
                "bad_cbor",
            ),
            PASSES,
        ),
        (
            "codes",
            "two codes",
            dump(forge.paper()) + dump(forge.live()),
            loaded(0, *["bad_structure"] * 2),
            STALE,
        ),
        ("two-bad", "two objects, both bad", b"\xf4\xf5", loaded(0, "bad_cbor", "bad_cbor"), STALE),
        (
            "one-and-cut",
            "one bad object and one that is cut",
            b"\xf4\x18",
            loaded(0, "bad_cbor", "bad_cbor"),
            STALE,
        ),
        (
            "array",
            "the documents in an array",
            dump([Raw(TRUST), Raw(LISTED)]),
            error("bad_structure"),
            STALE,
        ),
        (
            "wrapped",
            "the documents in a byte string",
            dump(TRUST + LISTED),
            error("bad_structure"),
            STALE,
        ),
        ("empty", "an empty file", b"", BAD, STALE),
        ("one", "one document is no bundle", TRUST, loaded(1), UNSURE),
        (
            "line-end",
            "a line end behind a document",
            TRUST + b"\n",
            loaded(1, "bad_structure"),
            UNSURE,
        ),
    ]:
        yield case(name, what, data, result, after)
    for name, what, data, number in [
        ("4096", "4096 objects", bytes(4095) + TRUST, 4095),
        ("4097", "4097 objects", bytes(4096) + TRUST, 4096),
        ("4096-and-cut", "4096 objects, and what can't be cut", bytes(4096) + b"\xff", 4096),
    ]:
        errors = ["bad_structure"] * number + ["too_large"] * (number > 4095)
        result = loaded(4096 - number, *errors)
        yield case(f"of-{name}", what, data, result, UNSURE if number == 4095 else STALE)
