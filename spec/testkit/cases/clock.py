"""The gate's clock: the time floor, documents from the future, and expiry (spec section 6.5)."""

from collections.abc import Iterator
from typing import Any, Final

from .. import forge
from ..case import Case, Step, answer, error, load, loaded, show

NOW: Final = forge.NOW
BEHIND, STALE, FUTURE = error("clock_behind"), error("trust_stale"), error("not_yet_issued")
UNSURE: Final = answer("check", medium="paper", stale=True)


def paper(result: Any, at: int, serial: int = forge.SERIAL) -> Step:
    """A paper code is shown at a time."""
    return show(forge.paper(serial=serial), result, at=at)


def _floors() -> Iterator[tuple[str, str, bytes, list[Step]]]:
    """What a floor of `NOW` comes from: a root and what is loaded."""
    first, second = forge.root(), forge.root(iat=NOW)
    yield "first-root", "the first root's iat", second, []
    yield "root", "the iat of a later root", first, [load(forge.root(2, iat=NOW))]
    yield "trust", "the trust list's iat", first, [load(forge.trust_list(9, iat=NOW))]
    earlier = load(forge.trust_list(9, iat=NOW - 500))
    yield "root-above-trust", "the root's iat, above the trust list's", second, [earlier]
    lower = [load(forge.trust_list(9, iat=NOW)), load(forge.root(2))]
    yield "trust-above-root", "the trust list's iat, above that of a later root", first, lower
    both = [load(forge.trust_list(8, iat=NOW)), load(forge.trust_list(9, iat=NOW - 500))]
    yield "trust-before", "the iat of the trust list before", first, both
    dropped = [load(forge.trust_list(9, iat=NOW)), load(forge.root(2, trust_keys=["b"]))]
    yield "trust-dropped", "the iat of a trust list that was dropped", first, dropped
    expired = [load(forge.trust_list(9, iat=NOW, exp=NOW + 1))]
    yield "trust-short", "the iat of a trust list that lives for a second", first, expired


def _behind() -> Iterator[Case]:
    for name, what, root, before in _floors():
        at = NOW - 300
        live = forge.live(at=at // 10 * 10 - 10)
        fresh = load(forge.revocation_list(iat=at), BEHIND, at=at - 1)
        for end, steps in [
            ("load", [load(forge.trust_list(10), BEHIND, at=at - 1)]),
            ("list", [fresh]),
            ("root", [load(forge.root(3), BEHIND, at=at - 1)]),
            ("show", [paper(BEHIND, at - 1), show(live, BEHIND, at=at - 1)]),
            ("same", [load(root, BEHIND, at=at - 1)]),
            ("far", [paper(BEHIND, 0), load(root, BEHIND, at=1)]),
        ]:
            if end in ("load", "show") or name in ("first-root", "trust"):
                why = f"the clock is 301 s below {what}"
                yield Case(f"clock/behind-{name}-{end}", why, "6.5", [*before, *steps], root=root)
        replaced = name in ("root", "trust-above-root", "trust-dropped")
        good = [load(root, error("rollback") if replaced else None, at=at)]
        why = f"the clock is 300 s below {what}"
        yield Case(f"clock/good-{name}", why, "6.5", [*before, *good], root=root)
    for name, what, document in [
        ("empty", "an empty file", b""),
        ("garbage", "a file that can't be cut", b"\xff"),
        ("no-document", "a file that is no document", b"\0"),
        ("bad-cbor", "a file with a float", b"\xf9\0\0"),
    ]:
        steps = [load(document, BEHIND)]
        root = forge.root(iat=NOW + 301)
        yield Case(
            f"clock/behind-{name}", f"{what}, and the clock is behind", "6.6", steps, root=root
        )
    two = forge.trust_list() + forge.revocation_list()
    for name, what, data, errors in [
        ("bundle", "a bundle", two, 2),
        ("bundle-cut", "a bundle that can't be cut to its end", two + b"\xff", 3),
        ("bundle-root", "a bundle with the root in force", forge.root(iat=NOW + 301) + two, 3),
    ]:
        result = loaded(0, *["clock_behind"] * errors)
        root = forge.root(iat=NOW + 301)
        yield Case(f"clock/behind-{name}", what, "6.6", [load(data, result)], root=root)


def _moves() -> Iterator[Case]:
    """What does not move the floor, and a clock that is put right."""
    ahead = NOW + 300
    for name, what, steps in [
        (
            "list",
            "a revocation list's iat is no floor",
            [load(forge.revocation_list(2, iat=ahead))],
        ),
        (
            "future",
            "a trust list from the future",
            [load(forge.trust_list(3, iat=ahead + 1), FUTURE)],
        ),
        ("future-root", "a root from the future", [load(forge.root(2, iat=ahead + 1), FUTURE)]),
        (
            "rollback",
            "a trust list that goes back",
            [load(forge.trust_list(1, iat=ahead), error("rollback"))],
        ),
        ("equal", "an equivocation", [load(forge.trust_list(2, iat=ahead), error("equivocation"))]),
        ("root-equal", "a root that is one", [load(forge.root(iat=ahead), error("equivocation"))]),
        (
            "unsigned",
            "a trust list that nobody signed",
            [load(forge.trust_list(3, iat=ahead, signers=[]), error("bad_trust_list"))],
        ),
    ]:
        before = [load(forge.trust_list(2))]
        stale = name != "list"
        after = paper(answer("check" if stale else "pass", medium="paper", stale=stale), NOW - 200)
        yield Case(
            f"clock/unmoved-{name}", f"{what}: the floor stays", "6.5", [*before, *steps, after]
        )
    trust = load(forge.trust_list(iat=NOW + 300))
    what = "a trust list from 300 s ahead: the clock may not go back by a second"
    steps = [trust, paper(UNSURE, NOW), paper(BEHIND, NOW - 1, 8), paper(UNSURE, NOW + 1, 9)]
    yield Case("clock/edge", what, "6.5", steps)
    what = "a clock that was put right again"
    trust = load(forge.trust_list(iat=NOW))
    steps = [trust, paper(BEHIND, NOW - forge.YEAR), paper(UNSURE, NOW), paper(BEHIND, 0)]
    yield Case("clock/restored", what, "6.5", [*steps, load(forge.trust_list(iat=NOW))])


def _future() -> Iterator[Case]:
    """Documents dated ahead of the clock."""
    far = 2**53 - 2
    for kind, document in {
        "root": lambda iat: forge.root(2, iat=iat, exp=far + 1),
        "trust": lambda iat: forge.trust_list(2, iat=iat, exp=min(iat + forge.DAY, far + 1)),
        "list": lambda iat: forge.revocation_list(iat=iat),
    }.items():
        before = [load(forge.trust_list())]
        for name, ahead, result in [
            ("good-0", 0, None),
            ("good-1", 1, None),
            ("good-300", 300, None),
            ("301", 301, FUTURE),
            ("half-a-year", forge.YEAR // 2, FUTURE),
            ("far", far - NOW, FUTURE),
        ]:
            if kind != "list" or name != "far":  # a revoke key has ended by then
                what = f"iat is {ahead} s ahead"
                steps = [*before, load(document(NOW + ahead), result)]
                yield Case(f"clock/{kind}-ahead-{name}", what, "7.2", steps)
        data = document(NOW + 301)
        steps = [*before, load(data, FUTURE), load(data, at=NOW + 1)]
        yield Case(f"clock/{kind}-ahead-later", "it is loaded a second later", "7.2", steps)
        data = document(NOW + 300)
        # A root's or a trust list's iat is a time floor, so the clock can't be set back behind it.
        later = NOW - 100 if kind == "list" else NOW
        steps = [*before, load(data), load(data, at=later)]
        what = "the very bytes in force are loaded again, if the clock was set back or not"
        yield Case(f"clock/{kind}-ahead-same", what, "7.2", steps)


def _expired() -> Iterator[Case]:
    """Roots and trust lists that end."""
    end = NOW + 100
    first, trust = forge.root(exp=end), forge.trust_list(exp=end)
    for kind, root, document in (
        ("root", first, forge.trust_list()),
        ("trust", forge.root(), trust),
    ):
        for name, at, result in [
            ("before", end - 1, UNSURE),
            ("at", end, STALE),
            ("after", end + 1, STALE),
        ]:
            steps = [load(document), paper(result, at)]
            what = f"now is {at - end:+d} s from the exp of the {kind}"
            good = "good-" if name == "before" else ""
            yield Case(f"clock/{kind}-expires-{good}{name}", what, "6.5", steps, root=root)
        shown = show(forge.live(at=end // 10 * 10), STALE, at=end)
        what = f"the {kind} has expired"
        steps = [load(document), load(forge.revocation_list(), at=end), shown]
        yield Case(f"clock/{kind}-expired-live", what, "6.5", steps, root=root)
        steps = [load(document, at=end), paper(STALE, end), load(document, at=end + 5)]
        what = f"the {kind} has expired when the trust list is loaded"
        yield Case(f"clock/{kind}-expired-loaded", what, "6.5", steps, root=root)
        revoked = load(forge.revocation_list(windows=[forge.window()]), at=end)
        steps = [load(document), revoked, paper(STALE, end)]
        what = f"the {kind} has expired: that comes before revoked"
        yield Case(f"clock/{kind}-expired-revoked", what, "7.1", steps, root=root)
    steps = [load(trust), paper(STALE, end), load(forge.trust_list(2), at=end), paper(UNSURE, end)]
    yield Case("clock/trust-expired-renewed", "the next trust list helps", "6.5", steps)
    expired = load(forge.trust_list(2, exp=NOW))
    steps = [load(forge.trust_list()), expired, paper(STALE, NOW)]
    what = "an expired trust list replaces one that is not"
    yield Case("clock/trust-expired-replaces", what, "6.5", steps)
    steps = [paper(STALE, NOW), show(forge.live(), STALE)]
    yield Case("clock/no-trust-list", "there is no trust list", "6.5", steps)


def cases() -> Iterator[Case]:
    """All cases of this file."""
    yield from _behind()
    yield from _moves()
    yield from _future()
    yield from _expired()
