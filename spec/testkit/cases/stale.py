"""Answers that are stale (spec section 5.3): the list is missing, old, or silent."""

from collections.abc import Iterator
from typing import Any, Final

from .. import forge
from ..case import Case, Result, Step, answer, error, load, show

NOW: Final = forge.NOW
TRUSTED: Final = load(forge.trust_list())
# A paper window and a live one that begin later.
PAPER_EXP: Final = forge.PAPER_EXPIRY + 5 * forge.PAPER_STEP
PAPER_BEGIN: Final = PAPER_EXP - forge.PAPER_LIFETIME
LIVE_EXP: Final = forge.LIVE_EXPIRY + forge.LIVE_STEP
LIVE_BEGIN: Final = LIVE_EXP - forge.LIVE_LIFETIME


def paper(stale: bool, level: str = "clear") -> Result:
    """The answer to a green paper code."""
    return answer("check" if stale else "pass", medium="paper", stale=stale, level=level)


def _listed(at: int, *windows: list[Any], **rest: Any) -> Step:
    return load(forge.revocation_list(windows=forge.in_order(*windows), **rest), at=at)


def _begin() -> Iterator[Case]:
    """A window that has begun just now, as far as the tolerance goes, and a list from before."""
    for medium, exp, begin in (("paper", PAPER_EXP, PAPER_BEGIN), ("live", LIVE_EXP, LIVE_BEGIN)):
        at = begin - 30
        if medium == "paper":
            code: Any = forge.paper(expiry=exp)
        else:
            code = forge.live(expiry=exp, at=at // 10 * 10)
        for name, until, named, stale in [
            ("at", begin, False, True),
            ("before", begin - 1, False, True),
            ("after", begin + 1, False, False),
            ("at-named", begin, True, False),
            ("before-named", begin - 29, True, False),
        ]:
            windows = [forge.window(medium, exp, [8])] if named else []
            listed = _listed(at, *windows, iat=at - 600, fresh_until=until)
            shown = answer("check" if stale else "pass", medium=medium, stale=stale)
            what = f"fresh-until is {until - begin:+d} s from the window's beginning"
            what += ", and the list names it" if named else ""
            steps = [load(forge.trust_list(), at=at), listed, show(code, shown, at=at)]
            yield Case(f"stale/{medium}-begins-{name}", what, "5.3", steps)
        listed = _listed(at, forge.window(medium, exp), iat=at - 600, fresh_until=begin - 29)
        steps = [load(forge.trust_list(), at=at), listed, show(code, error("revoked"), at=at)]
        what = "the window is not covered, and named with the serial"
        yield Case(f"stale/{medium}-begins-revoked", what, "5.3", steps)


def _end() -> Iterator[Case]:
    """A window that ended just now, and a list made around its end."""
    for medium, exp in (("paper", forge.PAPER_EXPIRY), ("live", forge.LIVE_EXPIRY)):
        at = exp + 30
        if medium == "paper":
            code: Any = forge.paper()
        else:
            code = forge.live(at=at // 10 * 10)
        for name, iat, named, stale in [
            ("at", exp, False, True),
            ("after", exp + 1, False, True),
            ("before", exp - 1, False, False),
            ("at-named", exp, True, False),
            ("ahead", exp + 300, False, True),
        ]:
            windows = [forge.window(medium, exp, [8])] if named else []
            listed = _listed(at, *windows, iat=iat)
            shown = answer("check" if stale else "pass", medium=medium, stale=stale)
            what = f"the list was made {iat - exp:+d} s from the window's end"
            what += ", and names it" if named else ""
            steps = [load(forge.trust_list(), at=at), listed, show(code, shown, at=at)]
            yield Case(f"stale/{medium}-ends-{name}", what, "5.3", steps)


def _old() -> Iterator[Case]:
    """A list that was fresh until now."""
    until = NOW + 100
    for name, at, stale in (
        ("before", until - 1, False),
        ("at", until, True),
        ("after", until + 1, True),
    ):
        for end, windows in (("", []), ("-named", [forge.window(serials=[8])])):
            listed = _listed(NOW, *windows, fresh_until=until)
            what = f"now is {at - until:+d} s from fresh-until" + (
                ", the window is named" if end else ""
            )
            steps = [TRUSTED, listed, show(forge.paper(), paper(stale), at=at)]
            yield Case(f"stale/old-{name}{end}", what, "5.3", steps)
        code = forge.live(at=at // 10 * 10)
        shown = answer("check" if stale else "pass", stale=stale)
        steps = [TRUSTED, _listed(NOW, fresh_until=until), show(code, shown, at=at)]
        yield Case(
            f"stale/old-{name}-live", f"now is {at - until:+d} s from fresh-until", "5.3", steps
        )
        listed = _listed(NOW, forge.window(), fresh_until=until)
        steps = [TRUSTED, listed, show(forge.paper(), error("revoked"), at=at)]
        yield Case(f"stale/old-{name}-revoked", "revoked, however old the list is", "5.3", steps)
    listed = _listed(NOW, fresh_until=until)
    newer = _listed(until, seq=2, iat=until)
    steps = [TRUSTED, listed, show(forge.paper(), paper(True), at=until), newer]
    freed = show(forge.paper(serial=8), paper(False), at=until)
    yield Case("stale/old-renewed", "the next list is fresh again", "5.3", [*steps, freed])
    old = load(forge.revocation_list(iat=NOW - forge.HOUR, fresh_until=NOW))
    steps = [TRUSTED, old, show(forge.paper(), paper(True))]
    yield Case("stale/old-already", "the list is old when it is loaded", "5.2", steps)
    very = load(forge.revocation_list(iat=forge.FIRST, fresh_until=forge.FIRST + 1))
    yield Case("stale/old-very", "the list is as old as its key", "5.2", [TRUSTED, very, steps[2]])


def _missing() -> Iterator[Case]:
    for name, what, steps in [
        ("none", "there is no list", []),
        (
            "others",
            "there is only another issuer's list",
            [load(forge.revocation_list(name="sz", signer="sz-revoke"))],
        ),
        (
            "refused",
            "the only list was refused",
            [load(forge.revocation_list(signer="live"), error("bad_revocation_list"))],
        ),
        (
            "future",
            "the only list is from the future",
            [load(forge.revocation_list(iat=NOW + 301), error("not_yet_issued"))],
        ),
    ]:
        both = load(forge.trust_list(issuers=[forge.issuer(), forge.other_issuer()]))
        for medium, code in (("paper", forge.paper()), ("live", forge.live())):
            shown = show(code, answer("check", medium=medium, stale=True))
            yield Case(f"stale/{name}-{medium}", what, "5.3", [both, *steps, shown])
    for colour, action, level in (
        (0, "refuse", "undetermined"),
        (1, "check", "clear"),
        (2, "check", "check"),
        (3, "refuse", "stop"),
        (5, "refuse", "undetermined"),
    ):
        shown = answer(action, colour=colour, level=level, stale=True)
        steps = [TRUSTED, show(forge.live(colour=colour), shown)]
        yield Case(f"stale/colour-{colour}", f"stale makes {level} no milder", "7.1", steps)


def _lifetimes() -> Iterator[Case]:
    """The lifetime that counts is that of the trust list in force."""
    at = PAPER_BEGIN - 50
    listed = _listed(at, iat=at - 600, fresh_until=PAPER_BEGIN - 40)
    code = forge.paper(expiry=PAPER_EXP)
    for name, lifetime, stale in [
        ("same", forge.PAPER_LIFETIME, True),
        ("longer", forge.PAPER_LIFETIME + 41, False),
        ("not-much-longer", forge.PAPER_LIFETIME + 40, True),
    ]:
        key = forge.key_entry("paper", forge.PAPER, {5: lifetime})
        issuer = forge.issuer(keys=[key, forge.key_entry("revoke", forge.REVOKE)])
        later = load(forge.trust_list(2, issuers=[issuer]), at=at)
        steps = [load(forge.trust_list(), at=at), listed, later, show(code, paper(stale), at=at)]
        what = f"the lifetime is {name} in the next trust list"
        yield Case(f"stale/lifetime-{name}", what, "5.3", steps)


def cases() -> Iterator[Case]:
    """All cases of this file."""
    yield from _begin()
    yield from _end()
    yield from _old()
    yield from _missing()
    yield from _lifetimes()
