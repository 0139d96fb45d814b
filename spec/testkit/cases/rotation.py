"""Roots that follow one another, and what becomes of trust and revocation lists (spec 6.2)."""

from collections.abc import Iterator
from typing import Any, Final

from .. import forge
from ..case import Case, Result, Step, answer, error, load, loaded, show

NOW: Final = forge.NOW
STALE: Final = error("trust_stale")
PAPER: Final = answer(medium="paper")
UNSURE: Final = answer("check", medium="paper", stale=True)


def root(version: int, old: str, new: str, **rest: Any) -> bytes:
    """The root of a version that hands over from one root key to another."""
    return forge.root(version, root_keys=[new], signers=dict.fromkeys([old, new]), **rest)


def shown(result: Result, serial: int = forge.SERIAL, **rest: Any) -> Step:
    """A paper code is shown."""
    return show(forge.paper(serial=serial), result, **rest)


# What a gate has loaded before the next root: a trust list, and that serial 7 is revoked.
BEFORE: Final[list[Step]] = [
    load(forge.trust_list(5)),
    load(forge.revocation_list(5, windows=[forge.window()])),
]


def _chains() -> Iterator[Case]:
    """Roots only."""
    second, third = root(2, "root", "b"), root(3, "b", "c")
    for name, what, steps in [
        ("two", "one root after the other", [load(second), load(third)]),
        ("again", "each once more while in force", [load(second), load(second), load(third)]),
        ("first-again", "the first root, while in force", [load(forge.root())]),
        (
            "first-later",
            "the first root, later",
            [load(second), load(forge.root(), error("rollback"))],
        ),
        (
            "second-later",
            "the second root, later",
            [load(second), load(third), load(second, error("rollback"))],
        ),
        ("skipped", "version 2 is missing", [load(third, error("bad_root"))]),
        (
            "skipped-same-keys",
            "version 2 is missing, though the keys are the same",
            [load(forge.root(3), error("bad_root")), load(forge.root(2)), load(forge.root(3))],
        ),
        (
            "far",
            "the version is the greatest there is",
            [load(forge.root(2**53 - 1), error("bad_root"))],
        ),
        (
            "old-key-again",
            "version 3 is signed by the key of version 1",
            [load(second), load(root(3, "root", "c"), error("bad_root"))],
        ),
        (
            "returns",
            "version 3 goes back to the first key",
            [load(second), load(root(3, "b", "root")), load(forge.root(4))],
        ),
        (
            "failed-first",
            "a bad version 2 does not stop the right one",
            [load(forge.root(2, root_keys=["b"]), error("bad_root")), load(second)],
        ),
        (
            "expired",
            "each root of the chain has expired",
            [
                load(root(2, "root", "b", exp=NOW - 1)),
                load(root(3, "b", "c", exp=NOW - 2)),
                load(root(4, "c", "d")),
            ],
        ),
        (
            "iat-back",
            "a later root may have an earlier iat and exp",
            [
                load(root(2, "root", "b", iat=NOW - 100 * forge.DAY, exp=NOW + 1)),
                load(root(3, "b", "c", iat=0)),
            ],
        ),
    ]:
        yield Case(f"rotation/chain-{name}", what, "6.2", steps)
    other = load(forge.root(2, federation="other"), error("bad_root"))
    yield Case("rotation/federation", "the next root is another federation's", "6.2", [other])
    older = [load(forge.root(4, federation="other"), error("bad_root"))]
    what = "an older root is another federation's"
    yield Case("rotation/older-federation", what, "6.2", older, root=forge.root(5))
    unsigned = [load(forge.root(4, signers=["stranger"]), error("bad_root"))]
    what = "an older root does not reach its own role"
    yield Case("rotation/older-unsigned", what, "6.2", unsigned, root=forge.root(5))
    foreign = [load(forge.root(4, root_keys=["stranger"]), error("rollback"))]
    what = "an older root need only reach its own role: it is a rollback"
    yield Case("rotation/older-foreign", what, "6.2", foreign, root=forge.root(5))
    foreign = [load(forge.root(5, root_keys=["stranger"]), error("equivocation"))]
    what = "a root of the same version need only reach its own role: it is an equivocation"
    yield Case("rotation/same-foreign", what, "6.2", foreign, root=forge.root(5))


def _trust_stays() -> Iterator[Case]:
    """The next root, and the trust list in force."""
    two = ["trust", "trust-2"]
    for name, what, rest in [
        ("same", "role 2 did not change", {}),
        ("root-key", "the root key changed", {"root_keys": ["b"], "signers": ["root", "b"]}),
        ("more-keys", "role 2 has another key too", {"trust_keys": two, "trust_threshold": 1}),
    ]:
        steps = [*BEFORE, load(forge.root(2, **rest)), shown(error("revoked")), shown(PAPER, 8)]
        rolled = load(forge.trust_list(4), error("rollback"))
        yield Case(
            f"rotation/kept-{name}", f"{what}: the trust list stays", "6.2", [*steps, rolled]
        )
    for name, what, rest in [
        ("key", "role 2 has another key", {"trust_keys": ["trust-2"]}),
        ("threshold", "role 2 takes two", {"trust_keys": two}),
    ]:
        signers = rest["trust_keys"]
        gone = [*BEFORE, load(forge.root(2, **rest)), shown(STALE)]
        lower = load(forge.trust_list(1, signers=signers))
        listed = forge.revocation_list(5, windows=[forge.window()])
        for end, more, steps in [
            ("", "the trust list is dropped", [show(forge.live(), STALE)]),
            (
                "-reloaded",
                "the same bytes are no longer in force",
                [load(forge.trust_list(5), error("bad_trust_list"))],
            ),
            (
                "-seq",
                "the next trust list may have any seq",
                [lower, shown(error("revoked")), shown(PAPER, 8)],
            ),
            (
                "-lists",
                "without a trust list no list is in force",
                [load(listed, error("bad_revocation_list"))],
            ),
            (
                "-lists-kept",
                "revocation lists are kept, with their seq",
                [lower, load(listed), load(forge.revocation_list(4), error("rollback"))],
            ),
            (
                "-lists-judged",
                "the revoke key is not in the next trust list: the list is forgotten",
                [
                    load(forge.trust_list(1, signers=signers, issuers=[_rekeyed()])),
                    shown(UNSURE),
                    load(forge.trust_list(2, signers=signers)),
                    shown(UNSURE, 8),
                    load(forge.revocation_list(4)),
                ],
            ),
        ]:
            yield Case(f"rotation/dropped-{name}{end}", f"{what}: {more}", "6.2", [*gone, *steps])


def _rekeyed() -> Any:
    """The issuer with another revoke key."""
    keys = [*forge.issuer_keys()[:2], forge.key_entry("revoke-2", forge.REVOKE)]
    return forge.issuer(keys=keys)


def _signed_twice() -> Iterator[Case]:
    """Trust lists with signatures of more keys than the first root asks for."""
    both = load(forge.trust_list(5, signers=["trust", "trust-2"]))
    for name, what, rest, stays in [
        ("new-key", "the new key had signed as well", {"trust_keys": ["trust-2"]}, True),
        (
            "both",
            "two keys had signed, and now it takes two",
            {"trust_keys": ["trust", "trust-2"]},
            True,
        ),
        (
            "two-of-three",
            "two of the three new keys had signed",
            {"trust_keys": ["trust", "trust-2", "trust-3"], "trust_threshold": 2},
            True,
        ),
        ("three", "now it takes three", {"trust_keys": ["trust", "trust-2", "trust-3"]}, False),
    ]:
        steps = [both, load(forge.root(2, **rest)), shown(UNSURE if stays else STALE)]
        yield Case(f"rotation/signed-twice-{name}", what, "6.2", steps)
    moved = forge.root(2, trust_keys=["trust-2"])
    steps = [load(forge.trust_list(5)), load(moved), load(forge.root(3)), shown(STALE)]
    what = "the first key comes back with the root after: the trust list does not"
    yield Case("rotation/not-back", what, "6.2", [*steps, load(forge.trust_list(1)), shown(UNSURE)])
    steps = [load(moved), load(forge.trust_list(signers=["trust-2"])), shown(UNSURE)]
    yield Case("rotation/next-key", "the new key signs", "6.3", steps)
    steps = [load(moved), load(forge.trust_list(), error("bad_trust_list"))]
    yield Case("rotation/last-key", "the old key signs", "6.3", steps)
    early = load(forge.trust_list(signers=["trust-2"]), error("bad_trust_list"))
    yield Case("rotation/early-key", "the new key signs before its root came", "6.3", [early])
    future = load(forge.root(2, trust_keys=["trust-2"], iat=NOW + 301), error("not_yet_issued"))
    steps = [*BEFORE, future, shown(PAPER, 8)]
    yield Case("rotation/refused", "a refused root drops nothing", "7.2", steps)
    expired = [*BEFORE, load(forge.root(2, exp=NOW)), shown(STALE), load(forge.root(3))]
    what = "an expired root stales every code, the next one frees them"
    steps = [*expired, shown(error("revoked"))]
    yield Case("rotation/expired", what, "6.2", steps)
    unreached = forge.root(2, trust_keys=["trust-2"]) + forge.trust_list(1, signers=["trust-2"])
    steps = [*BEFORE, load(unreached, loaded(2)), shown(error("revoked"))]
    yield Case("rotation/bundle", "a root and its trust list in one bundle", "6.6", steps)


def cases() -> Iterator[Case]:
    """All cases of this file."""
    yield from _chains()
    yield from _trust_stays()
    yield from _signed_twice()
