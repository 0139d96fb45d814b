"""Bundles, spec section 6."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec.testkit import forge
from spec.testkit.forge import DAY, NOW
from spec.testkit.rawcbor import ARRAY, dump, endless, tagged

from gates import gate, outcome, ready
from huepass.core import GateState, LoadReport, join_bundle, load_all
from huepass.core.bundle import MAX_BUNDLE, cut

ROOTS = [
    forge.root(1, root_keys=("a",)),
    forge.root(2, root_keys=("b",), signers=("a", "b")),
    forge.root(3, root_keys=("c",), signers=("b", "c")),
]
ALL = [forge.trust_list(), forge.revocation_list()]


def loaded(state: GateState, *parts: bytes, now: int = NOW) -> LoadReport:
    """What comes of a file with these parts."""
    return load_all(state, join_bundle(parts), now)


def summary(report: LoadReport) -> tuple[int, list[str], bool]:
    """How many, why not, and whether it was a bundle."""
    return report.loaded, [str(error.reason) for error in report.errors], report.is_bundle


def test_a_bundle_is_its_documents_one_after_the_other() -> None:
    assert join_bundle(ALL) == ALL[0] + ALL[1]
    assert cut(ALL[0] + ALL[1]) == (ALL, None)


def test_a_whole_bundle() -> None:
    report = loaded(gate(root=ROOTS[0]), *ROOTS, *ALL)
    assert summary(report) == (5, [], True)
    assert report.state.root.version == 3
    assert outcome(forge.paper(), report.state) == "pass"


def test_a_single_document() -> None:
    assert summary(loaded(gate(), ALL[0])) == (1, [], False)
    assert summary(loaded(gate(), ALL[1])) == (0, ["bad_revocation_list"], False)


def test_a_whole_chain_can_be_delivered_again() -> None:
    state = loaded(gate(root=ROOTS[0]), *ROOTS).state
    report = loaded(state, *ROOTS, *ALL)
    assert summary(report) == (5, [], True)
    assert report.state.root.version == 3


def test_a_single_root_below_the_version_in_force_is_a_rollback() -> None:
    state = loaded(gate(root=ROOTS[0]), *ROOTS).state
    assert summary(loaded(state, ROOTS[1])) == (0, ["rollback"], False)


def test_a_bad_root_below_the_version_in_force_is_not_passed_over() -> None:
    state = loaded(gate(root=ROOTS[0]), *ROOTS).state
    bad = forge.root(2, root_keys=("b",), signers=())
    assert summary(loaded(state, bad, *ALL)) == (2, ["bad_root"], True)


def test_another_root_of_the_version_in_force_is_not_passed_over() -> None:
    other = forge.root(1, root_keys=("a",), iat=NOW - DAY)
    assert summary(loaded(gate(root=ROOTS[0]), other, *ROOTS)) == (3, ["equivocation"], True)


def test_a_trust_list_and_a_revocation_list_are_never_passed_over() -> None:
    state = gate(forge.trust_list(5), forge.revocation_list(5))
    report = loaded(state, *ALL)
    assert summary(report) == (0, ["rollback", "rollback"], True)
    assert report.state is state


def test_objects_fail_singly_and_in_their_order() -> None:
    parts = [
        dump(0),
        forge.trust_list(),
        dump(forge.paper()),
        forge.revocation_list(windows=[forge.window()]),
        dump(tagged(1, 2)),
        forge.root(2, signers=()),
    ]
    report = loaded(gate(), *parts)
    assert summary(report) == (2, ["bad_structure", "bad_structure", "bad_cbor", "bad_root"], True)
    assert outcome(forge.paper(), report.state) == "revoked"


def test_objects_are_cut_by_rfc_8949_alone() -> None:
    strange = dump([endless(ARRAY, 1), tagged(5, {})]) + b"\xf6\xf9\x3e\0"
    objects, uncut = cut(strange + ALL[0])
    assert [len(entry) for entry in objects] == [len(strange) - 4, 1, 3, len(ALL[0])]
    assert uncut is None
    assert summary(loaded(gate(), strange, ALL[0])) == (1, ["bad_cbor"] * 3, True)


@pytest.mark.parametrize("rest", [b"\xff", b"\x1c", ALL[1][:-1], b"\x81"])
def test_where_the_rest_cannot_be_cut_is_one_bad_cbor_and_the_end(rest: bytes) -> None:
    report = loaded(gate(), ALL[0], rest)
    assert summary(report) == (1, ["bad_cbor"], True)
    assert report.state.trust is not None
    assert summary(loaded(gate(), rest)) == (0, ["bad_cbor"], False)


def test_nothing_behind_what_cannot_be_cut_is_read() -> None:
    assert summary(loaded(gate(), b"\x1c", *ALL)) == (0, ["bad_cbor"], False)


def test_a_bundle_has_at_most_4096_objects() -> None:
    filler = [b"\0"] * 4095
    assert summary(loaded(gate(), ALL[0], *filler)) == (1, ["bad_structure"] * 4095, True)
    report = loaded(gate(), *filler, *ALL)
    assert summary(report) == (1, ["bad_structure"] * 4095 + ["too_large"], True)


def test_an_empty_file() -> None:
    assert summary(load_all(gate(), b"", NOW)) == (0, ["bad_cbor"], False)


@pytest.mark.parametrize(
    ("parts", "errors"), [([b""], 1), (ALL, 2), ([*ALL, b"\xff"], 3), ([b"\xff"], 1)]
)
def test_with_a_clock_behind(parts: list[bytes], errors: int) -> None:
    state = gate(root=forge.root(iat=NOW + 301))
    report = loaded(state, *parts)
    assert summary(report)[:2] == (0, ["clock_behind"] * errors)


def test_a_root_in_a_bundle_may_put_the_clock_behind_for_the_rest() -> None:
    """The floor is at most 300 s ahead when it rises, so only an earlier clock is refused."""
    report = loaded(gate(), forge.root(2, iat=NOW + 300), *ALL)
    assert summary(report) == (3, [], True)
    assert summary(loaded(report.state, *ALL, now=NOW - 1)) == (0, ["clock_behind"] * 2, True)


def test_a_file_of_256_mib_is_read_and_one_byte_more_is_not() -> None:
    start = ALL[0]
    assert summary(load_all(gate(), start.ljust(256 << 20, b"\xff"), NOW)) == (
        1,
        ["bad_cbor"],
        True,
    )
    report = load_all(gate(), start.ljust((256 << 20) + 1, b"\xff"), NOW)
    assert summary(report) == (0, ["too_large"], False)
    assert report.state.trust is None
    assert MAX_BUNDLE == 256 << 20


def test_a_file_that_is_too_large_with_a_clock_behind() -> None:
    state = gate(root=forge.root(iat=NOW + 301))
    report = load_all(state, bytes((256 << 20) + 1), NOW)
    assert summary(report) == (0, ["clock_behind"], False)


@given(st.lists(st.sampled_from([*ROOTS, *ALL, b"\xff", b"\0", b"\x81"]), max_size=5), st.data())
def test_whatever_a_file_holds_there_is_a_report(parts: list[bytes], data: st.DataObject) -> None:
    file = bytearray(join_bundle(parts))
    if file and data.draw(st.booleans()):
        file[data.draw(st.integers(0, len(file) - 1))] ^= data.draw(st.integers(1, 255))
    state = ready()
    objects, uncut = cut(bytes(file))
    report = load_all(state, bytes(file), NOW)
    assert b"".join(objects) == file[: sum(map(len, objects))]
    assert report.loaded + len(report.errors) == len(objects) + (uncut is not None)
    assert uncut or b"".join(objects) == file
    if not report.loaded:
        assert report.state is state
