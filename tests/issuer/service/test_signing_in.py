"""Signing in at a provider that can be told to misbehave: everything that must be refused."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from huepass.errors import FolderError, Reason, RequestRefused
from huepass.issuer.domain.sign_in import LIFETIME, Purpose
from huepass.issuer.keystore import load_folder, unlock_service
from huepass.issuer.provider import AT_ONCE, KNOWN_FOR, LEEWAY, Said
from huepass.issuer.provider_web import MAX_ANSWER
from huepass.issuer.service import signing_in
from huepass.issuer.service.office import Office
from huepass.issuer.service.signing_in import Returned
from huepass.issuer.settings import load_settings
from issuer.conftest import PASSPHRASE, Clock
from issuer.openid import CLIENT, FakeProvider, providing

DISCOVERY = "/.well-known/openid-configuration"


@pytest.fixture
def provider(clock: Clock) -> Iterator[FakeProvider]:
    with providing(clock) as provider:
        yield provider


def office_with(folder: Path, clock: Clock, **changes: Any) -> Office:
    settings = replace(load_settings(folder), **changes)
    keys = unlock_service(load_folder(settings.keys), PASSPHRASE)
    return Office(settings, keys.signers, clock, keys.secret)


@pytest.fixture
def office(folder: Path, clock: Clock, provider: FakeProvider) -> Iterator[Office]:
    office = office_with(folder, clock, identity_provider=provider.settings())
    yield office
    office.close()


def finished(office: Office, returned: Returned) -> Said:
    done = signing_in.finish(office, Purpose.PERSONS, returned)
    with office.store.write() as connection:
        return signing_in.use(connection, done)


def refused(office: Office, returned: Returned) -> Reason:
    with pytest.raises(RequestRefused) as error:
        finished(office, returned)
    assert error.value.detail == ""
    return error.value.reason


def test_whoever_signed_in_is_known_by_what_the_provider_says(
    office: Office, provider: FakeProvider
) -> None:
    provider.claims |= {
        "document": "mainland-id",
        "document_number": "123",
        "name": "张伟",
        "birthdate": "1985-03-12",
    }
    said = finished(office, provider.returns(office))
    assert said == Said("somebody", "mainland-id", "123", "张伟", "1985-03-12")
    assert provider.count("/userinfo") == 0


def test_what_the_id_token_lacks_is_asked_for(office: Office, provider: FakeProvider) -> None:
    provider.in_userinfo = {"document": "mainland-id", "document_number": "123", "name": 5}
    said = finished(office, provider.returns(office))
    assert said == Said("somebody", "mainland-id", "123", "", "")


def test_half_a_character_is_no_text(office: Office, provider: FakeProvider) -> None:
    provider.in_userinfo = {"document": "\ud83d", "document_number": "123"}
    assert finished(office, provider.returns(office)) == Said("somebody", "", "123", "", "")


def test_a_number_that_the_id_token_lacks_is_asked_for(
    office: Office, provider: FakeProvider
) -> None:
    provider.claims |= {"document": "mainland-id"}
    provider.in_userinfo = {"document": "passport", "document_number": "123"}
    said = finished(office, provider.returns(office))
    assert said == Said("somebody", "mainland-id", "123", "", "")


def test_a_provider_may_speak_of_one_person_only(office: Office, provider: FakeProvider) -> None:
    provider.in_userinfo = {"sub": "another", "document": "mainland-id"}
    assert refused(office, provider.returns(office)) == Reason.PROVIDER_UNREACHABLE


def test_a_provider_without_userinfo_says_less(office: Office, provider: FakeProvider) -> None:
    provider.metadata = {"userinfo_endpoint": None}
    assert finished(office, provider.returns(office)) == Said("somebody", "", "", "", "")


@pytest.mark.parametrize("key", [RSAKey, ECKey])
def test_algorithms_of_key_pairs(office: Office, provider: FakeProvider, key: Any) -> None:
    made = key.generate_key(2048 if key is RSAKey else "P-384", {"kid": "two"})
    provider.key, provider.published = made, ["?", {"kty": "EC"}, made.as_dict(private=False)]
    for algorithm in ("RS256", "PS256") if key is RSAKey else ("ES384",):
        provider.header = {"alg": algorithm}
        assert finished(office, provider.returns(office)).subject == "somebody"


def test_a_wrong_state_is_refused(office: Office, provider: FakeProvider) -> None:
    returned = provider.returns(office)
    other = provider.returns(office)
    assert refused(office, returned._replace(state=other.state)) == Reason.SIGN_IN_FAILED
    assert refused(office, returned._replace(state="")) == Reason.SIGN_IN_FAILED
    assert provider.count("/token") == 0


def test_a_session_that_is_over_is_refused(
    office: Office, provider: FakeProvider, clock: Clock
) -> None:
    returned = provider.returns(office)
    last = provider.returns(office)
    clock.now += LIFETIME - 1
    assert finished(office, last).subject == "somebody"
    clock.now += 1
    assert refused(office, returned) == Reason.SIGN_IN_FAILED


def test_a_session_for_something_else_is_refused(
    folder: Path, clock: Clock, provider: FakeProvider
) -> None:
    settings = provider.settings()
    office = office_with(folder, clock, identity_provider=settings, staff_provider=settings)
    try:
        assert refused(office, provider.returns(office, Purpose.STAFF)) == Reason.SIGN_IN_FAILED
    finally:
        office.close()


@pytest.mark.parametrize("session", ["", "x", "AAAA", "A" * 151])
def test_a_session_that_nobody_made_is_refused(
    office: Office, provider: FakeProvider, session: str
) -> None:
    returned = provider.returns(office)
    assert refused(office, returned._replace(session=session)) == Reason.SIGN_IN_FAILED


def test_a_session_is_used_once(office: Office, provider: FakeProvider) -> None:
    returned = provider.returns(office)
    # A provider that takes a code twice, which a good one does not.
    asked = dict(provider.codes[returned.code])
    assert finished(office, returned).subject == "somebody"
    provider.codes[returned.code] = asked
    assert refused(office, returned) == Reason.SIGN_IN_FAILED


def test_a_code_that_was_used_is_refused(office: Office, provider: FakeProvider) -> None:
    returned = provider.returns(office)
    signing_in.finish(office, Purpose.PERSONS, returned)
    assert refused(office, returned) == Reason.SIGN_IN_FAILED


def test_a_code_of_another_sign_in_is_refused(office: Office, provider: FakeProvider) -> None:
    """The provider compares the code verifier, and the nonce would tell as well."""
    returned, other = provider.returns(office), provider.returns(office)
    assert refused(office, returned._replace(code=other.code)) == Reason.SIGN_IN_FAILED


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"iss": "https://other.example"}, id="of another issuer"),
        pytest.param({"iss": None}, id="of no issuer"),
        pytest.param({"aud": "another"}, id="for another client"),
        pytest.param({"aud": None}, id="for nobody"),
        pytest.param({"aud": ["another"]}, id="for other clients"),
        pytest.param({"aud": "another", "azp": CLIENT}, id="for another and authorized for us"),
        pytest.param({"aud": [CLIENT, "another"]}, id="for two and authorized for nobody"),
        pytest.param({"aud": [CLIENT, "another"], "azp": "another"}, id="authorized for another"),
        pytest.param({"azp": "another"}, id="for us and authorized for another"),
        pytest.param({"nonce": "another"}, id="another nonce"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"nonce": 5}, id="a nonce that is no text"),
        pytest.param({"exp": None}, id="no expiry"),
        pytest.param({"exp": "soon"}, id="an expiry that is no time"),
        pytest.param({"iat": None}, id="no time of issue"),
        pytest.param({"at_hash": "AAAA"}, id="with another access token"),
        pytest.param({"at_hash": 5}, id="a hash that is no text"),
        pytest.param({"sub": None}, id="about nobody"),
        pytest.param({"sub": ""}, id="about an empty name"),
        pytest.param({"sub": 5}, id="about a number"),
        pytest.param({"sub": "a" * 256}, id="about a name that is too long"),
    ],
)
def test_an_id_token_is_refused(
    office: Office, provider: FakeProvider, claims: dict[str, Any]
) -> None:
    returned = provider.returns(office)
    provider.in_userinfo = {"sub": "somebody"}
    provider.claims |= claims
    assert refused(office, returned) == Reason.SIGN_IN_FAILED


def test_persons_sign_in_anew_whoever_is_signed_in_there(
    folder: Path, clock: Clock, provider: FakeProvider
) -> None:
    both = {"identity_provider": provider.settings(), "staff_provider": provider.settings()}
    office = office_with(folder, clock, **both)
    try:
        assert "prompt=login" in signing_in.begin(office, Purpose.PERSONS).url
        assert "prompt" not in signing_in.begin(office, Purpose.STAFF).url
        provider.claims["auth_time"] = clock.now - LEEWAY
        assert finished(office, provider.returns(office)).subject == "somebody"
        provider.claims["auth_time"] -= 1
        assert refused(office, provider.returns(office)) == Reason.SIGN_IN_FAILED
        returned = provider.returns(office, Purpose.STAFF)
        done = signing_in.finish(office, Purpose.STAFF, returned)
        assert done.said.subject == "somebody"
    finally:
        office.close()


def test_an_id_token_for_us_among_others_is_good(office: Office, provider: FakeProvider) -> None:
    provider.claims |= {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert finished(office, provider.returns(office)).subject == "somebody"


@pytest.mark.parametrize(("claim", "edge"), [("exp", -LEEWAY), ("iat", LEEWAY), ("nbf", LEEWAY)])
def test_clocks_may_differ_by_a_minute(
    office: Office, provider: FakeProvider, clock: Clock, claim: str, edge: int
) -> None:
    inside = 1 if claim == "exp" else 0
    provider.claims[claim] = clock.now + edge + inside
    assert finished(office, provider.returns(office)).subject == "somebody"
    provider.claims[claim] = clock.now + edge + inside + (-1 if claim == "exp" else 1)
    assert refused(office, provider.returns(office)) == Reason.SIGN_IN_FAILED


def test_an_id_token_with_another_signature_is_refused(
    office: Office, provider: FakeProvider
) -> None:
    provider.key = ECKey.generate_key("P-256", {"kid": "one"})
    assert refused(office, provider.returns(office)) == Reason.SIGN_IN_FAILED


def test_an_id_token_without_a_signature_is_refused(office: Office, provider: FakeProvider) -> None:
    returned = provider.returns(office)
    provider.token = {"id_token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzb21lYm9keSJ9."}
    assert refused(office, returned) == Reason.SIGN_IN_FAILED


def test_an_id_token_under_a_shared_key_is_refused(office: Office, provider: FakeProvider) -> None:
    """The public key is no secret: an HMAC under it would be anybody's."""
    provider.key = OctKey.import_key("k" * 64, {"kid": "one"})
    provider.header = {"alg": "HS256"}
    assert refused(office, provider.returns(office)) == Reason.SIGN_IN_FAILED


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "\x00", "é", "." * 5000])
def test_an_id_token_that_is_none_is_refused(
    office: Office, provider: FakeProvider, text: str
) -> None:
    returned = provider.returns(office)
    provider.token = {"id_token": text}
    assert refused(office, returned) == Reason.SIGN_IN_FAILED


def test_new_keys_are_fetched_once(office: Office, provider: FakeProvider) -> None:
    assert finished(office, provider.returns(office)).subject == "somebody"
    provider.key = ECKey.generate_key("P-256", {"kid": "two"})
    assert refused(office, provider.returns(office)) == Reason.SIGN_IN_FAILED
    assert provider.count("/jwks") == 2
    provider.published.append(provider.key.as_dict(private=False))
    for _ in range(2):
        assert finished(office, provider.returns(office)).subject == "somebody"
    assert provider.count("/jwks") == 3
    assert provider.count(DISCOVERY) == 1


def test_what_is_published_is_believed_for_an_hour(
    office: Office, provider: FakeProvider, clock: Clock
) -> None:
    signing_in.begin(office, Purpose.PERSONS)
    clock.now += KNOWN_FOR - 1
    signing_in.begin(office, Purpose.PERSONS)
    assert provider.count(DISCOVERY) == 1
    clock.now += 1
    signing_in.begin(office, Purpose.PERSONS)
    assert provider.count(DISCOVERY) == 2
    clock.now -= 2 * KNOWN_FOR
    signing_in.begin(office, Purpose.PERSONS)
    assert provider.count(DISCOVERY) == 3


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param((500, {}), id="an error"),
        pytest.param((404, {}), id="nothing"),
        pytest.param((302, {}), id="a redirect"),
        pytest.param((200, b"<html>"), id="no JSON"),
        pytest.param((200, b"[" * 100_000), id="JSON without end"),
        pytest.param((200, []), id="no object"),
    ],
)
@pytest.mark.parametrize("path", [DISCOVERY, "/jwks", "/token", "/userinfo"])
def test_a_provider_that_answers_with(
    office: Office, provider: FakeProvider, path: str, reply: tuple[int, Any]
) -> None:
    provider.instead[path] = reply
    with pytest.raises(RequestRefused) as error:
        finished(office, provider.returns(office))
    assert error.value.reason == Reason.PROVIDER_UNREACHABLE
    assert provider.count("/elsewhere") == 0


@pytest.mark.parametrize("right", [True, False])
def test_an_answer_has_an_end(office: Office, provider: FakeProvider, right: bool) -> None:
    provider.padding = MAX_ANSWER // 2 if right else MAX_ANSWER
    if right:
        assert finished(office, provider.returns(office)).subject == "somebody"
        return
    with pytest.raises(RequestRefused) as error:
        signing_in.begin(office, Purpose.PERSONS)
    assert error.value.reason == Reason.PROVIDER_UNREACHABLE


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://other.example"},
        {"issuer": None},
        {"token_endpoint": None},
        {"authorization_endpoint": "http://other.example/auth"},
        {"jwks_uri": 5},
        {"userinfo_endpoint": "ftp://other.example"},
    ],
)
def test_metadata_that_can_not_be_right_is_refused(
    office: Office, provider: FakeProvider, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata
    with pytest.raises(RequestRefused) as error:
        signing_in.begin(office, Purpose.PERSONS)
    assert error.value.reason == Reason.PROVIDER_UNREACHABLE


@pytest.mark.parametrize("keys", [[], ["x"], [{"kty": "oct", "k": "AAAA"}], [{"kty": "EC"}], None])
def test_a_provider_without_keys_is_refused(
    office: Office, provider: FakeProvider, keys: Any
) -> None:
    provider.published = keys
    with pytest.raises(RequestRefused) as error:
        signing_in.begin(office, Purpose.PERSONS)
    assert error.value.reason == Reason.PROVIDER_UNREACHABLE


@pytest.mark.parametrize(
    "reply",
    [
        (401, {"error": "invalid_client", "error_description": "the words of others"}),
        (200, {"access_token": "x", "token_type": "Bearer"}),
        (200, {"id_token": 5}),
    ],
)
def test_a_provider_that_gives_no_token(
    office: Office, provider: FakeProvider, caplog: pytest.LogCaptureFixture, reply: Any
) -> None:
    provider.instead["/token"] = reply
    returned = provider.returns(office)
    assert refused(office, returned) == Reason.PROVIDER_UNREACHABLE
    assert "OpenID Connect provider" in caplog.text
    for secret in (*returned, "words of others"):
        assert secret not in caplog.text


def test_a_provider_that_is_not_there(folder: Path, clock: Clock) -> None:
    with providing(clock) as gone:
        settings = gone.settings()
    office = office_with(folder, clock, identity_provider=settings)
    try:
        with pytest.raises(RequestRefused) as error:
            signing_in.begin(office, Purpose.PERSONS)
        assert error.value.reason == Reason.PROVIDER_UNREACHABLE
    finally:
        office.close()


def test_a_provider_that_hangs_holds_up_few(
    office: Office, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    signing_in.begin(office, Purpose.PERSONS)
    waiting, go = threading.Semaphore(0), threading.Event()
    answer = provider.answer

    def slow(*asked: Any) -> Any:
        waiting.release()
        go.wait(30)
        return answer(*asked)

    returned = [provider.returns(office) for _ in range(AT_ONCE)]
    monkeypatch.setattr(provider, "answer", slow)
    said: list[Said] = []
    threads = [
        threading.Thread(target=lambda one=one: said.append(finished(office, one)))  # type: ignore[misc]
        for one in returned
    ]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert waiting.acquire(timeout=30)
    ninth = provider.returns(office)  # for this nobody is asked
    reason = refused(office, ninth)
    go.set()
    for thread in threads:
        thread.join()
    assert reason == Reason.PROVIDER_UNREACHABLE
    assert len(said) == AT_ONCE
    assert finished(office, ninth).subject == "somebody"


def test_without_a_provider_nobody_signs_in(office: Office) -> None:
    with pytest.raises(RequestRefused) as error:
        signing_in.begin(office, Purpose.STAFF)
    assert error.value.reason == Reason.NO_PROVIDER
    with pytest.raises(RequestRefused) as error:
        signing_in.finish(office, Purpose.STAFF, Returned("x", "x", "x"))
    assert error.value.reason == Reason.NO_PROVIDER


@pytest.mark.parametrize(
    ("methods", "in_header"),
    [(None, True), (["client_secret_basic"], True), (["client_secret_post"], False)],
)
def test_a_client_with_a_secret_shows_it_to_the_provider_alone(
    folder: Path, clock: Clock, provider: FakeProvider, methods: Any, in_header: bool
) -> None:
    secret = folder / "provider.secret"
    secret.write_text("s3cret&+%\n")
    secret.chmod(0o600)
    provider.metadata = {"token_endpoint_auth_methods_supported": methods}
    settings = provider.settings(client_secret_file=secret.name)
    office = office_with(folder, clock, identity_provider=settings)
    try:
        returned = provider.returns(office)
        assert finished(office, returned).subject == "somebody"
    finally:
        office.close()
    (token,) = [one for one in provider.asked if one[0] == "/token"]
    assert token[2].startswith("Basic ") == in_header
    assert (token[1].get("client_secret") == "s3cret&+%") != in_header
    assert all(not one[2].startswith("Basic ") for one in provider.asked if one[0] != "/token")


@pytest.mark.parametrize(("content", "mode"), [("s3cret", 0o644), ("", 0o600), ("两", 0o600)])
def test_a_secret_that_others_can_read_or_that_is_none_is_refused(
    folder: Path, clock: Clock, provider: FakeProvider, content: str, mode: int
) -> None:
    secret = folder / "provider.secret"
    secret.write_text(content, "utf-8")
    secret.chmod(mode)
    settings = provider.settings(client_secret_file=secret.name)
    office = office_with(folder, clock, identity_provider=settings)
    try:
        with pytest.raises(FolderError) as error:
            signing_in.begin(office, Purpose.PERSONS)
        assert error.value.reason == Reason.SETTINGS_BROKEN
    finally:
        office.close()
    assert "s3cret" not in str(error.value)


def test_a_secret_that_is_not_there_is_refused(
    folder: Path, clock: Clock, provider: FakeProvider
) -> None:
    settings = provider.settings(client_secret_file="nowhere")
    office = office_with(folder, clock, identity_provider=settings)
    try:
        with pytest.raises(FolderError) as error:
            signing_in.begin(office, Purpose.PERSONS)
        assert error.value.reason == Reason.FILE_UNREADABLE
    finally:
        office.close()
