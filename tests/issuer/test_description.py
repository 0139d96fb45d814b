"""An issuer's description of itself."""

import json
from pathlib import Path

import pytest

from huepass.errors import FolderError, Reason
from huepass.issuer.description import from_json, to_json
from huepass.issuer.documents import Documents


def test_what_is_exported_is_read(folder: Path) -> None:
    issuer = Documents(folder / "federation").issuer("gz")
    assert issuer is not None
    assert from_json(to_json(issuer).encode()) == issuer


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
