"""Windows: their grid, the times of their key, and the clock (spec section 3.3)."""

from collections.abc import Iterator
from typing import Any

from .. import forge
from ..case import Case, Step, answer, error, load, show, shown

HOUR, DAY = forge.HOUR, forge.DAY
TOLERANCE = 60
MOST = 2**53 - 1


def _paper(expiry: int, **rest: Any) -> Any:
    return forge.paper(expiry=expiry, **rest)


def _live(expiry: int, at: int = forge.NOW) -> Any:
    return forge.live(expiry=expiry, at=at)


CODES = {
    "paper": (_paper, forge.PAPER_EXPIRY, forge.PAPER_STEP, forge.PAPER_LIFETIME),
    "live": (lambda expiry: _live(expiry), forge.LIVE_EXPIRY, forge.LIVE_STEP, forge.LIVE_LIFETIME),
}  # fmt: skip


def _gate(at: int, usage: int, name: str, change: Any, **rest: Any) -> list[Step]:
    """A gate at some time whose trust list has another key in the place of one."""
    keys = [key for key in forge.issuer_keys() if key[2] != usage]
    issuers = [forge.issuer(keys=[*keys, forge.key_entry(name, usage, change)])]
    trust = forge.trust_list(issuers=issuers, **rest)
    fresh = forge.revocation_list(iat=at - 60, fresh_until=at + DAY - 60)
    return [load(trust, at=at), load(fresh, at=at)]


def cases() -> Iterator[Case]:
    """All cases of this file."""
    yield from _misaligned()
    yield from _clock()
    yield from _key_times()
    yield from _grids()
    yield from _neighbours()


def _misaligned() -> Iterator[Case]:
    """Expiries that are on no grid, on either side of one that is."""
    for kind, (made, expiry, step, _) in CODES.items():
        for name, offset in {
            "1-before": -1,
            "1-behind": 1,
            "an-hour-behind": HOUR,
            "half-a-step-behind": step // 2,
            "on-the-grid-of-no-phase": -(expiry % step),
            "the-other-way": -2 * (expiry % step),
        }.items():
            comment = f"the expiry is not on the grid of its key: {name.replace('-', ' ')}"
            yield shown(f"windows/{kind}-{name}", comment, "3.3", made(expiry + offset),
                        error("misaligned_expiry"))  # fmt: skip
        comment = "the expiry is on the grid of the other key"
        other = CODES["live" if kind == "paper" else "paper"][1]
        yield shown(f"windows/{kind}-other-grid", comment, "3.3", made(other),
                    error("misaligned_expiry"))  # fmt: skip
        for name, value in {"zero": 0, "one": 1, "greatest": MOST}.items():
            comment = f"the expiry is {value}"
            yield shown(f"windows/{kind}-{name}", comment, "3.3", made(value),
                        error("misaligned_expiry"))  # fmt: skip


def _clock() -> Iterator[Case]:
    """The clock at both ends of a window, with the tolerance."""
    paper, live = forge.PAPER_EXPIRY + 5 * DAY, forge.LIVE_EXPIRY + forge.LIVE_STEP
    for kind, expiry, begins in (
        ("paper", paper, paper - forge.PAPER_LIFETIME),
        ("live", live, live - forge.LIVE_LIFETIME),
    ):
        for name, at, reason in (
            ("long-before", begins - HOUR, "not_yet_valid"),
            ("61-before", begins - TOLERANCE - 1, "not_yet_valid"),
            ("60-before", begins - TOLERANCE, None),
            ("1-before-begin", begins - 1, None),
            ("begins", begins, None),
            ("last-second", expiry - 1, None),
            ("ends", expiry, None),
            ("59-behind", expiry + TOLERANCE - 1, None),
            ("60-behind", expiry + TOLERANCE, "expired"),
            ("61-behind", expiry + TOLERANCE + 1, "expired"),
            ("long-behind", expiry + HOUR, "expired"),
        ):
            code = _paper(expiry) if kind == "paper" else _live(expiry, at // 10 * 10)
            fresh = forge.revocation_list(iat=at - 60, fresh_until=at + DAY - 60, windows=[
                forge.window(kind, expiry, [99])])  # fmt: skip
            steps = [load(forge.trust_list(), at=at), load(fresh, at=at)]
            result = error(reason) if reason else answer(medium=kind)
            comment = f"the clock is at: {name.replace('-', ' ')}"
            yield Case(f"windows/{kind}-at-{name}", comment, "3.3", [*steps, show(code, result,
                                                                              at=at)])  # fmt: skip


def _key_times() -> Iterator[Case]:
    """The times of the key around the window."""
    for kind, usage in (("paper", forge.PAPER), ("live", forge.LIVE)):
        made, expiry, _, lifetime = CODES[kind]
        begins = expiry - lifetime
        for name, change, good in (
            ("nbf-1-before", {3: begins - 1}, True),
            ("nbf-at-begin", {3: begins}, True),
            ("nbf-1-behind", {3: begins + 1}, False),
            ("nbf-tolerance-behind", {3: begins + 60}, False),
            ("nbf-now", {3: forge.NOW}, False),
            ("nbf-in-future", {3: forge.NOW + DAY}, False),
            ("naf-1-behind", {4: expiry + 1}, True),
            ("naf-at-end", {4: expiry}, True),
            ("naf-1-before", {4: expiry - 1}, False),
            ("naf-tolerance-before", {4: expiry - 60}, False),
            ("naf-now", {4: forge.NOW}, False),
            ("naf-past", {4: forge.NOW - DAY}, False),
            ("just-the-window", {3: begins, 4: expiry}, True),
            ("all-times", {3: 0, 4: MOST}, True),
        ):
            steps = _gate(forge.NOW, usage, kind, change)
            comment = f"the times of the key: {name.replace('-', ' ')}"
            result = answer(medium=kind) if good else error("key_not_valid")
            steps = [*steps, show(made(expiry), result)]
            yield Case(f"windows/{kind}-key-{name}", comment, "3.3", steps)
    zero = {3: 0, 4: MOST, 5: DAY, 6: DAY, 7: 0}
    far = MOST // DAY * DAY
    for name, expiry, change, reason in (
        ("expiry-0", 0, zero, "key_not_valid"),
        ("begin-below-0", DAY, {**zero, 5: 2 * DAY}, "key_not_valid"),
        ("begin-at-0", DAY, zero, "expired"),
        ("far-expiry", far, zero, "not_yet_valid"),
        ("far-naf-at-end", far, {**zero, 4: far}, "not_yet_valid"),
        ("far-naf-1-before", far, {**zero, 4: far - 1}, "key_not_valid"),
        ("beyond-32-bits", 2**32 // DAY * DAY + DAY, zero, "not_yet_valid"),
    ):
        steps = [
            *_gate(forge.NOW, forge.PAPER, "paper", change),
            show(_paper(expiry), error(reason)),
        ]
        yield Case(f"windows/{name}", f"a window far off: {name.replace('-', ' ')}", "3.3", steps)


def _grids() -> Iterator[Case]:
    """Keys with other numbers, the first two of each usage on the edge of what is allowed."""
    for kind, usage, name, lifetime, step, phase, last in (
        ("live", forge.LIVE, "shortest", 4200, 3600, 0, 0),
        ("live", forge.LIVE, "32-steps", 32 * 3600, 3600, 3599, 31),
        ("live", forge.LIVE, "odd", 7919 + 600, 7919, 4211, 0),
        ("paper", forge.PAPER, "shortest", DAY, DAY, 0, 0),
        ("paper", forge.PAPER, "32-steps", 32 * DAY, DAY, DAY - 1, 31),
        ("paper", forge.PAPER, "odd", 3 * 86_413, 86_413, 77, 2),
    ):
        # The first window that ends after now; `last` steps later is the last that has begun.
        expiry = forge.NOW - (forge.NOW - phase) % step + step
        steps = _gate(forge.NOW, usage, kind, {3: 0, 5: lifetime, 6: step, 7: phase})
        for what, offset, result in (
            ("first", 0, answer(medium=kind)),
            ("last", last * step, answer(medium=kind)),
            ("before", -step, error("expired")),
            ("next", (last + 1) * step, error("not_yet_valid")),
            ("1-behind", 1, error("misaligned_expiry")),
            ("1-before", -1, error("misaligned_expiry")),
        ):
            code = CODES[kind][0](expiry + offset)
            comment = f"lifetime {lifetime}, step {step}, phase {phase}: {what.replace('-', ' ')}"
            yield Case(
                f"windows/{kind}-{name}-{what}", comment, "3.3", [*steps, show(code, result)]
            )


def _neighbours() -> Iterator[Case]:
    """The windows around the current one."""
    for kind, away, reason in (
        ("paper", -4, "expired"),
        ("paper", -3, None),
        ("paper", -1, None),
        ("paper", 1, None),
        ("paper", 4, None),
        ("paper", 5, "not_yet_valid"),
        ("live", -2, "expired"),
        ("live", -1, "expired"),
        ("live", 1, "not_yet_valid"),
        ("live", 2, "not_yet_valid"),
    ):
        made, expiry, step, _ = CODES[kind]
        # Windows that have not begun when the list gets stale are not covered by it.
        fresh = forge.revocation_list(fresh_until=forge.NOW + DAY - 60)
        result = error(reason) if reason else answer(medium=kind)
        steps = [load(forge.trust_list()), load(fresh), show(made(expiry + away * step), result)]
        yield Case(f"windows/{kind}-{away}-steps", f"a window {away} steps away", "3.3", steps)
    at = forge.LIVE_EXPIRY - 300
    fresh = [load(forge.trust_list(), at=at), load(forge.revocation_list(iat=at - 60), at=at)]
    for name, expiry in {"old": forge.LIVE_EXPIRY, "new": forge.LIVE_EXPIRY + 21_600}.items():
        comment = f"the {name} one of two windows that overlap"
        step = show(_live(expiry, at), at=at)
        yield Case(f"windows/live-overlap-{name}", comment, "3.3", [*fresh, step])
