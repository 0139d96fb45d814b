"""Making an issuer's folder, and a federation of one around it."""

import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import astuple, replace
from datetime import UTC, datetime

from huepass.core import Issuer, sign_root, sign_trust_list
from huepass.errors import FolderError, Reason
from huepass.files import sync_directory, write_atomically
from huepass.issuer.documents import Documents, root_file
from huepass.issuer.domain.federation import Windows, first_keys, first_root, first_trust_list
from huepass.issuer.files import is_there
from huepass.issuer.keystore import KeyMaker, KeyRole, save_key
from huepass.issuer.programme.model import Programme
from huepass.issuer.service.moving import load
from huepass.issuer.service.office import Office
from huepass.issuer.service.publishing import publish
from huepass.issuer.settings import SETTINGS_FILE, Settings, dump_settings

ROOT_KEY = "root.key"
TRUST_KEY = "trust.key"


def create_issuer(
    settings: Settings,
    maker: KeyMaker,
    now: Callable[[], int],
    programme: Programme | None = None,
) -> None:
    """Make the folder that the settings name: keys, root, trust list, database, first list.

    It is built beside its place and moved there when it is complete.

    Args:
        settings: with the folder to make. The custodians' keys go into it if
            `federation_keys` is a relative path, and otherwise where it says.
        maker: makes the keys.
        now: the clock, seconds since the epoch.
        programme: the one to begin with, which says how long passes are valid; the built-in one
            if None. The settings have its colours.

    Raises:
        FolderError: `folder_exists`, `file_unreadable`, `file_unwritable`; nothing was made.
    """
    folder = settings.folder
    custodians = settings.custodian_keys
    for path in (folder, custodians / ROOT_KEY, custodians / TRUST_KEY):
        if is_there(path):
            raise FolderError(Reason.FOLDER_EXISTS, f"{path} is there already")
    scratch = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch.mkdir(mode=0o700)
        _fill(replace(settings, folder=scratch), maker, now, programme)
        sync_directory(scratch)
        os.rename(scratch, folder)
        sync_directory(folder.parent)
    except OSError as error:
        raise FolderError(Reason.FILE_UNWRITABLE, f"{folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _fill(
    settings: Settings, maker: KeyMaker, now: Callable[[], int], programme: Programme | None
) -> None:
    settings.keys.mkdir(mode=0o700)
    settings.documents.mkdir()
    settings.custodian_keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    signers = {}
    for role in (KeyRole.LIVE, KeyRole.PAPER, KeyRole.REVOKE):
        signers[role], sealed = maker.make(role)
        save_key(settings.keys / f"{role}.key", sealed)
    save_key(settings.keys / f"{KeyRole.SERVICE}.key", maker.make(KeyRole.SERVICE)[1])
    (root_signer, root_key), (trust_signer, trust_key) = (
        maker.make(KeyRole.CUSTODIAN) for _ in range(2)
    )
    at = now()
    live, paper, revoke = (signer.public_key for signer in signers.values())
    windows = Windows() if programme is None else Windows(*astuple(programme.validity)[:4])
    keys = first_keys(live, paper, revoke, at, _offset(settings, at), windows)
    issuer = Issuer(
        settings.issuer, settings.names, keys, settings.colours, settings.revocation_list_url
    )
    root = first_root(settings.federation, root_signer.public_key, trust_signer.public_key, at)
    trust = first_trust_list(settings.federation, issuer, at)
    write_atomically(settings.documents / root_file(1), sign_root(root, [root_signer]))
    Documents(settings.documents).install(sign_trust_list(trust, [trust_signer]), at)
    write_atomically(settings.folder / SETTINGS_FILE, dump_settings(settings).encode())
    office = Office(settings, signers.values(), now)
    try:
        office.store.create()
        if programme is not None:
            load(office, programme.source, None)
        publish(office)
    finally:
        office.close()
    # Last, because they may lie outside of the folder that is thrown away when something fails.
    save_key(settings.custodian_keys / TRUST_KEY, trust_key)
    save_key(settings.custodian_keys / ROOT_KEY, root_key)


def _offset(settings: Settings, now: int) -> int:
    offset = datetime.fromtimestamp(now, UTC).astimezone(settings.zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0
