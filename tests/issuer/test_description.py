"""An issuer's description of itself."""

import json
from pathlib import Path

import pytest

from huepass.core import Issuer, SoftwareSigner
from huepass.core.evidence import EvidenceKey, keys_of
from huepass.errors import FolderError, Reason
from huepass.issuer.description import from_json, to_json
from huepass.issuer.documents import Documents


def test_what_is_exported_is_read(folder: Path) -> None:
    issuer = Documents(folder / "federation").issuer("gz")
    assert issuer is not None
    assert from_json(to_json(issuer).encode()) == issuer


def test_evidence_keys_are_exported() -> None:
    keys = [EvidenceKey("sc", SoftwareSigner.generate().public_key, 7, 9) for _ in range(2)]
    issuer = Issuer("sc", {}, (), {}, "", skipped=tuple(key.entry() for key in keys))
    assert keys_of(from_json(to_json(issuer).encode())) == tuple(keys)
    content = json.loads(to_json(issuer))
    content["keys"][0]["not_after"] = "9"
    with pytest.raises(FolderError):
        from_json(json.dumps(content).encode())


def test_it_has_no_private_key(folder: Path) -> None:
    issuer = Documents(folder / "federation").issuer("gz")
    assert issuer is not None
    content = json.loads(to_json(issuer))
    assert content["keys"][2].keys() == {"public_key", "usage", "not_before", "not_after"}


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"{}", b'{"huepass_issuer": 2}'])
def test_what_is_no_description_is_refused(data: bytes) -> None:
    with pytest.raises(FolderError) as error:
        from_json(data)
    assert error.value.reason == Reason.FILE_UNREADABLE
