"""What `issuer.toml` says about OpenID Connect providers: one for persons, one for staff."""

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from huepass.errors import FolderError, Reason

OPENID: Final = "openid"  # the scope that makes it OpenID Connect
_MAX_TEXT: Final = 500  # characters


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Under which names a provider for persons gives what is needed of them.

    Attributes:
        document: the kind of the document, one of the programme's IDs.
        number: its number.
        name: the person's name.
        birth_date: as YYYY-MM-DD.
    """

    document: str = "document"
    number: str = "document_number"
    name: str = "name"
    birth_date: str = "birthdate"


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """An OpenID Connect provider, and how the issuer is registered there.

    Attributes:
        issuer: the provider's issuer identifier.
        client_id: what the provider calls this service.
        redirect_uri: the page to which browsers come back.
        scopes: what is asked for.
        client_secret_file: a file with the client's secret, in the issuer's folder; None for a
            client without one.
        claims: what the provider calls what is needed of persons; None for staff.
    """

    issuer: str
    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...] = (OPENID,)
    client_secret_file: str | None = None
    claims: ClaimNames | None = field(default=None)

    def check(self, table: str) -> None:
        """Refuse what can't work.

        Args:
            table: where in the file it stands.

        Raises:
            FolderError: `settings_broken`.
        """
        for name, url in (("issuer", self.issuer), ("redirect_uri", self.redirect_uri)):
            if not is_safe_address(url):
                _refuse(f"{table}.{name}: https:// (http:// on this machine only)")
        if "?" in self.issuer:
            _refuse(f"{table}.issuer: without a query")
        if not _is_word(self.client_id):
            _refuse(f"{table}.client_id: visible ASCII characters")
        if OPENID not in self.scopes or not all(map(_is_word, self.scopes)):
            _refuse(f'{table}.scopes: words, "{OPENID}" among them')
        if self.client_secret_file == "":
            _refuse(f"{table}.client_secret_file: the name of a file")
        for name, claim in (_claims_of(self.claims) if self.claims else {}).items():
            if not _is_word(claim):
                _refuse(f"{table}.claims.{name}: visible ASCII characters")


def is_safe_address(url: str) -> bool:
    """Whether a provider may be spoken to there: over https, or on this machine.

    A user name, a password or a fragment have no place in it.
    """
    if not (url.isascii() and url.isprintable() and len(url) <= _MAX_TEXT and " " not in url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.fragment or "#" in url or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))


def read_provider(table: Mapping[str, Any], default_scopes: tuple[str, ...]) -> ProviderSettings:
    """A provider from its table; `claims` stays None without a table of that name.

    Raises:
        KeyError: something is missing or unknown.
        TypeError: a value has the wrong type.
    """
    known = {"issuer", "client_id", "redirect_uri", "scopes", "client_secret_file", "claims"}
    _check_keys(table, known)
    scopes = table.get("scopes", list(default_scopes))
    if not isinstance(scopes, list):
        raise TypeError
    secret = table.get("client_secret_file")
    return ProviderSettings(
        issuer=_text(table["issuer"]),
        client_id=_text(table["client_id"]),
        redirect_uri=_text(table["redirect_uri"]),
        scopes=tuple(map(_text, scopes)),
        client_secret_file=None if secret is None else _text(secret),
        claims=_read_claims(table["claims"]) if "claims" in table else None,
    )


def dump_provider(table: str, provider: ProviderSettings) -> str:
    """A provider's part of `issuer.toml`."""
    lines = [
        f"[{table}]",
        f"issuer = {_quote(provider.issuer)}",
        f"client_id = {_quote(provider.client_id)}",
        f"redirect_uri = {_quote(provider.redirect_uri)}",
        f"scopes = [{', '.join(map(_quote, provider.scopes))}]",
    ]
    if provider.client_secret_file is not None:
        lines.append(f"client_secret_file = {_quote(provider.client_secret_file)}  # chmod 600")
    if provider.claims is not None:
        names = _claims_of(provider.claims)
        lines += ["", f"[{table}.claims]  # the provider's names for them"]
        lines += [f"{name} = {_quote(claim)}" for name, claim in names.items()]
    return "\n".join(lines) + "\n"


def _claims_of(names: ClaimNames) -> dict[str, str]:
    return {
        "document": names.document,
        "number": names.number,
        "name": names.name,
        "birth_date": names.birth_date,
    }


def _read_claims(table: Mapping[str, Any]) -> ClaimNames:
    _check_keys(table, _claims_of(ClaimNames()).keys())
    return ClaimNames(**{name: _text(claim) for name, claim in table.items()})


def _check_keys(table: Mapping[str, Any], known: Any) -> None:
    for name in table:
        if name not in known:
            raise KeyError(name)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_word(text: str) -> bool:
    return 0 < len(text) <= _MAX_TEXT and all("!" <= character <= "~" for character in text)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _refuse(detail: str) -> NoReturn:
    raise FolderError(Reason.SETTINGS_BROKEN, detail)
