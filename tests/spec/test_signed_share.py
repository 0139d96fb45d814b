"""At least half of the faulty cases are rightly signed, so that a fault is found for its own sake.

Judged without the testkit's own writers: cbor2 reads what it can, PyNaCl verifies.
"""

import ast
from collections.abc import Iterator
from functools import cache
from typing import Any

import cbor2
import nacl.bindings as sodium
from nacl.exceptions import BadSignatureError
from spec.testkit import forge

from vectors import FREE, TOP, cases, cut, good_roots, scanned

# Those of an honest federation. Others are only tried where their key ID is named.
USUAL_NAMES = ("live", "paper", "revoke", "root", "trust", "holder")
USUAL = [forge.public(name) for name in USUAL_NAMES]


@cache
def keys() -> dict[bytes, bytes]:
    """All keys that the testkit may sign with, by key ID: those of every name in it."""
    names = {
        node.value
        for path in (TOP / "spec/testkit").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 30
    }
    # Names with a number, or with that of an issuer before it.
    names |= {f"{name}{mark}{n}" for name in USUAL_NAMES for mark in ("", "-") for n in range(40)}
    names |= {f"{issuer}-{name}" for issuer in ("gz", "sz", "bj") for name in USUAL_NAMES}
    return {forge.kid(name): forge.public(name) for name in names}


def verifies(structure: list[Any], signature: bytes, key_id: bytes, *more: bytes) -> bool:
    """Whether the key that is named, or else one of the usual ones, made this signature."""
    signed = cbor2.dumps(structure)
    named = keys().get(key_id)
    return any(
        _holds(key, signed, signature) for key in [*([named] if named else []), *more, *USUAL]
    )


def _holds(key: bytes, signed: bytes, signature: bytes) -> bool:
    try:
        sodium.crypto_sign_open(signature + signed, key)
    except (BadSignatureError, ValueError):
        return False
    return True


def is_signed(data: bytes) -> bool:
    """Whether all signatures on an object hold, and there is one."""
    objects, _ = cut(data)
    item = objects and cbor2.loads(objects[0])
    if not isinstance(item, list) or len(item) != 4:
        return False
    protected, _, payload, last = item
    if not isinstance(protected, bytes) or not isinstance(payload, bytes):
        return False
    if isinstance(last, bytes):
        inner = _credential_in(payload)
        holder = [inner[1]] if inner else []
        structure = ["Signature1", protected, b"", payload]
        return verifies(structure, last, _key_id(protected), *holder) and (
            inner is None or is_signed(inner[0])
        )
    try:
        return bool(last) and all(
            verifies(["Signature", protected, header, b"", payload], signature, _key_id(header))
            for header, _, signature in last
        )
    except (TypeError, ValueError):
        return False


def _key_id(protected: bytes) -> bytes:
    """The key ID in a protected header, as far as there is one."""
    try:
        found = cbor2.loads(protected)[4]
    except Exception:
        return b""
    return found if isinstance(found, bytes) else b""


def _credential_in(payload: bytes) -> tuple[bytes, bytes] | None:
    """The credential in a presentation and its holder key, where they can be seen."""
    try:
        inner = cbor2.loads(payload)[forge.CREDENTIAL]
        return cbor2.dumps(inner), bytes(cbor2.loads(inner[2])[forge.CTI][4:])
    except Exception:
        return None


def faulty(case: Any) -> Iterator[bytes | None]:
    """The objects of the steps that are not wholly accepted, None for what is not even bytes."""
    if case["root"] not in good_roots():
        yield bytes.fromhex(case["root"])
        return
    for step, entry in zip(case["steps"], case["expect"], strict=True):
        if entry.keys().isdisjoint({"error", "errors", "any"}):
            continue
        if "show" in step:
            yield None if entry.get("error") in FREE else scanned(step["show"])
            continue
        objects, rest = cut(bytes.fromhex(step["load"]))
        yield from objects
        if rest or not objects:
            yield None


def test_half_of_the_faulty_cases_are_rightly_signed() -> None:
    signed = {
        case["id"]: all(data is not None and is_signed(data) for data in objects)
        for case in cases()
        if (objects := list(faulty(case)))
    }
    share = sum(signed.values()) / len(signed)
    assert len(signed) >= 300
    assert share >= 0.5, f"{share:.0%} of {len(signed)}"


def test_signatures_are_judged() -> None:
    paper, live, root = forge.paper(), forge.live(), forge.root()
    for item in (paper, live):
        assert is_signed(forge.dump(item))
        assert not is_signed(forge.dump([*item[:3], bytes(64)]))
        assert not is_signed(forge.dump([*item[:2], item[2] + b"\0", item[3]]))
    assert not is_signed(forge.dump(forge.live(inner=[*paper[:3], bytes(64)])))
    assert is_signed(root)
    assert not is_signed(root[:-1] + bytes([root[-1] ^ 1]))
    assert not is_signed(forge.root(signers=[]))
    assert not is_signed(b"")
