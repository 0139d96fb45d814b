"""Issuers that misbehave, and networks that fail: nothing wrong is kept, nothing right is lost."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from huepass.core import Colour, SoftwareSigner
from huepass.errors import HuepassError, Reason
from huepass.wallet import IssuerClient, Person, WalletFolder, accept, refresh
from huepass.wallet.web import MAX_ANSWER, Limits, Web
from kit import LIVE_STEP, signer
from wallet.fake import (
    CREDENTIAL,
    ISSUER_PATH,
    NONCE,
    SERVER_PATH,
    TOKEN,
    FakeIssuer,
    Reply,
    Twist,
    coded,
    cut,
    replaced,
    with_members,
    without,
)

STRANGER = signer("somebody else").public_key


def refused(reason: Reason) -> "pytest.RaisesExc[HuepassError]":
    return pytest.raises(HuepassError, check=lambda error: error.reason == reason)


def accepted(store: WalletFolder, client: IssuerClient, issuer: FakeIssuer) -> Person:
    return accept(store, client, client.offer(issuer.link())).person


def each(change: Callable[[dict[str, str]], object]) -> Twist:
    """Change every credential of an answer."""
    return lambda reply: Reply(
        reply.status, {"credentials": [change(entry) for entry in reply.body["credentials"]]}
    )


# What can be wrong with a credential, so that a wallet discards it.
WRONG: dict[str, Callable[[FakeIssuer], Callable[[dict[str, str]], object]]] = {
    "a_key_of_somebody_else": lambda issuer: (
        lambda entry: {"credential": coded(issuer.sign(issuer.windows()[0], STRANGER, 7))}
    ),
    "null": lambda issuer: lambda entry: None,
    "a_null_credential": lambda issuer: lambda entry: {"credential": None},
    "a_bare_text": lambda issuer: lambda entry: entry["credential"],
    "padding": lambda issuer: lambda entry: {"credential": entry["credential"] + "=="},
    "another_alphabet": lambda issuer: lambda entry: {"credential": "+" + entry["credential"]},
    "a_cut_credential": lambda issuer: lambda entry: {"credential": entry["credential"][:-8]},
    "a_long_credential": lambda issuer: lambda entry: {"credential": "A" * 2000},
    "rubbish": lambda issuer: lambda entry: {"credential": "AAAA"},
    "an_impossible_length": lambda issuer: lambda entry: {"credential": "AAAAA"},
    "nothing_in_it": lambda issuer: lambda entry: {"credential": ""},
}


@pytest.mark.parametrize("what", WRONG)
def test_it_discards(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer, what: str
) -> None:
    issuer.twists[CREDENTIAL] = each(WRONG[what](issuer))
    with refused(Reason.CREDENTIALS_DENIED):
        accepted(store, client, issuer)
    (person,) = store.persons()
    assert person.held == ()
    # The keys are kept: the issuer may have minted for them, and says so when it is mended.
    del issuer.twists[CREDENTIAL]
    done = refresh(store, client, person.id)
    assert {one.expiry for one in done.person.strip} == set(issuer.windows())
    assert max(issuer.counts.values()) <= 5


def test_it_discards_a_window_that_it_did_not_ask_for(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    def in_another_window(reply: Reply) -> Reply:
        keys = [key for _, key in list(issuer.minted)[-4:]]
        expiry = issuer.windows()[-1] + LIVE_STEP
        entries = [{"credential": coded(issuer.sign(expiry, key, 9))} for key in keys]
        return Reply(200, {"credentials": entries})

    issuer.twists[CREDENTIAL] = in_another_window
    with refused(Reason.CREDENTIALS_DENIED):
        accepted(store, client, issuer)
    assert store.persons()[0].held == ()


def test_it_discards_a_key_id_that_was_not_announced(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    person = accepted(store, client, issuer)

    def under_another_key(reply: Reply) -> Reply:
        issuer.world.live_key = signer("another live key")
        entries = [
            {"credential": coded(issuer.sign(expiry, key, 9))}
            for expiry, key in list(issuer.minted)[-4:]
        ]
        issuer.world.live_key = signer("live")
        return Reply(200, {"credentials": entries})

    issuer.now += LIVE_STEP
    issuer.twists[CREDENTIAL] = under_another_key
    done = refresh(store, client, person.id)
    assert done.discarded > 0
    assert {one.kid for one in done.person.held} == {person.held[0].kid}


def test_it_discards_what_is_over(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.announces = False
    over = issuer.now
    issuer.twists[CREDENTIAL] = lambda reply: Reply(
        200,
        {
            "credentials": [
                {"credential": coded(issuer.sign(over, key, 9))} for _, key in issuer.minted
            ]
        },
    )
    with refused(Reason.CREDENTIALS_DENIED):
        accepted(store, client, issuer)


def test_it_discards_a_second_credential_for_the_same_key(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    def twice(reply: Reply) -> Reply:
        expiry, key = list(issuer.minted)[-1]
        more = {"credential": coded(issuer.sign(expiry, key, 99))}
        return Reply(200, {"credentials": [*reply.body["credentials"], more]})

    issuer.twists[CREDENTIAL] = twice
    done = accept(store, client, client.offer(issuer.link()))
    assert (done.added, done.discarded) == (20, 5)


def test_it_discards_extra_credentials_for_keys_of_earlier(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    old = coded(person.held[0].credential)
    issuer.twists[CREDENTIAL] = lambda reply: Reply(
        200, {"credentials": [*reply.body["credentials"], {"credential": old}]}
    )
    done = refresh(store, client, person.id)
    assert (done.added, done.discarded) == (1, 1)
    assert sum(coded(one.credential) == old for one in done.person.held) == 1


def test_a_credential_that_is_missing_is_asked_for_again_with_the_same_key(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    first = issuer.windows()[0]
    issuer.twists_once[CREDENTIAL] = [
        lambda reply: Reply(200, {"credentials": reply.body["credentials"][1:]})
    ]
    person = accepted(store, client, issuer)
    assert sum(one.expiry == first for one in person.strip) == 4  # another was minted at once
    assert len(person.pending) == 1
    missing = SoftwareSigner.from_seed(person.pending[0].seeds[0]).public_key
    minted = issuer.minted[first, missing]
    done = refresh(store, client, person.id)
    assert minted in {one.credential for one in done.person.held}
    assert done.person.pending == ()


def test_an_issuer_that_gives_nothing_gets_no_keys_without_end(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    person = accepted(store, client, issuer)
    issuer.twists[CREDENTIAL] = lambda _: Reply(200, {"credentials": []})
    for _ in range(12):
        refresh(store, client, person.id)
    waiting: dict[str | None, int] = {}
    for one in store.person(person.id).pending:
        waiting[one.identifier] = waiting.get(one.identifier, 0) + len(one.seeds)
    assert max(waiting.values()) == 8


def test_several_colours_at_once_are_refused(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    def mixed(reply: Reply) -> Reply:
        issuer.colour = Colour.RED
        expiry, key = next(iter(issuer.minted))
        other = {"credential": coded(issuer.sign(expiry, key, 1))}
        return Reply(200, {"credentials": [other, *reply.body["credentials"][:-1]]})

    issuer.twists[CREDENTIAL] = mixed
    with refused(Reason.ISSUER_UNUSABLE):
        accepted(store, client, issuer)


def test_a_nonce_that_was_used_up_is_replaced_once(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.twists_once[NONCE] = [with_members(c_nonce="old")]
    assert len(accepted(store, client, issuer).strip) == 20
    assert issuer.count(NONCE) == 6


def test_a_nonce_that_never_works_is_an_error(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.twists[NONCE] = with_members(c_nonce="old")
    with refused(Reason.ISSUER_REFUSED):
        accepted(store, client, issuer)
    assert issuer.count(CREDENTIAL) == 2
    assert issuer.minted == {}
    assert store.persons()[0].pending == ()


def test_401_is_an_error_and_loses_nothing(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.twists_once[CREDENTIAL] = [replaced(401, b"", headers={"WWW-Authenticate": "Bearer"})]
    with refused(Reason.ISSUER_REFUSED):
        refresh(store, client, person.id)
    assert store.person(person.id).strip == person.strip
    assert refresh(store, client, person.id).added == 1


SHARED: dict[str, tuple[Twist, Reason]] = {
    "a_redirect": (replaced(307, {}, headers={"Location": "/elsewhere"}), Reason.FETCH_FAILED),
    "an_oversized_answer": (replaced(200, b" " * (MAX_ANSWER + 1)), Reason.FETCH_FAILED),
    "a_cut_connection": (cut, Reason.FETCH_FAILED),
    "a_server_error": (replaced(500, {"error": "server_error"}), Reason.FETCH_FAILED),
    "too_many_requests": (replaced(429, {}), Reason.FETCH_FAILED),
    "text": (replaced(200, b"{}", kind="text/html"), Reason.ISSUER_UNUSABLE),
    "an_array": (replaced(200, []), Reason.ISSUER_UNUSABLE),
    "broken_json": (replaced(200, b'{"a":'), Reason.ISSUER_UNUSABLE),
    "deep_json": (replaced(200, b"[" * 100_000), Reason.ISSUER_UNUSABLE),
    "another_encoding": (replaced(200, b"\xff\xfe\x00"), Reason.ISSUER_UNUSABLE),
    "an_empty_object": (replaced(200, {}), Reason.ISSUER_UNUSABLE),
}


@pytest.mark.parametrize("path", [ISSUER_PATH, SERVER_PATH, TOKEN, NONCE, CREDENTIAL])
@pytest.mark.parametrize("what", SHARED)
def test_it_is_an_error_to_get(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer,
    path: str, what: str,
) -> None:  # fmt: skip
    twist, reason = SHARED[what]
    issuer.twists[path] = twist
    issuer.colour = Colour.RED
    with refused(reason):
        refresh(store, client, person.id)
    held = store.person(person.id)
    assert held.strip == person.strip
    assert not held.ended
    assert issuer.count("/elsewhere") == 0
    # As soon as the issuer is well again, all goes on.
    del issuer.twists[path]
    assert refresh(store, client, person.id).person.colour == Colour.RED


METADATA: dict[str, tuple[str, Twist]] = {
    "another_issuer": (ISSUER_PATH, with_members(credential_issuer="https://a.example")),
    "no_issuer": (ISSUER_PATH, without("credential_issuer")),
    "another_server": (SERVER_PATH, with_members(issuer="https://a.example")),
    "servers_elsewhere": (ISSUER_PATH, with_members(authorization_servers=["https://a.example"])),
    "null_servers": (ISSUER_PATH, with_members(authorization_servers=None)),
    "no_token_endpoint": (SERVER_PATH, without("token_endpoint")),
    "a_null_nonce_endpoint": (ISSUER_PATH, with_members(nonce_endpoint=None)),
    "no_credential_endpoint": (ISSUER_PATH, without("credential_endpoint")),
    "a_null_batch": (ISSUER_PATH, with_members(batch_credential_issuance=None)),
    "a_batch_of_text": (
        ISSUER_PATH, with_members(batch_credential_issuance={"batch_size": "16"})
    ),
    "a_batch_of_none": (ISSUER_PATH, with_members(batch_credential_issuance={"batch_size": 0})),
    "no_configurations": (ISSUER_PATH, with_members(credential_configurations_supported=None)),
    "another_format": (
        ISSUER_PATH,
        with_members(credential_configurations_supported={"pass": {"format": "mso_mdoc"}}),
    ),
    "no_algorithm": (
        ISSUER_PATH,
        with_members(credential_configurations_supported={"pass": {
            "format": "huepass+cwt",
            "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": ["ES256"]}},
        }}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", METADATA)
def test_metadata_is_refused_with(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer, what: str
) -> None:
    path, twist = METADATA[what]
    issuer.twists[path] = twist
    with refused(Reason.ISSUER_UNUSABLE):
        accepted(store, client, issuer)
    assert not issuer.code_used


@pytest.mark.parametrize(
    ("path", "member"),
    [
        (SERVER_PATH, "token_endpoint"),
        (ISSUER_PATH, "nonce_endpoint"),
        (ISSUER_PATH, "credential_endpoint"),
    ],
)
def test_an_endpoint_without_https_is_refused(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer, path: str, member: str
) -> None:
    issuer.twists[path] = with_members(**{member: "http://pass.example/x"})
    with refused(Reason.ADDRESS_REFUSED):
        accepted(store, client, issuer)
    assert not issuer.code_used


@pytest.mark.parametrize(
    "members",
    [
        {"display": None}, {"display": [None, 1, {"name": None, "locale": 7}]},
        {"display": [{"name": "\x1b[31m", "locale": "en"}, {"name": "x" * 65, "locale": "zh"}]},
    ],
)  # fmt: skip
def test_a_display_that_is_amiss_costs_the_name_only(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer, members: dict[str, Any]
) -> None:
    issuer.twists[ISSUER_PATH] = with_members(**members)
    assert accepted(store, client, issuer).issuer_names == {}


@pytest.mark.parametrize(
    "colours",
    [None, [], {"green": {}}, {"1": None}, {"1": {"level": "clear", "labels": {"en": "\x07"}}},
     {"1": {"level": "fine", "labels": {}}}, {"1": {"level": 0, "labels": {}}}],
)  # fmt: skip
def test_colours_that_are_amiss_cost_the_labels_only(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer, colours: object
) -> None:
    def twist(reply: Reply) -> Reply:
        configuration = reply.body["credential_configurations_supported"]["pass"]
        configuration["credential_metadata"] = {"colours": colours}
        return reply

    issuer.twists[ISSUER_PATH] = twist
    person = accepted(store, client, issuer)
    assert (person.colours, person.colour) == ({}, Colour.GREEN)


def details(*identifiers: object) -> Twist:
    entry = {"type": "openid_credential", "credential_configuration_id": "pass"}
    return with_members(authorization_details=[{**entry, "credential_identifiers": identifiers}])


def many(number: int, kid: str = "00112233") -> list[str]:
    return [f"live-{kid}-{1_795_000_000 + index * 3600}" for index in range(number)]


TOKENS: dict[str, Twist] = {
    "no_access_token": without("access_token"),
    "a_null_access_token": with_members(access_token=None),
    "an_access_token_with_a_line_end": with_members(access_token="a\r\nX: y"),
    "another_type_of_token": with_members(token_type="DPoP"),
    "a_null_type_of_token": with_members(token_type=None),
    "a_null_refresh_token": with_members(refresh_token=None),
    "null_details": with_members(authorization_details=None),
    "empty_details": with_members(authorization_details=[]),
    "details_of_null": with_members(authorization_details=[None, {}]),
    "no_identifiers": details(),
    "identifiers_of_another_kind": details(None, 7, "live", "live-zz-1", "paper-00112233-1"),
    "too_many_windows": details(*many(65)),
    "two_keys_for_one_window": details(*many(2), *many(1, "44556677")),
}


@pytest.mark.parametrize("what", TOKENS)
def test_a_token_answer_is_refused_with(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer, what: str
) -> None:
    issuer.twists[TOKEN] = TOKENS[what]
    with refused(Reason.ISSUER_UNUSABLE):
        accepted(store, client, issuer)
    assert issuer.count(CREDENTIAL) == 0


def test_without_a_refresh_token_there_is_one_strip(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.twists[TOKEN] = without("refresh_token")
    person = accepted(store, client, issuer)
    assert len(person.strip) == 20
    with refused(Reason.WALLET_ENDED):
        refresh(store, client, person.id)


def test_a_refresh_token_that_is_not_replaced_stays(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.twists[TOKEN] = without("refresh_token")
    assert refresh(store, client, person.id).person.refresh_token == person.refresh_token


@pytest.mark.parametrize("code", [400, 403])
def test_an_unknown_error_code_is_an_error(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer, code: int
) -> None:
    issuer.twists[CREDENTIAL] = replaced(code, {"error": "no\r\nthanks" * 20})
    with refused(Reason.ISSUER_REFUSED) as caught:
        refresh(store, client, person.id)
    assert "thanks" not in str(caught.value)


@pytest.mark.parametrize("path", [ISSUER_PATH, TOKEN, NONCE, CREDENTIAL])
def test_a_server_that_hangs_is_given_up(
    person: Person, store: WalletFolder, issuer: FakeIssuer, path: str
) -> None:
    let_go = threading.Event()

    def hang(reply: Reply) -> Reply:
        let_go.wait(30)
        return reply

    issuer.twists[path] = hang
    try:
        with (
            Web(Limits(connect=5, silence=0.1, whole=5)) as web,
            pytest.raises(HuepassError, match="in time"),
        ):
            refresh(store, IssuerClient(web, lambda: issuer.now), person.id)
    finally:
        let_go.set()
    assert store.person(person.id).strip == person.strip


def test_a_server_that_takes_too_long_is_given_up(issuer: FakeIssuer) -> None:
    with Web(Limits(whole=0)) as web, pytest.raises(HuepassError, match="too slow"):
        web.get(issuer.url + ISSUER_PATH)


def test_a_port_that_nobody_listens_on(store: WalletFolder, client: IssuerClient) -> None:
    link = "openid-credential-offer://?credential_offer_uri=http%3A%2F%2F127.0.0.1%3A1%2F"
    with refused(Reason.FETCH_FAILED):
        client.offer(link)


@pytest.mark.parametrize("at", range(5))
def test_answers_that_are_lost_lose_no_credential(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer, at: int
) -> None:
    """The issuer minted and the answer never came: the same keys get the same credentials."""
    honest: list[Twist] = [lambda reply: reply] * at
    issuer.twists_once[CREDENTIAL] = [*honest, cut]
    with refused(Reason.FETCH_FAILED):
        accepted(store, client, issuer)
    (person,) = store.persons()
    minted = set(issuer.minted.values())
    assert len(minted) == 4 * (at + 1)
    done = refresh(store, client, person.id)
    assert minted <= {one.credential for one in done.person.held}
    assert len(done.person.held) in (20, 21)
    assert done.person.pending == ()


def test_a_lost_token_answer_is_asked_for_again(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.twists_once[TOKEN] = [cut, cut]
    for _ in range(2):
        with refused(Reason.FETCH_FAILED):
            refresh(store, client, person.id)
    assert refresh(store, client, person.id).person.refresh_token == "refresh-2"


def test_a_colour_that_changed_while_an_answer_was_lost_is_noticed(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    """What comes again for an old key has the old colour, and says nothing about the present."""
    issuer.twists_once[CREDENTIAL] = [cut]
    with refused(Reason.FETCH_FAILED):
        accepted(store, client, issuer)
    issuer.colour = Colour.RED
    (person,) = store.persons()
    done = refresh(store, client, person.id)
    assert {one.colour for one in done.person.held} == {Colour.RED}


def test_a_colour_that_changes_within_a_refresh_is_noticed(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    def change(reply: Reply) -> Reply:
        issuer.colour = Colour.RED
        return reply

    issuer.twists_once[CREDENTIAL] = [lambda reply: reply, change]
    person = accepted(store, client, issuer)
    assert {one.colour for one in person.held} == {Colour.RED}
    assert {one.expiry for one in person.held} == set(issuer.windows())


def test_keys_that_the_issuer_refuses_are_given_up(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.twists_once[CREDENTIAL] = [cut, replaced(400, {"error": "invalid_proof"})]
    with refused(Reason.FETCH_FAILED):
        accepted(store, client, issuer)
    (person,) = store.persons()
    done = refresh(store, client, person.id)
    assert done.person.pending == ()
    assert len(done.person.strip) == 20


def test_a_colour_that_never_stands_still_ends_the_refresh(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    def change(reply: Reply) -> Reply:
        issuer.colour = 1 + issuer.colour % 6
        return reply

    issuer.cap = 100
    issuer.twists[CREDENTIAL] = change
    before = issuer.count(CREDENTIAL)
    done = refresh(store, client, person.id)
    assert issuer.count(CREDENTIAL) - before < 40
    assert {one.colour for one in done.person.held} == {done.person.colour}
    del issuer.twists[CREDENTIAL]
    done = refresh(store, client, person.id)
    assert {one.expiry for one in done.person.strip} == set(issuer.windows())
