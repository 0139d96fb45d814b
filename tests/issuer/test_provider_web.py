"""Requests to a provider: what has nothing to do with signing in."""

from collections.abc import Iterator

import pytest

from huepass.issuer.provider_web import ProviderFault, ProviderWeb
from issuer.openid import FakeProvider, providing


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with providing(lambda: 0) as provider:
        yield provider


def test_an_answer_that_takes_too_long_is_refused(provider: FakeProvider) -> None:
    with ProviderWeb() as web:
        assert web.get(f"{provider.url}/jwks")["keys"]
    with ProviderWeb(whole=-1) as web, pytest.raises(ProviderFault, match="too slow"):
        web.get(f"{provider.url}/jwks")


def test_a_proxy_that_can_not_be_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "nonsense://me:secret@proxy.example")
    with pytest.raises(ProviderFault) as error, ProviderWeb():
        pass
    assert "secret" not in str(error.value)
