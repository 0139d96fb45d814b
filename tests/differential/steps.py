"""Steps of vectors, changed: whatever fault a vector has, something else is wrong besides."""

from random import Random
from typing import Any

from base45 import b45decode
from tests.soak.raw import text
from tests.soak.shows import scramble

from .mutators import encoding_change, field_change, form_change
from .scene import Input, Scene
from .signatures import spoilt
from .trees import closed, opened


def changed(rng: Random, scene: Scene, now: int) -> Input:
    """A step of the scene's vector with a change, or another part of another step."""
    step = rng.choice(scene.given)
    challenge = {"challenge": step["challenge"]} if "challenge" in step else {}
    before = _bytes(step)
    if before is None:
        return Input("vector: text", {**step, "at": now}, False)
    name, data, signed = _change(rng, scene, before, now)
    if "show" in step:
        return Input(f"vector: {name}", {"at": now, "show": text(data), **challenge}, signed)
    return Input(f"vector: {name}", {"at": now, "load": data.hex()}, signed)


def _change(rng: Random, scene: Scene, before: bytes, now: int) -> tuple[str, bytes, bool]:
    item = opened(before)
    kind = rng.random()
    if item is None or kind < 0.06:
        return "bytes", scramble(rng, before), False
    if kind < 0.6:
        field_change(rng, item, now)
        return "fields", closed(item), item.known
    if kind < 0.84:
        encoding_change(rng, item)
        return "encoding", closed(item), item.known
    if kind < 0.88:
        return "form", closed(form_change(rng, item)), False
    if kind < 0.92:
        entry = rng.choice(item.entries) if item.entries else None
        if entry and entry.key:
            spoilt(rng, entry)
        return "signature", closed(item), False
    other = _bytes(rng.choice(scene.given))
    donor = opened(other) if other else None
    if donor is None:
        return "unchanged", before, False
    owner = rng.choice(("header", "payload"))
    setattr(item, owner, getattr(donor, owner))
    return "splice", closed(item), item.known


def _bytes(step: dict[str, Any]) -> bytes | None:
    """The object in a step, if its text can be read."""
    if "load" in step:
        return bytes.fromhex(step["load"])
    try:
        return bytes(b45decode(step["show"][4:].rstrip("\r\n"))) or None
    except (ValueError, UnicodeError, OverflowError):
        return None
