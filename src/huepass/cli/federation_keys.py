"""`huepass federation renew-keys`: new keys for an issuer, in good time or after a theft."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from huepass.cli.custody import Keys, custodians, finish, opened_documents
from huepass.cli.office import DirArgument, clock, day_time
from huepass.cli.output import note
from huepass.cli.passphrase import PassphraseFile, get_passphrase
from huepass.core import Usage, key_id
from huepass.errors import UsageError
from huepass.issuer.domain.federation import next_trust_list, with_new_keys
from huepass.issuer.keystore import (
    SUFFIX,
    KeyMaker,
    KeyRole,
    SealedKey,
    load_folder,
    save_key,
    unlock_service,
)
from huepass.issuer.settings import Settings


def renew_keys(
    folder: DirArgument,
    usage: Annotated[
        list[str] | None,
        typer.Option(help="live, paper or revoke; all if not given. 密钥用途，默认全部。"),
    ] = None,
    at_once: Annotated[
        bool,
        typer.Option(
            "--at-once", help="Begin now: after a theft and drop-key. 立即启用：密钥被盗并移除后。"
        ),
    ] = False,
    keys: Keys = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make new keys for this issuer and put them into the trust list. 为本签发方更换密钥。"""
    usages = _usages(usage)
    settings, documents, trust = opened_documents(folder)
    passphrase = get_passphrase(passphrase_file)
    # One passphrase opens the whole folder, so that of the keys that are there is needed.
    unlock_service(load_folder(settings.keys), passphrase)
    signers = custodians(settings, keys, passphrase_file)
    maker = KeyMaker(passphrase)
    sealed = {wanted: maker.make(KeyRole(wanted.name.lower()))[1] for wanted in usages}
    now = clock()
    issuers = with_new_keys(
        trust,
        settings.issuer,
        {wanted: key.public_key for wanted, key in sealed.items()},
        now,
        _offset(settings, now),
        at_once=at_once,
    )
    after = next_trust_list(trust, now, issuers)
    finish(documents, after, signers, lambda: _save(settings.keys, list(sealed.values())))
    for key in sealed.values():
        kid = key_id(key.public_key)
        begin = day_time(settings, after.by_kid[kid][1].not_before)
        typer.echo(f"新密钥 New key: {kid.hex()}  {key.role}  自 from {begin}")
    if at_once:
        note(
            "请先把新信任列表送到所有检查点，再重启服务：尚未收到的检查点会拒绝新码",
            "Bring the new trust list to every gate first, then restart the service: a gate "
            "without it refuses new passes.",
        )
    else:
        note(
            "请在新密钥生效前重启服务，并照常更新检查点",
            "Restart the service before the new keys begin, and update gates as always.",
        )


def _usages(names: list[str] | None) -> list[Usage]:
    by_name = {usage.name.lower(): usage for usage in Usage}
    if names is None:
        return list(Usage)
    if not set(names) <= set(by_name):
        raise UsageError("--usage is live, paper or revoke")
    return [by_name[name] for name in dict.fromkeys(names)]


def _save(folder: Path, keys: list[SealedKey]) -> None:
    """Write all key files or, if that fails, none."""
    written: list[Path] = []
    try:
        for key in keys:
            path = folder / f"{key.role}-{key_id(key.public_key).hex()}{SUFFIX}"
            save_key(path, key)
            written.append(path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _offset(settings: Settings, now: int) -> int:
    offset = datetime.fromtimestamp(now, UTC).astimezone(settings.zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0
