"""What a wallet asks its issuer about the person, and an issuer that answers anything."""

from collections.abc import Callable, Iterator

import pytest

from huepass.errors import HuepassError, Reason
from huepass.wallet import IssuerClient, Person, WalletFolder, refresh
from huepass.wallet.holder import (
    Myself,
    apply_to,
    both,
    link_in,
    plain,
    programme,
    signed_in,
)
from huepass.wallet.web import Limits, Web
from wallet.fake import FakeIssuer, Reply

ME, LIST = "/v1/holder", "/v1/holder/records"


@pytest.fixture
def web() -> Iterator[Web]:
    with Web(Limits(connect=5, silence=5, whole=10)) as web:
        yield web


@pytest.fixture
def me(store: WalletFolder, web: Web, client: IssuerClient, person: Person) -> Myself:
    return signed_in(store, web, client, person.id)


def says(issuer: FakeIssuer, path: str, reply: Reply) -> None:
    issuer.twists[path] = lambda _: reply


def refused(attempt: Callable[[], object]) -> HuepassError:
    with pytest.raises(HuepassError) as error:
        attempt()
    return error.value


def test_it_asks_with_new_tokens_and_keeps_the_wallet_good(
    store: WalletFolder, web: Web, client: IssuerClient, person: Person, issuer: FakeIssuer
) -> None:
    before = store.person(person.id).refresh_token
    says(issuer, ME, Reply(200, {"colour": "green"}))
    assert signed_in(store, web, client, person.id).get("") == {"colour": "green"}
    kept = store.person(person.id)
    assert kept.refresh_token != before  # the next one is on the disk
    assert kept.strip == person.strip
    signed_in(store, web, client, person.id)
    refresh(store, client, person.id)
    assert not issuer.ended


def test_a_wallet_that_the_issuer_has_ended(
    store: WalletFolder, web: Web, client: IssuerClient, person: Person, issuer: FakeIssuer
) -> None:
    issuer.ended = True
    error = refused(lambda: signed_in(store, web, client, person.id))
    assert error.reason == Reason.WALLET_ENDED
    assert store.person(person.id).ended


def test_the_reason_of_the_issuer_is_told(me: Myself, issuer: FakeIssuer) -> None:
    said = {"reason": "objection_open", "detail": "wait\x1b[2J for it" + "!" * 400}
    says(issuer, ME, Reply(409, said, kind="application/problem+json"))
    error = refused(lambda: me.post("", {"words": "no"}))
    assert error.reason == Reason.OBJECTION_OPEN
    assert error.detail.startswith("wait [2J for it!") and len(error.detail) == 300


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(409, {"reason": "no_such_reason"}), Reason.ISSUER_REFUSED),
        (Reply(409, {"reason": 7}), Reason.ISSUER_REFUSED),
        (Reply(409, {"reason": ["expired"]}), Reason.ISSUER_REFUSED),
        (Reply(404, {}, kind="text/html"), Reason.ISSUER_REFUSED),
        (Reply(429, {}), Reason.FETCH_FAILED),
        (Reply(500, {"reason": "internal_error"}), Reason.FETCH_FAILED),
        (Reply(204, {}), Reason.FETCH_FAILED),
        (Reply(200, [], kind="application/json"), Reason.ISSUER_UNUSABLE),
        (Reply(200, {}, kind="text/html"), Reason.ISSUER_UNUSABLE),
    ],
)
def test_an_answer_that_is_none(
    me: Myself, issuer: FakeIssuer, reply: Reply, reason: Reason
) -> None:
    says(issuer, ME, reply)
    assert refused(lambda: me.get("")).reason == reason


def test_a_list_page_by_page(me: Myself, issuer: FakeIssuer) -> None:
    pages = iter(
        [{"items": [{"a": 1}, {"a": 2}], "next": "Mg"}, {"items": [{"a": 3}], "next": None}]
    )
    issuer.twists_once[f"{LIST}?kind=report"] = [lambda _: Reply(200, next(pages))]
    issuer.twists_once[f"{LIST}?kind=report&cursor=Mg"] = [lambda _: Reply(200, next(pages))]
    assert list(me.every("/records", kind="report")) == [{"a": 1}, {"a": 2}, {"a": 3}]


@pytest.mark.parametrize(
    "page",
    [
        {},
        {"items": {}, "next": None},
        {"items": ["a"], "next": None},
        {"items": [], "next": 7},
        {"items": [], "next": "x" * 3000},
    ],
)
def test_a_list_that_is_none(me: Myself, issuer: FakeIssuer, page: dict[str, object]) -> None:
    says(issuer, LIST, Reply(200, page))
    assert refused(lambda: list(me.every("/records"))).reason == Reason.ISSUER_UNUSABLE


def test_a_list_without_an_end(me: Myself, issuer: FakeIssuer) -> None:
    for path in (LIST, f"{LIST}?cursor=Mg"):
        says(issuer, path, Reply(200, {"items": [{}], "next": "Mg"}))
    assert refused(lambda: list(me.every("/records"))).reason == Reason.ISSUER_UNUSABLE
    assert issuer.count(f"{LIST}?cursor=Mg") == 199


def test_registering(web: Web, issuer: FakeIssuer) -> None:
    says(issuer, "/v1/programme", Reply(200, {"id": "town"}))
    assert programme(web, issuer.url) == {"id": "town"}
    says(issuer, "/v1/registrations", Reply(201, {"offer": issuer.link(), "expires": 1}))
    assert apply_to(web, issuer.url, {}) == issuer.link()
    for address in ("http://example.org", f"{issuer.url}?a=1"):
        assert refused(lambda a=address: programme(web, a)).reason == Reason.ADDRESS_REFUSED  # type: ignore[misc]
        assert refused(lambda a=address: apply_to(web, a, {})).reason == Reason.ADDRESS_REFUSED  # type: ignore[misc]


@pytest.mark.parametrize("made", [{}, {"offer": 7}])
def test_an_offer_that_is_none(made: dict[str, object]) -> None:
    assert refused(lambda: link_in(made)).reason == Reason.ISSUER_UNUSABLE


def test_texts_of_an_issuer_do_nothing_to_a_terminal() -> None:
    assert plain("a\x1b[31m\nb\u202e") == "a [31m b "
    assert plain(7) == "" and plain("x" * 5000) == "x" * 2000
    assert both({"zh": "绿\x07", "en": "green"}) == "绿  green"
    assert both({"zh": "OK", "en": "OK"}) == "OK" and both(None) == "" and both({"zh": 1}) == ""
