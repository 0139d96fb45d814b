"""How roots and trust lists follow each other (spec sections 3 and 6)."""

from dataclasses import replace

import pytest

from huepass.core import Issuer, Key, SoftwareSigner, TrustList, Usage, key_id
from huepass.core.evidence import EvidenceKey, evidence_keys, keys_of
from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.federation import (
    DAY,
    KEY_LIFETIME,
    ends_soon,
    first_keys,
    first_root,
    first_trust_list,
    next_root,
    next_trust_list,
    with_evidence_key,
    with_issuer,
    with_new_keys,
    without_key,
)
from huepass.issuer.domain.windows import current_window

NOW = 1_795_320_000
ROOT, TRUST, LIVE, PAPER, REVOKE, OTHER = (
    SoftwareSigner.from_seed(bytes([number]) * 32).public_key for number in range(6)
)


def trust_list() -> TrustList:
    keys = first_keys(LIVE, PAPER, REVOKE, NOW, 28800)
    return first_trust_list("fed", Issuer("gz", {"en": "Guangzhou"}, keys, {}, "http://x"), NOW)


def refused(error: pytest.ExceptionInfo[RequestRefused]) -> bool:
    return error.value.reason == Reason.FEDERATION_CHANGE


def test_first_keys_can_be_used_at_once_and_do_not_tell_the_hour() -> None:
    for now in range(NOW, NOW + DAY, 1800):
        keys = first_keys(LIVE, PAPER, REVOKE, now, 28800)
        assert current_window(keys, Usage.LIVE, now) is not None
        found = current_window(keys, Usage.PAPER, now)
        assert found is not None
        assert (found[1] + 28800) % DAY == 0
        assert keys[1].not_before == found[1] - keys[1].lifetime
        assert keys[2].not_before <= now < keys[2].not_after


def test_new_keys_begin_when_every_trust_list_from_before_has_expired() -> None:
    for now in range(NOW, NOW + DAY, 1801):
        trust = trust_list()
        made = {Usage.LIVE: ROOT, Usage.PAPER: TRUST, Usage.REVOKE: OTHER}
        (issuer,) = with_new_keys(trust, "gz", made, now, 28800)
        assert len(issuer.keys) == 6
        for key in issuer.keys:
            if key.public_key not in made.values():
                continue
            (old,) = [one for one in trust.issuers[0].keys if one.usage == key.usage]
            assert made[key.usage] == key.public_key
            # A day is the longest step; a trust list lasts 30 days.
            assert now + 30 * DAY <= key.not_before < now + 31 * DAY
            assert key.not_after - key.not_before == 365 * DAY
            assert (key.lifetime, key.step, key.phase) == (old.lifetime, old.step, old.phase)
            if key.usage != Usage.REVOKE:
                begin = key.not_before
                assert current_window(issuer.keys, key.usage, begin - 1)[0] == old  # type: ignore[index]
                found = current_window(issuer.keys, key.usage, begin)
                assert found == (key, begin + key.lifetime)


def test_a_new_key_that_begins_at_once_is_used_at_once() -> None:
    for now in range(NOW, NOW + DAY, 1801):
        made = {Usage.LIVE: ROOT, Usage.PAPER: TRUST}
        (issuer,) = with_new_keys(trust_list(), "gz", made, now, 28800, at_once=True)
        for usage, public_key in made.items():
            found = current_window(issuer.keys, usage, now)
            assert found is not None
            assert found[0].public_key == public_key


def test_where_no_key_is_left_a_new_one_is_like_a_first_one() -> None:
    trust = trust_list()
    before = trust.issuers[0].keys[1]
    without = replace(trust, issuers=without_key(trust, key_id(PAPER)))
    (issuer,) = with_new_keys(without, "gz", {Usage.PAPER: OTHER}, NOW, 28800, at_once=True)
    (new,) = [key for key in issuer.keys if key.usage == Usage.PAPER]
    assert (new.lifetime, new.step, new.phase) == (before.lifetime, before.step, before.phase)
    assert current_window(issuer.keys, Usage.PAPER, NOW) is not None


def test_a_fifth_key_of_a_usage_is_refused_until_one_has_ended() -> None:
    trust = trust_list()
    for number in range(20, 23):
        key = SoftwareSigner.from_seed(bytes([number]) * 32).public_key
        trust = replace(trust, issuers=with_new_keys(trust, "gz", {Usage.LIVE: key}, NOW, 0))
    with pytest.raises(RequestRefused) as error:
        with_new_keys(trust, "gz", {Usage.LIVE: OTHER}, NOW, 0)
    assert refused(error)
    end = trust.by_kid[key_id(LIVE)][1].not_after
    with pytest.raises(RequestRefused):
        with_new_keys(trust, "gz", {Usage.LIVE: OTHER}, end + 299, 0)
    (issuer,) = with_new_keys(trust, "gz", {Usage.LIVE: OTHER}, end + 300, 0)
    live = [key.public_key for key in issuer.keys if key.usage == Usage.LIVE]
    assert len(live) == 4
    assert OTHER in live
    assert LIVE not in live


def test_new_keys_for_an_issuer_that_is_not_there_are_refused() -> None:
    with pytest.raises(RequestRefused) as error:
        with_new_keys(trust_list(), "sz", {Usage.LIVE: OTHER}, NOW, 0)
    assert refused(error)


def test_the_next_root_changes_one_role_and_forgets_keys_without_one() -> None:
    root = first_root("fed", ROOT, TRUST, NOW)
    after = next_root(root, NOW + 1, add=[OTHER], drop=[key_id(ROOT)])
    assert after.version == 2
    assert after.root_role.kids == (key_id(OTHER),)
    assert after.trust_role == root.trust_role
    assert set(after.keys) == {key_id(OTHER), key_id(TRUST)}


def test_a_threshold_that_can_not_be_reached_is_refused() -> None:
    with pytest.raises(RequestRefused) as error:
        next_root(first_root("fed", ROOT, TRUST, NOW), NOW, threshold=2)
    assert refused(error)


def test_dropping_the_last_custodian_is_refused() -> None:
    with pytest.raises(RequestRefused) as error:
        next_root(first_root("fed", ROOT, TRUST, NOW), NOW, drop=[key_id(ROOT)])
    assert refused(error)


def test_dropping_an_unknown_custodian_is_refused() -> None:
    with pytest.raises(RequestRefused) as error:
        next_root(first_root("fed", ROOT, TRUST, NOW), NOW, drop=[key_id(TRUST)])
    assert refused(error)


def test_adding_a_custodian_twice_is_refused() -> None:
    with pytest.raises(RequestRefused) as error:
        next_root(first_root("fed", ROOT, TRUST, NOW), NOW, add=[ROOT])
    assert refused(error)


@pytest.mark.parametrize("field", ["lifetime", "step", "phase"])
def test_a_key_that_changes_its_windows_is_refused(field: str) -> None:
    trust = trust_list()
    (issuer,) = trust.issuers
    changed = replace(issuer.keys[1], **{field: getattr(issuer.keys[1], field) + 1})
    issuers = (replace(issuer, keys=(issuer.keys[0], changed, issuer.keys[2])),)
    with pytest.raises(RequestRefused) as error:
        next_trust_list(trust, NOW, issuers)
    assert refused(error)


def test_an_issuer_of_the_same_id_is_refused() -> None:
    trust = trust_list()
    with pytest.raises(RequestRefused) as error:
        with_issuer(trust, replace(trust.issuers[0], keys=()))
    assert refused(error)


def test_an_issuer_with_a_key_of_another_is_refused() -> None:
    trust = trust_list()
    with pytest.raises(RequestRefused) as error:
        with_issuer(trust, replace(trust.issuers[0], id="sz"))
    assert refused(error)


def test_dropping_a_key_leaves_the_others() -> None:
    trust = trust_list()
    (issuer,) = without_key(trust, key_id(PAPER))
    assert [key.usage for key in issuer.keys] == [Usage.LIVE, Usage.REVOKE]


def with_evidence(trust: TrustList, *changes: dict[int, object]) -> TrustList:
    """The trust list with a second issuer that has evidence keys."""
    key = EvidenceKey("sc", OTHER, NOW, NOW + DAY)
    entries = tuple({**key.entry(), **change} for change in changes or ({},))
    issuers = with_issuer(trust, Issuer("sc", {}, (), {}, "", skipped=entries))
    return replace(trust, issuers=issuers)


def test_a_new_evidence_key_begins_with_the_local_day() -> None:
    for now in range(NOW, NOW + DAY, 1800):
        (issuer,) = with_evidence_key(trust_list(), "gz", OTHER, now, 28800)
        (key,) = keys_of(issuer)
        assert (key.not_before + 28800) % DAY == 0 and now - DAY < key.not_before <= now
        assert key.not_after == key.not_before + KEY_LIFETIME
        assert issuer.keys == trust_list().issuers[0].keys


def test_evidence_keys_that_have_ended_go_with_the_next_one() -> None:
    trust = trust_list()
    trust = replace(trust, issuers=with_evidence_key(trust, "gz", OTHER, NOW, 0))
    newer = SoftwareSigner.from_seed(bytes([7]) * 32).public_key
    soon = with_evidence_key(trust, "gz", newer, NOW + DAY, 0)
    assert [key.public_key for key in keys_of(soon[0])] == [OTHER, newer]
    late = with_evidence_key(trust, "gz", newer, NOW + KEY_LIFETIME + DAY, 0)
    assert [key.public_key for key in keys_of(late[0])] == [newer]


@pytest.mark.parametrize(("issuer", "key"), [("sz", OTHER), ("gz", PAPER), ("gz", OTHER)])
def test_an_evidence_key_that_can_not_be_is_refused(issuer: str, key: bytes) -> None:
    with pytest.raises(RequestRefused) as error:
        with_evidence_key(with_evidence(trust_list()), issuer, key, NOW, 0)
    assert refused(error)


def test_dropping_an_evidence_key_leaves_the_others() -> None:
    """Also if it has fields of a later version, or stands there twice."""
    other = {2: 9, "x": 1}
    for changes in [({},), ({32: "later"},), ({}, {4: NOW + 2 * DAY})]:
        trust = with_evidence(trust_list(), *changes, other)
        issuers = without_key(trust, key_id(OTHER))
        assert keys_of(issuers[1]) == ()
        assert [entry[2] for entry in issuers[1].skipped] == [9]
        assert issuers[0] == trust.issuers[0]


def test_an_issuer_with_an_evidence_key_of_another_is_refused() -> None:
    trust = with_evidence(trust_list())
    entry = EvidenceKey("sz", OTHER, NOW, NOW + DAY).entry()
    with pytest.raises(RequestRefused) as error:
        with_issuer(trust, Issuer("sz", {}, (), {}, "", skipped=(entry,)))
    assert refused(error)


def test_evidence_keys_stay_in_the_next_trust_list() -> None:
    trust = with_evidence(trust_list())
    assert evidence_keys(next_trust_list(trust, NOW)) == evidence_keys(trust) != {}


def test_dropping_an_unknown_key_is_refused() -> None:
    with pytest.raises(RequestRefused) as error:
        without_key(trust_list(), key_id(OTHER))
    assert refused(error)


def test_the_last_third_is_soon() -> None:
    assert not ends_soon(0, 300, 200)
    assert ends_soon(0, 300, 201)


def test_keys_have_what_the_trust_list_says() -> None:
    assert trust_list().by_kid[key_id(REVOKE)][1] == Key(
        REVOKE, Usage.REVOKE, NOW - NOW % DAY, NOW - NOW % DAY + 365 * DAY
    )
