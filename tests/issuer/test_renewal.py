"""New keys of an issuer take over, and gates accept what was made before and after."""

import pytest

from huepass.core import Policy, SoftwareSigner, Usage, check, load, parse_revocation_list
from huepass.errors import CodeRefused, Reason
from huepass.issuer.domain.federation import DAY, next_trust_list, with_new_keys
from huepass.issuer.domain.records import Staff
from huepass.issuer.keystore import load_folder, unlock_all
from huepass.issuer.service import paper, persons, publishing
from huepass.issuer.service.office import Office
from huepass.issuer.settings import Settings
from issuer.conftest import NOON, PASSPHRASE, Clock

POLICY = Policy(accept_paper=True)
NEW = {usage: SoftwareSigner.from_seed(bytes([usage]) * 32) for usage in Usage}


def renew(office: Office, now: int, *, with_keys: bool) -> None:
    settings: Settings = office.settings
    trust = office.documents.trust_list()
    assert trust is not None
    made = {usage: signer.public_key for usage, signer in NEW.items()}
    issuers = with_new_keys(trust, "gz", made, now, 28800) if with_keys else None
    custodians = unlock_all(load_folder(settings.custodian_keys), PASSPHRASE)
    office.documents.sign_and_install(next_trust_list(trust, now, issuers), custodians, now)


def test_passes_from_before_and_after_a_change_of_keys(
    office: Office, clock: Clock, li: Staff
) -> None:
    number = persons.register(office).number
    renew(office, NOON, with_keys=True)
    entry = office.entry()
    old = [key for key in entry.keys if key.public_key not in {s.public_key for s in NEW.values()}]
    new = {key.usage: key for key in entry.keys if key not in old}
    signers = [*(office.signer(key) for key in old), *NEW.values()]
    restarted = Office(office.settings, signers, clock, office.secret(b""))
    clock.now = NOON + 29 * DAY
    renew(restarted, clock.now, with_keys=False)
    change = new[Usage.PAPER].not_before
    texts = {}
    for at in (change - 1, change):
        clock.now = at
        assert restarted.window(Usage.PAPER, at)[1].usage == Usage.PAPER
        texts[at] = [paper.make_paper_pass(restarted, number) for _ in range(2)]
    assert restarted.window(Usage.PAPER, change - 1)[1] in old
    assert restarted.window(Usage.PAPER, change)[1] == new[Usage.PAPER]
    clock.now = now = max(key.not_before for key in new.values()) + 1
    for _, lost in texts.values():
        paper.revoke_pass(restarted, lost.handle, "lost", li)
    publishing.publish(restarted)
    document = publishing.newest(restarted).document
    state = load(restarted.documents.state(now), document, now)
    assert state.lists["gz"].signed_by == NEW[Usage.REVOKE].public_key
    assert parse_revocation_list(document).issued_at == now
    for kept, lost in texts.values():
        check(state, kept.text, policy=POLICY, now=now, started_at=now)
        with pytest.raises(CodeRefused) as error:
            check(state, lost.text, policy=POLICY, now=now, started_at=now)
        assert error.value.reason == Reason.REVOKED
    restarted.close()
