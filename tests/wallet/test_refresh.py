"""Strips, colours and tokens, with an issuer that behaves."""

import random
from collections import Counter

import pytest

from huepass.core import Colour, GateState, Medium, Policy, SoftwareSigner, check
from huepass.core.credential import holder_key
from huepass.errors import HuepassError, Reason
from huepass.wallet import IssuerClient, Person, WalletFolder, accept, bring_up, refresh
from huepass.wallet.filling import next_refresh
from huepass.wallet.person import Held
from huepass.wallet.refresh import is_due
from kit import DAY, HOUR, LIVE_STEP
from wallet.fake import CREDENTIAL, NONCE, TOKEN, FakeIssuer

POLICY = Policy(accept_paper=False)


def windows_of(person: Person) -> Counter[int]:
    return Counter(one.expiry for one in person.strip)


def refused(reason: Reason) -> "pytest.RaisesExc[HuepassError]":
    return pytest.raises(HuepassError, check=lambda error: error.reason == reason)


def test_four_for_each_window_of_the_next_day(person: Person, issuer: FakeIssuer) -> None:
    assert windows_of(person) == Counter({expiry: 4 for expiry in issuer.windows()})
    assert len(issuer.windows()) == 5
    assert person.colour == Colour.GREEN
    assert person.pending == ()
    assert person.issuer_names == {"zh": "广州", "en": "Guangzhou"}
    assert person.colours[1].labels == {"zh": "绿码", "en": "green code"}


def test_every_key_is_for_one_credential_only(person: Person) -> None:
    keys = {SoftwareSigner.from_seed(one.seed).public_key for one in person.held}
    assert keys == {holder_key(one.credential) for one in person.held}
    assert len(keys) == len(person.held) == 20


def test_a_gate_says_pass(
    person: Person, store: WalletFolder, issuer: FakeIssuer, gate: GateState
) -> None:
    shown = bring_up(store, person.id, issuer.now)
    text = shown.text(issuer.now)
    answer = check(gate, text, policy=POLICY, now=issuer.now, started_at=0)
    assert (answer.action, answer.medium, answer.colour) == ("pass", Medium.LIVE, Colour.GREEN)


def test_one_request_for_a_window(person: Person, issuer: FakeIssuer) -> None:
    assert issuer.count(CREDENTIAL) == issuer.count(NONCE) == 5
    assert issuer.count(TOKEN) == 1


def test_batches_are_no_larger_than_the_issuer_takes(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.batch_size = 3
    done = accept(store, client, client.offer(issuer.link()))
    assert set(windows_of(done.person).values()) == {4}
    assert issuer.count(CREDENTIAL) == 10


@pytest.mark.parametrize("algorithms", [["EdDSA"], ["Ed25519"], ["ES256", "EdDSA"]])
def test_either_name_of_the_algorithm(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer, algorithms: list[str]
) -> None:
    issuer.algorithms = algorithms
    assert accept(store, client, client.offer(issuer.link())).added == 20


def test_without_windows_announced_the_current_one_is_filled(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.announces = False
    person = accept(store, client, client.offer(issuer.link())).person
    assert windows_of(person) == Counter({issuer.windows()[0]: 4})
    issuer.now = issuer.windows()[0] - 400
    person = refresh(store, client, person.id).person
    assert windows_of(person) == Counter({issuer.now + 400: 4, issuer.windows()[0]: 4})


def test_nothing_is_fetched_when_shown(
    person: Person, store: WalletFolder, issuer: FakeIssuer
) -> None:
    before = len(issuer.asked)
    for _ in range(6):
        bring_up(store, person.id, issuer.now).text(issuer.now)
    assert len(issuer.asked) == before


def test_a_day_offline(
    person: Person, store: WalletFolder, issuer: FakeIssuer, client: IssuerClient
) -> None:
    end = issuer.windows()[-1]
    assert end >= issuer.now + DAY
    for now in range(issuer.now, end, 599):
        shown = bring_up(store, person.id, now)
        assert now < shown.held.expiry
        assert shown.works_until == end
    with refused(Reason.STRIP_ENDED):
        bring_up(store, person.id, end)
    issuer.now = end
    assert refresh(store, client, person.id).added == 20
    bring_up(store, person.id, end)


def test_later_only_the_new_window_is_fetched(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.now += LIVE_STEP
    before = issuer.count(CREDENTIAL)
    done = refresh(store, client, person.id)
    assert issuer.count(CREDENTIAL) == before + 1
    assert (done.added, done.unsure, done.colour_changed) == (4, False, False)
    assert windows_of(done.person) == Counter({expiry: 4 for expiry in issuer.windows()})


def test_refresh_now_asks_for_one_more_to_see_the_colour(
    person: Person, store: WalletFolder, client: IssuerClient
) -> None:
    done = refresh(store, client, person.id)
    assert (done.added, done.unsure, done.colour_changed) == (1, False, False)


def test_a_colour_that_went_and_came_back_replaces_the_whole_strip(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.colour_state = "third"  # all was revoked meanwhile
    done = refresh(store, client, person.id)
    assert not done.colour_changed
    assert windows_of(done.person) == windows_of(person)
    assert {one.seed for one in done.person.held}.isdisjoint(one.seed for one in person.held)
    again = refresh(store, client, person.id)
    assert {one.seed for one in again.person.held} >= {one.seed for one in done.person.held}


def test_what_may_be_revoked_is_kept_until_there_is_something_new(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.colour_state, issuer.cap = "third", 4
    done = refresh(store, client, person.id)
    assert done.unsure
    assert done.person.held == person.held
    issuer.cap = 8
    done = refresh(store, client, person.id)
    assert {one.seed for one in done.person.held}.isdisjoint(one.seed for one in person.held)


def test_an_issuer_that_says_nothing_of_changes_changes_nothing(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.colour_state = None
    done = refresh(store, client, person.id)
    assert {one.seed for one in done.person.held} > {one.seed for one in person.held}


@pytest.mark.parametrize("state", [1, "", "a b", "x" * 65, ["x"]])
def test_a_state_that_is_no_short_text_is_refused(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer, state: object
) -> None:
    issuer.colour_state = state  # type: ignore[assignment]
    with refused(Reason.ISSUER_UNUSABLE):
        refresh(store, client, person.id)


@pytest.mark.parametrize("later", [0, 100, LIVE_STEP, 3 * LIVE_STEP])
def test_a_changed_colour_replaces_the_whole_strip(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer, later: int
) -> None:
    issuer.colour = Colour.RED
    issuer.now += later
    done = refresh(store, client, person.id)
    assert done.colour_changed
    assert done.person.colour == Colour.RED
    assert {one.colour for one in done.person.held} == {Colour.RED}
    counts = windows_of(done.person)
    assert set(counts) == set(issuer.windows())
    assert set(counts.values()) <= {4, 5}
    assert not {one.seed for one in person.held} & {one.seed for one in done.person.held}


def test_there_and_back_again(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.colour = Colour.RED
    refresh(store, client, person.id)
    issuer.colour = Colour.GREEN
    done = refresh(store, client, person.id)
    assert done.person.colour == Colour.GREEN
    assert set(windows_of(done.person)) == set(issuer.windows())


def test_when_the_issuer_gives_no_more_the_wallet_says_that_it_is_unsure(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.cap = 4
    issuer.colour = Colour.GREEN
    before = person.strip
    done = refresh(store, client, person.id)
    assert (done.unsure, done.added) == (True, 0)
    assert done.person.strip == before
    assert done.person.pending == ()
    # A cap is for one colour, so a change is seen all the same.
    issuer.colour = Colour.RED
    assert refresh(store, client, person.id).colour_changed


def test_with_nothing_to_show_a_denial_is_an_error(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.cap = 0
    with refused(Reason.CREDENTIALS_DENIED):
        accept(store, client, client.offer(issuer.link()))
    issuer.cap = 8
    (person,) = store.persons()
    assert refresh(store, client, person.id).added == 20


def test_two_of_a_family_share_nothing(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    one = accept(store, client, client.offer(issuer.link()), name="Li").person
    issuer.code_used = False
    issuer.cap = 16
    other = accept(store, client, client.offer(issuer.link())).person
    assert [person.name for person in store.persons()] == ["1", "Li"]
    assert not {held.seed for held in one.held} & {held.seed for held in other.held}
    bring_up(store, one.id, issuer.now)
    assert not any(held.shown for held in store.person(other.id).held)


def test_a_transaction_code(store: WalletFolder, client: IssuerClient, issuer: FakeIssuer) -> None:
    issuer.tx_code = "123456"
    offer = client.offer(issuer.link())
    with refused(Reason.TX_CODE_MISSING):
        accept(store, client, offer)
    with refused(Reason.OFFER_REFUSED):
        accept(store, client, offer, tx_code="654321")
    assert store.persons() == []
    assert accept(store, client, offer, tx_code="123456").added == 20


def test_a_transaction_code_that_nobody_asked_for_is_refused(
    store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    with refused(Reason.WRONG_USE):
        accept(store, client, client.offer(issuer.link()), tx_code="1")
    assert issuer.count(TOKEN) == 0


def test_a_used_offer_is_refused(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    with refused(Reason.OFFER_REFUSED):
        accept(store, client, client.offer(issuer.link()))
    assert store.persons() == [person]


@pytest.mark.parametrize(("name", "reason"), [("1", "holder_exists"), ("\n", "wrong_use")])
def test_a_bad_name_is_refused_before_the_offer_is_used_up(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer,
    name: str, reason: str,
) -> None:  # fmt: skip
    issuer.code_used = False
    with refused(Reason(reason)):
        accept(store, client, client.offer(issuer.link()), name=name)
    assert not issuer.code_used


def test_an_ended_wallet_says_so_and_is_not_asked_for_again(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.ended = True
    for _ in range(2):
        with refused(Reason.WALLET_ENDED):
            refresh(store, client, person.id)
    assert issuer.count(TOKEN) == 2
    ended = store.person(person.id)
    assert ended.ended
    assert not is_due(ended, issuer.now + 10 * DAY)


def test_every_refresh_token_is_new(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    tokens = [person.refresh_token]
    for _ in range(3):
        issuer.now += HOUR
        tokens.append(refresh(store, client, person.id).person.refresh_token)
    assert tokens == ["refresh-1", "refresh-2", "refresh-3", "refresh-4"]


def test_what_is_over_is_forgotten(
    person: Person, store: WalletFolder, client: IssuerClient, issuer: FakeIssuer
) -> None:
    issuer.now += 2 * DAY
    done = refresh(store, client, person.id).person
    assert min(one.expiry for one in done.held) > issuer.now
    assert len(done.held) == 20


def test_the_next_refresh_is_at_a_random_time_of_the_next_window(person: Person) -> None:
    first, second = sorted(windows_of(person))[:2]
    times = {next_refresh(person.strip, 0, random.Random(seed)) for seed in range(300)}
    assert len(times) > 250
    assert first - 600 <= min(times) < first + 600
    assert second - 1800 < max(times) < second - 600


def test_with_one_window_the_next_refresh_is_before_it_ends() -> None:
    held = Held(b"", b"", b"", 1, 0, 10_000)
    for seed in range(50):
        assert 9400 <= next_refresh([held], 0, random.Random(seed)) < 9700
    assert next_refresh([held], 9_990) == 9_990
    assert next_refresh([], 7) == 7


def test_due(person: Person) -> None:
    assert not is_due(person, person.next_refresh_at - 1)
    assert is_due(person, person.next_refresh_at)
