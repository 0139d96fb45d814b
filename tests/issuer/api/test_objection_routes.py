"""Objections: filed by the person, answered by the authority, each in their place."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from huepass.issuer.domain.records import Role
from huepass.issuer.service import facts, persons, readiness
from huepass.issuer.store import divisions
from huepass.issuer.store.divisions import Division
from issuer.api.lake import SECRET, Lake, Wallet, refused
from issuer.conftest import NOON, Clock
from issuer.rules import DAY, doctor

WORDS = "The test was somebody else's.\n检测结果不是我的。"


@pytest.fixture
def lake(folder: Path, clock: Clock) -> Iterator[Lake]:
    lake = Lake(folder, clock)
    yield lake
    lake.office.close()


@pytest.fixture
def number(lake: Lake) -> str:
    """Somebody whose colour is red."""
    number = lake.person()
    hospital = doctor(lake.office, "chen", "hospital")
    facts.set_category(lake.office, number, "case", hospital, reason="tested")
    return number


@pytest.fixture
def wallet(lake: Lake, number: str) -> Wallet:
    return lake.wallet(number)


@pytest.fixture
def cdc(lake: Lake) -> str:
    """The token of somebody who acts for the authority that answers, in the east."""
    return lake.staff("zhou", Role.AUTHORITY, "cdc", scopes=("east",))


@pytest.fixture
def filed(wallet: Wallet) -> str:
    """An objection."""
    answer = wallet.post("/objections", {"words": WORDS})
    assert answer.status_code == 201
    return str(answer.json()["objection"])


def answered(lake: Lake, token: str, handle: str, words: str = "You were right.") -> httpx.Response:
    sent = {"outcome": "upheld", "words": words}
    return lake.ask("POST", f"/v1/objections/{handle}/answer", token, json=sent)


def test_an_objection_keeps_what_it_is_against(wallet: Wallet, filed: str) -> None:
    (kept,) = wallet.get("/objections").json()["items"]
    assert kept == {
        "objection": filed,
        "words": WORDS,
        "colour": "red",
        "reason": "is_case",
        "authority": {"id": "cdc", "name": {"en": "Disease control", "zh": "中文 Disease control"}},
        "filed_at": NOON,
        "due_at": NOON + 3 * DAY,
        "state": "open",
        "answer": None,
    }
    page = wallet.get().json()
    assert page["objection"] == {"objection": filed, "filed_at": NOON, "due_at": NOON + 3 * DAY}
    assert page["may"]["object"] is False


def test_one_at_a_time(lake: Lake, wallet: Wallet, filed: str, cdc: str) -> None:
    refused(wallet.post("/objections", {"words": "Again."}), 409, "objection_open")
    answered(lake, cdc, filed)
    assert wallet.post("/objections", {"words": "Still wrong."}).status_code == 201
    words = [one["words"] for one in wallet.get("/objections").json()["items"]]
    assert words == ["Still wrong.", WORDS]


@pytest.mark.parametrize(
    "words", ["", " \n\u3000", "x" * 2001, f"{SECRET}\x00", f"{SECRET}\x1b[2J"]
)
def test_words_that_are_none(wallet: Wallet, words: str) -> None:
    refused(wallet.post("/objections", {"words": words}), 422, "text_invalid")


def test_a_programme_without_objections(folder: Path, clock: Clock) -> None:
    lake = Lake(folder, clock, programme=None)
    wallet = lake.wallet(persons.register(lake.office).number)
    refused(wallet.post("/objections", {"words": WORDS}), 409, "objections_off")
    lake.office.close()


def test_a_colour_that_is_over_is_not_what_is_objected_to(lake: Lake) -> None:
    number = lake.person()
    lake.clock.now += 7 * DAY + 1
    made = lake.wallet(number).post("/objections", {"words": WORDS}).json()
    assert (made["colour"], made["reason"]) == ("grey", "is_unknown")


def test_the_authority_opens_and_answers(
    lake: Lake, wallet: Wallet, number: str, filed: str, cdc: str
) -> None:
    listed = lake.ask("GET", "/v1/objections", cdc)
    assert listed.json() == {
        "items": [
            {
                "objection": filed,
                "authority": "cdc",
                "colour": "red",
                "filed_at": NOON,
                "due_at": NOON + 3 * DAY,
                "state": "open",
            }
        ],
        "next": None,
    }
    assert wallet.get("/look-ups").json()["items"] == []
    opened = lake.ask("GET", f"/v1/objections/{filed.lower()}", cdc)
    content = opened.json()
    assert (content["words"], content["reason"], content["answer"]) == (WORDS, "is_case", None)
    (identity,) = content["identities"]
    assert identity["document"] == "card" and "*" in identity["number"]
    assert number not in opened.text
    (entry,) = wallet.get("/look-ups").json()["items"]
    assert entry["purpose"]["id"] == "objection"
    assert entry["purpose"]["name"]["zh"] == "处理您的申诉"
    assert (entry["authority"]["id"], entry["shown"]) == ("cdc", ["colour", "identity"])
    lake.clock.now += 60
    sent = {"outcome": "rejected", "words": "The test was yours."}
    answer = lake.ask("POST", f"/v1/objections/{filed}/answer", cdc, json=sent)
    assert (answer.status_code, answer.json()["state"]) == (201, "answered")
    (kept,) = wallet.get("/objections").json()["items"]
    assert kept["state"] == "answered"
    assert kept["answer"] == {"at": NOON + 60, **sent}
    assert "zhou" not in wallet.get("/objections").text
    assert wallet.get().json()["may"]["object"] is True


def test_an_answer_changes_no_colour(lake: Lake, wallet: Wallet, filed: str, cdc: str) -> None:
    answered(lake, cdc, filed)
    assert wallet.get().json()["colour"] == "red"
    assert len(wallet.get("/changes").json()["items"]) == 2


def test_an_answer_is_not_changed(lake: Lake, wallet: Wallet, filed: str, cdc: str) -> None:
    answered(lake, cdc, filed)
    sent = {"outcome": "rejected", "words": "On second thoughts."}
    answer = lake.ask("POST", f"/v1/objections/{filed}/answer", cdc, json=sent)
    refused(answer, 409, "objection_answered")
    (kept,) = wallet.get("/objections").json()["items"]
    assert (kept["answer"]["outcome"], kept["answer"]["words"]) == ("upheld", "You were right.")


def test_only_the_authority_answers(lake: Lake, filed: str) -> None:
    hospital = lake.staff("sun", Role.AUTHORITY, "hospital")
    admin = lake.staff("wang", Role.ADMIN)  # an admin is no authority
    for token in (hospital, admin):
        refused(lake.ask("GET", f"/v1/objections/{filed}", token), 403, "not_permitted")
        refused(answered(lake, token, filed), 403, "not_permitted")
        assert lake.ask("GET", "/v1/objections", token).json()["items"] == []
    registrar = lake.staff("li", Role.REGISTRAR, "cdc")
    for path in ("", f"/{filed}"):
        refused(lake.ask("GET", f"/v1/objections{path}", registrar), 403, "not_permitted")
    refused(answered(lake, registrar, filed), 403, "not_permitted")


@pytest.mark.parametrize(
    ("scopes", "may"),
    [
        (("*",), True),
        (("east",), True),
        (("east.one",), True),
        (("west", "east.one"), True),
        (("west",), False),
        (("east.one.two",), False),
        (("eas",), False),
    ],
)
def test_only_in_their_divisions(
    lake: Lake, wallet: Wallet, filed: str, scopes: tuple[str, ...], may: bool
) -> None:
    with lake.office.store.write() as connection:
        names = ("east.one.two", "eas")
        divisions.put(connection, (Division(one, one, one) for one in names))
    token = lake.staff("sun", Role.AUTHORITY, "cdc", scopes=scopes)
    listed = lake.ask("GET", "/v1/objections", token).json()["items"]
    assert [one["objection"] for one in listed] == [filed] * may
    if may:
        assert lake.ask("GET", f"/v1/objections/{filed}", token).status_code == 200
    else:
        refused(lake.ask("GET", f"/v1/objections/{filed}", token), 403, "out_of_scope")
        refused(answered(lake, token, filed), 403, "out_of_scope")
        assert wallet.get("/look-ups").json()["items"] == []


def test_whoever_belongs_nowhere_is_for_those_who_act_everywhere(lake: Lake, cdc: str) -> None:
    lake.wallet(lake.person(division=None)).post("/objections", {"words": WORDS})
    assert lake.ask("GET", "/v1/objections", cdc).json()["items"] == []
    everywhere = lake.staff("sun", Role.AUTHORITY, "cdc")
    assert len(lake.ask("GET", "/v1/objections", everywhere).json()["items"]) == 1


def test_no_such_objection(lake: Lake, cdc: str) -> None:
    for handle in (SECRET, "0000-0000-0000-0000"):
        refused(lake.ask("GET", f"/v1/objections/{handle}", cdc), 404, "objection_unknown")
        refused(answered(lake, cdc, handle), 404, "objection_unknown")


def test_an_answer_needs_words_and_an_outcome(lake: Lake, filed: str, cdc: str) -> None:
    path = f"/v1/objections/{filed}/answer"
    empty = {"outcome": "upheld", "words": " "}
    refused(lake.ask("POST", path, cdc, json=empty), 422, "text_invalid")
    other = {"outcome": SECRET, "words": "."}
    refused(lake.ask("POST", path, cdc, json=other), 422, "request_invalid")


def test_by_deadline_page_by_page(lake: Lake, cdc: str) -> None:
    wallets = [lake.wallet(lake.person()) for _ in range(3)]
    made = []
    for place, wallet in enumerate(wallets):
        lake.clock.now = NOON + place // 2  # two of them in one second
        made.append(wallet.post("/objections", {"words": WORDS}).json()["objection"])
    seen: list[str] = []
    more: dict[str, object] = {"limit": 1}
    while more:
        page = lake.ask("GET", "/v1/objections", cdc, params=more).json()
        seen += [one["objection"] for one in page["items"]]
        more = {"limit": 1, "cursor": page["next"]} if page["next"] else {}
    assert seen == made
    for cursor in ("MQ", "LTE", "MS0", "eC0x", "MS0xLTE"):  # 1, -1, 1-, x-1, 1-1-1
        answer = lake.ask("GET", "/v1/objections", cdc, params={"cursor": cursor})
        refused(answer, 422, "cursor_invalid")


def test_what_is_overdue_is_listed_and_the_operator_is_warned(
    lake: Lake, wallet: Wallet, filed: str, cdc: str
) -> None:
    def listed(state: str) -> list[str]:
        found = lake.ask("GET", "/v1/objections", cdc, params={"state": state}).json()["items"]
        return [one["objection"] for one in found]

    def warned() -> bool:
        codes = [one.code for one in readiness.warnings(lake.office)]
        return "objections_overdue" in codes

    lake.clock.now = NOON + 3 * DAY - 1
    assert (listed("open"), listed("overdue"), listed("answered")) == ([filed], [], [])
    assert not warned()
    lake.clock.now += 1
    assert (listed("open"), listed("overdue"), listed("answered")) == ([filed], [filed], [])
    assert warned()
    (shown,) = lake.ask("GET", "/v1/objections", cdc).json()["items"]
    assert shown["state"] == "overdue"
    answered(lake, cdc, filed)
    assert (listed("open"), listed("overdue"), listed("answered")) == ([], [], [filed])
    assert not warned()


def test_nothing_of_an_objection_is_in_the_log(
    lake: Lake, wallet: Wallet, number: str, cdc: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        filed = wallet.post("/objections", {"words": SECRET}).json()["objection"]
        lake.ask("GET", f"/v1/objections/{filed}", cdc)
        answered(lake, cdc, filed, SECRET)
    ours = [one.getMessage() for one in caplog.records if one.name.startswith("huepass")]
    assert ours
    for line in ours:
        assert SECRET not in line and filed not in line and number not in line
