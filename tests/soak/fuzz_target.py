"""Coverage-guided fuzzing of whatever reads bytes from outside, by atheris.

    python -m tests.soak.fuzz_target -runs=200000 -seed=1

All arguments are libFuzzer's. The corpus is made by the generator of the other inputs, in a
temporary folder, unless one is named. Only a `HuepassError` may come out of a target.
"""

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["huepass.core"]):
    from huepass.core import (
        Policy,
        ReplayMemory,
        cbor,
        challenge_from_text,
        check,
        describe,
        load,
        load_all,
        parse_revocation_list,
        parse_root,
        parse_trust_list,
    )
    from huepass.core.shown import match_layout, parse_any
    from huepass.errors import CodeRefused, DocumentRefused, HuepassError

from . import loads
from .draft import Draft
from .raw import FORBIDDEN, enc, text
from .world import T0, places

NOW = T0 + 40_000
POLICY = Policy(accept_paper=True)
MEMORY = ReplayMemory(bytes(32))


def examine(data: bytes) -> None:
    """The first byte chooses the target, the rest is its input."""
    target, rest = TARGETS[data[0] % len(TARGETS)] if data else _code, data[1:]
    target(rest)


def _code(data: bytes) -> None:
    _text(text(data[:340]))
    quick = match_layout(data)
    if quick is not None and quick != parse_any(data):
        raise AssertionError("the quick reader and the strict one differ")


def _text(scanned: str) -> None:
    with contextlib.suppress(CodeRefused):
        state = places()["fresh"].state
        check(state, scanned, policy=POLICY, now=NOW, started_at=NOW - 60, memory=MEMORY)


def _raw_text(data: bytes) -> None:
    _text(data.decode("utf-8", "surrogateescape"))
    with contextlib.suppress(CodeRefused):
        challenge_from_text(data.decode("latin-1"))


def _document(data: bytes) -> None:
    with contextlib.suppress(DocumentRefused):
        load(places()["fresh"].state, data, NOW)


def _unsigned(data: bytes) -> None:
    for parse in (parse_root, parse_trust_list, parse_revocation_list):
        with contextlib.suppress(DocumentRefused):
            parse(data)


def _bundle(data: bytes) -> None:
    report = load_all(places()["no lists"].state, data, NOW)
    assert report.loaded + len(report.errors) >= 1


def _decode(data: bytes) -> None:
    with contextlib.suppress(HuepassError):
        value = cbor.decode(data)
        # Keys that are arrays or maps are read, and have no place in anything that is written.
        with contextlib.suppress(HuepassError):
            assert cbor.encode(value) == data, "two encodings of one value"


def _describe(data: bytes) -> None:
    with contextlib.suppress(HuepassError):
        describe(data)


TARGETS = (_code, _raw_text, _document, _bundle, _decode, _describe, _unsigned)


def _corpus(rng: Random) -> Iterator[bytes]:
    """Honest inputs for every target."""
    for _ in range(40):
        for shape in ("live", "paper"):
            draft = Draft(rng, shape)
            draft.now, draft.uptime = NOW, 60
            code = draft.code()
            yield b"\0" + code
            yield b"\1" + text(code).encode()
            yield b"\4" + code
            yield b"\5" + code
    for _ in range(10):
        for kind in loads.KINDS:
            number = loads.IN_FORCE[kind] + 1
            document = enc(loads.sealed(kind, loads.honest(rng, kind, number, NOW)))
            yield from (bytes([target]) + document for target in (2, 3, 4, 5, 6))
    for item in FORBIDDEN:
        yield from (b"\4" + item, b"\5" + item)


def main(arguments: list[str]) -> int:
    """Let libFuzzer run in a process of its own, which it ends itself."""
    with tempfile.TemporaryDirectory(prefix="huepass-corpus-") as folder:
        if all(one.startswith("-") for one in arguments[1:]):
            for entry in _corpus(Random(1)):
                (Path(folder) / hashlib.sha256(entry).hexdigest()[:16]).write_bytes(entry)
            arguments = [*arguments, "-max_len=4096", folder]
        child = os.fork()
        if child == 0:
            atheris.Setup(arguments, examine)
            atheris.Fuzz()
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv))
