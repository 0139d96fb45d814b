"""An issuer's description of itself, in JSON: what a federation needs to add it."""

import json
from typing import Any, Final

from huepass.core import Colour, ColourEntry, Issuer, Key, Level, Usage
from huepass.core.evidence import EvidenceKey, keys_of
from huepass.errors import FolderError, Reason
from huepass.issuer.domain.colours import colour_name

_VERSION: Final = 1
_EVIDENCE: Final = "evidence"  # the usage that gates don't know


def to_json(issuer: Issuer) -> str:
    """The description of an issuer: public keys and names only."""
    content = {
        "huepass_issuer": _VERSION,
        "id": issuer.id,
        "names": dict(issuer.names),
        "keys": [*map(_key_value, issuer.keys), *map(_evidence_value, keys_of(issuer))],
        "colours": {
            colour_name(colour): {"level": entry.level.name.lower(), "labels": dict(entry.labels)}
            for colour, entry in issuer.colours.items()
            if colour in tuple(Colour)
        },
        "revocation_list_url": issuer.revocation_list_url,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def from_json(data: bytes) -> Issuer:
    """Read a description; whoever puts it into a trust list verifies its limits there.

    Raises:
        FolderError: `file_unreadable`, for anything but a description.
    """
    try:
        content = json.loads(data)
        if content["huepass_issuer"] != _VERSION:
            raise ValueError("another version")
        keys = [value for value in content["keys"] if value["usage"] != _EVIDENCE]
        evidence = [value for value in content["keys"] if value["usage"] == _EVIDENCE]
        return Issuer(
            id=content["id"],
            names=dict(content["names"]),
            keys=tuple(map(_key, keys)),
            skipped=tuple(_evidence_key(content["id"], value).entry() for value in evidence),
            colours={
                Colour[name.upper()]: ColourEntry(
                    Level[value["level"].upper()], dict(value["labels"])
                )
                for name, value in content["colours"].items()
            },
            revocation_list_url=content["revocation_list_url"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FolderError(Reason.FILE_UNREADABLE, "not the description of an issuer") from error


def _key_value(key: Key) -> dict[str, Any]:
    value: dict[str, Any] = {
        "public_key": key.public_key.hex(),
        "usage": key.usage.name.lower(),
        "not_before": key.not_before,
        "not_after": key.not_after,
    }
    if key.usage != Usage.REVOKE:
        value |= {"lifetime": key.lifetime, "step": key.step, "phase": key.phase}
    return value


def _evidence_value(key: EvidenceKey) -> dict[str, Any]:
    return {
        "public_key": key.public_key.hex(),
        "usage": _EVIDENCE,
        "not_before": key.not_before,
        "not_after": key.not_after,
    }


def _evidence_key(issuer: str, value: dict[str, Any]) -> EvidenceKey:
    times = [value[name] for name in ("not_before", "not_after")]
    if not all(type(number) is int for number in times):
        raise TypeError("a time is no whole number")
    return EvidenceKey(issuer, bytes.fromhex(value["public_key"]), *times)


def _key(value: dict[str, Any]) -> Key:
    numbers = {name: value[name] for name in ("not_before", "not_after")}
    usage = Usage[value["usage"].upper()]
    if usage != Usage.REVOKE:
        numbers |= {name: value[name] for name in ("lifetime", "step", "phase")}
    if not all(type(number) is int for number in numbers.values()):
        raise TypeError("a time is no whole number")
    return Key(bytes.fromhex(value["public_key"]), usage, **numbers)
