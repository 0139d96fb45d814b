"""Offers, by value and by reference."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from huepass.errors import FetchError, HuepassError, Reason
from huepass.wallet import IssuerClient
from wallet.fake import GRANT, OFFER, FakeIssuer, replaced


def link(offer: Any) -> str:
    text = offer if isinstance(offer, str) else json.dumps(offer)
    return "openid-credential-offer://?credential_offer=" + quote(text, safe="")


def refused(client: IssuerClient, offer: str, reason: Reason = Reason.OFFER_INVALID) -> None:
    with pytest.raises(HuepassError) as error:
        client.offer(offer)
    assert error.value.reason == reason, error.value
    assert "the-code" not in str(error.value)


def test_by_value(client: IssuerClient, issuer: FakeIssuer) -> None:
    offer = client.offer(issuer.link() + "\n")
    assert (offer.issuer, offer.code) == (issuer.url, "the-code")
    assert offer.configurations == ("other", "pass")
    assert not offer.needs_tx_code
    assert "the-code" not in repr(offer)


def test_by_reference(client: IssuerClient, issuer: FakeIssuer) -> None:
    assert client.offer(issuer.link_by_reference()) == client.offer(issuer.link())
    assert issuer.count(OFFER) == 1


def test_an_empty_tx_code_object_asks_for_one(client: IssuerClient, issuer: FakeIssuer) -> None:
    offer = issuer.offer()
    offer["grants"][GRANT]["tx_code"] = {}
    assert client.offer(link(offer)).needs_tx_code


@pytest.mark.parametrize(
    "text",
    [
        "", "hello", "openid-credential-offer://", "openid-credential-offer://?x=y",
        "https://pass.example/?credential_offer={}", "openid-credential-offer://[",
        "openid-credential-offer://?credential_offer={}&credential_offer={}",
        "openid-credential-offer://?credential_offer={}&credential_offer_uri=https://a.example",
        "openid-credential-offer://?credential_offer=%ff", link("[]"), link("null"), link("{"),
        link("[" * 20_000), "openid-credential-offer://?credential_offer=" + "x" * 70_000,
    ],
)  # fmt: skip
def test_what_is_no_offer_is_refused(client: IssuerClient, text: str) -> None:
    refused(client, text)


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "no_issuer": lambda offer: offer.pop("credential_issuer"),
    "a_null_issuer": lambda offer: offer.update(credential_issuer=None),
    "no_configurations": lambda offer: offer.pop("credential_configuration_ids"),
    "empty_configurations": lambda offer: offer.update(credential_configuration_ids=[]),
    "a_null_configuration": lambda offer: offer.update(credential_configuration_ids=[None]),
    "no_grants": lambda offer: offer.pop("grants"),
    "null_grants": lambda offer: offer.update(grants=None),
    "another_grant": lambda offer: offer.update(grants={"authorization_code": {}}),
    "no_code": lambda offer: offer["grants"][GRANT].clear(),
    "a_null_code": lambda offer: offer["grants"][GRANT].update({"pre-authorized_code": None}),
    "a_null_tx_code": lambda offer: offer["grants"][GRANT].update(tx_code=None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_offer_is_refused_with(client: IssuerClient, issuer: FakeIssuer, change: str) -> None:
    offer = issuer.offer()
    CHANGES[change](offer)
    refused(client, link(offer))


ADDRESSES = [
    "http://pass.example", "ftp://pass.example", "https://user:word@pass.example", "https://",
    "https://pass.example?x=1", "https://pass.example#x", "file:///etc/passwd", "pass.example",
    "http://127.0.0.1.pass.example", "http://[::2]", "https://pass.example:port", "",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_issuer_is_refused_at(client: IssuerClient, issuer: FakeIssuer, address: str) -> None:
    offer = {**issuer.offer(), "credential_issuer": address}
    refused(client, link(offer), Reason.ADDRESS_REFUSED)


@pytest.mark.parametrize("address", [one for one in ADDRESSES if "?" not in one and one])
def test_an_offer_is_not_fetched_from(client: IssuerClient, address: str) -> None:
    text = "openid-credential-offer://?credential_offer_uri=" + quote(address, safe="")
    refused(client, text, Reason.ADDRESS_REFUSED)


@pytest.mark.parametrize("address", ["https://a.example", "http://127.0.0.1:1", "http://[::1]:1",
                                     "http://localhost", "https://a.example/path"])  # fmt: skip
def test_an_issuer_is_accepted_at(client: IssuerClient, issuer: FakeIssuer, address: str) -> None:
    offer = {**issuer.offer(), "credential_issuer": address}
    assert client.offer(link(offer)).issuer == address


def test_a_reference_that_redirects_is_refused(client: IssuerClient, issuer: FakeIssuer) -> None:
    issuer.twists[OFFER] = replaced(302, {}, headers={"Location": issuer.url + "/elsewhere"})
    with pytest.raises(FetchError, match="redirects"):
        client.offer(issuer.link_by_reference())
    assert issuer.count("/elsewhere") == 0


def test_a_reference_that_is_gone_is_refused(client: IssuerClient, issuer: FakeIssuer) -> None:
    issuer.twists[OFFER] = replaced(404, {"error": "not_found"})
    refused(client, issuer.link_by_reference(), Reason.FETCH_FAILED)
