"""How roots and trust lists follow each other (spec sections 3 and 6). Times in seconds."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final, NoReturn

from huepass.core import ColourEntry, Issuer, Key, Role, Root, TrustList, Usage, key_id
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


def first_keys(live: bytes, paper: bytes, revoke: bytes, now: int, offset: int) -> tuple[Key, ...]:
    """The entries of a new issuer's three public keys, usable at once.

    They begin with the windows that are current, so they tell nobody the time of the ceremony.

    Args:
        live: public key.
        paper: public key.
        revoke: public key.
        now: the time.
        offset: seconds by which local time is ahead of UTC: paper passes end at local midnight.
            It is fixed for the life of the key, whatever daylight saving does.
    """
    midnight = -offset % DAY
    live_start = window_expiry(now, LIVE_LIFETIME, LIVE_STEP, 0) - LIVE_LIFETIME
    paper_start = window_expiry(now, PAPER_LIFETIME, PAPER_STEP, midnight) - PAPER_LIFETIME
    start = now - now % DAY
    end = start + KEY_LIFETIME
    return (
        Key(live, Usage.LIVE, live_start, end, LIVE_LIFETIME, LIVE_STEP, 0),
        Key(paper, Usage.PAPER, paper_start, end, PAPER_LIFETIME, PAPER_STEP, midnight),
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
    if any(key.kid in trust.by_kid for key in issuer.keys):
        _refuse("another issuer has a key with that key ID")
    return (*trust.issuers, issuer)


def without_key(trust: TrustList, kid: bytes) -> tuple[Issuer, ...]:
    """The issuers without one key: it ends every credential under it.

    Raises:
        RequestRefused: `federation_change`, if nobody has it.
    """
    if kid not in trust.by_kid:
        _refuse("nobody has that key")
    return tuple(
        replace(issuer, keys=tuple(key for key in issuer.keys if key.kid != kid))
        for issuer in trust.issuers
    )


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


def _fixed(key: Key) -> tuple[int, ...]:
    return key.usage, key.lifetime, key.step, key.phase


def _refuse(why: str) -> NoReturn:
    raise RequestRefused(Reason.FEDERATION_CHANGE, why)
