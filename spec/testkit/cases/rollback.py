"""Numbers that go back or stand still (spec sections 5.2, 6.2, 6.3 and 6.5)."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from .. import forge
from ..case import Case, Step, answer, error, load, show
from .root import LARGEST
from .signatures import more, stranger

Make = Callable[..., bytes]
ROLLBACK, EQUIVOCATION = error("rollback"), error("equivocation")
KINDS: Final[dict[str, tuple[Make, str]]] = {
    "root": (forge.root, "6.2"),
    "trust": (forge.trust_list, "6.3"),
    "list": (forge.revocation_list, "5.2"),
}


def _steps(kind: str, make: Make) -> Iterator[tuple[str, str, list[Step]]]:
    """Documents of one kind; the first is number 5, or the root of a gate."""
    first = make(5)
    yield "lower", "one number lower", [load(first), load(make(4), ROLLBACK)]
    yield "lowest", "number 0", [load(first), load(make(0), ROLLBACK)]
    yield "same", "the very bytes in force", [load(first)] * 3
    yield "higher", "one number higher", [load(first), load(make(6)), load(first, ROLLBACK)]
    other = make(5, exp=forge.NOW + 90 * forge.DAY) if kind == "root" else None
    other = other or make(5, iat=forge.NOW - 50)
    yield "equal", "the same number, other bytes", [load(first), load(other, EQUIVOCATION)]
    yield (
        "equal-kept",
        "the first of two is kept",
        [
            load(first),
            load(other, EQUIVOCATION),
            load(first),
            load(other, EQUIVOCATION),
            load(make(6)),
        ],
    )
    yield (
        "equal-then-lower",
        "an equivocation changes nothing",
        [
            load(first),
            load(other, EQUIVOCATION),
            load(make(4), ROLLBACK),
        ],
    )
    yield (
        "not-stepped",
        "a refused higher one does not count",
        [
            load(first),
            load(make(6, iat=forge.NOW + 301), error("not_yet_issued")),
            load(make(4), ROLLBACK),
            load(first),
            load(make(6)),
        ],
    )
    yield (
        "after-higher",
        "the number before, with other bytes",
        [
            load(first),
            load(make(6)),
            load(other, ROLLBACK),
        ],
    )


def _jumps(kind: str, make: Make) -> Iterator[tuple[str, str, list[Step]]]:
    """Trust and revocation lists need not count by ones."""
    yield "jump", "the number jumps", [load(make(5)), load(make(5000)), load(make(4999), ROLLBACK)]
    top = load(make(LARGEST))
    lower = load(make(LARGEST - 1), ROLLBACK)
    yield "largest", "the number is the greatest there is", [load(make(5)), top, lower]
    yield "largest-less-1", "the greatest but one is lower", [load(make(LARGEST - 1)), top, lower]
    yield "zero", "number 0 and then 1", [load(make(0)), load(make(1)), load(make(0), ROLLBACK)]
    yield (
        "zero-equal",
        "another number 0",
        [load(make(0)), load(make(0, iat=forge.NOW), EQUIVOCATION)],
    )
    yield (
        "iat-back",
        "a higher number may have an earlier iat",
        [
            load(make(5, iat=forge.NOW)),
            load(make(6, iat=forge.NOW - forge.HOUR)),
        ],
    )


def _contents() -> Iterator[Case]:
    """What a gate believes afterwards."""
    trusted = load(forge.trust_list(5))
    listed = load(forge.revocation_list(5, windows=[forge.window()]))
    nobody: list[Any] = []
    for name, result, document in [
        ("trust-lower", ROLLBACK, forge.trust_list(4, issuers=nobody)),
        ("trust-equal", EQUIVOCATION, forge.trust_list(5, issuers=nobody)),
        ("list-lower", ROLLBACK, forge.revocation_list(4)),
        ("list-equal", EQUIVOCATION, forge.revocation_list(5)),
        ("root-equal", EQUIVOCATION, forge.root(1, exp=forge.NOW, trust_keys=["trust-2"])),
    ]:
        shown = [show(forge.paper(), error("revoked")), show(forge.live(serial=9), answer())]
        steps = [trusted, listed, load(document, result), *shown]
        yield Case(f"rollback/content-{name}", "a refused document changes nothing", "7.2", steps)
    for name, document in {
        "trust": forge.trust_list(5, entries=more(stranger())),
        "root": forge.root(1, entries=more(stranger())),
    }.items():
        what = "the same payload with one more signature is not the same bytes"
        steps = [trusted, load(document, EQUIVOCATION)]
        yield Case(f"rollback/{name}-signature-added", what, "6.5", steps)
    both = forge.root(1, root_keys=["root", "b"], root_threshold=1)
    swapped = forge.root(1, root_keys=["root", "b"], root_threshold=1, signers=["b", "root"])
    what = "the same signatures in another order are not the same bytes"
    steps = [load(both), load(swapped, EQUIVOCATION)]
    yield Case("rollback/root-signatures-swapped", what, "6.5", steps, root=both)
    expired = [load(forge.trust_list(5, exp=forge.NOW - 1)), load(forge.trust_list(4), ROLLBACK)]
    stale = show(forge.paper(), error("trust_stale"))
    what = "an expired trust list is loaded, and counts"
    yield Case("rollback/trust-expired", what, "6.5", [*expired, stale])
    old = load(forge.trust_list(5, exp=forge.NOW - 1), ROLLBACK)
    steps = [load(forge.trust_list(6)), old]
    yield Case("rollback/trust-older-expired", "an older one has expired too", "6.3", steps)
    late = forge.NOW + forge.DAY
    lower = load(forge.revocation_list(4, iat=late), ROLLBACK, at=late)
    what = "a list that is old still counts"
    yield Case("rollback/list-old", what, "5.2", [trusted, listed, lower])
    trust = load(forge.trust_list(issuers=[forge.issuer(), forge.other_issuer()]))
    theirs: dict[str, Any] = {"name": "sz", "signer": "sz-revoke"}
    steps = [
        trust,
        listed,
        load(forge.revocation_list(3, **theirs)),
        load(forge.revocation_list(3, **theirs)),
    ]
    yield Case("rollback/list-of-other", "each issuer has numbers of its own", "5.2", steps)
    keys = [*forge.issuer_keys(), forge.key_entry("revoke-2", forge.REVOKE)]
    trust = load(forge.trust_list(issuers=[forge.issuer(keys=keys)]))
    for name, seq, result in (
        ("lower", 4, ROLLBACK),
        ("equal", 5, EQUIVOCATION),
        ("higher", 6, None),
    ):
        steps = [trust, listed, load(forge.revocation_list(seq, signer="revoke-2"), result)]
        what = "another revoke key of the issuer goes on counting"
        yield Case(f"rollback/list-other-key-{name}", what, "5.2", steps)


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for kind, (make, spec) in KINDS.items():
        before = [load(forge.trust_list())] if kind == "list" else []
        root = forge.root(5) if kind == "root" else forge.root()
        jumps = () if kind == "root" else _jumps(kind, make)
        for name, what, steps in (*_steps(kind, make), *jumps):
            id = f"rollback/{kind}-{name}"
            yield Case(id, what, spec, [*before, *steps], root=root)
    what = "the first root is the greatest there can be"
    steps = [load(forge.root(LARGEST)), load(forge.root(LARGEST - 1), ROLLBACK)]
    yield Case("rollback/root-largest", what, "6.2", steps, root=forge.root(LARGEST))
    yield from _contents()
