"""Roots, spec section 6."""

from typing import Any

import pytest
from spec.testkit import forge
from spec.testkit.forge import DROP, NOW, YEAR
from spec.testkit.points import NOT_PRIME_ORDER, TORSION

from gates import document_refused, gate
from huepass.core import GateState, Role, Root, SoftwareSigner, load, parse_root, sign_root

ROOT_KID, TRUST_KID = forge.kid("root"), forge.kid("trust")
KEYS = {ROOT_KID: forge.public("root"), TRUST_KID: forge.public("trust")}
ROLES = {1: [1, [ROOT_KID]], 2: [1, [TRUST_KID]]}


def test_signing_gives_the_specified_bytes() -> None:
    root = Root(
        federation="example",
        version=1,
        issued_at=NOW - 90 * forge.DAY,
        expires_at=NOW + YEAR,
        keys=KEYS,
        root_role=Role(1, (ROOT_KID,)),
        trust_role=Role(1, (TRUST_KID,)),
    )
    names = ("root", "second")
    signers = [SoftwareSigner.from_seed(bytes(forge.key(name))) for name in names]
    assert sign_root(root, signers) == forge.root(signers=names)
    assert sign_root(root, []) == forge.root(signers=())


def test_what_is_parsed_is_what_was_signed() -> None:
    data = forge.root(
        3, root_keys=("root", "second"), root_threshold=1, trust_keys=("trust", "root")
    )
    root = parse_root(data)
    assert root == Root(
        federation="example",
        version=3,
        issued_at=NOW - 90 * forge.DAY,
        expires_at=NOW + YEAR,
        keys={**KEYS, forge.kid("second"): forge.public("second")},
        root_role=Role(1, (ROOT_KID, forge.kid("second"))),
        trust_role=Role(2, (TRUST_KID, ROOT_KID)),
        document=data,
    )
    assert sign_root(root, []) == forge.root(
        3,
        root_keys=("root", "second"),
        root_threshold=1,
        trust_keys=("trust", "root"),
        signers=(),
    )


def bad_keys(**keys: bytes) -> dict[int, Any]:
    """More keys than those in the roles."""
    return {5: {**KEYS, **{forge.thumb(key): key for key in keys.values()}}}


def many_keys(number: int) -> dict[int, Any]:
    """So many keys, those in the roles among them."""
    return bad_keys(
        **{f"k{place}": forge.public(f"k{place}") for place in range(number - len(KEYS))}
    )


BAD: dict[str, tuple[Any, str]] = {
    "a_payload_that_is_an_array": ([1], "content of a root"),
    "one_entry_more": ({7: 0}, "content of a root"),
    "a_later_entry": ({32: 0}, "content of a root"),
    **{f"without_entry_{key}": ({key: DROP}, "content of a root") for key in range(1, 7)},
    "a_federation_that_is_no_id": ({1: "Example"}, "ID of a federation"),
    "a_federation_that_is_a_number": ({1: 1}, "ID of a federation"),
    **{f"a_negative_number_{key}": ({key: -1}, "unsigned integer") for key in (2, 3, 4)},
    **{f"text_for_number_{key}": ({key: "1"}, "unsigned integer") for key in (2, 3, 4)},
    "an_end_at_its_beginning": ({3: NOW, 4: NOW}, "ends before"),
    "an_end_before_its_beginning": ({3: NOW, 4: NOW - 1}, "ends before"),
    "keys_that_are_an_array": ({5: list(KEYS)}, "no map"),
    "65_keys": (many_keys(65), "more than 64 keys"),
    "a_key_of_31_bytes": (bad_keys(x=bytes(31)), "32 bytes"),
    "a_key_of_33_bytes": (bad_keys(x=forge.public("x") + b"\0"), "32 bytes"),
    "a_key_that_is_text": ({5: {**KEYS, b"abcd": "x" * 32}}, "32 bytes"),
    "a_key_of_small_order": (bad_keys(x=TORSION[1]), "prime order"),
    "the_identity": (bad_keys(x=TORSION[0]), "prime order"),
    "a_key_outside_the_subgroup": (bad_keys(x=NOT_PRIME_ORDER["mixed"][0]), "prime order"),
    "a_key_that_is_not_canonical": (bad_keys(x=NOT_PRIME_ORDER["identities"][0]), "prime order"),
    "a_key_under_another_keys_id": ({5: {**KEYS, b"abcd": forge.public("x")}}, "another key's ID"),
    "a_key_under_a_number": ({5: {**KEYS, 7: forge.public("x")}}, "another key's ID"),
    "a_key_under_a_long_id": (
        {5: {**KEYS, forge.kid("x") + b"\0": forge.public("x")}},
        "another key's ID",
    ),
    "roles_that_are_an_array": ({6: [ROLES[1], ROLES[2]]}, "two roles"),
    "only_the_first_role": ({6: {1: ROLES[1]}}, "two roles"),
    "only_the_second_role": ({6: {2: ROLES[2]}}, "two roles"),
    "a_third_role": ({6: {**ROLES, 3: ROLES[2]}}, "two roles"),
    "a_later_role": ({6: {**ROLES, 32: ROLES[2]}}, "two roles"),
}
BAD_ROLES: dict[str, tuple[Any, str]] = {
    "that_is_a_number": (1, "threshold and key IDs"),
    "of_one_entry": ([1], "threshold and key IDs"),
    "of_three_entries": ([1, [ROOT_KID], 0], "threshold and key IDs"),
    "whose_threshold_is_text": (["1", [ROOT_KID]], "another form"),
    "whose_kids_are_a_map": ([1, {}], "another form"),
    "whose_kids_are_a_byte_string": ([1, ROOT_KID], "another form"),
    "with_an_unknown_kid": ([1, [ROOT_KID, b"abcd"]], "unknown keys"),
    "with_a_kid_that_is_a_number": ([1, [ROOT_KID, 7]], "unknown keys"),
    "with_a_kid_that_is_an_array": ([1, [ROOT_KID, []]], "unknown keys"),
    "with_a_kid_twice": ([1, [ROOT_KID, ROOT_KID]], "twice"),
    "with_a_threshold_of_0": ([0, [ROOT_KID]], "threshold"),
    "with_a_negative_threshold": ([-1, [ROOT_KID]], "threshold"),
    "with_a_threshold_above_its_keys": ([2, [ROOT_KID]], "threshold"),
    "without_keys": ([1, []], "threshold"),
    "without_keys_or_threshold": ([0, []], "threshold"),
}
for _name, (_role, _why) in BAD_ROLES.items():
    BAD[f"a_root_role_{_name}"] = ({6: {1: _role, 2: ROLES[2]}}, _why)
    BAD[f"a_trust_role_{_name}"] = ({6: {1: ROLES[1], 2: _role}}, _why)


@pytest.mark.parametrize(("change", "why"), BAD.values(), ids=BAD)
def test_a_root_is_refused_with(change: Any, why: str) -> None:
    first = forge.root(change=change)
    for act in (GateState.begin, parse_root):
        with document_refused("bad_root", why):
            act(first)
    update = {2: 2, **change} if isinstance(change, dict) else change
    with document_refused("bad_root", why):
        load(gate(), forge.root(change=update), NOW)


def test_the_least_that_is_right() -> None:
    assert gate(root=forge.root(0, iat=0, exp=1)).root.version == 0


def test_keys_that_are_in_no_role_are_no_fault() -> None:
    assert gate(root=forge.root(change=bad_keys(x=forge.public("x"))))


def test_64_keys_are_not_too_many() -> None:
    assert len(gate(root=forge.root(change=many_keys(64))).root.keys) == 64


# Thresholds of the first root


@pytest.mark.parametrize(
    ("signers", "reached"),
    [
        (("a", "b"), True),
        (("c", "a"), True),
        (("a", "b", "c"), True),
        (("a",), False),
        ((), False),
        (("a", "trust"), False),
        (("a", "stranger"), False),
    ],
)
def test_the_first_root_carries_its_own_threshold(signers: tuple[str, ...], reached: bool) -> None:
    data = forge.root(root_keys=("a", "b", "c"), root_threshold=2, signers=signers)
    if reached:
        assert GateState.begin(data).root.document == data
    else:
        with document_refused("bad_root", "too few"):
            GateState.begin(data)


def test_a_wrong_signature_is_not_counted() -> None:
    def wrong(honest: list[Any]) -> list[Any]:
        return [honest[0], [*honest[1][:2], honest[0][2]]]

    data = forge.root(root_keys=("a", "b"), entries=wrong)
    with document_refused("bad_root", "too few"):
        GateState.begin(data)
    assert GateState.begin(forge.root(root_keys=("a", "b"), root_threshold=1, entries=wrong,
                                      signers=("a", "b")))  # fmt: skip


def test_a_signature_of_another_body_is_not_counted() -> None:
    """Of the same payload as another kind of document, and as a COSE_Sign1."""
    payload = forge.root(signers=())
    body = forge.dump({16: forge.TRUST_TYPE})
    entry = forge.entry(body, payload, "root")
    with document_refused("bad_root", "too few"):
        GateState.begin(forge.root(entries=[entry]))


@pytest.mark.parametrize("data", [forge.trust_list(), forge.revocation_list()])
def test_no_other_document_is_a_first_root(data: bytes) -> None:
    with document_refused("bad_root"):
        GateState.begin(data)


@pytest.mark.parametrize("kind", [forge.TRUST_TYPE, forge.LIST_TYPE])
def test_the_content_of_a_root_under_another_type_is_no_first_root(kind: str) -> None:
    with document_refused("bad_root", "not a root"):
        GateState.begin(forge.root(header={16: kind}))


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", "bad_cbor"), (forge.dump(forge.paper()), "bad_structure")]
)
def test_what_is_no_document_is_no_first_root(data: bytes, reason: str) -> None:
    with document_refused(reason):
        GateState.begin(data)
