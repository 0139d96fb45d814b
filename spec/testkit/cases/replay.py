"""Codes that are shown again (spec section 4.4)."""

from collections.abc import Iterator
from typing import Any

from .. import forge
from ..case import READY, Case, Result, Step, answer, error, load, show
from ..forge import NOW

PAPER = answer(medium="paper")
STALE = answer("check", medium="paper", stale=True)
AGAIN = error("replayed")
TRUSTED = load(forge.trust_list())
LABELS = {"en": "colour"}


def _paper(seconds: int, result: Result = PAPER, **rest: Any) -> Step:
    return show(forge.paper(**rest), result, at=NOW + seconds)


def _live(seconds: int, iat: int, result: Result | None = None, **rest: Any) -> Step:
    return show(forge.live(at=NOW + iat, **rest), result, at=NOW + seconds)


def _colours(seq: int, level: int, seconds: int = 0, colour: int = 1) -> Step:
    """A trust list that gives a colour this level."""
    issuers = [forge.issuer(colours={colour: [level, LABELS]})]
    return load(forge.trust_list(seq, issuers=issuers), at=NOW + seconds)


# What is shown after an honest sheet at 0, or an honest presentation at 0.
PAPER_STEPS = {
    "at-once": [_paper(0)],
    "after-1": [_paper(1)],
    "after-5": [_paper(5)],
    "after-6": [_paper(6, AGAIN)],
    "after-60": [_paper(60, AGAIN)],
    "after-139": [_paper(139, AGAIN)],
    "after-140": [_paper(140, AGAIN)],
    "after-141": [_paper(141)],
    "after-300": [_paper(300)],
    "repeats-prolong-nothing": [_paper(4), _paper(5), _paper(6, AGAIN), _paper(141)],
    "replays-prolong-nothing": [_paper(100, AGAIN), _paper(140, AGAIN), _paper(141)],
    "remembered-anew": [_paper(141), _paper(146), _paper(147, AGAIN), _paper(281, AGAIN),
                        _paper(282)],
    "1-s-back": [_paper(-1)],
    "5-s-back": [_paper(-5)],
    "6-s-back": [_paper(-6, AGAIN)],
    "140-s-back": [_paper(-140, AGAIN)],
    "141-s-back": [_paper(-141)],
    "back-and-on": [_paper(-6, AGAIN), _paper(5), _paper(6, AGAIN)],
    "other-serial": [_paper(0, serial=8), _paper(6, serial=9), _paper(6, AGAIN)],
    "serial-and-256": [_paper(0, serial=forge.SERIAL + 256)],
    "serial-and-2-to-31": [_paper(0, serial=forge.SERIAL + 2**31)],
    "other-window": [_paper(0, expiry=forge.PAPER_EXPIRY + forge.DAY)],
    "other-medium": [_live(0, 0)],
    "other-colour-same-serial": [_paper(1, AGAIN, colour=2)],
    "worse-colour-same-serial": [_paper(1, AGAIN, colour=3)],
    "other-colour-later": [_paper(141, answer("check", colour=2, level="check", medium="paper"),
                                  colour=2)],
    "line-end": [show(forge.text(forge.paper()) + "\n", PAPER, at=NOW + 3)],
    "many-between": [*(_paper(n, serial=100 + n) for n in range(1, 20)), _paper(20, AGAIN)],
    "others-at-the-turn": [_paper(100, serial=8), _paper(141, serial=9), _paper(145),
                           _paper(200, AGAIN, serial=8), _paper(241, serial=8)],
    "others-much-later": [_paper(139, serial=8), _paper(200, serial=9), _paper(279, AGAIN,
                                                                              serial=8),
                          _paper(280, serial=8)],
}  # fmt: skip

LIVE_STEPS = {
    "same-bytes": [_live(0, 0), _live(5, 0), _live(6, 0, AGAIN)],
    "other-iat": [_live(0, 0), _live(1, -1, AGAIN)],
    "other-iat-at-once": [_live(0, 0), _live(0, 10, AGAIN)],
    "renewed": [_live(0, 0), _live(100, 100, AGAIN), _live(140, 140, AGAIN), _live(141, 140)],
    "old-proof-first": [_live(0, 0), _live(61, 0, error("proof_not_fresh"))],
    "other-holder-same-serial": [_live(0, 0), _live(1, 0, AGAIN, holder="somebody")],
    "other-serial-same-holder": [_live(0, 0), _live(1, 0, serial=8)],
    "after-an-old-one": [_live(61, 0, error("proof_not_fresh")), _live(61, 60), _live(62, 60)],
    "three-credentials": [_live(0, 0, serial=1), _live(1, 0, serial=2), _live(2, 0, serial=3),
                          _live(7, 0, AGAIN, serial=2), _live(8, 0, AGAIN, serial=1)],
    "ahead": [_live(0, 20), _live(80, 20, AGAIN), _live(81, 20, error("proof_not_fresh"))],
}  # fmt: skip


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name, steps in PAPER_STEPS.items():
        comment = f"a sheet was shown, and then: {name.replace('-', ' ')}"
        yield Case(f"replay/paper-{name}", comment, "4.4", [*READY, _paper(0), *steps])
    for name, steps in LIVE_STEPS.items():
        comment = f"presentations: {name.replace('-', ' ')}"
        yield Case(f"replay/live-{name}", comment, "4.4", [*READY, *steps])
    two = load(forge.trust_list(issuers=[forge.issuer(), forge.other_issuer()]))
    lists = [READY[1], load(forge.revocation_list(name="sz", signer="sz-revoke"))]
    other = show(forge.paper(signer="sz-paper"), answer(issuer="sz", medium="paper"))
    comment = "the same serial and window of another issuer's key"
    yield Case("replay/other-key", comment, "4.4", [two, *lists, _paper(0), other])
    yield from _answers()
    yield from _documents()
    yield from _clock()


def _answers() -> Iterator[Case]:
    """What is remembered, and what is not."""
    red = answer("refuse", colour=3, level="stop", medium="paper")
    yellow = answer("check", colour=2, level="check", medium="paper")
    unknown = answer("refuse", colour=9, level="undetermined", medium="paper")
    for name, colour, first, later in (
        ("refused", 3, red, red),
        ("undetermined", 9, unknown, unknown),
        ("checked", 2, yellow, AGAIN),
    ):
        steps = [_paper(0, first, colour=colour), _paper(5, first, colour=colour),
                 _paper(6, later, colour=colour)]  # fmt: skip
        comment = f"a code that was {name} is shown again"
        yield Case(f"replay/{name}", comment, "4.4", [*READY, *steps])
    steps = [TRUSTED, _paper(0, STALE), _paper(5, STALE), _paper(6, AGAIN)]
    yield Case("replay/stale", "a code that was stale is shown again", "4.4", steps)
    steps = [*READY, _paper(0, red, colour=3), _paper(1), _paper(2, AGAIN, colour=3), _paper(3)]
    comment = "a refused code is not remembered, the next one with its serial is"
    yield Case("replay/refused-then-green", comment, "4.4", steps)
    window = forge.window(serials=[forge.SERIAL])
    revoked = load(forge.revocation_list(windows=[window]))
    good = load(forge.revocation_list(2))
    steps = [TRUSTED, revoked, _paper(0, error("revoked")), good, _paper(0), _paper(6, AGAIN)]
    yield Case("replay/was-revoked", "a revoked code is not remembered", "4.4", steps)
    code = forge.paper(outer={3: bytes(64)})
    bad = show(code, error("bad_signature"))
    steps = [*READY, bad, _paper(1), show(code, error("bad_signature"), at=NOW + 2), _paper(3)]
    yield Case("replay/forged", "a forged code is not remembered", "4.4", steps)


def _documents() -> Iterator[Case]:
    """The same bytes, after something else was loaded."""
    fresh = load(forge.revocation_list(), at=NOW + 3)
    steps = [TRUSTED, _paper(0, STALE), fresh, _paper(4, STALE), _paper(5, STALE), _paper(6, AGAIN)]
    comment = "the answer was stale, and is the same though a list has come"
    yield Case("replay/list-between", comment, "4.4", steps)
    for name, level in {"check": 1, "stop": 2, "undetermined": 3}.items():
        steps = [*READY, _paper(0), _colours(2, level, 3), _paper(5), _paper(6, AGAIN)]
        comment = f"the answer is the same though its colour now has level {level}"
        yield Case(f"replay/level-{name}-between", comment, "4.4", steps)
    stop = answer("refuse", level="stop", medium="paper")
    steps = [_colours(1, 2), READY[1], _paper(0, stop), _colours(2, 0, 1), _paper(2), _paper(7),
             _paper(8, AGAIN)]  # fmt: skip
    comment = "the code was refused, and passes under the next trust list"
    yield Case("replay/level-clear-between", comment, "4.4", steps)
    window = forge.window(serials=[forge.SERIAL])
    revoked = load(forge.revocation_list(2, windows=[window]), at=NOW + 1)
    gone = error("revoked")
    steps = [*READY, _paper(0), revoked, _paper(2, gone), _paper(6, gone), _paper(141, gone)]
    yield Case("replay/revoked-between", "revocation comes before replay", "7.1", steps)
    without = forge.issuer(keys=[forge.issuer_keys()[0], forge.issuer_keys()[2]])
    dropped = load(forge.trust_list(2, issuers=[without]), at=NOW + 1)
    steps = [*READY, _paper(0), dropped, _paper(2, error("unknown_key"))]
    yield Case("replay/key-left-out-between", "the key comes before replay", "7.1", steps)
    back = load(forge.trust_list(3), at=NOW + 3)
    steps = [*steps, back, _paper(4), _paper(6, AGAIN)]
    yield Case("replay/key-back-again", "a new trust list forgets no code", "4.4", steps)


def _clock() -> Iterator[Case]:
    """A clock that is set back and on. What was ever 141 s off, a gate may have forgotten."""
    one, two, three, four = ({"serial": serial} for serial in (11, 12, 13, 14))
    steps = [*READY, _paper(0, **one), _paper(-100, **two), _paper(41, **three),
             _paper(100, **four), _paper(100, AGAIN, **one)]  # fmt: skip
    yield Case("replay/back-and-forth", "the clock goes back by 100 s and on again", "4.4", steps)
    # Remembered or forgotten, the answer is the same.
    steps = [*READY, _paper(0, **one), _paper(-141, **two), _paper(5, **one)]
    yield Case("replay/back-and-on", "the clock goes back by 141 s and on again", "4.4", steps)
    steps = [*READY, _paper(0, **one), _paper(-1000, **two), _paper(-1000, **one),
             _paper(-860, AGAIN, **two), _paper(-859, **two)]  # fmt: skip
    yield Case("replay/back-for-good", "the clock goes back by 1000 s and stays", "4.4", steps)
