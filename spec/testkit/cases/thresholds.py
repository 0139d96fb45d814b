"""How many signatures a trust list and the next root need (spec sections 6.1 to 6.3)."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from .. import forge
from ..case import Case, Step, error, load
from .signatures import changed, flip, more, stranger

TRUST: Final = ("trust", "trust-2", "trust-3")
ROOTS: Final = ("root", "root-2", "root-3")
MANY: Final = tuple(f"trust-{number}" for number in range(33))
NEW: Final = ("new", "new-2", "new-3")

# How many of how many, who signs, whether it is enough.
ROLES: Final[list[tuple[int, int, Sequence[int], bool]]] = [
    (1, 1, (), False),
    (1, 2, (0,), True),
    (1, 2, (1,), True),
    (1, 3, (2,), True),
    (1, 3, (), False),
    (2, 2, (0, 1), True),
    (2, 2, (1, 0), True),
    (2, 2, (0,), False),
    (2, 2, (1,), False),
    (2, 3, (0, 1), True),
    (2, 3, (0, 2), True),
    (2, 3, (2, 1), True),
    (2, 3, (0, 1, 2), True),
    (2, 3, (2,), False),
    (3, 3, (0, 1, 2), True),
    (3, 3, (0, 1), False),
    (3, 3, (1, 2), False),
]


def trust_root(threshold: int, keys: Sequence[str] = TRUST, **rest: Any) -> bytes:
    """A root whose role 2 takes so many of these keys."""
    return forge.root(trust_keys=keys, trust_threshold=threshold, **rest)


def _trust() -> Iterator[tuple[str, str, bytes, bytes, bool]]:
    """Trust lists and the root that judges them."""
    for threshold, size, signers, enough in ROLES:
        who = "-".join(str(place + 1) for place in signers) or "nobody"
        root = trust_root(threshold, TRUST[:size])
        document = forge.trust_list(signers=[TRUST[place] for place in signers])
        yield f"{threshold}-of-{size}-by-{who}", f"it takes {threshold}", root, document, enough
    two = trust_root(2)
    wrong = changed(2, lambda signed: flip(signed, 5))
    for name, what, rest, enough in [
        (
            "one-wrong",
            "two signed, one of them wrongly",
            {"signers": TRUST[:2], "entries": wrong},
            False,
        ),
        ("one-wrong-of-3", "three signed, one wrongly", {"signers": TRUST, "entries": wrong}, True),
        ("root-instead", "one signed, and a key of role 1", {"signers": ["trust", "root"]}, False),
        (
            "root-as-well",
            "two signed, and a key of role 1",
            {"signers": [*TRUST[:2], "root"]},
            True,
        ),
        (
            "stranger-instead",
            "one signed, and a stranger",
            {"signers": ["trust", "stranger"]},
            False,
        ),
        ("only-strangers", "two strangers signed", {"signers": ["stranger", "other"]}, False),
        (
            "second-copied",
            "the second signature is that of the first key",
            {"signers": TRUST[:1], "entries": _copied("trust-2")},
            False,
        ),
        (
            "second-empty",
            "the second signature is zeros",
            {"signers": TRUST[:1], "entries": more(stranger("trust-2"))},
            False,
        ),
    ]:
        yield name, f"{what}; it takes two", two, forge.trust_list(**rest), enough
    unused = forge.root(trust_keys=TRUST[:2], change={6: _roles(["root"], ["trust-2"])})
    for name, signer, enough in (("of-no-role", "trust", False), ("of-the-role", "trust-2", True)):
        document = forge.trust_list(signers=[signer])
        yield name, "another key of the root is in no role", unused, document, enough
    for number, enough in ((32, True), (31, False)):
        document = forge.trust_list(signers=MANY[:number])
        yield f"32-by-{number}", "it takes 32", trust_root(32, MANY[:32]), document, enough
    document = forge.trust_list(signers=MANY)
    yield "33-by-33", "it takes 33, more than may sign", trust_root(33, MANY), document, False
    document = forge.trust_list(signers=MANY[:32])
    yield "33-by-32", "it takes 33, and 32 may sign", trust_root(33, MANY), document, False


def _copied(name: str) -> Any:
    def change(entries: list[Any]) -> list[Any]:
        return [*entries, [stranger(name)[0], {}, entries[0][2]]]

    return change


def _roles(root: Sequence[str], trust: Sequence[str]) -> dict[int, Any]:
    return {1: forge.role(root), 2: forge.role(trust)}


def _next_root() -> Iterator[tuple[str, str, bytes, bytes, bool]]:
    """Roots of version 2, and the root before them."""
    old = forge.root(root_keys=ROOTS, root_threshold=2)
    for name, what, keys, threshold, signers, enough in [
        ("same-keys", "two of the same three signed", ROOTS, 2, ROOTS[1:], True),
        ("one-of-the-same", "one of the same three signed", ROOTS, 2, ROOTS[:1], False),
        ("new-and-old", "two old and two new ones signed", NEW, 2, (*ROOTS[:2], *NEW[1:]), True),
        ("new-and-old-mixed", "the same, mixed", NEW, 2, ("new", "root-3", "new-3", "root"), True),
        ("one-old", "one old and two new ones signed", NEW, 2, (ROOTS[0], *NEW[1:]), False),
        ("one-new", "two old and one new one signed", NEW, 2, (*ROOTS[:2], NEW[1]), False),
        ("only-old", "only the old ones signed", NEW, 2, ROOTS, False),
        ("only-new", "only the new ones signed", NEW, 2, NEW, False),
        ("one-each", "one old and one new one signed", NEW, 2, (ROOTS[0], NEW[0]), False),
        (
            "one-for-both",
            "a key of both counts for both",
            ("root", "new"),
            2,
            ("root", "root-2", "new"),
            True,
        ),
        (
            "one-for-both-only",
            "a key of both, and a new one",
            ("root", "new"),
            2,
            ("root", "new"),
            False,
        ),
        ("higher-own", "the new one takes three", ROOTS, 3, ROOTS[:2], False),
        ("higher-own-reached", "the new one takes three, three signed", ROOTS, 3, ROOTS, True),
        ("lower-own", "the new one takes one, the old one two", ROOTS, 1, ROOTS[:1], False),
        ("lower-own-reached", "the new one takes one, two signed", ROOTS, 1, ROOTS[:2], True),
        ("fewer-keys", "a key was taken out, and signed", ROOTS[:1], 1, ROOTS[:2], True),
    ]:
        document = forge.root(2, root_keys=keys, root_threshold=threshold, signers=signers)
        yield name, what, old, document, enough
    outsider = forge.root(
        2, root_keys=("new",), trust_keys=("trust", "root"), signers=("new", "trust")
    )
    yield "role-2-signs", "the key of the old role 2 signed", forge.root(), outsider, False
    mentioned = forge.root(
        2, root_keys=("new",), trust_keys=("trust", "root"), signers=("new", "root")
    )
    yield "moved", "the old key, now in role 2, signed as well", forge.root(), mentioned, True


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for kind, found, reason, spec in [
        ("trust", _trust(), "bad_trust_list", "6.1"),
        ("root", _next_root(), "bad_root", "6.2"),
    ]:
        for name, what, root, document, enough in found:
            steps: list[Step] = [load(document, None if enough else error(reason))]
            id = f"thresholds/{kind}-{'good-' if enough else ''}{name}"
            yield Case(id, what, spec, steps, root=root)
