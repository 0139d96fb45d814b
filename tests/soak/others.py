"""The root that a gate is given by hand, and challenges."""

from random import Random

from huepass.core import GateState, challenge_from_text, challenge_to_text
from huepass.errors import DocumentRefused, HuepassError

from .loads import honest, sealed
from .outcome import Outcome, require
from .papers import BAD_PAYLOADS, bad_signers
from .raw import enc
from .world import DAY, T0, root_payload


def first_root(rng: Random) -> Outcome:
    """The root that a gate is given by hand."""
    payload = root_payload(rng.choice((0, 1, 77, (1 << 53) - 1)), T0, T0 + rng.choice((1, DAY)))
    kind = rng.choice(("root", "root", "root", "trust", "list"))
    right, names = "loaded", None
    if kind != "root":
        payload, right = honest(rng, kind, 1, T0), "bad_root"
    elif rng.random() < 0.4:
        change = rng.choice(BAD_PAYLOADS["root"])
        wrong = change(rng, payload)
        payload = payload if wrong is None else wrong
        right = "bad_root"
        if isinstance(payload, dict) and payload.get(1) == "fed2":
            right = "loaded"  # any federation may be the first
        if isinstance(payload, dict) and payload.get(2) in (5, 6, 1 << 40):
            right = "loaded"  # and any version
    elif rng.random() < 0.3:
        names, right = bad_signers(rng, "root"), "bad_root"
    data = enc(sealed(kind, payload, names))
    try:
        got = "loaded"
        state = GateState.begin(data)
        require(state.root.document == data and state.trust is None, "another state", "")
    except DocumentRefused as error:
        got = str(error.reason)
    require(got == right, f"first root: {right}", got)
    return Outcome("first root", [got], right != "loaded" and names is None)


def challenge(rng: Random) -> Outcome:
    """A challenge's text, right or wrong."""
    size = rng.choice((8, 16, 32, rng.randint(8, 32)))
    value = rng.randbytes(size)
    text = challenge_to_text(value)
    right: str = "answer"
    kind = rng.randrange(6)
    if kind == 1:
        text, right = text + "0" * 600, "too_large"
    elif kind == 2:
        text, right = rng.choice(("", "HP1:", "hpc1:", "HPC2:", " HPC1:")) + text[5:], "not_ours"
    elif kind == 3:
        text, right = text[:5] + rng.choice(("a", "é", ":::", "GGW")) + text[5:], "bad_base45"
    elif kind == 4:
        wrong = rng.randbytes(rng.choice((0, 1, 7, 33, 64)))
        text, right = challenge_to_text(wrong), "bad_structure"
    text += rng.choice(("", "\n", "\r\n", "\r"))
    try:
        found = challenge_from_text(text)
        got = "answer"
        require(found == value, "another challenge", "")
    except HuepassError as error:
        got = str(error.reason)
    require(got == right, f"challenge: {right}", got)
    return Outcome("challenge", [got], False)
