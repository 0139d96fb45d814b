"""Serials in revocation lists (spec section 5.3)."""

from collections.abc import Iterator
from typing import Any, Final

from .. import forge
from ..case import Case, Step, answer, error, load, show

TRUSTED: Final = load(forge.trust_list())
BOTH: Final = load(forge.trust_list(issuers=[forge.issuer(), forge.other_issuer()]))
REVOKED: Final = error("revoked")
PAPER: Final = answer(medium="paper")
NEXT: Final = forge.PAPER_EXPIRY + forge.PAPER_STEP
LARGE: Final = 2**32 - 1


def listed(*windows: list[Any], **rest: Any) -> Step:
    """A revocation list is loaded."""
    return load(forge.revocation_list(windows=forge.in_order(*windows), **rest))


def _windows() -> Iterator[tuple[str, str, list[Any], Any, bool]]:
    """The windows of a list, a code, and whether it is revoked."""
    paper = forge.window()
    yield "paper", "the paper window has it", [paper], forge.paper(), True
    live = forge.window("live", forge.LIVE_EXPIRY)
    yield "live", "the live window has it", [live], forge.live(), True
    what = "the paper window of the same serial does not concern it"
    yield "other-key", what, [paper], forge.live(), False
    what = "the window of the other key with the same expiry does not concern it"
    same_exp = forge.window("live", forge.PAPER_EXPIRY)
    yield "other-key-same-exp", what, [same_exp], forge.paper(), False
    for name, expiry in {"before": NEXT - 2 * forge.PAPER_STEP, "after": NEXT}.items():
        what = f"the window {name} has that serial, this one does not"
        yield f"window-{name}", what, [forge.window(expiry=expiry)], forge.paper(), False
        windows = [forge.window(serials=[8]), forge.window(expiry=expiry)]
        yield f"window-{name}-too", what, windows, forge.paper(), False
        windows = [forge.window(), forge.window(expiry=expiry, serials=[8])]
        yield f"window-not-{name}", "the window has it, others do not", windows, forge.paper(), True
    three = [forge.window(expiry=NEXT + step, serials=[9]) for step in (0, forge.DAY)]
    yield "first-of-three", "three windows, the first has it", [paper, *three], forge.paper(), True
    unaligned = forge.window(expiry=forge.PAPER_EXPIRY + 1)
    yield "unaligned", "an unaligned window has it", [unaligned], forge.paper(), False
    revoke = forge.window("revoke", forge.PAPER_EXPIRY)
    yield "revoke-key", "a window of the revoke key has it", [revoke], forge.paper(), False
    for colour in (0, 3, 6, 7):
        code = forge.paper(colour=colour)
        yield f"colour-{colour}", "the colour plays no part", [paper], code, True
    for serial in (0, 1, 255, 256, 65536, 2**31 - 1, 2**31, LARGE):
        window = forge.window(serials=[serial], bits=32)
        yield f"serial-{serial}", f"serial {serial} is", [window], forge.paper(serial=serial), True
        other = (serial + 2**24) % 2**32
        yield f"not-{other}", f"serial {serial} is", [window], forge.paper(serial=other), False


def _places() -> Iterator[Case]:
    for place, others in {"only": [], "first": [9, 80], "second": [1, 80], "last": [1, 5]}.items():
        serials = sorted([forge.SERIAL, *others])
        steps = [TRUSTED, listed(forge.window(serials=serials)), show(forge.paper(), REVOKED)]
        what = f"the serial is the {place} one of {len(serials)} in its window"
        yield Case(f"revoked/{place}-of-{len(serials)}", what, "5.3", steps)
    steps = [TRUSTED, listed(forge.window(serials=[6, 8])), show(forge.paper(), PAPER)]
    what = "the serials before and after it are revoked"
    yield Case("revoked/neighbours-are", what, "5.3", steps)
    for b, serial in ((8, 0x0107), (8, 0x01000007), (16, 0x00010007), (31, 0x80000007)):
        window = forge.window(serials=[7], bits=b)
        code = forge.paper(serial=serial)
        what = f"of {b} bits, those of the serial are revoked, and there are more"
        steps = [TRUSTED, listed(window), show(code, PAPER)]
        yield Case(f"revoked/beyond-{b}-bits-{serial:x}", what, "5.3", steps)


def _issuers() -> Iterator[Case]:
    """Two issuers with the same serials."""
    others = [forge.window("sz-paper")]
    theirs = {"name": "sz", "signer": "sz-revoke"}
    code = forge.paper(signer="sz-paper")
    stale = answer("check", issuer="sz", medium="paper", stale=True)
    for name, what, steps in [
        (
            "theirs",
            "it is revoked in its own issuer's list",
            [listed(*others, **theirs), show(code, REVOKED)],
        ),
        (
            "ours",
            "the same serial is revoked at the other issuer",
            [listed(forge.window()), show(code, stale)],
        ),
        (
            "both",
            "each issuer has a list",
            [
                listed(forge.window()),
                listed(**theirs),
                show(code, answer(issuer="sz", medium="paper")),
                show(forge.paper(), REVOKED),
            ],
        ),
        (
            "seqs",
            "each issuer counts on its own",
            [
                listed(forge.window(), seq=9),
                listed(*others, seq=2, **theirs),
                show(code, REVOKED),
                show(forge.paper(), REVOKED),
                load(forge.revocation_list(1, **theirs), error("rollback")),
            ],
        ),
    ]:
        yield Case(f"revoked/issuers-{name}", what, "5.3", [BOTH, *steps])


def _next_lists() -> Iterator[Case]:
    """A list replaces the one before, whole."""
    code = show(forge.paper(), REVOKED)
    for name, what, steps in [
        (
            "freed",
            "the next list does not have it",
            [listed(forge.window()), code, listed(seq=2), show(forge.paper(), PAPER)],
        ),
        (
            "moved",
            "the next list has another serial",
            [
                listed(forge.window()),
                listed(forge.window(serials=[8]), seq=2),
                show(forge.paper(), PAPER),
            ],
        ),
        ("added", "the next list has it", [listed(), listed(forge.window(), seq=2), code]),
        (
            "added-later",
            "it passed before the next list",
            [listed(), show(forge.paper(), PAPER), listed(forge.window(), seq=2), code],
        ),
        (
            "refused",
            "the next list is refused and changes nothing",
            [
                listed(forge.window()),
                load(forge.revocation_list(2, signer="live"), error("bad_revocation_list")),
                code,
            ],
        ),
        (
            "equivocation",
            "of two lists with one seq the first is kept",
            [listed(forge.window()), load(forge.revocation_list(), error("equivocation")), code],
        ),
        (
            "rollback",
            "an older list does not free it",
            [listed(forge.window(), seq=2), load(forge.revocation_list(), error("rollback")), code],
        ),
    ]:
        yield Case(f"revoked/list-{name}", what, "5.2", [TRUSTED, *steps])


def cases() -> Iterator[Case]:
    """All cases of this file."""
    yield from _places()
    for name, what, windows, code, revoked in _windows():
        passes = answer(medium="live" if name == "other-key" else "paper")
        steps = [TRUSTED, listed(*windows), show(code, REVOKED if revoked else passes)]
        yield Case(f"revoked/{name}", what, "5.3", steps)
    yield from _issuers()
    yield from _next_lists()
    late = forge.NOW + 30 * forge.HOUR
    steps = [TRUSTED, listed(forge.window()), show(forge.paper(), REVOKED, at=late)]
    yield Case("revoked/old-list", "the list is old, and has it", "5.3", steps)
    proof = error("bad_proof")
    wrong = forge.live(outer={3: bytes(64)})
    steps = [TRUSTED, listed(forge.window("live", forge.LIVE_EXPIRY)), show(wrong, proof)]
    yield Case("revoked/bad-proof", "its proof is wrong: that comes first", "7.1", steps)
