"""What is asked for again is done once, whatever happens in between."""

import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlalchemy import text

from huepass.errors import HuepassError, Reason
from huepass.issuer.service import persons, publishing, repeats
from huepass.issuer.service.office import Office
from huepass.issuer.service.repeats import KEPT, Answer, Asked
from huepass.issuer.settings import load_settings
from issuer.conftest import Clock

ASKED = Asked("staff 1", "a key", b"POST /v1/persons\n{}")
HEADERS = {"content-type": "text/plain", "x-words": "一 two"}


def register(office: Office) -> Answer:
    return Answer(201, HEADERS, persons.register(office).number.encode())


def ask(office: Office, asked: Asked = ASKED) -> tuple[Answer, bool]:
    return repeats.once(office, asked, lambda: register(office))


def count(office: Office, table: str = "person") -> object:
    with office.store.read() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()


def test_the_same_answer_comes_again_and_nothing_is_done_twice(office: Office) -> None:
    first, again = ask(office)
    assert (first.status, first.headers, again) == (201, HEADERS, False)
    assert ask(office) == (first, True)
    assert count(office) == 1


def test_key_reused(office: Office) -> None:
    ask(office)
    with pytest.raises(HuepassError) as error:
        ask(office, ASKED._replace(what=b"POST /v1/persons\n{ }"))
    assert error.value.reason == Reason.KEY_REUSED
    assert count(office) == 1


def test_another_key_and_somebody_elses_key_are_other_requests(office: Office) -> None:
    answers = {
        ask(office, asked)[0].body
        for asked in (ASKED, ASKED._replace(key="another"), ASKED._replace(who="staff 11"))
    }
    assert len(answers) == 3 == count(office)


def test_names_and_keys_are_not_run_together(office: Office) -> None:
    ask(office, ASKED._replace(who="staff 1", key="2"))
    assert not ask(office, ASKED._replace(who="staff 12", key=""))[1]


def test_after_a_day_it_is_done_anew_and_nothing_of_it_is_kept(
    office: Office, clock: Clock
) -> None:
    first, _ = ask(office)
    clock.now += KEPT - 1
    assert ask(office) == (first, True)
    clock.now += 1
    ask(office, ASKED._replace(key="another"))
    assert count(office, "kept_answer") == 1
    assert ask(office)[1] is False


def test_a_publication_forgets_what_is_over(office: Office, clock: Clock) -> None:
    ask(office)
    clock.now += KEPT - 1
    publishing.publish(office)
    assert count(office, "kept_answer") == 1
    clock.now += 1
    publishing.publish(office)
    assert count(office, "kept_answer") == 0


def test_of_many_at_once_one_does_it_and_all_get_its_answer(office: Office) -> None:
    barrier, answers = threading.Barrier(8), []

    def go() -> None:
        barrier.wait()
        answers.append(ask(office))

    threads = [threading.Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer.body for answer, _ in answers}) == 1
    assert sorted(again for _, again in answers) == [False] + [True] * 7
    assert count(office) == 1


def test_what_is_refused_is_undone_and_not_kept(office: Office) -> None:
    def refused() -> Answer:
        persons.register(office)
        raise HuepassError(Reason.TEXT_INVALID)

    with pytest.raises(HuepassError):
        repeats.once(office, ASKED, refused)
    assert count(office) == 0
    assert ask(office)[1] is False


def test_without_the_answer_on_the_disk_there_is_no_work_either(office: Office) -> None:
    with office.store.write() as connection:
        connection.execute(text("DROP TABLE kept_answer"))
        connection.execute(
            text(
                "CREATE TABLE kept_answer (hash BLOB, request_hash BLOB, status INTEGER,"
                " sealed BLOB, expires_at INTEGER, CHECK (status = 0))"
            )
        )
    with pytest.raises(Exception, match="CHECK"):
        ask(office)
    assert count(office) == 0


def test_the_answer_survives_the_process(folder: Path, office: Office, clock: Clock) -> None:
    first, _ = ask(office)
    office.close()
    other = Office(load_settings(folder), [], clock, office._secret)
    assert ask(other) == (first, True)
    other.close()


def test_the_database_and_the_services_secret_do_not_open_it(office: Office, folder: Path) -> None:
    said, asked = b"a secret that was answered", ASKED._replace(key="c1f0-the-key-of-a-client")
    repeats.once(office, asked, lambda: Answer(201, {}, said))
    office.store.forget()
    stored = (folder / "issuer.db").read_bytes()
    assert said not in stored
    assert asked.key.encode() not in stored
    with office.store.read() as connection:
        (row,) = connection.execute(text("SELECT * FROM kept_answer")).all()
    for key in (office.secret(b"kept answer"), row.hash[:32], row.request_hash[:32]):
        with pytest.raises(CryptoError):
            SecretBox(key).decrypt(row.sealed)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(), st.dictionaries(st.text(), st.text()), st.integers(200, 299))
def test_any_answer_comes_back_as_it_was(
    office: Office, body: bytes, headers: dict[str, str], status: int
) -> None:
    asked = ASKED._replace(key=str(count(office, "kept_answer")))
    answer = Answer(status, headers, body)
    assert repeats.once(office, asked, lambda: answer) == (answer, False)
    assert repeats.once(office, asked, lambda: answer) == (answer, True)
