"""Whether the service can do its work, and what will soon stop it."""

from typing import NamedTuple

from huepass.core import Key, Usage
from huepass.core.evidence import keys_of
from huepass.errors import HuepassError
from huepass.issuer.domain.federation import DAY, ends_soon
from huepass.issuer.programme.model import Proofing
from huepass.issuer.service.office import Office
from huepass.issuer.store import objections, passes


class Finding(NamedTuple):
    """Something for the operator, with a stable code."""

    code: str
    en: str
    zh: str


def failures(office: Office) -> list[Finding]:
    """What keeps the service from working now; nothing if it is ready."""
    now = office.now()
    found = []
    try:
        with office.store.read() as connection:
            published = passes.newest_publication(connection)
        if published is None or now >= published.fresh_until:
            found.append(
                Finding("list_stale", "no fresh revocation list: publish", "吊销列表已过期，请发布")
            )
    except HuepassError:
        found.append(Finding("database", "the database does not answer", "数据库无响应"))
    try:
        if office.documents.state(now).trust_in_force(now) is None:
            found.append(
                Finding(
                    "trust_stale",
                    "the trust list or the root has expired: every gate is stopped; renew it",
                    "信任列表或根文件已过期，所有检查点停止工作，请立即更新",
                )
            )
    except HuepassError:
        found.append(
            Finding("documents", "the federation's documents are broken", "联盟文件已损坏")
        )
    try:
        office.window(Usage.PAPER, now)
        office.window(Usage.LIVE, now)
        office.revoke_signer(now)
    except HuepassError:
        found.append(
            Finding(
                "keys",
                "no key of the trust list can be used: renew the keys",
                "信任列表中没有可用的密钥，请更新密钥",
            )
        )
    return found


def warnings(office: Office) -> list[Finding]:
    """What has less than a third of its time left, and a list that is late.

    Raises:
        HuepassError: the database or the documents can't be used.
    """
    now = office.now()
    found = []
    root, trust = office.documents.root(), office.documents.trust_list()
    if ends_soon(root.issued_at, root.expires_at, now):
        found.append(_ends("root_expiry", "the root", "根文件", root.expires_at - now))
    if trust is not None and ends_soon(trust.issued_at, trust.expires_at, now):
        found.append(_ends("trust_expiry", "the trust list", "信任列表", trust.expires_at - now))
    for usage in Usage:
        keys = [key for key in office.entry().keys if key.usage == usage]
        last = max(keys, key=_usable_until, default=None)
        if last is not None and ends_soon(last.not_before, _usable_until(last), now):
            name = usage.name.lower()
            left = _usable_until(last) - now
            found.append(_ends(f"{name}_key_expiry", f"the {name} key", f"{name} 密钥", left))
    certifying = keys_of(office.entry())
    newest = max(certifying, key=lambda key: key.not_after, default=None)
    if newest is not None and ends_soon(newest.not_before, newest.not_after, now):
        left = newest.not_after - now
        found.append(_ends("evidence_key_expiry", "the evidence key", "evidence 密钥", left))
    locked = any(office.evidence_signer(key) is None for key in certifying)
    if locked or any(not _is_unlocked(office, key) for key in office.entry().keys):
        found.append(
            Finding(
                "keys_locked",
                "the trust list has keys that the service did not unlock: restart it",
                "信任列表中有服务尚未解锁的密钥，请重启服务",
            )
        )
    with office.store.read() as connection:
        published = passes.newest_publication(connection)
        overdue = objections.count_overdue(connection, now)
        applicants = office.rules(connection).programme.applicants.values()
    if overdue:
        found.append(
            Finding(
                "objections_overdue",
                f"{overdue} objections wait for an answer that is overdue",
                f"{overdue} 件申诉已超过答复期限",
            )
        )
    asks_provider = any(one.proofing == {Proofing.PROVIDER} for one in applicants)
    if asks_provider and office.settings.identity_provider is None:
        found.append(
            Finding(
                "no_identity_provider",
                "the programme asks for an identity provider: set one up in issuer.toml",
                "方案要求实名认证平台，请在 issuer.toml 中设置",
            )
        )
    if published and now - published.issued_at > 2 * office.settings.publish_interval:
        found.append(Finding("list_late", "the revocation list is late", "吊销列表未按时发布"))
    return found


def _usable_until(key: Key) -> int:
    """When the last credential can be made: it must expire before the key does (spec section 3)."""
    return key.not_after - key.lifetime


def _is_unlocked(office: Office, key: Key) -> bool:
    try:
        office.signer(key)
    except KeyError:
        return False
    return True


def _ends(code: str, what: str, what_zh: str, left: int) -> Finding:
    days = max(left, 0) // DAY
    return Finding(
        code, f"{what} ends in {days} days: renew it", f"{what_zh}将在 {days} 天后到期，请更新"
    )
