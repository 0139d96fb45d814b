"""Inputs exactly at a limit, and one second or one entry to either side of it."""

from random import Random
from typing import Any

from tests.soak.loads import honest, sealed
from tests.soak.raw import enc, kid, public, text
from tests.soak.world import DAY, SPECS, Spec

from .codes import draft, shown
from .documents import loaded, numbered
from .scene import Input, Scene

TOLERANCE = 60


def near(rng: Random, limit: int) -> int:
    """A limit or its neighbours."""
    return max(0, limit + rng.choice((-1, 0, 0, 1)))


def of_codes(rng: Random, scene: Scene, now: int) -> Input:
    """An honest code at the first or last moment, of its window, its proof or the documents."""
    made = draft(rng, scene, now)
    state = made.place.state
    if not scene.steady and rng.random() < 0.8:
        limits = [state.time_floor - 300, state.root.expires_at]
        limits += [state.trust.expires_at] if state.trust else []
        limits += [made.place.fresh] if made.place.listed else []
        made.now = near(rng, rng.choice(limits)) if rng.random() < 0.4 else now
    made.expiry = rng.choice(made.expiries())
    if not scene.steady and rng.random() < 0.6:
        ends = (made.expiry - made.spec.lifetime - TOLERANCE, made.expiry + TOLERANCE)
        made.now = near(rng, rng.choice(ends))
    oldest = max(made.now - 60, scene.start - 9)
    made.iat = near(rng, rng.choice((oldest, made.now + 20, scene.start - 10)))
    made.colour = 1
    return shown("code: at a limit", made, text(made.code()), True)


def windows_of(rng: Random, now: int) -> tuple[Spec, int, int]:
    """A key, and begin and end of a window of it that is open or nearly so."""
    spec = SPECS[rng.choice(("aa live", "aa paper", "bb live", "bb paper"))]
    first = now - (now - spec.phase) % spec.step
    end = first + spec.step * rng.choice((0, 1, 1, 2, 8))
    return spec, end - spec.lifetime, end


def of_trust_lists(rng: Random, scene: Scene, now: int) -> Input:
    """A trust list whose times or numbers are at a limit."""
    payload = honest(rng, "trust", numbered(rng, "trust"), now)
    spec, begin, end = windows_of(rng, now)
    issuer = next(one for one in payload[5] if one[1] == spec.issuer)
    key = next(one for one in issuer[3] if one[1] == public(spec.name))
    revoke = next(one for one in issuer[3] if one[2] == 3)
    kind = rng.randrange(8)
    if kind == 0:
        key[3] = near(rng, begin)
    elif kind == 1:
        key[4] = near(rng, end)
    elif kind == 2:
        payload[3] = now
        payload[4] = near(rng, now + rng.choice((1, 30 * DAY)))
    elif kind == 3:
        spans(rng, key)
    elif kind == 4:
        names = rng.choice((issuer[2], issuer[4][1][1]))
        names["en"] = rng.choice("x码𠀀") * near(rng, 64)
    elif kind == 5:
        usage = rng.randrange(1, 4)
        model = next(one for one in issuer[3] if one[2] == usage)
        have = sum(one[2] == usage for one in issuer[3])
        extra = near(rng, 4) - have
        issuer[3] += [{**model, 1: public(f"extra {number}")} for number in range(extra)]
    elif kind == 6:
        revoke[rng.choice((3, 4))] = near(rng, now)
    else:
        key[4] = near(rng, key[3])
    return loaded("trust: at a limit", now, enc(sealed("trust", payload)), True)


def spans(rng: Random, key: dict[int, Any]) -> None:
    """Lifetime, step and phase of a key at one of their limits."""
    live = key[2] == 1
    step = near(rng, 3600 if live else 86400) if rng.random() < 0.4 else key[6]
    longest = (step, step + 600, 32 * step)
    lifetime = near(rng, rng.choice(longest)) if rng.random() < 0.6 else step + 600
    key.update({5: lifetime, 6: step, 7: rng.choice((0, near(rng, step), step - 1))})


def of_lists(rng: Random, scene: Scene, now: int) -> Input:
    """A revocation list that just covers a window or just doesn't, or is just fresh."""
    payload = honest(rng, "list", numbered(rng, "list"), now)
    _, begin, end = windows_of(rng, now)
    kind = rng.randrange(5)
    if kind == 0:
        payload[3] = near(rng, end)
        payload[4] = payload[3] + 3600
    elif kind == 1:
        payload[4] = near(rng, begin)
        payload[3] = payload[4] - rng.choice((1, 3600, DAY))
    elif kind == 2:
        payload[4] = near(rng, payload[3] + rng.choice((0, 1, DAY)))
    elif kind == 3:
        payload[4] = near(rng, now + rng.choice((1, 3, 10)))
        payload[3] = payload[4] - 3600
    else:
        key = SPECS["aa revoke"]
        payload[3] = near(rng, rng.choice((key.nbf, key.naf)))
        payload[4] = payload[3] + 3600
    if rng.random() < 0.7:
        payload[5] = []
    elif payload[5]:
        twice = [payload[5][0], [kid("aa live"), near(rng, payload[5][0][1]), *payload[5][0][2:]]]
        payload[5] = sorted(twice, key=lambda one: (one[0], one[1]))
    return loaded("list: at a limit", now, enc(sealed("list", payload)), True)
