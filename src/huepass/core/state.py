"""What a gate knows, and how documents change it (spec sections 5, 6 and 7).

A `GateState` never changes: loading gives another one or raises, so a refused document can't have
changed anything, and whoever keeps states on disk writes the new one or goes on with the old one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, NamedTuple, Self

from huepass.core import bundle, cbor, document
from huepass.core.document import Kind, Parts, expect
from huepass.core.revocation import (
    RevocationList,
    parse_revocation_list,
    verify_revocation_list,
)
from huepass.core.root import Root, parse_root, understand_root
from huepass.core.trust import TrustList, Usage, parse_trust_list, understand_trust_list
from huepass.errors import DocumentRefused, Reason

CLOCK_ALLOWANCE: Final = 300  # seconds that a document may be ahead of the gate's clock


@dataclass(frozen=True, slots=True)
class GateState:
    """The documents in force, and the time (seconds since the epoch) that the clock must reach."""

    root: Root
    trust: TrustList | None
    lists: Mapping[str, RevocationList]
    """The newest accepted revocation list of each issuer, by the issuer's ID."""
    time_floor: int

    @classmethod
    def begin(cls, root: bytes) -> Self:
        """The state of a gate that was given its first root by hand.

        Raises:
            DocumentRefused: `bad_root`, or `too_large`, `bad_cbor`, `bad_structure`.
        """
        parts = document.read(root)

        def first_root() -> Root:
            found = understand_root(parts)
            expect(found.reaches(found.root_role, parts.item), "too few valid signatures")
            return found

        found = document.judging(Kind.ROOT, first_root)
        return cls(root=found, trust=None, lists=MappingProxyType({}), time_floor=found.issued_at)

    @classmethod
    def restore(
        cls,
        *,
        root: bytes,
        trust: bytes | None,
        lists: Iterable[tuple[bytes, bytes]],
        time_floor: int,
    ) -> Self:
        """A state that a gate kept itself; signatures were checked when it came about.

        Args:
            root: the root document.
            trust: the trust list document, or None.
            lists: of each revocation list the document and `signed_by`.
            time_floor: seconds since the epoch.

        Raises:
            DocumentRefused: a document that this version can't read.
        """
        found = [
            replace(parse_revocation_list(data), signed_by=signed_by) for data, signed_by in lists
        ]
        return cls(
            root=parse_root(root),
            trust=None if trust is None else parse_trust_list(trust),
            lists=MappingProxyType({entry.issuer: entry for entry in found}),
            time_floor=time_floor,
        )

    def is_clock_behind(self, now: int) -> bool:
        """Whether the clock shows a time that can't be (spec section 6)."""
        return now < self.time_floor - CLOCK_ALLOWANCE

    def trust_in_force(self, now: int) -> TrustList | None:
        """The trust list, None if there is none or it or the root has expired."""
        if self.trust and now < self.trust.expires_at and now < self.root.expires_at:
            return self.trust
        return None


class LoadReport(NamedTuple):
    """What came of loading a file."""

    state: GateState
    loaded: int
    """How many of its objects were accepted, those that were in force already included."""
    errors: tuple[DocumentRefused, ...]
    """Why the others were refused, in their order."""
    is_bundle: bool
    """Whether something came after a first object."""


def load(state: GateState, data: bytes, now: int) -> GateState:
    """The state after loading one root, trust list or revocation list.

    Args:
        state: the state before; it stays as it is.
        data: the document.
        now: the gate's clock, seconds since the epoch.

    Raises:
        DocumentRefused: with the first reason that applies, in the order of spec section 7.
    """
    if state.is_clock_behind(now):
        raise DocumentRefused(Reason.CLOCK_BEHIND, "a document in force is dated later")
    if _is_in_force(state, data):
        return state
    parts = document.read(data)
    if parts.kind is Kind.ROOT:
        return _load_root(state, parts, now)
    if parts.kind is Kind.TRUST_LIST:
        return _load_trust_list(state, parts, now)
    return _load_revocation_list(state, parts, now)


def load_all(state: GateState, data: bytes, now: int) -> LoadReport:
    """Load a file that holds one document, or a bundle of them.

    Objects fail singly; roots below the version in force are passed over in a bundle, so that a
    whole chain can be delivered again (spec section 6).

    Args:
        state: the state before; it stays as it is.
        data: the file.
        now: the gate's clock, seconds since the epoch.
    """
    if len(data) > bundle.MAX_BUNDLE:
        return LoadReport(state, 0, (_unreadable(state, now, Reason.TOO_LARGE),), False)
    objects, rest = bundle.cut(data)
    is_bundle = len(objects) + (rest is not None) > 1
    loaded = 0
    errors = []
    for entry in objects:
        try:
            state = load(state, entry, now)
        except DocumentRefused as error:
            earlier = error.reason is Reason.ROLLBACK and document.peek(entry) is Kind.ROOT
            if not (is_bundle and earlier):
                # A new one: what was raised holds on to all that had been read of the document.
                errors.append(DocumentRefused(error.reason, error.detail))
                continue
        loaded += 1
    if rest is not None:
        errors.append(_unreadable(state, now, rest))
    return LoadReport(state, loaded, tuple(errors), is_bundle)


def _unreadable(state: GateState, now: int, reason: Reason) -> DocumentRefused:
    """Why bytes are refused that no document could be cut from."""
    return DocumentRefused(Reason.CLOCK_BEHIND if state.is_clock_behind(now) else reason)


def _is_in_force(state: GateState, data: bytes) -> bool:
    """Whether these very bytes are in force; without a trust list no revocation list is."""
    if data == state.root.document:
        return True
    if state.trust is None:
        return False
    return data == state.trust.document or any(
        data == entry.document for entry in state.lists.values()
    )


def _load_root(state: GateState, parts: Parts, now: int) -> GateState:
    root = document.judging(parts.kind, lambda: _verify_root(state.root, parts))
    _check_order(root.version, state.root.version)
    _check_date(root.issued_at, now)
    trust = state.trust
    if trust and not root.reaches(root.trust_role, cbor.decode(trust.document)):
        trust = None
    return replace(state, root=root, trust=trust, time_floor=max(state.time_floor, root.issued_at))


def _verify_root(current: Root, parts: Parts) -> Root:
    """A root whose own threshold is reached and, if it is later, the current one's as well."""
    root = understand_root(parts)
    expect(root.federation == current.federation, "another federation's root")
    expect(root.version <= current.version + 1, "a root between is missing")
    expect(root.reaches(root.root_role, parts.item), "too few valid signatures")
    if root.version > current.version:
        expect(current.reaches(current.root_role, parts.item), "not signed by the root before")
    return root


def _load_trust_list(state: GateState, parts: Parts, now: int) -> GateState:
    trust = document.judging(parts.kind, lambda: _verify_trust_list(state.root, parts))
    if state.trust:
        _check_order(trust.sequence, state.trust.sequence)
    _check_date(trust.issued_at, now)
    return replace(
        state,
        trust=trust,
        lists=MappingProxyType(
            {issuer: found for issuer, found in state.lists.items() if _may_stay(found, trust)}
        ),
        time_floor=max(state.time_floor, trust.issued_at),
    )


def _verify_trust_list(root: Root, parts: Parts) -> TrustList:
    trust = understand_trust_list(parts)
    expect(trust.federation == root.federation, "another federation's trust list")
    expect(root.reaches(root.trust_role, parts.item), "too few valid signatures")
    return trust


def _may_stay(found: RevocationList, trust: TrustList) -> bool:
    """Whether the very key that signed a list is still its issuer's revoke key."""
    return any(
        key.usage == Usage.REVOKE and key.public_key == found.signed_by
        for issuer in trust.issuers
        if issuer.id == found.issuer
        for key in issuer.keys
    )


def _load_revocation_list(state: GateState, parts: Parts, now: int) -> GateState:
    found = document.judging(parts.kind, lambda: verify_revocation_list(parts, state.trust))
    before = state.lists.get(found.issuer)
    if before:
        _check_order(found.sequence, before.sequence)
    _check_date(found.issued_at, now)
    return replace(state, lists=MappingProxyType({**state.lists, found.issuer: found}))


def _check_order(number: int, in_force: int) -> None:
    """Refuse what isn't newer than what is in force; the very bytes in force never come here."""
    if number < in_force:
        raise DocumentRefused(Reason.ROLLBACK, f"number {number}, and {in_force} is in force")
    if number == in_force:
        raise DocumentRefused(Reason.EQUIVOCATION, f"another document with number {number}")


def _check_date(issued_at: int, now: int) -> None:
    if issued_at > now + CLOCK_ALLOWANCE:
        raise DocumentRefused(Reason.NOT_YET_ISSUED, f"dated {issued_at - now} s ahead")
