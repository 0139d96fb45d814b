"""Everything in the specification that can be recomputed, made again from what the text says.

Numbers and notation are read out of the prose, then the same objects made with the testkit, which
shares no code with huepass, and compared byte for byte. Section 11 has `test_evidence_vectors.py`.
"""

import json
import re
from collections import Counter
from datetime import UTC, datetime
from hashlib import sha256
from random import Random
from typing import Any

import cbor2
import pytest
import qrcode
from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
from spec.testkit import forge
from spec.testkit.rawcbor import ARRAY, BYTES, MAP, dump, head
from tests.spec.document import (
    DOCUMENT,
    blocks,
    code,
    dump_lines,
    dumped,
    key_table,
    meant,
    number,
    rows,
    section,
    signed,
)

from huepass.gate.conformance import answer_line

TOP_PART, APPENDIX = DOCUMENT.split("\n## 0 ")[0], DOCUMENT.split("\n## Appendix B")[1]


def test_the_pass_at_the_top() -> None:
    text, comments, *_ = blocks(TOP_PART)
    serial = number(r"cti \(7\):.*serial (\d+)", comments)
    colour, expiry = number(r"colour \(.*\): (\d)", comments), number(r"exp \(4\): (\d+)", comments)
    made = dump(forge.paper(serial=serial, expiry=expiry, colour=colour))
    assert forge.text(made) == code(text)
    assert len(made) == number(r"its (\d+) bytes", TOP_PART)
    assert len(code(text)) == number(r"(\d+) characters", TOP_PART)


def test_dumps_have_the_bytes_of_the_texts_above_them() -> None:
    for text in (TOP_PART, section("Presentation, ")):
        assert [forge.text(one) for one in dumped(text)] == [code(blocks(text)[0])]


def test_the_comments_in_dumps() -> None:
    lines = [line for one in blocks(DOCUMENT) if one.startswith("84 ") for line in dump_lines(one)]
    seen = Counter[str]()
    for digits, comment in lines:
        if found := re.fullmatch(r".*, (\d+) bytes", comment):
            seen["size"] += 1
            assert digits.endswith(head(BYTES, int(found[1])).hex()), comment
        if found := re.search(r"\b(array|map) of (\d+)", comment):
            seen["entries"] += 1
            major = ARRAY if found[1] == "array" else MAP
            assert digits.endswith(head(major, int(found[2])).hex()), comment
        if found := re.match(r"[\w -]+?(?: \((-?\d+)\))?: (-?\d+)\b", comment):
            seen["value"] += 1
            key = dump(int(found[1])).hex() if found[1] else ""
            assert digits == key + dump(int(found[2])).hex(), comment
        if found := re.search(r'"(.*)"$', comment):
            seen["text"] += 1
            whole = dump(found[1])
            # A long text stands on the next line, behind its head.
            assert digits.endswith((whole.hex(), whole[: -len(found[1].encode())].hex())), comment
        if found := re.search(r"(\d{10}), (\d{4}-.*) UTC$", comment):
            seen["time"] += 1
            assert f"{datetime.fromtimestamp(int(found[1]), UTC):%Y-%m-%d %H:%M:%S}" == found[2]
    assert min(seen[kind] for kind in ("size", "entries", "value", "time")) >= 3, seen


def test_the_keys() -> None:
    assert set(key_table()) == {"root", "trust", "live", "paper", "revoke", "holder"}
    for name, (kid, public) in key_table().items():
        assert (forge.kid(name).hex(), forge.public(name).hex()) == (kid, public)


def test_the_bytes_that_a_key_id_is_the_hash_of() -> None:
    text = section("2.3 ")
    prefix = bytes.fromhex(blocks(text)[0].split("  and the 32 bytes")[0])
    assert len(prefix) + 32 == number(r"hash of these (\d+) bytes", text)
    for kid, public in key_table().values():
        assert sha256(prefix + bytes.fromhex(public)).hexdigest()[:8] == kid


def test_the_example_of_rice_codes() -> None:
    text = section("5.4 ").split("Example: ")[1].replace("\n", " ")
    bits, found = number(r"b = (\d+)", text), re.search(r"serials ([\d, ]+)\.", text)
    assert found
    serials = [int(one) for one in found[1].split(", ")]
    count = len(serials)
    assert f"`{2**bits} / {count} = {2**bits // count}`" in text
    assert f"`{2**bits // count} * 77 / 160 = {2**bits // count * 77 // 160}`" in text
    k = forge.parameter(bits, count)
    assert number(r"so k = (\d+)", text) == k
    gaps = [b - a - 1 for a, b in zip([-1, *serials], serials, strict=False)]
    assert f"The gaps are {', '.join(map(str, gaps))} and the bits" in text
    written, data = blocks(section("5.4 ").split("Example: ")[1])[0].splitlines()
    *codes, padding = written.split("   ")
    assert [one.replace(" ", "") for one in codes] == [forge.coded([gap], k) for gap in gaps]
    assert set(padding) == {"0"}
    packed = forge.packed(forge.coded(serials, k))
    assert data == f"data = {packed.hex(' ')}"
    assert packed == forge.packed(written.replace(" ", ""))


@pytest.mark.parametrize("heading", ["Root, ", "Trust list, "])
def test_the_root_and_the_trust_list(heading: str) -> None:
    described = blocks(section(heading))[0]
    made = signed(meant(described))
    assert made.hex() == dumped(section(heading))[0].hex()
    assert f"\n### {heading}{len(made)} bytes\n" in DOCUMENT


def revocation_lists() -> list[bytes]:
    return dumped(section("Revocation lists"))


def test_the_revocation_lists() -> None:
    text = section("Revocation lists")
    windows = [meant(line) for line in blocks(text)[0].splitlines()]
    prose = text.replace("\n", " ")
    named = re.search(r"first names serials (\d+), (\d+) and (\d+), the second also (\d+)", prose)
    numbers = re.search(r"issuer `(\w+)`.*seq (\d+) and (\d+), and one window each", prose)
    assert named and numbers and "fresh for one hour" in prose
    serials = [int(one) for one in named.groups()]
    for window, written, seq, some in zip(
        windows, revocation_lists(), numbers.groups()[1:], (serials[:3], serials), strict=True
    ):
        assert window == forge.window("paper", window[1], some, bits=window[2])
        iat = cbor2.loads(cbor2.loads(written)[2])[3]
        made = forge.revocation_list(
            int(seq), name=numbers[1], iat=iat, fresh_until=iat + 3600, windows=[window]
        )
        assert made.hex() == written.hex()
    sizes = " and ".join(str(len(one)) for one in revocation_lists())
    assert f"\n### Revocation lists, {sizes} bytes\n" in DOCUMENT


def presentation() -> list[Any]:
    text = section("Presentation, ").replace("\n", " ")
    return forge.live(
        serial=number(r"serial (\d+)", text),
        expiry=number(r"expiry (\d+)", text),
        at=number(r"`iat` is (\d+)", text),
    )


def test_the_presentation() -> None:
    text = section("Presentation, ")
    assert forge.text(presentation()) == code(blocks(text)[0])
    assert f"\n### Presentation, {len(dump(presentation()))} bytes\n" in DOCUMENT
    clock = number(r"clock is at (\d+)", text.replace("\n", " "))
    assert clock // 10 * 10 == number(r"`iat` is (\d+)", text)


def step(words: str) -> dict[str, Any]:
    """What the gate is given in a step of the table of answers."""
    first, second = revocation_lists()
    root, trust = (dumped(section(name))[0] for name in ("Root, ", "Trust list, "))
    live = code(blocks(section("Presentation, "))[0])
    given: dict[str, str | bytes] = {
        "load the root": root,
        "load the trust list": trust,
        "load the first revocation list": first,
        "load the first again": first,
        "load the second revocation list": second,
        "show the paper pass": code(blocks(TOP_PART)[0]),
        "show the presentation": live,
        "show it again": live,
        "show the credential of the presentation, bare": forge.text(
            cbor2.loads(presentation()[2])[forge.CREDENTIAL]
        ),
    }
    one = given[words]
    return {"show": one} if isinstance(one, str) else {"load": one.hex()}


def in_words(result: dict[str, Any]) -> str:
    """A result as it stands in the table of answers."""
    if "action" not in result:
        return f"`{json.dumps(result)}`"
    stale = ", stale" if result["stale"] else ""
    return f"`{result['action']}`, {result['level']}, {result['medium']}{stale}"


def test_the_table_of_answers() -> None:
    text = section("Answers", APPENDIX)
    table = rows(text)
    assert len(table) >= 13
    steps = [{"at": int(at), **step(words)} for at, words, _ in table]
    assert steps[0]["at"] == number(r"start at (\d+)", text)
    case = {"id": "b", "root": step("load the root")["load"], "accept_paper": True, "steps": steps}
    results = answer_line(json.dumps(case))["results"]
    assert [in_words(result) for result in results] == [right for _, _, right in table]
    assert {result.get("issuer", "gz") for result in results} == {"gz"}
    assert {result.get("colour", 1) for result in results} == {1}


def qr_version(text: str, level: int) -> int:
    drawn = qrcode.QRCode(error_correction=level)
    drawn.add_data(text, optimize=0)
    return int(drawn.best_fit())


def test_the_sizes() -> None:
    text = section("9 Sizes")
    table = {name: (size, characters, drawn) for name, size, characters, drawn in rows(text)}
    paper = dump(forge.paper(serial=2**32 - 1, expiry=forge.NOW))
    assert table["paper credential"][:2] == (str(len(paper)), str(len(forge.text(paper))))
    for name, challenge in {
        "presentation": None,
        "presentation, 16-byte challenge": bytes(16),
        "presentation, 32-byte challenge": bytes(32),
    }.items():
        live = dump(forge.live(challenge=challenge))
        assert table[name][:2] == (str(len(live)), str(len(forge.text(live))))
    for one, name, level in (
        (paper, "paper credential", ERROR_CORRECT_Q),
        (dump(forge.live()), "presentation", ERROR_CORRECT_L),
    ):
        version = qr_version(forge.text(one), level)
        side = 17 + 4 * version
        assert table[name][2].endswith(f"version {version}, {side} x {side} modules")
    version = qr_version(forge.text(forge.live()), ERROR_CORRECT_M)
    side = 17 + 4 * version
    assert f"At level M a presentation would take version {version}, {side} x {side}" in (
        text.replace("\n", " ")
    )


def test_the_size_of_a_large_revocation_list() -> None:
    found = next(row for row in rows(section("9 Sizes")) if "40 thousand of 40 million" in row[0])
    serials = sorted(Random(1).sample(range(2**26), 40_000))
    made = forge.revocation_list(windows=[forge.window(serials=serials, bits=26)])
    assert abs(len(made) - number(r"about ([\d,]+)", found[1])) < 500
