"""Codes with a change: in a field, in an encoding, in bytes or in the text."""

from random import Random
from typing import Any

from tests.soak.claims import FAULTS
from tests.soak.codes import FOREIGN, PREFIXES
from tests.soak.draft import PHASES, Draft, Fault
from tests.soak.raw import text
from tests.soak.shows import scramble

from .mutators import encoding_change, field_change, form_change
from .scene import Input, Scene
from .trees import Signed, closed, opened

REASONS = tuple(FAULTS)
EVERY = tuple(fault for faults in FAULTS.values() for fault in faults)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
ENDS = ("", "", "", "\n", "\r", "\r\n")
SHORT = ("", "HP1:", "HP1", "HP1:\n", "\n", "HPC1:0", "HP1::::", "HP1:FGW", "HP1:GGW", "HP1:0")
NO_ENDS = ("\n\r", "\n\n", "\r\r\n", " ", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\t", "\0")


def draft(rng: Random, scene: Scene, now: int, shape: str = "") -> Draft:
    """A code in the making, honest so far."""
    made = Draft(rng, shape or rng.choice(("live", "paper")))
    assert scene.place
    made.place, made.now, made.uptime = scene.place, now, max(0, now - scene.start)
    return made


def shown(family: str, made: Draft, scanned: str, signed: bool) -> Input:
    """The text of a code, shown to a gate."""
    given: dict[str, Any] = {"at": made.now, "show": scanned}
    if made.shown is not None:
        given["challenge"] = made.shown.hex()
    return Input(family, given, signed)


def chosen_faults(rng: Random, scene: Scene, now: int) -> Input:
    """A code with the faults that the soak tests know, one for a reason or several."""
    first = rng.choice(FAULTS[rng.choice(REASONS)])
    base = {"presented": "live", "any": ""}.get(first.shape, first.shape)
    made = draft(rng, scene, now, base)
    chosen = [first]
    if rng.random() < 0.3:
        other = rng.choice(EVERY)
        chosen += [other] if _fits(other, first) else []
    for fault in sorted(chosen, key=lambda fault: PHASES.index(fault.phase)):
        fault.act(rng, made)
    scanned = made.written(text(made.code())) + rng.choice(ENDS)
    return shown("code: chosen faults", made, scanned, all(fault.signed for fault in chosen))


def _fits(other: Fault, first: Fault) -> bool:
    return other.phase != first.phase and other.shape in ("any", first.shape)


def fields(rng: Random, scene: Scene, now: int) -> Input:
    """A code with other fields, signed again."""
    made = draft(rng, scene, now)
    item = taken_apart(made)
    for _ in range(rng.choice((1, 1, 1, 2))):
        field_change(rng, item, now)
    return shown("code: fields", made, text(closed(item)), item.known)


def encodings(rng: Random, scene: Scene, now: int) -> Input:
    """A code in which something is encoded otherwise, signed again."""
    made = draft(rng, scene, now)
    item = taken_apart(made)
    encoding_change(rng, item)
    return shown("code: encoding", made, text(closed(item)), item.known)


def forms(rng: Random, scene: Scene, now: int) -> Input:
    """A code whose arrays have other entries."""
    made = draft(rng, scene, now)
    item = form_change(rng, taken_apart(made))
    return shown("code: form", made, text(closed(item)), False)


def taken_apart(made: Draft) -> Signed:
    """The object of an honest draft."""
    item = opened(made.code())
    assert item
    return item


def bytes_changed(rng: Random, scene: Scene, now: int) -> Input:
    """A code whose bytes were changed blindly."""
    made = draft(rng, scene, now)
    return shown("code: bytes", made, text(scramble(rng, made.code())), False)


def texts(rng: Random, scene: Scene, now: int) -> Input:
    """A code whose text was changed."""
    made = draft(rng, scene, now)
    right = text(made.code())
    place = rng.randrange(len(right))
    length = rng.choice((511, 512, 513))
    strange = rng.choice((*FOREIGN, *NO_ENDS, "𠀀", "\ufeff", "ſ", "K", "ß", "ı", "\ud83d", "１"))
    changed = rng.choice(
        (
            right[:place] + rng.choice(ALPHABET) + right[place + 1 :],
            right[:place] + right[place + 1 :],
            right[:place] + strange + right[place + rng.randrange(2) :],
            rng.choice(PREFIXES) + right[4:],
            right.lower(),
            right[:place].lower() + right[place:],
            right + rng.choice(NO_ENDS),
            rng.choice(NO_ENDS) + right,
            right.ljust(length, rng.choice((*ALPHABET, "𠀀", "\n"))),
            "".join(rng.choice(ALPHABET) for _ in range(rng.choice((1, 2, 3, 4, 479, 480)))),
            "HP1:" + "".join(rng.choice(ALPHABET) for _ in range(rng.randrange(20))),
            rng.choice(SHORT),
            text(bytes(rng.choice((319, 320, 321)))),
        )
    )
    return shown("code: text", made, changed + rng.choice(ENDS), False)


def again(rng: Random, scene: Scene, now: int) -> Input:
    """One of a few honest codes, so that a case has some of them more than once."""
    which = Random(f"{scene.name} code {rng.randrange(3)}")
    made = draft(which, scene, now)
    made.serial, made.iat = which.randrange(1 << 20), now // 10 * 10
    made.colour = which.choice((1, 1, 2))
    if which.random() < 0.7:
        made.challenge = made.shown = None
    return shown("code: honest, again", made, text(made.code()), False)


def looked_up(rng: Random, scene: Scene, now: int) -> Input:
    """An honest code with a low serial, which some of the lists that were loaded have."""
    made = draft(rng, scene, now)
    made.serial = rng.choice((rng.randrange(300), rng.randrange(20)))
    return shown("code: honest, low serial", made, text(made.code()), False)
