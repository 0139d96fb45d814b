"""Trust lists, spec sections 3 and 6."""

from dataclasses import replace
from typing import Any

import pytest
from spec.testkit import forge
from spec.testkit.forge import DAY, DROP, HOUR, LIVE, NOW, PAPER, REVOKE
from spec.testkit.points import NOT_PRIME_ORDER, TORSION

from gates import document_refused, gate
from huepass.core import (
    ColourEntry,
    Issuer,
    Key,
    Level,
    SoftwareSigner,
    TrustList,
    Usage,
    load,
    parse_trust_list,
    sign_trust_list,
)

FIELDS: dict[str, Any] = {
    "federation": "example",
    "sequence": 1,
    "issued_at": NOW - DAY,
    "expires_at": NOW + 29 * DAY,
}
ISSUER = Issuer(
    id="gz",
    names={"en": "Guangzhou", "zh": "广州"},
    keys=(
        Key(forge.public("live"), Usage.LIVE, forge.FIRST, forge.LAST,
            forge.LIVE_LIFETIME, forge.LIVE_STEP, forge.LIVE_PHASE),
        Key(forge.public("paper"), Usage.PAPER, forge.FIRST, forge.LAST,
            forge.PAPER_LIFETIME, forge.PAPER_STEP, forge.PAPER_PHASE),
        Key(forge.public("revoke"), Usage.REVOKE, forge.FIRST, forge.LAST),
    ),
    colours={colour: ColourEntry(Level(level), labels)
             for colour, (level, labels) in forge.COLOURS.items()},
    revocation_list_url="http://localhost/gz.cbor",
)  # fmt: skip


def test_signing_gives_the_specified_bytes() -> None:
    names = ("trust", "second")
    signers = [SoftwareSigner.from_seed(bytes(forge.key(name))) for name in names]
    trust = TrustList(issuers=(ISSUER,), **FIELDS)
    assert sign_trust_list(trust, signers) == forge.trust_list(signers=names)
    assert sign_trust_list(trust, []) == forge.trust_list(signers=())


def test_what_is_parsed_is_what_was_signed() -> None:
    data = forge.trust_list()
    trust = parse_trust_list(data)
    assert trust == TrustList(issuers=(ISSUER,), document=data, **FIELDS)
    assert set(trust.by_kid) == {forge.kid(name) for name in ("live", "paper", "revoke")}
    assert trust.by_kid[forge.kid("paper")] == (ISSUER, ISSUER.keys[1])
    assert ISSUER.keys[1].kid == forge.kid("paper")


def accepted(data: bytes) -> TrustList:
    """The list, which a gate accepts too."""
    state = load(gate(), data, NOW)
    assert state.trust == parse_trust_list(data)
    assert state.trust is not None
    return state.trust


def refused_with(why: str, **options: Any) -> None:
    """A list with such a fault is refused, rightly signed though it is."""
    data = forge.trust_list(**options)
    with document_refused("bad_trust_list", why):
        parse_trust_list(data)
    with document_refused("bad_trust_list", why):
        load(gate(), data, NOW)


LISTS: dict[str, tuple[Any, str]] = {
    "a_payload_that_is_an_array": ([1], "content of a trust list"),
    "a_payload_that_is_an_array_of_the_keys": ([1, 2, 3, 4, 5], "content of a trust list"),
    "one_entry_more": ({6: 0}, "content of a trust list"),
    "entry_31": ({31: 0}, "content of a trust list"),
    "a_negative_entry": ({-33: 0}, "content of a trust list"),
    "an_entry_under_text": ({"32": 0}, "content of a trust list"),
    **{f"without_entry_{key}": ({key: DROP}, "content of a trust") for key in range(1, 6)},
    "a_federation_that_is_no_id": ({1: "Example"}, "ID of a federation"),
    **{f"a_negative_number_{key}": ({key: -1}, "unsigned integer") for key in (2, 3, 4)},
    **{f"text_for_number_{key}": ({key: "1"}, "unsigned integer") for key in (2, 3, 4)},
    "an_end_at_its_beginning": ({3: NOW, 4: NOW}, "ends before"),
    "more_than_30_days": ({3: NOW, 4: NOW + 30 * DAY + 1}, "30 days"),
    "issuers_that_are_a_map": ({5: {}}, "issuers are no array"),
    "an_issuer_twice": ({5: [forge.issuer(), forge.issuer(keys=[])]}, "two issuers with one ID"),
    "a_key_in_two_issuers": ({5: [forge.issuer(), forge.issuer("sz")]}, "one key ID"),
}


@pytest.mark.parametrize(("change", "why"), LISTS.values(), ids=LISTS)
def test_a_trust_list_is_refused_with(change: Any, why: str) -> None:
    refused_with(why, change=change)


def test_the_limits_of_a_trust_list() -> None:
    assert accepted(forge.trust_list(issuers=[])).issuers == ()
    assert accepted(forge.trust_list(0, iat=NOW, exp=NOW + 1)).sequence == 0
    assert accepted(forge.trust_list(iat=NOW, exp=NOW + 30 * DAY))


def test_later_entries_of_a_trust_list_are_ignored() -> None:
    later = {32: [], 2**53 - 1: {"x": b""}}
    assert accepted(forge.trust_list(change=later)).issuers == (ISSUER,)


ISSUERS: dict[str, tuple[Any, str]] = {
    "that_is_an_array": ([1], "content of an issuer"),
    "that_is_an_array_of_the_keys": ([1, 2, 3, 4, 5], "content of an issuer"),
    "with_one_entry_more": ({6: 0}, "content of an issuer"),
    "with_entry_31": ({31: 0}, "content of an issuer"),
    "with_an_entry_under_bytes": ({b"x": 0}, "content of an issuer"),
    **{f"without_entry_{key}": ({key: DROP}, "content of an issuer") for key in range(1, 6)},
    "with_no_id": ({1: "GZ"}, "ID of an issuer"),
    "with_names_that_are_text": ({2: "gz"}, "names of an issuer"),
    "with_names_that_are_an_array": ({2: ["gz"]}, "names of an issuer"),
    "with_a_language_that_is_a_number": ({2: {1: "gz"}}, "names of an issuer"),
    "with_a_name_that_is_bytes": ({2: {"en": b"gz"}}, "names of an issuer"),
    "with_one_wrong_name_of_two": ({2: {"en": "x", "zh": "\n"}}, "names of an issuer"),
    "with_keys_that_are_a_map": ({3: {}}, "keys are no array"),
    "with_a_key_that_is_no_map": ({3: [1]}, "a key that is no map"),
    "with_a_key_twice": ({3: [forge.key_entry("x", REVOKE)] * 2}, "one key ID"),
    "with_colours_that_are_an_array": ({4: []}, "colours are no map"),
    "with_a_negative_colour": ({4: {-1: [0, {}]}}, "unsigned integer"),
    "with_a_colour_that_is_text": ({4: {"1": [0, {}]}}, "unsigned integer"),
    "with_a_colour_that_is_a_map": ({4: {1: {}}}, "level and labels"),
    "with_a_colour_of_one_entry": ({4: {1: [0]}}, "level and labels"),
    "with_a_colour_of_three_entries": ({4: {1: [0, {}, 0]}}, "level and labels"),
    "with_level_4": ({4: {1: [4, {}]}}, "level that does not exist"),
    "with_level_4_for_a_colour_above_6": ({4: {7: [4, {}]}}, "level that does not exist"),
    "with_a_negative_level": ({4: {1: [-1, {}]}}, "level that does not exist"),
    "with_a_level_that_is_text": ({4: {1: ["clear", {}]}}, "level that does not exist"),
    "with_labels_that_are_text": ({4: {1: [0, "green"]}}, "labels of a colour"),
    "with_a_wrong_label": ({4: {1: [0, {"en": "\u202e"}]}}, "labels of a colour"),
    "with_an_address_that_is_bytes": ({5: b"http://x"}, "address"),
}


@pytest.mark.parametrize(("change", "why"), ISSUERS.values(), ids=ISSUERS)
def test_an_issuer_is_refused(change: Any, why: str) -> None:
    refused_with(why, issuers=[forge.issuer(change=change)])


def test_a_fault_of_the_second_issuer_counts_too() -> None:
    refused_with("address", issuers=[forge.issuer(), forge.issuer("sz", keys=[], change={5: 1})])


def test_the_limits_of_an_issuer() -> None:
    colours = {0: [3, {}], 6: [0, {"en": "x" * 64}], 7: [3, {}], 2**53 - 1: [2, {}]}
    change = {1: "a" * 64, 2: {}, 3: [], 4: colours, 5: ""}
    (issuer,) = accepted(forge.trust_list(issuers=[forge.issuer(change=change)])).issuers
    assert (issuer.id, issuer.names, issuer.keys) == ("a" * 64, {}, ())
    assert {colour: entry.level for colour, entry in issuer.colours.items()} == {
        0: Level.UNDETERMINED,
        6: Level.CLEAR,
        7: Level.UNDETERMINED,
        2**53 - 1: Level.STOP,
    }


def test_later_entries_of_an_issuer_are_ignored() -> None:
    assert accepted(forge.trust_list(issuers=[forge.issuer(change={32: [], 99: {}})])).issuers == (
        ISSUER,
    )


# Names

CONTROL = [*range(0x20), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F]
TURNING = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
BESIDE = [0x20, 0x7E, 0xA0, 0x061B, 0x061D, 0x200D, 0x2010, 0x2029, 0x202F, 0x2065, 0x206A]


@pytest.mark.parametrize("point", CONTROL + TURNING, ids="U+{:04X}".format)
def test_a_name_is_refused_with(point: int) -> None:
    with document_refused("bad_trust_list", "names of an issuer"):
        parse_trust_list(
            forge.trust_list(issuers=[forge.issuer(change={2: {"en": f"a{chr(point)}b"}})])
        )


@pytest.mark.parametrize("point", BESIDE, ids="U+{:04X}".format)
def test_a_name_is_accepted_with(point: int) -> None:
    assert parse_trust_list(
        forge.trust_list(issuers=[forge.issuer(change={2: {"en": f"a{chr(point)}b"}})])
    )


def test_a_name_has_at_most_64_code_points() -> None:
    def named(name: str) -> list[Any]:
        return [forge.issuer(change={2: {"zh": name}})]

    assert accepted(forge.trust_list(issuers=named("\U00020000" * 64)))
    refused_with("names of an issuer", issuers=named("\U00020000" * 65))


# Keys


def with_key(usage: int, change: Any) -> list[Any]:
    """Issuers of whose keys one has another content."""
    return [forge.issuer(keys=[forge.key_entry("x", usage, change)])]


MIXED, SMALL = NOT_PRIME_ORDER["mixed"][0], TORSION[1]
COMMON: dict[str, tuple[Any, str]] = {
    "with_one_entry_more": ({8: 0}, "content of a key"),
    "with_entry_31": ({31: 0}, "content of a key"),
    "without_a_public_key": ({1: DROP}, "content of a key"),
    "without_a_usage": ({2: DROP}, "without a usage"),
    "without_a_beginning": ({3: DROP}, "content of a key"),
    "without_an_end": ({4: DROP}, "content of a key"),
    "with_a_usage_that_is_text": ({2: "live"}, "without a usage"),
    "of_31_bytes": ({1: bytes(31)}, "32 bytes"),
    "of_33_bytes": ({1: bytes(33)}, "32 bytes"),
    "that_is_text": ({1: "x" * 32}, "32 bytes"),
    "outside_the_subgroup": ({1: MIXED}, "prime order"),
    "of_small_order": ({1: SMALL}, "prime order"),
    "that_is_not_canonical": ({1: NOT_PRIME_ORDER["identities"][0]}, "prime order"),
    "with_a_negative_beginning": ({3: -1}, "unsigned integer"),
    "with_a_negative_end": ({3: 0, 4: -1}, "unsigned integer"),
    "with_a_beginning_that_is_text": ({3: "0"}, "unsigned integer"),
    "with_an_end_that_is_text": ({4: "0"}, "unsigned integer"),
    "that_ends_when_it_begins": ({3: NOW, 4: NOW}, "ends before"),
}


@pytest.mark.parametrize("usage", Usage)
@pytest.mark.parametrize(("change", "why"), COMMON.values(), ids=COMMON)
def test_a_key_is_refused(usage: int, change: Any, why: str) -> None:
    refused_with(why, issuers=with_key(usage, change))


@pytest.mark.parametrize("field", [5, 6, 7])
def test_the_windows_of_keys(field: int) -> None:
    refused_with("content of a key", issuers=with_key(REVOKE, {field: 0}))
    for usage in (LIVE, PAPER):
        refused_with("content of a key", issuers=with_key(usage, {field: DROP}))
        refused_with("unsigned integer", issuers=with_key(usage, {field: -1}))
        refused_with("unsigned integer", issuers=with_key(usage, {field: "1"}))


LIMITS: dict[str, tuple[int, tuple[int, int, int], str]] = {
    # usage, (lifetime, step, phase), what is said if it is refused
    "a_phase_of_a_step": (LIVE, (7800, 7200, 7200), "phase"),
    "a_phase_below_a_step": (LIVE, (7800, 7200, 7199), ""),
    "a_phase_of_0": (LIVE, (7800, 7200, 0), ""),
    "a_paper_phase_of_a_step": (PAPER, (DAY, DAY, DAY), "phase"),
    "a_step_of_0": (PAPER, (DAY, 0, 0), "phase"),
    "a_lifetime_below_the_step": (PAPER, (DAY - 1, DAY, 0), "lifetime below"),
    "a_lifetime_of_one_step": (PAPER, (DAY, DAY, 0), ""),
    "a_lifetime_of_32_steps": (PAPER, (32 * DAY, DAY, 0), ""),
    "a_lifetime_above_32_steps": (PAPER, (32 * DAY + 1, DAY, 0), "above 32"),
    "a_live_lifetime_of_32_steps": (LIVE, (32 * HOUR, HOUR, 0), ""),
    "a_live_lifetime_above_32_steps": (LIVE, (32 * HOUR + 1, HOUR, 0), "above 32"),
    "a_live_step_of_an_hour": (LIVE, (4200, 3600, 0), ""),
    "a_live_step_below_an_hour": (LIVE, (4200, 3599, 0), "below an hour"),
    "a_live_lifetime_of_a_step_and_600": (LIVE, (7800, 7200, 0), ""),
    "a_live_lifetime_below_a_step_and_600": (LIVE, (7799, 7200, 0), "overlap"),
    "a_paper_step_of_a_day": (PAPER, (DAY, DAY, 0), ""),
    "a_paper_step_below_a_day": (PAPER, (DAY, DAY - 1, 0), "below a day"),
    "a_paper_lifetime_without_an_overlap": (PAPER, (DAY + 599, DAY, 0), ""),
}


@pytest.mark.parametrize(("usage", "numbers", "why"), LIMITS.values(), ids=LIMITS)
def test_limits_of_windows(usage: int, numbers: tuple[int, int, int], why: str) -> None:
    issuers = with_key(usage, dict(zip((5, 6, 7), numbers, strict=True)))
    if why:
        refused_with(why, issuers=issuers)
    else:
        (issuer,) = accepted(forge.trust_list(issuers=issuers)).issuers
        (key,) = issuer.keys
        assert (key.lifetime, key.step, key.phase) == numbers


@pytest.mark.parametrize("usage", Usage)
def test_an_issuer_has_at_most_4_keys_of_a_usage(usage: Usage) -> None:
    keys = [forge.key_entry(f"key {place}", usage) for place in range(5)]
    others = [forge.key_entry(f"other {other}", other) for other in Usage if other != usage]
    (issuer,) = accepted(forge.trust_list(issuers=[forge.issuer(keys=keys[:4] + others)])).issuers
    assert len(issuer.keys) == 6
    refused_with("more than 4", issuers=[forge.issuer(keys=keys)])


def test_a_key_that_begins_at_0_and_ends_at_1() -> None:
    assert accepted(forge.trust_list(issuers=with_key(REVOKE, {3: 0, 4: 1})))


@pytest.mark.parametrize("usage", Usage)
def test_later_entries_of_a_key_are_ignored(usage: Usage) -> None:
    (issuer,) = accepted(forge.trust_list(issuers=with_key(usage, {32: b"", 64: 0}))).issuers
    plain = parse_trust_list(forge.trust_list(issuers=with_key(usage, None)))
    assert (issuer,) == plain.issuers


@pytest.mark.parametrize("usage", [0, 4, 5, 31, 2**53 - 1])
def test_of_a_key_of_unknown_usage_nothing_else_is_looked_at(usage: int) -> None:
    strange = {1: "x", 2: usage, 3: -1, 9: [], "x": b""}
    issuers = [forge.issuer(keys=[*forge.issuer_keys(), strange, strange, {2: usage}])]
    trust = accepted(forge.trust_list(issuers=issuers))
    assert [replace(issuer, skipped=()) for issuer in trust.issuers] == [ISSUER]
    assert trust.issuers[0].skipped == (strange, strange, {2: usage})


# Signatures


@pytest.mark.parametrize(
    ("signers", "reached"),
    [(("a", "b"), True), (("c", "b"), True), (("a",), False), ((), False), (("a", "root"), False)],
)
def test_the_threshold_of_the_trust_role(signers: tuple[str, ...], reached: bool) -> None:
    state = gate(root=forge.root(trust_keys=("a", "b", "c"), trust_threshold=2))
    data = forge.trust_list(signers=signers)
    if reached:
        assert load(state, data, NOW).trust == parse_trust_list(data)
    else:
        with document_refused("bad_trust_list", "too few"):
            load(state, data, NOW)


def test_a_trust_list_of_another_federation() -> None:
    with document_refused("bad_trust_list", "another federation"):
        load(gate(), forge.trust_list(federation="elsewhere"), NOW)
