"""How roots and trust lists follow each other (spec sections 3 and 6). Times in seconds."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple, NoReturn

from huepass.core import ColourEntry, Issuer, Key, Role, Root, TrustList, Usage, key_id
from huepass.core.evidence import EvidenceKey, evidence_keys, keys_of
from huepass.core.trust import MAX_KEYS_OF_A_USAGE
from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.windows import is_over, window_expiry

DAY: Final = 86400
ROOT_LIFETIME: Final = 730 * DAY
TRUST_LIFETIME: Final = 30 * DAY
KEY_LIFETIME: Final = 365 * DAY
LIVE_STEP: Final = 21600
LIVE_LIFETIME: Final = 22200
PAPER_STEP: Final = DAY
PAPER_LIFETIME: Final = 8 * DAY


class Windows(NamedTuple):
    """Step and lifetime of keys, in seconds."""

    live_step: int = LIVE_STEP
    live_lifetime: int = LIVE_LIFETIME
    paper_step: int = PAPER_STEP
    paper_lifetime: int = PAPER_LIFETIME


def first_keys(
    live: bytes,
    paper: bytes,
    revoke: bytes,
    now: int,
    offset: int,
    windows: Windows = Windows(),  # noqa: B008
) -> tuple[Key, ...]:
    """The entries of a new issuer's three public keys, usable at once.

    They begin with the windows that are current, so they tell nobody the time of the ceremony.

    Args:
        live: public key.
        paper: public key.
        revoke: public key.
        now: the time.
        offset: seconds by which local time is ahead of UTC: paper passes end at local midnight.
            It is fixed for the life of the key, whatever daylight saving does.
        windows: step and lifetime of the live and of the paper key.
    """
    live_step, live_lifetime, paper_step, paper_lifetime = windows
    midnight = -offset % paper_step
    live_start = window_expiry(now, live_lifetime, live_step, 0) - live_lifetime
    paper_start = window_expiry(now, paper_lifetime, paper_step, midnight) - paper_lifetime
    start = now - now % DAY
    end = start + KEY_LIFETIME
    return (
        Key(live, Usage.LIVE, live_start, end, live_lifetime, live_step, 0),
        Key(paper, Usage.PAPER, paper_start, end, paper_lifetime, paper_step, midnight),
        Key(revoke, Usage.REVOKE, start, end),
    )


def with_new_keys(
    trust: TrustList,
    issuer: str,
    made: Mapping[Usage, bytes],
    now: int,
    offset: int,
    *,
    at_once: bool = False,
) -> tuple[Issuer, ...]:
    """The issuers, one of them with new keys and without those that have ended.

    A new key has the windows of the newest one of its usage. It begins when every trust list from
    before has expired (spec section 6), with the first window from then on.

    Args:
        trust: the trust list in force.
        issuer: whose keys.
        made: a new public key for each usage.
        now: the time.
        offset: as for `first_keys`; it matters where no key of a usage is left.
        at_once: begin with the current windows instead.

    Raises:
        RequestRefused: `federation_change`, for an issuer that is not there, or if there would be
            more keys of one usage than the specification allows.
    """
    entry = next((entry for entry in trust.issuers if entry.id == issuer), None)
    if entry is None:
        _refuse("no such issuer")
    keys = [key for key in entry.keys if not is_over(key.not_after, now)]
    for usage, public_key in made.items():
        of_usage = [key for key in keys if key.usage == usage]
        if len(of_usage) >= MAX_KEYS_OF_A_USAGE:
            _refuse(f"{len(of_usage)} {usage.name.lower()} keys are there already: drop one")
        first = {key.usage: key for key in first_keys(b"", b"", b"", now, offset)}[usage]
        model = max(of_usage, key=lambda key: key.not_before, default=first)
        step = model.step or DAY
        # Windows begin at the times that are `phase - lifetime` modulo the step.
        begin = model.phase - model.lifetime
        start = now - (now - begin) % step
        if not at_once:
            start = now + TRUST_LIFETIME + (begin - now - TRUST_LIFETIME) % step
        new = replace(
            model, public_key=public_key, not_before=start, not_after=start + KEY_LIFETIME
        )
        keys.insert(0, new)  # of two that begin together, the first is used
    changed = replace(entry, keys=tuple(keys))
    return tuple(changed if other is entry else other for other in trust.issuers)


def first_root(federation: str, root_key: bytes, trust_key: bytes, now: int) -> Root:
    """Version 1, with one key for each role."""
    return Root(
        federation=federation,
        version=1,
        issued_at=now,
        expires_at=now + ROOT_LIFETIME,
        keys={key_id(root_key): root_key, key_id(trust_key): trust_key},
        root_role=Role(1, (key_id(root_key),)),
        trust_role=Role(1, (key_id(trust_key),)),
    )


def next_root(
    root: Root,
    now: int,
    *,
    of_root: bool = True,
    add: Iterable[bytes] = (),
    drop: Collection[bytes] = (),
    threshold: int | None = None,
) -> Root:
    """The root of the next version, with the custodians of one role changed.

    Args:
        root: the one in force.
        now: the time.
        of_root: whether the change is to the root's custodians; otherwise to the trust list's.
        add: public keys of new custodians.
        drop: key IDs of custodians to drop.
        threshold: how many of them must sign; as before if None.

    Raises:
        RequestRefused: `federation_change`, a custodian twice or unknown, or a threshold that
            can't be reached.
    """
    role = root.root_role if of_root else root.trust_role
    added = {key_id(key): key for key in add}
    if not set(drop) <= set(role.kids):
        _refuse("no such custodian")
    if set(added) & set(role.kids):
        _refuse("the custodian is there already")
    kids = tuple(kid for kid in (*role.kids, *added) if kid not in drop)
    changed = Role(role.threshold if threshold is None else threshold, kids)
    if not 1 <= changed.threshold <= len(kids):
        _refuse(f"a threshold of {changed.threshold} with {len(kids)} custodians")
    keys = {**root.keys, **added}
    root_role, trust_role = (changed, root.trust_role) if of_root else (root.root_role, changed)
    used = {*root_role.kids, *trust_role.kids}
    return replace(
        root,
        version=root.version + 1,
        issued_at=now,
        expires_at=now + ROOT_LIFETIME,
        keys={kid: key for kid, key in keys.items() if kid in used},
        root_role=root_role,
        trust_role=trust_role,
        document=b"",
    )


def first_trust_list(federation: str, issuer: Issuer, now: int) -> TrustList:
    """Number 1, with one issuer."""
    return TrustList(federation, 1, now, now + TRUST_LIFETIME, (issuer,))


def next_trust_list(
    trust: TrustList, now: int, issuers: tuple[Issuer, ...] | None = None
) -> TrustList:
    """The trust list of the next number, with the issuers given, or the same ones.

    Raises:
        RequestRefused: `federation_change`, if a key would change its windows.
    """
    issuers = trust.issuers if issuers is None else issuers
    after = TrustList(trust.federation, trust.sequence + 1, now, now + TRUST_LIFETIME, issuers)
    for kid, (_, key) in after.by_kid.items():
        _, before = trust.by_kid.get(kid, (None, key))
        if _fixed(key) != _fixed(before):
            _refuse("usage, lifetime, step and phase of a key never change")
    return after


def with_issuer(trust: TrustList, issuer: Issuer) -> tuple[Issuer, ...]:
    """The issuers and a new one.

    Raises:
        RequestRefused: `federation_change`, if the ID or one of the keys is there already.
    """
    if any(other.id == issuer.id for other in trust.issuers):
        _refuse("an issuer of that ID is there already")
    known = {*trust.by_kid, *evidence_keys(trust)}
    kids = [key.kid for key in issuer.keys] + [key.kid for key in keys_of(issuer)]
    if not known.isdisjoint(kids):
        _refuse("another issuer has a key with that key ID")
    return (*trust.issuers, issuer)


def without_key(trust: TrustList, kid: bytes) -> tuple[Issuer, ...]:
    """The issuers without one key: it ends every credential under it.

    Raises:
        RequestRefused: `federation_change`, if nobody has it.
    """
    every = [key for issuer in trust.issuers for key in keys_of(issuer)]
    dropped = [key for key in every if key.kid == kid]
    if kid not in trust.by_kid and not dropped:
        _refuse("nobody has that key")
    return tuple(
        replace(
            issuer,
            keys=tuple(key for key in issuer.keys if key.kid != kid),
            skipped=_without(issuer.skipped, dropped),
        )
        for issuer in trust.issuers
    )


def with_evidence_key(
    trust: TrustList, issuer: str, public_key: bytes, now: int, offset: int
) -> tuple[Issuer, ...]:
    """The issuers, one of them with a new evidence key and without those that have ended.

    It can be used at once (spec section 11), from the local midnight before now, so that
    certificates can begin then.

    Args:
        trust: the trust list in force.
        issuer: whose key.
        public_key: the new key.
        now: the time.
        offset: seconds by which local time is ahead of UTC.

    Raises:
        RequestRefused: `federation_change`, for an issuer that is not there, or a key ID that is.
    """
    entry = next((entry for entry in trust.issuers if entry.id == issuer), None)
    if entry is None:
        _refuse("no such issuer")
    start = now - (now + offset) % DAY
    key = EvidenceKey(issuer, public_key, start, start + KEY_LIFETIME)
    if key.kid in trust.by_kid or key.kid in evidence_keys(trust):
        _refuse("another key has that key ID")
    ended = [old for old in keys_of(entry) if is_over(old.not_after, now)]
    changed = replace(entry, skipped=(*_without(entry.skipped, ended), key.entry()))
    return tuple(changed if other is entry else other for other in trust.issuers)


def described_as(
    trust: TrustList,
    issuer: str,
    names: Mapping[str, str],
    colours: Mapping[int, ColourEntry],
    revocation_list_url: str,
) -> tuple[Issuer, ...]:
    """The issuers, one of them with new names, colours and address."""
    return tuple(
        replace(entry, names=names, colours=colours, revocation_list_url=revocation_list_url)
        if entry.id == issuer
        else entry
        for entry in trust.issuers
    )


def ends_soon(start: int, end: int, now: int) -> bool:
    """Whether less than a third of the time from `start` to `end` is left."""
    return 3 * (end - now) < end - start


def _without(
    entries: Iterable[Mapping[Any, Any]], dropped: Iterable[EvidenceKey]
) -> tuple[Mapping[Any, Any], ...]:
    """The entries but for those of some evidence keys, which may have fields of later versions."""
    named = [key.entry().items() for key in dropped]
    return tuple(entry for entry in entries if not any(one <= entry.items() for one in named))


def _fixed(key: Key) -> tuple[int, ...]:
    return key.usage, key.lifetime, key.step, key.phase


def _refuse(why: str) -> NoReturn:
    raise RequestRefused(Reason.FEDERATION_CHANGE, why)
