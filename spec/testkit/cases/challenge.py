"""Challenges (spec section 4.3)."""

from collections.abc import Iterator

from .. import forge
from ..case import READY, Case, answer, error, show, shown
from ..forge import NOW

ONE, OTHER = bytes(range(1, 17)), bytes(range(2, 18))
MISSING, UNEXPECTED = error("challenge_missing"), error("challenge_unexpected")
MISMATCH = error("challenge_mismatch")
PAPER = answer(medium="paper")

# Other challenges than the one that the gate shows.
OTHERS = {
    "another": OTHER,
    "last-bit": ONE[:-1] + bytes([ONE[-1] ^ 1]),
    "first-bit": bytes([ONE[0] ^ 128]) + ONE[1:],
    "only-its-start": ONE[:8],
    "only-its-end": ONE[8:],
    "longer": ONE + b"\0",
    "zero-before": b"\0" + ONE,
    "twice": ONE * 2,
    "zeros": bytes(16),
    "reversed": ONE[::-1],
}


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for size in (8, 9, 16, 23, 24, 31, 32):
        shown_one = bytes(range(100, 100 + size))
        code = forge.live(challenge=shown_one)
        comment = f"a challenge of {size} bytes"
        yield shown(f"challenge/same-{size}", comment, "4.3", code, challenge=shown_one)
        comment = f"a challenge of {size} bytes that the gate does not show"
        yield shown(f"challenge/unexpected-{size}", comment, "4.3", code, UNEXPECTED)
        comment = f"no challenge where the gate shows one of {size} bytes"
        yield shown(f"challenge/missing-{size}", comment, "4.3", forge.live(), MISSING,
                    challenge=shown_one)  # fmt: skip
    for name, other in OTHERS.items():
        comment = f"the challenge is not the one shown: {name.replace('-', ' ')}"
        code = forge.live(challenge=other)
        yield shown(f"challenge/mismatch-{name}", comment, "4.3", code, MISMATCH, challenge=ONE)
        code = forge.live(challenge=ONE)
        yield shown(f"challenge/shown-{name}", comment, "4.3", code, MISMATCH, challenge=other)
    for name, code, result in (
        ("paper", forge.paper(), PAPER),
        ("paper-red", forge.paper(colour=3), answer("refuse", colour=3, level="stop",
                                                    medium="paper")),
        ("live-bare", forge.credential(), error("proof_missing")),
    ):  # fmt: skip
        comment = f"the gate shows a challenge: {name.replace('-', ' ')}"
        yield shown(f"challenge/{name}", comment, "4.3", code, result, challenge=ONE)
    for kind in ("missing", "unexpected", "mismatch"):
        answered = None if kind == "missing" else ONE
        asked = None if kind == "unexpected" else OTHER
        for colour, level in ((3, "stop"), (2, "check"), (9, "undetermined")):
            code = forge.live(colour=colour, challenge=answered)
            comment = f"the challenge decides before the colour ({kind})"
            yield shown(f"challenge/{kind}-{level}", comment, "7.1", code,
                        error(f"challenge_{kind}"), challenge=asked)  # fmt: skip
    yield from _sequences()


def _sequences() -> Iterator[Case]:
    first, second = forge.live(challenge=ONE), forge.live(challenge=ONE, serial=8)
    steps = [*READY, show(first, challenge=ONE), show(second, challenge=ONE)]
    yield Case("challenge/again", "the same challenge is good at a later step", "A", steps)
    steps = [*READY, show(first, challenge=ONE), show(first, challenge=ONE, at=NOW + 5)]
    yield Case("challenge/same-bytes", "the same bytes within 5 s", "4.4", steps)
    steps = [*steps[:3], show(first, error("replayed"), challenge=ONE, at=NOW + 6)]
    yield Case("challenge/same-bytes-later", "the same bytes after 6 s", "4.4", steps)
    steps = [*READY, show(first, MISMATCH, challenge=OTHER), show(first, challenge=ONE)]
    yield Case("challenge/wrong-then-right", "a refused code is not remembered", "4.4", steps)
    steps = [*READY, show(forge.live(), MISSING, challenge=ONE), show(first, challenge=ONE)]
    yield Case("challenge/missing-then-answered", "the wallet answers at last", "4.3", steps)
    steps = [*READY, show(forge.live()), show(first, error("replayed"), challenge=ONE)]
    comment = "the same credential was shown without a challenge before"
    yield Case("challenge/replayed", comment, "4.4", steps)
    steps = [*READY, show(first, challenge=ONE), show(forge.live(), error("replayed"))]
    comment = "the same credential was shown with a challenge before"
    yield Case("challenge/replayed-without", comment, "4.4", steps)
