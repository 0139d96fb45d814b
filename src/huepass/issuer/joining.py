"""Joining a federation: its documents take the place of the issuer's own (spec section 6)."""

import os
import re
import secrets
import shutil
import tomllib
from collections.abc import Sequence
from typing import Final, NoReturn

from huepass.core import GateState, Issuer, Key, load, parse_root
from huepass.errors import DocumentRefused, FolderError, Reason, RequestRefused
from huepass.files import sync_directory, write_atomically
from huepass.issuer.documents import TRUST_FILE, Documents, root_file
from huepass.issuer.files import is_there, read_file
from huepass.issuer.settings import SETTINGS_FILE, Settings

_SECTION: Final = re.compile(r"\s*\[\s*([a-z.]+)\s*\]")
_ID: Final = re.compile(r"(\s*id\s*=\s*)(\"[^\"]*\"|'[^']*')(.*)")


def join_federation(settings: Settings, documents: Sequence[bytes], now: int) -> str:
    """Put another federation's documents in the place of those in an issuer's folder.

    The earlier ones are kept beside them. Killed in between, it can be done again.

    Args:
        settings: the issuer's.
        documents: its roots from the first on, then its trust list. Whoever calls has the first
            root from a trusted place.
        now: the time.

    Returns:
        The federation's ID.

    Raises:
        RequestRefused: `federation_change`: no first root, no trust list, or one without all keys
            with which the issuer makes or has made passes that are still valid.
        DocumentRefused: a gate would refuse one of them.
        FolderError: `settings_broken`, `folder_broken`, `file_unreadable`, `file_unwritable`.
    """
    roots, trust = _accepted(documents, now)
    federation, issuers = trust
    entry = next((one for one in issuers if one.id == settings.issuer), None)
    if entry is None:
        _refuse(f"its trust list does not name {settings.issuer}: have it added first")
    if is_there(settings.documents):
        _check_keys(Documents(settings.documents).issuer(settings.issuer), entry, now)
    text = _with_federation(settings, federation)
    try:
        _replace(settings, roots, documents[-1])
    except OSError as error:
        detail = f"{settings.documents}: {error.strerror}"
        raise FolderError(Reason.FILE_UNWRITABLE, detail) from error
    write_atomically(settings.folder / SETTINGS_FILE, text.encode())
    return federation


def _accepted(
    documents: Sequence[bytes], now: int
) -> tuple[Sequence[bytes], tuple[str, tuple[Issuer, ...]]]:
    """The roots, and what the trust list says, all verified as a gate does."""
    *roots, last = documents
    if not roots or parse_root(roots[0]).version != 1:
        _refuse("the first root is needed, then later ones, then the trust list")
    state = GateState.begin(roots[0])
    for number, document in enumerate([*roots[1:], last], 2):
        state = load(state, document, now)
        if document is not last and state.root.version != number:
            _refuse(f"root {number} is missing")
    trust = state.trust_in_force(now)
    if trust is None or trust.document != last:
        raise DocumentRefused(Reason.TRUST_STALE, "no trust list in force at the end")
    return roots, (trust.federation, trust.issuers)


def _check_keys(before: Issuer | None, after: Issuer, now: int) -> None:
    """That the federation knows every key that passes were made with."""
    known = {key.kid: key for key in after.keys}
    for key in before.keys if before else ():
        if now < key.not_after and _content(known.get(key.kid)) != _content(key):
            _refuse(f"its trust list lacks the issuer's key {key.kid.hex()}, or has it otherwise")


def _content(key: Key | None) -> tuple[object, ...] | None:
    if key is None:
        return None
    return key.public_key, key.usage, key.lifetime, key.step, key.phase


def _replace(settings: Settings, roots: Sequence[bytes], trust: bytes) -> None:
    target = settings.documents
    scratch = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        scratch.mkdir()
        for number, root in enumerate(roots, 1):
            write_atomically(scratch / root_file(number), root)
        write_atomically(scratch / TRUST_FILE, trust)
        if target.exists():
            # Nothing is thrown away: the old root may be all that gates have that are out.
            os.rename(target, target.with_name(f"{target.name}-until-{secrets.token_hex(4)}"))
        os.rename(scratch, target)
        sync_directory(target.parent)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _with_federation(settings: Settings, federation: str) -> str:
    """The settings' text with another federation, and the rest as it is."""
    text = read_file(settings.folder / SETTINGS_FILE).decode()
    lines, section = [], ""
    for line in text.splitlines():
        if header := _SECTION.match(line):
            section = header[1]
        elif section == "federation" and (found := _ID.fullmatch(line)):
            line = f'{found[1]}"{federation}"{found[3]}'
        lines.append(line)
    changed = "\n".join(lines) + "\n"
    expected = tomllib.loads(text)
    expected["federation"]["id"] = federation
    if tomllib.loads(changed) != expected:
        raise FolderError(Reason.SETTINGS_BROKEN, 'write id = "..." under [federation]')
    return changed


def _refuse(why: str) -> NoReturn:
    raise RequestRefused(Reason.FEDERATION_CHANGE, why)
