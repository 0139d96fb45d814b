"""Revocation lists while trust lists come and go: kept, used later, forgotten (spec 5.2)."""

from collections.abc import Iterator
from typing import Any, Final

from .. import forge
from ..case import Case, Step, answer, error, load, show
from .signatures import OTHER_TWIN, TWIN

LIVE, PAPER, REVOKE = forge.LIVE, forge.PAPER, forge.REVOKE
REVOKED: Final = error("revoked")
PASSES: Final = answer(medium="paper")
UNSURE: Final = answer("check", medium="paper", stale=True)
BAD: Final = error("bad_revocation_list")
LISTED: Final = forge.revocation_list(5, windows=[forge.window()])
LOWER: Final = forge.revocation_list(1)


def issuer(name: str = "gz", **keys: Any) -> Any:
    """An issuer with these keys, each with a usage, or a usage and a change."""
    entries = [
        forge.key_entry(key, *(value if isinstance(value, tuple) else (value,)))
        for key, value in keys.items()
    ]
    return forge.issuer(name, keys=entries)


def trust(seq: int, *issuers: Any, **rest: Any) -> Step:
    """A trust list is loaded."""
    return load(forge.trust_list(seq, issuers=issuers or None, **rest))


def _kept() -> Iterator[tuple[str, str, list[Any]]]:
    """Second trust lists under which the list stays."""
    key = forge.key_entry("revoke", REVOKE)
    yield "same", "nothing changed", [forge.issuer()]
    yield "renamed", "the issuer has other names", [forge.issuer(change={2: {}, 5: ""})]
    others = [forge.other_issuer(), forge.issuer()]
    yield "other-issuer", "another issuer came, before it", others
    two = [forge.key_entry("revoke-2", REVOKE), *forge.issuer_keys()]
    yield "second-key", "there is another revoke key too", [forge.issuer(keys=two)]
    for name, what, change in [
        ("ended", "the key has ended since", {4: forge.NOW}),
        ("ended-before", "naf is now below the list's iat", {4: forge.NOW - 100}),
        ("begins-later", "nbf is now above the list's iat", {3: forge.NOW}),
        ("later-key", "the key has something of a later version", {32: 0}),
    ]:
        keys = [*forge.issuer_keys()[:2], {**key, **change}]
        yield name, what, [forge.issuer(keys=keys)]


def _gone() -> Iterator[tuple[str, str, list[Any]]]:
    """Second trust lists under which it does not."""
    yield "key", "the key is gone", [issuer(live=LIVE, paper=PAPER)]
    yield "replaced", "another key took its place", [issuer(paper=PAPER, other=REVOKE)]
    yield "live", "the key is now a live one", [issuer(paper=PAPER, revoke=LIVE)]
    yield "usage-4", "the key now has an unknown usage", [issuer(paper=PAPER, revoke=(4,))]
    there = [issuer(paper=PAPER), issuer("sz", revoke=REVOKE)]
    yield "moved", "the key is now another issuer's", there
    there = [issuer(paper=PAPER, other=REVOKE), issuer("sz", revoke=REVOKE)]
    yield "moved-replaced", "the same, and there is a new key", there


def _later() -> Iterator[Case]:
    """Windows of keys that come later."""
    listed = load(forge.revocation_list(windows=[forge.window("coming")]))
    gz, both = issuer(revoke=REVOKE), issuer(revoke=REVOKE, coming=PAPER)
    code = forge.paper(signer="coming")
    yield Case(
        "lists/coming",
        "a window's kid comes with the next trust list",
        "5.2",
        [
            trust(1, gz),
            listed,
            show(code, error("unknown_key")),
            trust(2, both),
            show(code, REVOKED),
        ],
    )
    other = forge.paper(signer="coming", serial=8)
    steps = [trust(1, gz), listed, trust(2, both), show(other, PASSES)]
    yield Case("lists/coming-other-serial", "the same for another serial", "5.2", steps)
    sz = issuer("sz", coming=PAPER, other=REVOKE)
    theirs = answer("check", issuer="sz", medium="paper", stale=True)
    elsewhere = [trust(1, gz), listed, trust(2, gz, sz)]
    what = "a window's kid comes to another issuer: it is not used"
    yield Case("lists/coming-elsewhere", what, "5.2", [*elsewhere, show(code, theirs)])
    again = load(forge.revocation_list(2, windows=[forge.window("coming")]), BAD)
    what = "and in the next list it is refused"
    yield Case("lists/coming-elsewhere-again", what, "5.2", [*elsewhere, again])
    very = load(forge.revocation_list(windows=[forge.window("coming")]))
    what = "while the very list in force is not"
    yield Case("lists/coming-elsewhere-same", what, "7.2", [*elsewhere, very])
    own = load(forge.revocation_list(name="sz", signer="other"))
    fresh = answer(issuer="sz", medium="paper")
    what = "the other issuer's own list is what counts"
    yield Case("lists/coming-elsewhere-own", what, "5.3", [*elsewhere, own, show(code, fresh)])
    moved = [issuer(revoke=REVOKE), issuer("sz", paper=PAPER)]
    steps = [trust(1), load(LISTED), trust(2, *moved), show(forge.paper(), theirs)]
    what = "a key moved to another issuer: the first one's list does not concern it"
    yield Case("lists/window-moved", what, "5.2", steps)
    steps = [trust(1), load(LISTED), trust(2, issuer(revoke=REVOKE)), trust(3)]
    what = "a key was left out for a while: the list names its window all the time"
    yield Case("lists/window-back", what, "5.2", [*steps, show(forge.paper(), REVOKED)])
    skipped = issuer("sz", coming=(PAPER, {2: 4}))
    steps = [trust(1, gz, skipped), listed, trust(2, both), show(code, REVOKED)]
    what = "a window's kid is that of another issuer's key of an unknown usage: nobody's"
    yield Case("lists/coming-skipped", what, "6.3", steps)
    unknown = issuer(revoke=(REVOKE, {2: 4}))
    steps = [trust(1, unknown), load(forge.revocation_list(), BAD), trust(2, gz)]
    what = "a key of an unknown usage signed"
    yield Case("lists/skipped-signs", what, "6.3", [*steps, load(forge.revocation_list())])


def _twins() -> Iterator[Case]:
    """A revoke key that gives way to another one with its kid."""
    first, second = (
        issuer(**{"paper": PAPER, TWIN: REVOKE}),
        issuer(**{"paper": PAPER, OTHER_TWIN: REVOKE}),
    )
    listed = forge.revocation_list(5, signer=TWIN, windows=[forge.window()])
    steps = [trust(1, first), load(listed), show(forge.paper(), REVOKED), trust(2, second)]
    what = "another revoke key with the same kid took its place: the list is forgotten"
    yield Case("lists/twin", what, "5.2", [*steps, show(forge.paper(), UNSURE)])
    yield Case("lists/twin-again", "and its bytes are refused", "5.2", [*steps, load(listed, BAD)])
    lower = load(forge.revocation_list(1, signer=OTHER_TWIN))
    yield Case("lists/twin-lower", "and its seq is forgotten", "5.2", [*steps, lower])
    wrong = load(forge.revocation_list(signer=OTHER_TWIN), BAD)
    what = "the kid is right, the signature another key's"
    yield Case("lists/twin-signs", what, "5.2", [trust(1, first), wrong])


def cases() -> Iterator[Case]:
    """All cases of this file."""
    before = [trust(1), load(LISTED), show(forge.paper(), REVOKED)]
    for name, what, issuers in _kept():
        steps = [*before, trust(2, *issuers)]
        # An older list is judged anew, and refused if its iat is now outside its key's times.
        lower = BAD if name in ("ended-before", "begins-later") else error("rollback")
        for end, step in [
            ("", show(forge.paper(), REVOKED)),
            ("-seq", load(LOWER, lower)),
            ("-same", load(LISTED)),
        ]:
            yield Case(f"lists/kept-{name}{end}", f"{what}: the list stays", "5.2", [*steps, step])
    for name, what, issuers in _gone():
        steps = [*before, trust(2, *issuers)]
        what = f"{what}: the list is forgotten"
        yield Case(f"lists/gone-{name}", what, "5.2", [*steps, show(forge.paper(), UNSURE)])
        yield Case(f"lists/gone-{name}-again", what, "5.2", [*steps, load(LISTED, BAD)])
        back = [
            trust(3),
            show(forge.paper(), UNSURE),
            load(LOWER),
            show(forge.paper(serial=8), PASSES),
        ]
        yield Case(f"lists/gone-{name}-back", f"{what}, and its seq", "5.2", [*steps, *back])
    yield from _later()
    yield from _twins()
    refused = load(
        forge.trust_list(2, issuers=[issuer(paper=PAPER)], signers=[]), error("bad_trust_list")
    )
    steps = [*before, refused, show(forge.paper(), REVOKED)]
    yield Case("lists/refused-trust-list", "a refused trust list forgets nothing", "5.2", steps)
    late = forge.trust_list(2, iat=forge.NOW + 301, issuers=[issuer(paper=PAPER)])
    steps = [*before, load(late, error("not_yet_issued")), show(forge.paper(), REVOKED)]
    what = "a trust list from the future forgets nothing"
    yield Case("lists/future-trust-list", what, "5.2", steps)
    gone = issuer("sz", **{"sz-paper": PAPER, "sz-revoke": REVOKE})
    steps = [*before, trust(2, gone), show(forge.paper(), error("unknown_key")), trust(3)]
    what = "the whole issuer was left out for a while: its list is forgotten"
    yield Case("lists/gone-issuer", what, "5.2", [*steps, show(forge.paper(), UNSURE)])
    theirs = load(forge.revocation_list(1, name="sz", signer="sz-revoke"))
    both = [trust(1, forge.issuer(), forge.other_issuer()), load(LISTED), theirs]
    rest = [trust(2, issuer(paper=PAPER), forge.other_issuer())]
    shown = [
        show(forge.paper(), UNSURE),
        show(forge.paper(signer="sz-paper"), answer(issuer="sz", medium="paper")),
    ]
    what = "one issuer's revoke key leaves, the other's list stays"
    yield Case("lists/gone-of-one", what, "5.2", [*both, *rest, *shown])
