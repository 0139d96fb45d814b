"""How fresh a presentation has to be (spec section 4.2)."""

from collections.abc import Iterator

from .. import forge
from ..case import READY, Case, answer, error, show, shown
from ..forge import NOW

OLD = error("proof_not_fresh")
LATER = NOW + 1000  # long after the start


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name, iat, good in (
        ("60-old", LATER - 60, True),
        ("61-old", LATER - 61, False),
        ("59-old", LATER - 59, True),
        ("70-old", LATER - 70, False),
        ("140-old", LATER - 140, False),
        ("a-day-old", LATER - forge.DAY, False),
        ("of-time-0", 0, False),
        ("of-time-1", 1, False),
        ("now", LATER, True),
        ("1-ahead", LATER + 1, True),
        ("19-ahead", LATER + 19, True),
        ("20-ahead", LATER + 20, True),
        ("21-ahead", LATER + 21, False),
        ("30-ahead", LATER + 30, False),
        ("60-ahead", LATER + 60, False),
        ("a-day-ahead", LATER + forge.DAY, False),
        ("in-milliseconds", LATER * 1000, False),
        ("of-32-bits", 2**32 - 1, False),
        ("beyond-32-bits", LATER + 2**32, False),
        ("of-the-end-of-time", 2**53 - 1, False),
        ("no-multiple-of-ten", LATER - 3, True),
    ):
        comment = f"the proof is {name.replace('-', ' ')}"
        result = answer() if good else OLD
        steps = [*READY, show(forge.live(at=iat), result, at=LATER)]
        yield Case(f"proof/{name}", comment, "4.2", steps)
    for name, iat, at, good in (
        ("at-start", NOW, NOW, True),
        ("1-before-start", NOW - 1, NOW, True),
        ("9-before-start", NOW - 9, NOW, True),
        ("10-before-start", NOW - 10, NOW, False),
        ("11-before-start", NOW - 11, NOW, False),
        ("60-before-start", NOW - 60, NOW, False),
        ("9-before-start-shown-later", NOW - 9, NOW + 51, True),
        ("10-before-start-shown-later", NOW - 10, NOW + 50, False),
        ("9-before-start-60-old-and-1", NOW - 9, NOW + 52, False),
        ("20-ahead-of-start", NOW + 20, NOW, True),
        ("21-ahead-of-start", NOW + 21, NOW, False),
    ):
        comment = f"the proof is {name.replace('-', ' ')} of the gate"
        result = answer() if good else OLD
        yield shown(f"proof/{name}", comment, "4.2", forge.live(at=iat), result, at=at)
    yield from _starts()
    # The same presentation gets fresh, and old.
    code = forge.live(at=NOW + 30)
    steps = [*READY, show(code, OLD, at=NOW + 9), show(code, at=NOW + 10)]
    yield Case("proof/gets-fresh", "the gate's clock comes near", "4.2", steps)
    code = forge.live(at=NOW)
    steps = [*READY, show(code, at=NOW + 58), show(code, at=NOW + 60), show(code, OLD, at=NOW + 61)]
    yield Case("proof/gets-old", "the same presentation is shown until it is old", "4.2", steps)
    steps = [*READY, show(forge.live(), at=NOW), show(forge.live(), OLD, at=NOW - 21)]
    yield Case("proof/clock-set-back", "the gate's clock is set back by 21 s", "4.2", steps)
    for colour, level in ((3, "stop"), (9, "undetermined")):
        code = forge.live(at=LATER - 61, colour=colour)
        steps = [*READY, show(code, OLD, at=LATER)]
        yield Case(f"proof/old-and-{level}", "the proof is old, the colour bad", "7.1", steps)


def _starts() -> Iterator[Case]:
    """The start is the time of the first step, whatever that is."""
    no_code = show("not ours", error("not_ours"), at=NOW - 100)
    for iat, good in ((NOW - 60, True), (NOW - 61, False)):
        steps = [no_code, *READY, show(forge.live(at=iat), answer() if good else OLD)]
        comment = f"{NOW - iat} s old, at a gate that started 100 s ago with something else"
        yield Case(f"proof/started-before-{NOW - iat}", comment, "A", steps)
    ahead = show("not ours", error("not_ours"), at=NOW + 100)
    for iat, good in ((NOW + 91, False), (NOW, False)):
        steps = [ahead, *READY, show(forge.live(at=iat), answer() if good else OLD)]
        comment = "the gate started with its clock ahead by 100 s"
        yield Case(f"proof/started-ahead-{iat - NOW}", comment, "4.2", steps)
    for iat, good in ((NOW + 10, False), (NOW + 11, True), (NOW + 20, True)):
        ahead = show("not ours", error("not_ours"), at=NOW + 20)
        steps = [ahead, *READY, show(forge.live(at=iat), answer() if good else OLD)]
        comment = "the gate started with its clock ahead by 20 s"
        yield Case(f"proof/started-20-ahead-{iat - NOW}", comment, "4.2", steps)
