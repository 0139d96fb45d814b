"""Requests that come again: what they ask for is done once, and they get the same answer."""

import json
from collections.abc import Callable
from hashlib import blake2b
from typing import Final, NamedTuple

from nacl.secret import SecretBox

from huepass.errors import Reason, RequestRefused
from huepass.issuer.service.office import Office
from huepass.issuer.store import kept_answers
from huepass.issuer.store.kept_answers import Kept

KEPT: Final = 86400  # seconds


class Asked(NamedTuple):
    """A request that may come again."""

    who: str
    """Who asks, however they have shown it."""
    key: str
    """Which request of theirs this is, in words of their own."""
    what: bytes
    """All that makes it another request."""


class Answer(NamedTuple):
    """An answer, as it leaves."""

    status: int
    headers: dict[str, str]
    """Its media type, and what else is said of the body."""
    body: bytes


def once(office: Office, asked: Asked, work: Callable[[], Answer]) -> tuple[Answer, bool]:
    """Do what is asked for, or give the answer that it had; whether that is so.

    The work and its answer are kept in one transaction: what was answered was done once, and what
    was killed in between was not done. Of two that come at once the second waits for the first.
    Work that raises is undone, and nothing is kept of it.

    Args:
        office: the issuer.
        asked: the request.
        work: what it asks for; its transactions are a part of this one. What it does after them
            is then done before the commit: nobody is told of it if that fails.

    Raises:
        RequestRefused: `key_reused`.
        HuepassError: what `work` raises.
        KeyStoreError: `key_missing`.
        FolderError: the database can't be used.
    """
    name, seal = _of_key(office, asked, b"name"), SecretBox(_of_key(office, asked, b"seal"))
    request_hash = blake2b(asked.what, key=_secret(office), person=b"request").digest()
    with office.store.write() as connection:
        now = office.now()
        kept_answers.forget_expired(connection, now)
        kept = kept_answers.find(connection, name)
        if kept is not None:
            if kept.request_hash != request_hash:
                raise RequestRefused(Reason.KEY_REUSED)
            headers, _, body = seal.decrypt(kept.sealed).partition(b"\n")
            return Answer(kept.status, json.loads(headers), body), True
        answer = work()
        # Answers hold offers and passes. Without the client's key, which is not kept, even the
        # service's own secret doesn't open them.
        sealed = bytes(seal.encrypt(json.dumps(answer.headers).encode() + b"\n" + answer.body))
        kept_answers.add(connection, name, Kept(request_hash, answer.status, sealed), now + KEPT)
    return answer, False


def _of_key(office: Office, asked: Asked, use: bytes) -> bytes:
    told = f"{asked.who}\n{asked.key}".encode()
    return blake2b(told, key=_secret(office), person=use, digest_size=32).digest()


def _secret(office: Office) -> bytes:
    return office.secret(b"kept answer")
