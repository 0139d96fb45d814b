"""The root that a gate is given by hand (spec section 6.2): if it is bad in any way, every step is
answered `bad_root`."""

from collections.abc import Iterator
from typing import Any, Final

from .. import forge
from ..case import READY, Case, answer, error, load, show
from ..rawcbor import NULL, dump, tagged, wide
from . import root as later
from .document import BAD_CBOR, NO_DOCUMENT

SMALLEST: Final = ("a", "0", "-", ".", "a" * 64, "abcdefghijklmnopqrstuvwxyz0123456789.-")
TWO: Final = ("root", "root-2")
THREE: Final = ("root", "root-2", "root-3")
MANY: Final = tuple(f"root-{number}" for number in range(33))


def bad(name: str, comment: str, root: bytes, spec: str = "6.2") -> Case:
    """A gate with a bad root, asked twice."""
    steps = [
        load(forge.trust_list(), error("bad_root")),
        show(forge.paper(), error("bad_root")),
    ]
    return Case(f"first-root/{name}", comment, spec, steps, root=root)


def good(name: str, comment: str, root: bytes, **rest: Any) -> Case:
    """A gate with an unusual root that is right."""
    steps = [load(forge.trust_list(**rest)), load(forge.revocation_list()), show(forge.live())]
    return Case(f"first-root/good-{name}", comment, "6.2", steps, root=root)


def _flipped(entries: list[Any]) -> list[Any]:
    """The signatures, the first with one bit changed."""
    (protected, unprotected, signed), *others = entries
    return [[protected, unprotected, bytes([signed[0] ^ 1]) + signed[1:]], *others]


def _unsigned() -> Iterator[Case]:
    """Roots that do not reach their own role 1."""
    for name, what, rest in [
        ("no-signature", "nobody signed", {"signers": []}),
        ("other-signer", "only a stranger signed", {"signers": ["stranger"]}),
        ("trust-signer", "only the key of role 2 signed", {"signers": ["trust"]}),
        ("flipped", "the signature has a wrong bit", {"entries": _flipped}),
        ("one-of-two", "one of two signed", {"root_keys": TWO, "signers": TWO[:1]}),
        (
            "one-of-two-and-flipped",
            "two of two signed, one of them wrongly",
            {"root_keys": TWO, "entries": _flipped},
        ),
        (
            "two-of-three-for-3",
            "two of three signed, and it takes three",
            {"root_keys": THREE, "signers": THREE[:2]},
        ),
        (
            "one-of-three-for-2",
            "one of three and a stranger signed, and it takes two",
            {"root_keys": THREE, "root_threshold": 2, "signers": ["root", "stranger"]},
        ),
        (
            "one-and-trust-for-2",
            "one of two and the key of role 2 signed",
            {"root_keys": TWO, "signers": ["root", "trust"]},
        ),
        ("33-of-33", "it takes 33 signatures, and there are 33", {"root_keys": MANY}),
    ]:
        yield bad(name, what, forge.root(**rest), "6.1")


def _well_signed() -> Iterator[Case]:
    for name, what, rest in [
        ("two-of-two", "two of two signed", {"root_keys": TWO}),
        (
            "two-of-three",
            "two of three signed, and it takes two",
            {"root_keys": THREE, "root_threshold": 2, "signers": THREE[1:]},
        ),
        (
            "three-of-three-for-1",
            "three signed, and it takes one",
            {"root_keys": THREE, "root_threshold": 1},
        ),
        (
            "other-flipped",
            "one of two signed wrongly, and it takes one",
            {"root_keys": TWO, "root_threshold": 1, "entries": _flipped},
        ),
        ("and-stranger", "a stranger signed as well", {"signers": ["stranger", "root"]}),
        ("32-of-32", "it takes 32 signatures, and there are 32", {"root_keys": MANY[:32]}),
    ]:
        yield good(name, what, forge.root(**rest))


def cases() -> Iterator[Case]:
    """All cases of this file."""
    yield good("plain", "nothing is wrong", forge.root())
    for number, federation in enumerate(SMALLEST, 1):
        what = f"the federation's ID is `{federation}`"
        root = forge.root(federation=federation)
        yield good(f"id-{number}", what, root, federation=federation)
    for version in (0, 2, later.LARGEST):
        yield good(f"version-{version}", "any version may be the first", forge.root(version))
    for name, what, rest in later.GOOD:
        if name != "shortest-life":  # it would be expired
            signers = ["root"] if name == "one-key-for-both" else ["trust"]
            yield good(name, what, forge.root(**rest), signers=signers)
    yield from _well_signed()
    yield from _unsigned()
    for name, what, rest in later.FAULTS:
        yield bad(name, what, forge.root(**rest))
    for name, what, broken in (*BAD_CBOR, *NO_DOCUMENT):
        yield bad(name, what, broken(forge.root()), "7.2")
    for name, what, document in [
        ("empty", "the root is empty", b""),
        ("trust-list", "a trust list is given as the root", forge.trust_list()),
        ("revocation-list", "a revocation list is given as the root", forge.revocation_list()),
        ("twice", "the root stands there twice", forge.root() * 2),
        ("credential", "a credential is given as the root", dump(forge.paper())),
    ]:
        yield bad(name, what, document, "7.2")
    for name, media_type in {"trust": forge.TRUST_TYPE, "revocation": forge.LIST_TYPE}.items():
        what = f"a right root but for its media type, that of a {name} list"
        root = forge.root(header={forge.CONTENT_TYPE: media_type})
        yield bad(f"as-{name}-list", what, root, "2.2")
    for name, what, version in [
        ("version-too-large", "the version is 2^53", 2**53),
        ("version-wide", "the version is 1 in two bytes", wide(1, 1)),
        ("version-tagged", "the version has a tag", tagged(2, b"\x01")),
        ("version-null", "the version is null", NULL),
    ]:
        yield bad(name, what, forge.root(change={2: version}), "1.1")
    expired = error("trust_stale")
    steps = [load(forge.trust_list()), show(forge.paper(), expired), load(forge.root(2))]
    yield Case(
        "first-root/good-expired",
        "the first root has expired; the next one helps",
        "6.2",
        [*steps, load(forge.revocation_list()), show(forge.live())],
        root=forge.root(exp=forge.NOW),
    )
    yield Case(
        "first-root/good-not-accepting-paper",
        "this gate accepts no paper",
        "7.1",
        [*READY, show(forge.paper(), error("paper_not_accepted")), show(forge.live(), answer())],
        accept_paper=False,
    )
