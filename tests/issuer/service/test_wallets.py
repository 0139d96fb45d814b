"""Tokens: how they follow each other, and how they end (OpenID4VCI 1.0, RFC 9700)."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from huepass.errors import KeyStoreError, Reason, RequestRefused
from huepass.issuer.domain.records import Staff
from huepass.issuer.domain.refusals import Fault, WalletRefused
from huepass.issuer.service import offers, persons, publishing, wallets
from huepass.issuer.service.office import Office
from issuer.conftest import NOON, Clock
from issuer.holder import Holder, code_in


@pytest.fixture
def number(office: Office) -> str:
    return persons.register(office).number


def redeem(office: Office, link: str, tx_code: str | None = None) -> dict[str, Any]:
    return office.commits.run(wallets.redeem(office, code_in(link), tx_code))


def renew(office: Office, token: str) -> dict[str, Any]:
    return office.commits.run(wallets.renew(office, token))


def refused(office: Office, token: str) -> None:
    with pytest.raises(WalletRefused) as error:
        renew(office, token)
    assert error.value.fault == Fault.INVALID_GRANT


def test_an_offer_is_redeemed_once(office: Office, number: str) -> None:
    link = offers.make_offer(office, number).link
    assert redeem(office, link).keys() == {
        "access_token", "token_type", "expires_in", "refresh_token", "colour_state",
    }  # fmt: skip
    for _ in range(2):
        with pytest.raises(WalletRefused) as error:
            redeem(office, link)
        assert error.value.fault == Fault.INVALID_GRANT


def test_an_offer_expires(office: Office, number: str, clock: Clock) -> None:
    made = [offers.make_offer(office, number) for _ in range(2)]
    assert made[0].expires_at == NOON + 900
    clock.now += 899
    redeem(office, made[0].link)
    clock.now += 1
    with pytest.raises(WalletRefused) as error:
        redeem(office, made[1].link)
    assert error.value.fault == Fault.INVALID_GRANT


@pytest.mark.parametrize("valid", [0, -1, 7 * 86400 + 1])
def test_an_offer_is_valid_for_at_most_a_week(office: Office, number: str, valid: int) -> None:
    with pytest.raises(RequestRefused) as error:
        offers.make_offer(office, number, valid=valid)
    assert error.value.reason == Reason.VALIDITY_INVALID
    assert offers.make_offer(office, number, valid=7 * 86400).expires_at == NOON + 7 * 86400


@pytest.mark.parametrize("code", ["", "x", "A" * 43, "é", "=" * 8])
def test_a_code_that_nobody_made_is_refused(office: Office, code: str) -> None:
    with pytest.raises(WalletRefused) as error:
        office.commits.run(wallets.redeem(office, code, None))
    assert error.value.fault == Fault.INVALID_GRANT


def test_the_transaction_code_has_five_tries(office: Office, number: str) -> None:
    made = offers.make_offer(office, number, tx_code=True)
    assert made.tx_code is not None
    assert len(made.tx_code) == 6
    wrong = "000001" if made.tx_code == "000000" else "000000"
    for _ in range(5):
        with pytest.raises(WalletRefused) as error:
            redeem(office, made.link, wrong)
        assert error.value.fault == Fault.INVALID_GRANT
    with pytest.raises(WalletRefused) as error:
        redeem(office, made.link, made.tx_code)
    assert error.value.fault == Fault.INVALID_GRANT


def test_the_right_transaction_code_on_the_last_try(office: Office, number: str) -> None:
    made = offers.make_offer(office, number, tx_code=True)
    for _ in range(4):
        with pytest.raises(WalletRefused):
            redeem(office, made.link, "wrong")
    redeem(office, made.link, made.tx_code)


def test_a_missing_or_unexpected_transaction_code_costs_no_try(office: Office, number: str) -> None:
    with_code = offers.make_offer(office, number, tx_code=True)
    without = offers.make_offer(office, number)
    for _ in range(6):
        for link, code in ((with_code.link, None), (without.link, "123456")):
            with pytest.raises(WalletRefused) as error:
                redeem(office, link, code)
            assert error.value.fault == Fault.INVALID_REQUEST
    redeem(office, with_code.link, with_code.tx_code)
    redeem(office, without.link)


def test_refresh_tokens_rotate(office: Office, number: str) -> None:
    holder = Holder(office, number)
    seen = {holder.tokens["refresh_token"]}
    for count in range(2, 6):
        holder.refresh()
        seen.add(holder.tokens["refresh_token"])
        assert len(seen) == count
        assert len(holder.ask(1)) == 1


def test_the_predecessor_works_until_its_successor_was_used(office: Office, number: str) -> None:
    first = Holder(office, number).tokens["refresh_token"]
    answers = [renew(office, first)["refresh_token"] for _ in range(3)]
    assert len(set(answers)) == 1
    second = renew(office, answers[0])["refresh_token"]
    assert renew(office, answers[0])["refresh_token"] == second


def test_the_state_of_the_colour_is_another_after_each_change(
    office: Office, number: str, li: Staff
) -> None:
    holder, other = Holder(office, number), Holder(office, persons.register(office).number)
    seen = [holder.tokens["colour_state"]]
    holder.refresh()
    assert holder.tokens["colour_state"] == seen[0]
    for colour in ("green", "red", "green"):  # back to what it was
        persons.set_colour(office, number, colour, "because", li)
        holder.refresh()
        seen.append(holder.tokens["colour_state"])
    other.refresh()
    assert len({*seen, other.tokens["colour_state"]}) == 5
    assert {len(one) for one in seen} == {22}  # and says nothing of what changed


def test_a_token_reused_after_that_ends_the_family(office: Office, number: str) -> None:
    holder, other = Holder(office, number), Holder(office, number)
    first = holder.tokens["refresh_token"]
    holder.refresh()
    second = holder.tokens["refresh_token"]
    holder.refresh()
    refused(office, first)
    for token in (first, second, holder.tokens["refresh_token"]):
        refused(office, token)
    with pytest.raises(WalletRefused) as error:
        holder.ask(1)
    assert error.value.fault == Fault.INVALID_TOKEN
    other.refresh()
    assert len(other.ask(1)) == 1


@pytest.mark.parametrize("token", ["", "x", "A" * 48, "é"])
def test_a_refresh_token_that_nobody_made_is_refused(office: Office, token: str) -> None:
    refused(office, token)


def test_tokens_of_one_kind_are_none_of_another(office: Office, number: str) -> None:
    holder = Holder(office, number)
    refused(office, holder.tokens["access_token"])
    holder.tokens["access_token"] = holder.tokens["refresh_token"]
    with pytest.raises(WalletRefused) as error:
        holder.ask(1)
    assert error.value.fault == Fault.INVALID_TOKEN


def test_tokens_outlive_the_process(
    office: Office, number: str, folder: Path, clock: Clock
) -> None:
    holder = Holder(office, number)
    office.close()
    again = Office(office.settings, office._signers.values(), clock, office._secret)
    holder.office = again
    assert len(holder.ask(2)) == 2
    holder.refresh()
    assert len(holder.ask(2)) == 2
    again.close()


def test_a_lost_phone(office: Office, number: str, clock: Clock, li: Staff) -> None:
    lost, kept = Holder(office, number), Holder(office, persons.register(office).number)
    strip = lost.strip()
    kept.strip()
    unused = offers.make_offer(office, number)
    done = wallets.end_wallets(office, number, "lost", li)
    assert done == (1, 20)
    for action in (lost.refresh, lambda: lost.ask(1), lambda: redeem(office, unused.link)):
        with pytest.raises(WalletRefused):
            action()
    with office.store.read() as connection:
        row = connection.execute(
            text("SELECT ended_at, ended_by, end_reason FROM wallet WHERE ended_at NOT NULL")
        ).one()
    assert tuple(row) == (NOON, li.id, "lost")
    publishing.publish(office)
    new = Holder(office, number)
    assert new.strip().keys() == strip.keys()
    assert wallets.end_wallets(office, number, "again", li) == (1, 20)
    kept.refresh()


def test_expired_offers_and_nonces_are_forgotten(office: Office, number: str, clock: Clock) -> None:
    offers.make_offer(office, number)
    Holder(office, number).ask(1)

    def count(table: str) -> int:
        with office.store.read() as connection:
            found: int = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            return found

    clock.now += 300
    publishing.publish(office)
    assert (count("offer"), count("used_nonce")) == (2, 1)
    clock.now += 600
    publishing.publish(office)
    assert (count("offer"), count("used_nonce"), count("wallet")) == (0, 0, 1)


def test_an_offer_by_reference(office: Office, number: str, clock: Clock) -> None:
    made = offers.make_offer(office, number, by_reference=True, tx_code=True)
    reference = made.link.rpartition("%2F")[2]
    offer = offers.offer_at(office, reference)
    grant = next(iter(offer["grants"].values()))
    assert grant["tx_code"] == {"input_mode": "numeric", "length": 6}
    office.commits.run(wallets.redeem(office, grant["pre-authorized_code"], made.tx_code))
    for gone in (reference, grant["pre-authorized_code"], "x"):
        with pytest.raises(RequestRefused) as error:
            offers.offer_at(office, gone)
        assert error.value.reason == Reason.NOT_FOUND


def test_an_unknown_person_gets_no_offer(office: Office) -> None:
    with pytest.raises(RequestRefused) as error:
        offers.make_offer(office, "0000-0000-0000-0000")
    assert error.value.reason == Reason.PERSON_UNKNOWN


def test_without_the_secret_there_are_no_offers(folder: Path, office: Office, number: str) -> None:
    locked = Office(office.settings, [], office.now)
    with pytest.raises(KeyStoreError) as error:
        offers.make_offer(locked, number)
    assert error.value.reason == Reason.KEY_MISSING
    locked.close()
