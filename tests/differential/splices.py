"""Objects put together from the parts of two others."""

from random import Random

from tests.soak.loads import KINDS
from tests.soak.raw import text

from . import codes, documents
from .scene import Input, Scene
from .trees import CREDENTIAL, Signed, closed


def spliced(rng: Random, scene: Scene, now: int) -> Input:
    """One object with a part of another, signed again by one of them or with what it had."""
    made = codes.draft(rng, scene, now)
    one, other = _some(rng, scene, now, made), _some(rng, scene, now)
    kind = rng.randrange(7)
    if kind == 0:
        one.header = other.header
    elif kind == 1:
        one.payload = other.payload
    elif kind == 2:
        one.entries = other.entries
    elif kind == 3 and one.multi and other.multi:
        one.entries = [*one.entries, *other.entries]
    elif kind == 4 and one.inner:
        one.payload[CREDENTIAL] = other.inner or other
    elif kind == 5 and one.inner and other.inner:
        one.inner.payload, one.payload[6] = other.inner.payload, other.payload[6]
    else:
        one.header, one.payload, one.entries = other.header, other.payload, one.entries
    if one.multi != (len(one.entries) != 1 or one.entries[0].header is not None):
        one.multi = not one.multi
    signed = rng.random() < 0.8
    data = closed(one, sign=signed)
    known = signed and one.known
    if rng.random() < (0.15 if one.multi else 0.85):
        return codes.shown("splice, shown", made, text(data), known)
    return documents.loaded("splice, loaded", now, data, known)


def _some(rng: Random, scene: Scene, now: int, made: codes.Draft | None = None) -> Signed:
    if rng.random() < 0.65:
        return codes.taken_apart(made or codes.draft(rng, scene, now))
    return documents.taken_apart(rng, rng.choice(KINDS), now)
