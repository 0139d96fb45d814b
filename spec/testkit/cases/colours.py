"""Colours, levels, actions and stale lists (spec sections 3.2, 5.3, 6.4 and 7.1, step 10)."""

from collections.abc import Iterator
from typing import Any

from .. import forge
from ..case import Case, Result, answer, load, show
from ..forge import DAY, NOW

ACTIONS = ("pass", "check", "refuse", "refuse")
WHEN_STALE = ("check", "check", "refuse", "refuse")
LEVELS = ("clear", "check", "stop", "undetermined")
LABELS = {"en": "colour"}
MOST = 2**53 - 1


def _code(medium: str, colour: int) -> Any:
    return forge.paper(colour=colour) if medium == "paper" else forge.live(colour=colour)


def _case(
    name: str, comment: str, colours: Any, medium: str, colour: int, result: Result, *lists: bytes
) -> Case:
    trust = forge.trust_list(issuers=[forge.issuer(colours=colours)])
    steps = [load(trust), *map(load, lists), show(_code(medium, colour), result)]
    return Case(f"colours/{name}", comment, "6.4", steps)


def cases() -> Iterator[Case]:
    """All cases of this file."""
    fresh = forge.revocation_list()
    for medium in ("paper", "live"):
        for colour in range(7):
            for level, name in enumerate(LEVELS):
                if medium == "live" and colour % 4 != level:
                    continue  # every colour and every level is enough, twice is too much
                listed = {colour: [level, LABELS]}
                result = answer(ACTIONS[level], colour=colour, level=name, medium=medium)
                comment = f"colour {colour} has level {level}"
                case = f"{medium}-{colour}-{name}"
                yield _case(case, comment, listed, medium, colour, result, fresh)
        for level, name in enumerate(LEVELS):
            listed = {5: [level, LABELS]}
            result = answer(WHEN_STALE[level], colour=5, level=name, medium=medium, stale=True)
            for why, lists in _stale(medium).items():
                comment = f"level {level}, and the answer is stale: {why.replace('-', ' ')}"
                case = f"{medium}-stale-{name}-{why}"
                yield _case(case, comment, listed, medium, 5, result, *lists)
        for colour in (0, 4, 5, 6, 7, 8, 23, 24, 255, 256, 65_536, 2**32, MOST):
            result = answer("refuse", colour=colour, level="undetermined", medium=medium)
            others = {c: [0, LABELS] for c in range(7) if c != colour}
            comment = f"colour {colour} is not listed"
            case = f"{medium}-{colour}-not-listed"
            yield _case(case, comment, others, medium, colour, result, fresh)
        for colour in (7, 8, 24, 256, 65_536, 2**32, MOST):
            result = answer("refuse", colour=colour, level="undetermined", medium=medium)
            comment = f"colour {colour} is listed as clear, and above 6"
            case = f"{medium}-{colour}-listed"
            yield _case(case, comment, {colour: [0, LABELS]}, medium, colour, result, fresh)
        none: dict[int, Any] = {}
        result = answer("refuse", level="undetermined", medium=medium)
        case = f"{medium}-no-colours"
        yield _case(case, "the issuer lists no colours", none, medium, 1, result, fresh)
        result = answer("refuse", level="undetermined", medium=medium, stale=True)
        case = f"{medium}-no-colours-stale"
        yield _case(case, "no colours are listed, no list is there", none, medium, 1, result)
    yield from _issuers()


def _stale(medium: str) -> dict[str, list[bytes]]:
    """What makes an answer stale."""
    expiry = forge.PAPER_EXPIRY if medium == "paper" else forge.LIVE_EXPIRY
    own = forge.window(medium, expiry, [forge.SERIAL + 1])
    return {
        "no-list": [],
        "old-list": [forge.revocation_list(fresh_until=NOW)],
        "old-list-names-it": [forge.revocation_list(fresh_until=NOW, windows=[own])],
        "list-of-last-week": [forge.revocation_list(iat=NOW - 7 * DAY)],
    }


def _issuers() -> Iterator[Case]:
    """Two issuers that mean other things by a colour."""
    names = forge.issuer("gz", colours={1: [0, LABELS], 4: [2, LABELS]})
    other = forge.issuer(
        "sz", keys=forge.issuer_keys("sz-"), colours={1: [2, LABELS], 4: [0, LABELS]}
    )
    trust = load(forge.trust_list(issuers=[names, other]))
    fresh = load(forge.revocation_list())
    theirs = load(forge.revocation_list(name="sz", signer="sz-revoke"))
    for signer, colour, issuer, level in (
        ("paper", 1, "gz", 0),
        ("paper", 4, "gz", 2),
        ("sz-paper", 1, "sz", 2),
        ("sz-paper", 4, "sz", 0),
    ):
        result = answer(
            ACTIONS[level], colour=colour, level=LEVELS[level], issuer=issuer, medium="paper"
        )
        step = show(forge.paper(signer=signer, colour=colour), result)
        comment = f"what colour {colour} means at {issuer}"
        yield Case(f"colours/{issuer}-{colour}", comment, "6.4", [trust, fresh, theirs, step])
    result = answer("check", colour=4, issuer="sz", medium="paper", stale=True)
    step = show(forge.paper(signer="sz-paper", colour=4), result)
    comment = "only the other issuer has a list"
    yield Case("colours/list-of-the-other", comment, "5.3", [trust, fresh, step])
    worse = forge.trust_list(2, issuers=[forge.issuer(colours={1: [2, LABELS]})])
    step = show(forge.paper(), answer("refuse", level="stop", medium="paper"))
    comment = "the next trust list gives the colour another level"
    yield Case("colours/next-level", comment, "6.4", [trust, fresh, load(worse), step])
