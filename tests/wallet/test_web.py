"""A wallet's HTTP, where the environment's settings are of no use."""

import pytest

from huepass.errors import FetchError, Reason
from huepass.wallet.web import Web


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALL_PROXY", "socks5://user:secret@127.0.0.1:1"),
        ("ALL_PROXY", "nonsense://127.0.0.1:1"),
        ("HTTPS_PROXY", "http://a:b"),
        ("SSL_CERT_FILE", "/nonexistent"),
    ],
)
def test_useless_settings_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(FetchError) as error:
        Web()
    assert error.value.reason == Reason.FETCH_FAILED
    assert "secret" not in str(error.value)
