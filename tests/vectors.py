"""The vectors of the specification, for tests: the cases, and every object in them."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import base45
import cbor2

TOP = Path(__file__).resolve().parents[1]
VECTORS = TOP / "spec/vectors"
FREE = {"not_ours", "bad_base45", "too_large"}  # there may be no bytes to look at


@cache
def cases() -> list[dict[str, Any]]:
    """All cases for gates, in the order of the files."""
    return [case for path in sorted(VECTORS.glob("*.jsonl")) for case in _cases(path)]


@cache
def issuer_cases() -> list[dict[str, Any]]:
    """All cases for accepting issuers (spec section 11.8), in the order of the files."""
    return [case for path in sorted(VECTORS.glob("issuer/*.jsonl")) for case in _cases(path)]


def _cases(path: Path) -> list[dict[str, Any]]:
    # Only at line feeds: other marks of Unicode that end lines may stand in a shown text.
    return [json.loads(line) for line in path.read_bytes().split(b"\n") if line]


@dataclass(frozen=True)
class Thing:
    """An object in a step, and what is said of it."""

    case: str
    kind: str
    """`code` or `document`."""
    data: bytes
    reason: str | None
    """Why it is refused, None if it is accepted, `?` if that isn't told of each object."""


@cache
def good_roots() -> set[str]:
    """The first roots with which some step is answered in another way than `bad_root`."""
    return {
        case["root"]
        for case in cases()
        if any(entry != {"error": "bad_root"} for entry in case["expect"])
    }


def things(case: dict[str, Any]) -> Iterator[Thing]:
    """All objects of a case's steps that can be had from text and file, the first root included."""
    # A first root may be bad for anything, even before its form is looked at.
    bad_root = case["root"] not in good_roots()
    yield Thing(case["id"], "document", bytes.fromhex(case["root"]), "?" if bad_root else None)
    for step, entry in zip(case["steps"], case["expect"], strict=True):
        reason = _reason(entry) if not bad_root else "?"
        if "show" in step:
            data = scanned(step["show"])
            if data is not None:
                yield Thing(case["id"], "code", data, reason)
            elif reason not in FREE | {"?"}:
                raise ValueError(f"{case['id']}: no bytes can be had from the text")
        elif "errors" not in entry and entry.get("loaded", 1) == 1:
            yield Thing(case["id"], "document", bytes.fromhex(step["load"]), reason)
        else:
            yield from _bundle(case["id"], bytes.fromhex(step["load"]), entry)


def _reason(entry: dict[str, Any]) -> str | None:
    reason = "?" if "any" in entry else entry.get("error")
    return "?" if reason == "*" else reason


def scanned(text: str, prefix: str = "HP1:") -> bytes | None:
    """The bytes that a scanned text stands for, as far as they can be had."""
    characters = re.sub(r"(\r\n|\r|\n)\Z", "", text).removeprefix(prefix)
    try:
        return bytes(base45.b45decode(characters))
    except ValueError:
        return None


def _bundle(name: str, data: bytes, entry: dict[str, Any]) -> Iterator[Thing]:
    """The objects of a bundle, as far as they can be cut."""
    objects, rest = cut(data)
    errors = entry.get("errors", [])
    reasons: list[str | None] = ["?"] * len(objects)
    if not errors:
        reasons = [None] * len(objects)
    elif entry["loaded"] == 0 and len(errors) == len(objects) and not rest:
        reasons = list(errors)
    for one, reason in zip(objects, reasons, strict=True):
        yield Thing(name, "document", one, reason)


def cut(data: bytes) -> tuple[list[bytes], bytes]:
    """The items of a CBOR sequence, and what is left where no more can be read."""
    stream, objects, start = io.BytesIO(data), [], 0
    while start < len(data):
        try:
            cbor2.CBORDecoder(stream, read_size=1).decode()
        except Exception:
            break
        objects.append(data[start : stream.tell()])
        start = stream.tell()
    return objects, data[start:]
