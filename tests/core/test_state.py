"""How documents change what a gate knows, spec sections 6 and 7."""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from spec.testkit import forge
from spec.testkit.forge import DAY, HOUR, NOW, YEAR

from gates import document_refused, gate, outcome, ready, shown
from huepass.core import GateState, load

ABC = ("a", "b", "c")
TWO: dict[str, Any] = {"root_threshold": 2}


def follow(state: GateState, *documents: bytes, now: int = NOW) -> GateState:
    """The state after loading the documents in turn."""
    for document in documents:
        state = load(state, document, now)
    return state


def same(one: GateState, other: GateState) -> bool:
    """Whether two states hold the same documents, from the same signers, and the same floor."""
    held = [
        (
            state.root,
            state.trust,
            [(name, entry.document, entry.signed_by) for name, entry in state.lists.items()],
            state.time_floor,
        )
        for state in (one, other)
    ]
    return held[0] == held[1]


# Roots


def test_a_chain_of_roots_with_new_keys_each_time() -> None:
    state = follow(
        gate(root=forge.root(1, root_keys=("a",))),
        forge.root(2, root_keys=("b",), signers=("a", "b")),
        forge.root(3, root_keys=("c",), signers=("b", "c")),
    )
    assert state.root.version == 3
    with document_refused("bad_root", "not signed by the root before"):
        load(state, forge.root(4, root_keys=("a",), signers=("a", "b")), NOW)


@pytest.mark.parametrize(
    ("signers", "why"),
    [
        (("a", "b", "x", "y"), ""),
        (("a", "b", "x"), "too few"),
        (("a", "x", "y"), "root before"),
        (("x", "y"), "root before"),
        (("a", "b"), "too few"),
        ((), "too few"),
    ],
)
def test_a_root_carries_the_thresholds_of_both(signers: tuple[str, ...], why: str) -> None:
    state = gate(root=forge.root(root_keys=ABC, **TWO))
    update = forge.root(2, root_keys=("x", "y", "z"), signers=signers, **TWO)
    if why:
        with document_refused("bad_root", why):
            load(state, update, NOW)
    else:
        assert load(state, update, NOW).root.document == update


def test_keys_of_both_roots_count_for_both() -> None:
    state = gate(root=forge.root(root_keys=ABC, **TWO))
    update = forge.root(2, root_keys=("b", "c", "d"), signers=("b", "c"), **TWO)
    assert load(state, update, NOW).root.version == 2


def test_the_threshold_of_the_trust_role_is_no_help() -> None:
    with document_refused("bad_root", "root before"):
        load(gate(), forge.root(2, root_keys=("x",), signers=("x", "trust")), NOW)


@pytest.mark.parametrize(
    ("version", "reason"),
    [(0, "rollback"), (4, "rollback"), (5, "equivocation"), (6, ""), (7, "bad_root")],
)
def test_versions_of_roots(version: int, reason: str) -> None:
    state = gate(root=forge.root(5))
    update = forge.root(version, iat=NOW - 80 * DAY)
    if reason:
        with document_refused(reason):
            load(state, update, NOW)
    else:
        assert load(state, update, NOW).root.version == version


@pytest.mark.parametrize(("version", "reason"), [(1, "rollback"), (2, "equivocation")])
def test_the_root_before_need_not_have_signed_what_is_not_newer(version: int, reason: str) -> None:
    """Its own threshold is enough to see that it is not newer; nothing of it is used."""
    with document_refused(reason):
        load(gate(root=forge.root(2)), forge.root(version, root_keys=("somebody",)), NOW)


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_root_of_another_federation(version: int) -> None:
    with document_refused("bad_root", "another federation"):
        load(gate(root=forge.root(2)), forge.root(version, federation="elsewhere"), NOW)


@pytest.mark.parametrize("version", [1, 2])
def test_a_root_that_is_not_newer_has_to_be_signed_all_the_same(version: int) -> None:
    with document_refused("bad_root", "too few"):
        load(gate(root=forge.root(2)), forge.root(version, iat=1, signers=()), NOW)


def test_only_the_last_root_of_a_chain_must_be_unexpired() -> None:
    state = follow(
        gate(root=forge.root(1, exp=NOW - 9 * DAY)),
        forge.root(2, exp=NOW - DAY),
        forge.trust_list(),
        forge.revocation_list(),
    )
    assert outcome(forge.paper(), state) == "trust_stale"
    assert outcome(forge.paper(), load(state, forge.root(3), NOW)) == "pass"


def test_an_expired_root_counts_for_rollback() -> None:
    state = follow(ready(), forge.root(2, exp=NOW))
    assert outcome(forge.paper(), state) == "trust_stale"
    with document_refused("rollback"):
        load(state, forge.root(1), NOW)


# A trust list when the root changes


@pytest.mark.parametrize(
    ("role", "stays"),
    [
        ({}, True),
        ({"root_keys": ("root", "second"), "root_threshold": 1}, True),
        ({"trust_keys": ("trust", "other"), "trust_threshold": 1}, True),
        ({"trust_keys": ("other", "trust"), "trust_threshold": 2}, False),
        ({"trust_keys": ("other",)}, False),
    ],
    ids=["the_same", "another_root_role", "one_more_key", "a_higher_threshold", "other_keys"],
)
def test_a_trust_list_stays_if_it_reaches_the_new_role(role: dict[str, Any], stays: bool) -> None:
    before = ready(forge.window())
    state = load(before, forge.root(2, **role), NOW)
    assert state.lists == before.lists
    if stays:
        assert state.trust == before.trust
        assert outcome(forge.paper(serial=8), state) == "pass"
        with document_refused("rollback"):
            load(state, forge.trust_list(0, signers=role.get("trust_keys", ("trust",))), NOW)
    else:
        assert state.trust is None
        assert outcome(forge.paper(serial=8), state) == "trust_stale"


def test_a_dropped_trust_list_is_forgotten_with_its_number() -> None:
    state = follow(gate(), forge.trust_list(9), forge.root(2, trust_keys=("new",)))
    with document_refused("bad_trust_list", "too few"):
        load(state, forge.trust_list(10), NOW)
    assert load(state, forge.trust_list(1, signers=("new",)), NOW).trust is not None


def test_lists_are_kept_while_there_is_no_trust_list_and_judged_by_the_next() -> None:
    listed = forge.revocation_list(windows=[forge.window()])
    state = follow(ready(forge.window()), forge.root(2, trust_keys=("new",)))
    assert list(state.lists) == ["gz"]
    with document_refused("bad_revocation_list", "no trust list"):
        load(state, listed, NOW)  # the very bytes that are kept
    back = load(state, forge.trust_list(signers=("new",)), NOW)
    assert outcome(forge.paper(), back) == "revoked"
    keys = [*forge.issuer_keys()[:2], forge.key_entry("revoke-2", forge.REVOKE)]
    gone = load(state, forge.trust_list(signers=("new",), issuers=[forge.issuer(keys=keys)]), NOW)
    assert gone.lists == {}


def test_the_time_floor_outlives_a_dropped_trust_list() -> None:
    state = follow(gate(), forge.trust_list(iat=NOW), forge.root(2, trust_keys=("new",)))
    assert state.time_floor == NOW


# Numbers of trust lists and revocation lists


@pytest.mark.parametrize(
    ("number", "reason"), [(0, "rollback"), (4, "rollback"), (5, "equivocation"), (6, ""), (99, "")]
)
@pytest.mark.parametrize("kind", ["trust_list", "revocation_list"])
def test_numbers(kind: str, number: int, reason: str) -> None:
    if kind == "trust_list":
        state = gate(forge.trust_list(5))
        update = forge.trust_list(number, iat=NOW)
    else:
        state = gate(forge.trust_list(), forge.revocation_list(5))
        update = forge.revocation_list(number, iat=NOW)
    if reason:
        with document_refused(reason):
            load(state, update, NOW)
    else:
        assert not same(load(state, update, NOW), state)


def test_an_expired_trust_list_is_loaded_and_counts_for_rollback() -> None:
    state = follow(ready(), forge.trust_list(5, exp=NOW - HOUR))
    assert outcome(forge.paper(), state) == "trust_stale"
    with document_refused("rollback"):
        load(state, forge.trust_list(4), NOW)


def test_numbers_are_kept_for_each_issuer() -> None:
    issuers = [forge.issuer(), forge.other_issuer()]
    state = gate(
        forge.trust_list(issuers=issuers),
        forge.revocation_list(9),
        forge.revocation_list(3, name="sz", signer="sz-revoke"),
    )
    assert {name: entry.sequence for name, entry in state.lists.items()} == {"gz": 9, "sz": 3}
    with document_refused("rollback"):
        load(state, forge.revocation_list(2, name="sz", signer="sz-revoke"), NOW)


def test_a_list_that_was_too_long_is_corrected_by_the_next() -> None:
    state = ready(forge.window())
    assert outcome(forge.paper(), state) == "revoked"
    assert outcome(forge.paper(), load(state, forge.revocation_list(2), NOW)) == "pass"


def test_a_second_revoke_key_of_the_issuer_continues_the_numbers() -> None:
    keys = [*forge.issuer_keys(), forge.key_entry("revoke-2", forge.REVOKE)]
    state = gate(forge.trust_list(issuers=[forge.issuer(keys=keys)]), forge.revocation_list(5))
    with document_refused("rollback"):
        load(state, forge.revocation_list(4, signer="revoke-2"), NOW)
    state = load(state, forge.revocation_list(6, signer="revoke-2"), NOW)
    assert state.lists["gz"].signed_by == forge.public("revoke-2")


# When a revoke key leaves


def test_a_list_is_kept_while_its_key_is_listed_even_if_the_keys_time_is_over() -> None:
    keys = [*forge.issuer_keys()[:2], forge.key_entry("revoke", forge.REVOKE, {4: NOW - HOUR})]
    state = ready(forge.window())
    after = load(state, forge.trust_list(2, issuers=[forge.issuer(keys=keys)]), NOW)
    assert after.lists == state.lists
    assert outcome(forge.paper(), after) == "revoked"


LIVE_AND_PAPER = forge.issuer_keys()[:2]


@pytest.mark.parametrize(
    "issuers",
    [
        [],
        [forge.issuer(keys=LIVE_AND_PAPER)],
        [forge.issuer(keys=[*LIVE_AND_PAPER, forge.key_entry("other", forge.REVOKE)])],
        [
            forge.issuer(
                keys=[LIVE_AND_PAPER[0], forge.key_entry("revoke", forge.PAPER)],
            )
        ],
        [
            forge.issuer(keys=LIVE_AND_PAPER),
            forge.issuer("sz", keys=[forge.key_entry("revoke", forge.REVOKE)]),
        ],
    ],
    ids=["no_issuer", "no_key", "another_key", "another_usage", "another_issuer"],
)
def test_what_was_learnt_under_a_key_that_left_is_forgotten(issuers: list[Any]) -> None:
    state = load(ready(forge.window()), forge.trust_list(2, issuers=issuers), NOW)
    assert state.lists == {}


def test_after_that_a_lower_number_is_accepted() -> None:
    state = gate(forge.trust_list(), forge.revocation_list(9))
    keys = [*LIVE_AND_PAPER, forge.key_entry("other", forge.REVOKE)]
    state = load(state, forge.trust_list(2, issuers=[forge.issuer(keys=keys)]), NOW)
    assert shown(forge.paper(), state).stale
    state = load(state, forge.revocation_list(1, signer="other"), NOW)
    assert not shown(forge.paper(), state).stale


def test_only_the_list_of_the_issuer_whose_key_left_is_forgotten() -> None:
    issuers = [forge.issuer(), forge.other_issuer()]
    state = gate(
        forge.trust_list(issuers=issuers),
        forge.revocation_list(),
        forge.revocation_list(name="sz", signer="sz-revoke"),
    )
    state = load(state, forge.trust_list(2, issuers=[issuers[1]]), NOW)
    assert list(state.lists) == ["sz"]


# Dates


@pytest.mark.parametrize(("ahead", "right"), [(299, True), (300, True), (301, False)])
@pytest.mark.parametrize("kind", ["root", "trust_list", "revocation_list"])
def test_documents_from_the_future(kind: str, ahead: int, right: bool) -> None:
    make: Any = {
        "root": forge.root,
        "trust_list": forge.trust_list,
        "revocation_list": forge.revocation_list,
    }[kind]
    update = make(2, iat=NOW + ahead)
    if right:
        assert not same(load(ready(), update, NOW), ready())
    else:
        with document_refused("not_yet_issued"):
            load(ready(), update, NOW)


@pytest.mark.parametrize(
    ("documents", "floor"),
    [
        ([], NOW - 90 * DAY),
        ([forge.trust_list(iat=NOW - 5)], NOW - 5),
        ([forge.trust_list(iat=NOW - 100 * DAY)], NOW - 90 * DAY),
        ([forge.trust_list(iat=NOW - 5), forge.trust_list(2, iat=NOW - 9)], NOW - 5),
        ([forge.root(2, iat=NOW - 7)], NOW - 7),
        ([forge.root(2, iat=NOW - 91 * DAY)], NOW - 90 * DAY),
        ([forge.trust_list(iat=NOW - 9), forge.root(2, iat=NOW - 5)], NOW - 5),
        ([forge.trust_list(), forge.revocation_list(iat=NOW)], NOW - DAY),
    ],
)
def test_the_time_floor(documents: list[bytes], floor: int) -> None:
    assert gate(*documents).time_floor == floor


@pytest.mark.parametrize(("behind", "right"), [(299, True), (300, True), (301, False)])
def test_a_clock_behind_loads_nothing(behind: int, right: bool) -> None:
    state = gate(forge.trust_list(iat=NOW))
    update = forge.revocation_list(iat=NOW - HOUR)
    for data in (update, forge.trust_list(iat=NOW), b"\xff", b""):
        if right and data in (update, forge.trust_list(iat=NOW)):
            assert load(state, data, NOW - behind)
        else:
            with document_refused("bad_cbor" if right else "clock_behind"):
                load(state, data, NOW - behind)


# The order of the reasons


ORDER: dict[str, tuple[str, bytes]] = {
    "bad_cbor before bad_root": ("bad_cbor", forge.root(7, signers=()) + b"\0"),
    "bad_root before rollback": ("bad_root", forge.root(1, signers=())),
    "bad_trust_list before rollback": ("bad_trust_list", forge.trust_list(1, signers=())),
    "bad_revocation_list before rollback": (
        "bad_revocation_list",
        forge.revocation_list(1, outer={3: bytes(64)}),
    ),
    "rollback before not_yet_issued, root": ("rollback", forge.root(1, iat=NOW + 999)),
    "rollback before not_yet_issued, trust list": (
        "rollback",
        forge.trust_list(1, iat=NOW + 999),
    ),
    "rollback before not_yet_issued, revocation list": (
        "rollback",
        forge.revocation_list(1, iat=NOW + 999),
    ),
    "equivocation before not_yet_issued, root": ("equivocation", forge.root(2, iat=NOW + 999)),
    "equivocation before not_yet_issued, trust list": (
        "equivocation",
        forge.trust_list(2, iat=NOW + 999),
    ),
    "equivocation before not_yet_issued, revocation list": (
        "equivocation",
        forge.revocation_list(2, iat=NOW + 999),
    ),
}


@pytest.mark.parametrize(("reason", "data"), ORDER.values(), ids=ORDER)
def test_order(reason: str, data: bytes) -> None:
    state = gate(forge.trust_list(2), forge.revocation_list(2), root=forge.root(2))
    with document_refused(reason):
        load(state, data, NOW)


# What is in force


def test_loading_what_is_in_force_again_changes_nothing() -> None:
    state = gate(forge.trust_list(exp=NOW - 1), forge.revocation_list(), root=forge.root(exp=NOW))
    for data in (forge.root(exp=NOW), forge.trust_list(exp=NOW - 1), forge.revocation_list()):
        assert load(state, data, NOW + YEAR) is state


def test_the_second_issuers_list_is_in_force_too() -> None:
    issuers = [forge.issuer(), forge.other_issuer()]
    lists = [forge.revocation_list(), forge.revocation_list(name="sz", signer="sz-revoke")]
    state = gate(forge.trust_list(issuers=issuers), *lists)
    assert all(load(state, data, NOW) is state for data in lists)


def test_the_root_in_force_is_accepted_without_a_trust_list() -> None:
    assert load(gate(), forge.root(), NOW).trust is None


def test_a_state_is_frozen() -> None:
    state = ready()
    for name in ("root", "trust", "lists", "time_floor"):
        with pytest.raises(FrozenInstanceError):
            setattr(state, name, None)


def test_a_load_leaves_the_state_before_as_it_was() -> None:
    state = ready(forge.window())
    held = (state.root, state.trust, dict(state.lists), state.time_floor)
    for data in (forge.root(2), forge.trust_list(2, issuers=[]), forge.revocation_list(2)):
        assert not same(load(state, data, NOW), state)
        assert (state.root, state.trust, dict(state.lists), state.time_floor) == held


# Restoring


@pytest.mark.parametrize(
    "state",
    [
        gate(),
        ready(),
        ready(forge.window()),
        follow(ready(forge.window()), forge.root(2, trust_keys=("new",))),
        gate(
            forge.trust_list(issuers=[forge.issuer(), forge.other_issuer()], iat=NOW),
            forge.revocation_list(),
            forge.revocation_list(name="sz", signer="sz-revoke"),
        ),
    ],
    ids=["new", "ready", "with_a_window", "without_trust_list", "two_issuers"],
)
def test_a_restored_state_is_the_state_it_came_from(state: GateState) -> None:
    restored = GateState.restore(
        root=state.root.document,
        trust=state.trust.document if state.trust else None,
        lists=[(entry.document, entry.signed_by) for entry in state.lists.values()],
        time_floor=state.time_floor,
    )
    assert same(restored, state)
    assert outcome(forge.paper(), restored) == outcome(forge.paper(), state)
    update = forge.trust_list(9, signers=("trust", "new"))
    assert same(load(restored, update, NOW), load(state, update, NOW))


@pytest.mark.parametrize("fault", ["root", "trust", "lists"])
def test_what_cannot_be_read_is_not_restored(fault: str) -> None:
    kept: dict[str, Any] = {
        "root": forge.root(),
        "trust": forge.trust_list(),
        "lists": [(forge.revocation_list(), forge.public("revoke"))],
        "time_floor": NOW,
    }
    kept[fault] = [(b"", b"")] if fault == "lists" else b""
    with document_refused("bad_cbor"):
        GateState.restore(**kept)
