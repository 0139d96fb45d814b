"""The vectors for accepting issuers, and the worked example of section 11 of the specification."""

import re
from collections import Counter
from typing import Any

import cbor2
import pytest
from spec.testkit import certificates as made
from spec.testkit import forge
from spec.testkit.rawcbor import dump
from tests.spec.document import (
    DOCUMENT,
    blocks,
    code,
    dumped,
    meant,
    number,
    rows,
    section,
    signed,
)

from huepass.core import GateState, evidence, load
from huepass.errors import CodeRefused, DocumentRefused
from vectors import issuer_cases

EXAMPLE = section("11.7 ")
PROSE = EXAMPLE.replace("\n", " ")
# Steps 8 and 9 depend on what an issuer knows.
WITHOUT_VECTORS = {"evidence_not_accepted", "evidence_used"}


def answered(case: dict[str, Any]) -> dict[str, Any]:
    """What huepass says to a case."""
    state, challenge = GateState.begin(bytes.fromhex(case["root"])), case["challenge"]
    try:
        if case["trust"] is not None:
            state = load(state, bytes.fromhex(case["trust"]), case["at"])
    except DocumentRefused:
        pass
    try:
        found = evidence.verify(
            evidence.read_shown(case["show"]),
            state,
            challenge=None if challenge is None else bytes.fromhex(challenge),
            now=case["at"],
        )
    except CodeRefused as error:
        return {"error": str(error.reason)}
    return {
        "issuer": found.issuer,
        "kind": found.kind,
        "nbf": found.not_before,
        "exp": found.expiry,
        "number": found.number.hex(),
    }


def test_huepass_answers_rightly() -> None:
    wrong = [
        (case["id"], case["spec"], case["expect"], answer)
        for case in issuer_cases()
        if (answer := answered(case)) != case["expect"]
    ]
    assert wrong == []


def test_each_reason_that_a_case_can_have_is_expected() -> None:
    table = {row[0].strip("`") for row in rows(section("11.5 "))}
    found = Counter(case["expect"].get("error") for case in issuer_cases())
    assert found.keys() - {None} == table - WITHOUT_VECTORS
    assert table >= WITHOUT_VECTORS


def test_the_codes_of_gates_that_issuers_share_are_those_of_gates() -> None:
    of_gates = {row[0].strip("`") for row in rows(section("7.3 "))}
    assert {row[0].strip("`") for row in rows(section("11.5 "))} - of_gates == WITHOUT_VECTORS


def test_ids_are_unique_and_their_sections_are_there() -> None:
    assert len(issuer_cases()) >= 150
    assert max(Counter(case["id"] for case in issuer_cases()).values()) == 1
    for case in issuer_cases():
        assert re.fullmatch(r"evidence/[a-z0-9][a-z0-9-]*", case["id"]), case["id"]
        assert f"\n### {case['spec']} " in DOCUMENT, case["id"]


def test_each_line_has_the_form_of_a_case() -> None:
    hexes = re.compile("(?:[0-9a-f]{2})*")
    described = {name for row in rows(section("11.8 ")) for name in re.findall("`(.*?)`", row[0])}
    answer = set(meant(blocks(section("11.8 "))[0].replace('"<hex>"', '""')))
    for case in issuer_cases():
        where = case["id"]
        assert case.keys() == described, where
        assert len(case["comment"]) > 3 and isinstance(case["show"], str), where
        assert type(case["at"]) is int and hexes.fullmatch(case["root"]), where
        for name in ("trust", "challenge"):
            assert case[name] is None or hexes.fullmatch(case[name]), where
        if "error" in case["expect"]:
            assert case["expect"].keys() == {"error"}, where
        else:
            assert case["expect"].keys() == answer, where
            assert hexes.fullmatch(case["expect"]["number"]), where


# The worked example


def trust_list() -> bytes:
    """That of Appendix B with the issuer of this example."""
    item = meant(blocks(section("Trust list, "))[0])
    payload = cbor2.loads(item[2])
    payload[5].append(meant(blocks(EXAMPLE)[0]))
    item[2] = dump(payload)
    return signed(item)


def certificate() -> list[Any]:
    """The certificate, from its notation."""
    item: list[Any] = meant(blocks(EXAMPLE)[1])
    protected, _, payload, _ = item
    item[3] = forge.signature("evidence", ["Signature1", protected, b"", payload])
    return item


def challenge() -> bytes:
    found = re.search(r"answers the challenge `([0-9a-f]+)`", PROSE)
    assert found
    return bytes.fromhex(found[1])


def test_the_keys() -> None:
    assert [name for name, _, _ in rows(EXAMPLE)] == ["evidence", "subject"]
    for name, kid, public in rows(EXAMPLE):
        assert kid.strip("`") == forge.kid(name).hex()
        assert public.strip("`") == forge.public(name).hex()


def test_the_certificate() -> None:
    claims = cbor2.loads(certificate()[2])
    assert claims[made.EXP] - claims[made.NBF] == number(r"for (\d+) days", PROSE) * forge.DAY
    assert dumped(EXAMPLE)[0].hex() == dump(certificate()).hex()
    assert len(dump(certificate())) == number(r"certifies .*?These are its (\d+) bytes", PROSE)


def test_the_showing() -> None:
    clock = number(r"clock is at (\d+)", PROSE)
    shown = made.shown(inner=certificate(), at=clock, challenge=challenge())
    assert dumped(EXAMPLE)[1].hex() == dump(shown).hex()
    text = next(block for block in blocks(EXAMPLE) if block.startswith(made.PREFIX))
    assert code(text) == made.text(shown)
    assert len(made.text(shown)) == number(r"(\d+) characters", PROSE)
    assert len(dump(shown)) == number(r"and these are its (\d+) bytes", PROSE)


@pytest.mark.parametrize("size", [16, 32])
def test_the_sizes(size: int) -> None:
    table = {row[0]: row[1:3] for row in rows(section("9 Sizes"))}
    for clock in (2**16, 2**32 - 2):
        claims = {made.NBF: clock, made.EXP: clock + 1}
        inner = made.certificate(claims=claims)
        shown = made.shown(inner=inner, at=clock, challenge=bytes(size))
        assert table["certificate"] == [str(len(dump(inner))), ""]
        assert table[f"showing, {size}-byte challenge"] == [
            str(len(dump(shown))),
            str(len(made.text(shown))),
        ]


def test_the_table_of_answers() -> None:
    alone = made.text(dumped(EXAMPLE)[0])
    texts = {
        "this text": made.text(dumped(EXAMPLE)[1]),
        "the certificate alone, as `HPE1:`": alone,
        "the certificate alone, as `HP1:`": alone.replace("HPE1:", "HP1:"),
    }
    challenges = {"the same": challenge(), "another": bytes(16)}
    loaded = number(r"both loaded at (\d+)", PROSE)
    state = GateState.begin(dumped(section("Root, "))[0])
    state = load(state, trust_list(), loaded)
    table = rows(EXAMPLE.split("both loaded at")[1])
    assert len(table) >= 7
    for at, good, what, right in table:
        try:
            found = evidence.verify(
                evidence.read_shown(texts[what]), state, challenge=challenges[good], now=int(at)
            )
            in_words = f"accepted: `{found.issuer}`, `{found.kind}`, until {found.expiry}"
        except CodeRefused as error:
            in_words = f"`{error.reason}`"
        assert in_words.startswith(right) if right == "accepted" else in_words == right
