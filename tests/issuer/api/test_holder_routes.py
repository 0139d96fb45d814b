"""What holders see of themselves and say about themselves, by the API."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from huepass.issuer.domain.codes import StaffCode, staff_text
from huepass.issuer.domain.records import Origin, Role, Staff
from huepass.issuer.domain.refusals import WalletRefused
from huepass.issuer.programme.model import Proofing
from huepass.issuer.service import facts, organisations, persons, staffing
from huepass.issuer.service.wallets import end_wallets
from issuer.api.lake import LAKE, SECRET, WELL, Lake, Wallet, refused
from issuer.conftest import NOON, Clock
from issuer.rules import DAY, both, doctor, put_in_force


@pytest.fixture
def lake(folder: Path, clock: Clock) -> Iterator[Lake]:
    lake = Lake(folder, clock)
    yield lake
    lake.office.close()


@pytest.fixture
def number(lake: Lake) -> str:
    return lake.person()


@pytest.fixture
def wallet(lake: Lake, number: str) -> Wallet:
    return lake.wallet(number)


@pytest.fixture
def other(lake: Lake) -> Wallet:
    """Somebody else's wallet."""
    return lake.wallet(lake.person())


PATHS = (
    "", "/explanation", "/records", "/changes", "/look-ups", "/wallets", "/proofs", "/objections",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_without_a_wallet_nothing_is_shown(lake: Lake, wallet: Wallet, path: str) -> None:
    address = f"/v1/holder{path}"
    refused(lake.ask("GET", address, None), 401, "not_authenticated")
    refused(lake.ask("GET", address, lake.staff("wang", Role.ADMIN)), 401, "not_authenticated")
    lake.clock.now += 299
    assert wallet.get(path).status_code == 200
    lake.clock.now += 1
    refused(wallet.get(path), 401, "not_authenticated")


@pytest.mark.parametrize("path", PATHS)
def test_a_wallet_that_has_ended_is_shown_nothing(
    lake: Lake, wallet: Wallet, number: str, path: str
) -> None:
    staffing.add_staff(lake.office, "wang", [Role.REGISTRAR])
    by = staffing.staff_named(lake.office, "wang", Role.REGISTRAR)
    end_wallets(lake.office, number, "a lost phone", by)
    refused(wallet.get(path), 401, "not_authenticated")


def test_my_page(lake: Lake, wallet: Wallet, number: str) -> None:
    answer = wallet.get()
    assert answer.headers["Cache-Control"] == "no-store"
    content = answer.json()
    (identity,) = content.pop("identities")
    assert content == {
        "colour": "green",
        "level": "clear",
        "label": {"en": "green", "zh": "中文 green"},
        "display": "#123456",
        "reason": "is_well",
        "since": NOON + 1,
        "registered_at": NOON,
        "programme": {"id": "town", "version": 1, "title": {"en": "Town", "zh": "中文 Town"}},
        "division": {"id": "east.one", "name": {"en": "One", "zh": "一街"}},
        "may": {"report": "replace", "paper": False, "object": True},
        "proofs": [
            {
                "id": "discharge",
                "name": {"en": "Discharge letter", "zh": "中文 Discharge letter"},
            }
        ],
        "objection": None,
    }
    assert identity["document"] == {"id": "card", "name": {"en": "Card", "zh": "中文 Card"}}
    assert (identity["proofing"], identity["proofed_at"]) == ("registrar", NOON)
    assert "*" in identity["number"] and identity["name"].startswith("测")
    # Not the number by which staff know the person, nor anything that the masks hide.
    assert number not in answer.text
    assert "19850312" not in answer.text and "测试人" not in answer.text


def test_my_page_with_another_colour(lake: Lake, wallet: Wallet, number: str) -> None:
    hospital = doctor(lake.office, "chen", "hospital")
    facts.set_category(lake.office, number, "case", hospital, reason="tested")
    content = wallet.get().json()
    assert (content["colour"], content["level"]) == ("red", "stop")
    assert content["may"]["report"] == "add"


def test_people_without_a_smartphone_may_have_paper(lake: Lake) -> None:
    number = lake.person("community")
    assert lake.wallet(number, Origin.FAMILY).get().json()["may"]["paper"] is True
    # Paper would outlive the sharing.
    assert lake.wallet(number, Origin.SHARED).get().json()["may"]["paper"] is False


def test_time_changes_my_page(lake: Lake, wallet: Wallet, number: str) -> None:
    lake.clock.now += 7 * DAY + 2
    assert lake.wallet(number).get().json()["colour"] == "grey"


def test_why_and_who_lifts_it(lake: Lake, wallet: Wallet, number: str) -> None:
    hospital = doctor(lake.office, "chen", "hospital")
    facts.set_category(lake.office, number, "case", hospital, reason="tested")
    answer = wallet.get("/explanation")
    content = answer.json()
    assert (content["colour"], content["reasons"]) == ("red", ["is_case"])
    assert set(content["holder"]) == {"en", "zh"}
    assert "中文 Hospital" in str(content["holder"]["zh"])
    assert "Disease control" in str(content["holder"]["en"])  # who answers objections
    assert "staff" not in content and "person" not in content
    assert number not in answer.text and "chen" not in answer.text


def test_everything_on_record_as_it_was(lake: Lake, wallet: Wallet, number: str) -> None:
    office, clock = lake.office, lake.clock
    hospital = doctor(office, "chen", "hospital")
    clock.now += 60
    wallet.post("/reports", {"answers": {"fever": True, "stays": [["lake", "2026-11-21"]]}})
    clock.now += 60
    facts.set_category(office, number, "case", hospital, reason="tested")
    facts.lift_category(office, number, "case", hospital, reason="healed")
    facts.take_reading(office, number, 36.6, None)
    watcher = doctor(office, "zhou", "cdc")
    facts.set_category(office, number, "watched", watcher)
    answer = wallet.get("/records")
    items = answer.json()["items"]
    kinds = [one["content"]["kind"] for one in items]
    assert kinds == ["category", "reading", "category", "category", "report", "report",
                     "application"]  # fmt: skip
    watched, reading, release, case, second, first, application = items
    assert watched["content"]["until"] == watched["at"] + 2 * DAY
    assert watched["content"]["because"] is None
    assert reading["content"] == {"kind": "reading", "temperature": 36.6, "point": None}
    assert release["content"] == {
        "kind": "category",
        "category": {"id": "case", "name": {"en": "case", "zh": "中文 case"}},
        "lifted": True,
        "authority": {"id": "hospital", "name": {"en": "Hospital", "zh": "中文 Hospital"}},
        "because": {
            "id": "healed",
            "name": {"en": "Two negative tests", "zh": "中文 Two negative tests"},
        },
        "until": None,
    }
    assert case["content"]["because"]["id"] == "tested" and not case["content"]["lifted"]
    assert (second["origin"], first["origin"]) == ("holder", "staff")
    assert (second["at"], second["recorded_at"]) == (NOON + 60, NOON + 60)
    assert second["content"]["answers"] == [
        {
            "question": {"id": "fever", "name": {"en": "Fever?", "zh": "中文 Fever?"}},
            "answer": True,
            "label": None,
        },
        {
            "question": {"id": "stays", "name": {"en": "Where?", "zh": "中文 Where?"}},
            "answer": [["lake", "2026-11-21"]],
            "label": None,
        },
    ]
    assert application["content"]["applicant"]["id"] == "self"
    assert (application["programme"], application["version"]) == ("town", 1)
    assert "chen" not in answer.text and "zhou" not in answer.text


def test_organisations_and_points_are_named_and_nobody_who_works_there(
    lake: Lake, wallet: Wallet, number: str
) -> None:
    works = lake.staff("East Works", Role.ORGANISATION)
    organisation = staffing.staff_named(lake.office, "East Works", Role.ORGANISATION)
    wallet.post("/memberships", {"organisation": organisations.code_of(lake.office, organisation)})
    path = f"/v1/organisation/members/{number}/reports"
    assert lake.ask("POST", path, works, json={"answers": WELL}).is_success
    manager, collector = lake.staff("ma", Role.MANAGER), "a token of their own"
    sent = {"name": "East Gate", "division": "east.one"}
    point = lake.ask("POST", "/v1/points", manager, json=sent).json()["point"]
    code = staff_text(StaffCode("he", sha256(collector.encode()).digest()))
    appointing = f"/v1/points/{point}/collectors"
    assert lake.ask("POST", appointing, manager, json={"staff_code": code}).is_success
    token = wallet.post("/reading-tokens", {"point": point}).json()["token"]
    taken = {"token": token, "temperature": 36.6}
    assert lake.ask("POST", f"/v1/points/{point}/readings", collector, json=taken).is_success
    reading, report, *_ = wallet.get("/records").json()["items"]
    assert (reading["origin"], reading["content"]["point"]) == ("point", "East Gate")
    assert reading["organisation"] is None
    assert (report["origin"], report["organisation"]) == ("organisation", "East Works")
    assert '"he"' not in wallet.get("/records").text


@pytest.mark.parametrize("kind", ["report", "reading", "category", "application", "evidence"])
def test_one_kind_of_record(lake: Lake, wallet: Wallet, number: str, kind: str) -> None:
    facts.take_reading(lake.office, number, 36.6, None)
    watcher = doctor(lake.office, "zhou", "cdc")
    facts.set_category(lake.office, number, "watched", watcher)
    facts.accept_evidence(lake.office, number, "vaccinated", NOON, NOON + DAY, None)
    items = wallet.get("/records", kind=kind).json()["items"]
    assert [one["content"]["kind"] for one in items] == [kind]


def test_no_such_kind_of_record(wallet: Wallet) -> None:
    refused(wallet.get("/records", kind=SECRET), 422, "request_invalid")


def test_records_page_by_page(lake: Lake, wallet: Wallet, number: str) -> None:
    for tenth in range(5):
        facts.take_reading(lake.office, number, 36 + tenth / 10, None)
    found, cursor = [], {}
    while True:
        page = wallet.get("/records", kind="reading", limit=2, **cursor).json()
        found += [one["content"]["temperature"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert found == [36.4, 36.3, 36.2, 36.1, 36.0]
    refused(wallet.get("/records", cursor="?"), 422, "cursor_invalid")


def test_records_keep_the_words_of_their_version(lake: Lake, wallet: Wallet) -> None:
    newer = LAKE.replace("version = 1", "version = 2", 1).replace("Fever?", "A temperature?")
    newer += f"\n[[successions]]\nfrom = 1\nnote = {both('Other words.')}\n"
    put_in_force(lake.office, newer)
    wallet.post("/reports", {"answers": WELL})
    items = wallet.get("/records", kind="report").json()["items"]
    words = [one["content"]["answers"][0]["question"]["name"]["en"] for one in items]
    assert words == ["A temperature?", "Fever?"]
    assert [one["version"] for one in items] == [2, 1]


def test_answers_are_in_the_order_of_the_questions(folder: Path, clock: Clock) -> None:
    cough = f'[questions.cough]\nkind = "yes-no"\nrequired = false\ntext = {both("Cough?")}\n'
    lake = Lake(folder, clock, f"{LAKE}\n{cough}")
    wallet = lake.wallet(lake.person())
    assert wallet.post("/reports", {"answers": {"cough": False, **WELL}}).is_success
    newest = wallet.get("/records").json()["items"][0]
    asked = [one["question"]["id"] for one in newest["content"]["answers"]]
    assert asked == ["fever", "cough"]
    lake.office.close()


def test_the_changes_of_my_colour(lake: Lake, wallet: Wallet, number: str) -> None:
    lake.clock.now += 60
    wallet.post("/reports", {"answers": {"fever": True}})
    answer = wallet.get("/changes")
    assert answer.json() == {
        "items": [
            {
                "at": NOON + 60,
                "old": "green",
                "new": "yellow",
                "cause": "fact",
                "reason": "is_feverish",
                "text": {"en": "is_feverish", "zh": "中文 is_feverish"},
            },
            {
                "at": NOON,
                "old": "grey",
                "new": "green",
                "cause": "fact",
                "reason": "is_well",
                "text": {"en": "is_well", "zh": "中文 is_well"},
            },
        ],
        "next": None,
    }


def test_a_decision_is_told_in_its_words(folder: Path, clock: Clock, li: Staff) -> None:
    lake = Lake(folder, clock, programme=None)
    number = persons.register(lake.office).number
    persons.set_colour(lake.office, number, "red", "a test was positive", li)
    wallet = lake.wallet(number)
    (change,) = wallet.get("/changes").json()["items"]
    assert (change["new"], change["reason"], change["text"]) == ("red", "a test was positive", None)
    (decision,) = wallet.get("/records", kind="decision").json()["items"]
    words = {"kind": "decision", "colour": "red", "words": "a test was positive"}
    assert decision["content"] == words
    page = wallet.get().json()
    assert (page["identities"], page["division"], page["may"]["object"]) == ([], None, False)
    lake.office.close()


def test_a_report_of_my_own(lake: Lake, wallet: Wallet, number: str) -> None:
    answer = wallet.post("/reports", {"answers": {"fever": True}})
    assert answer.status_code == 201
    assert answer.json() == {"colour": "yellow", "reason": "is_feverish", "revoked": 0}
    assert persons.show(lake.office, number)[0].colour == 2


def test_with_another_colour_nothing_is_taken_back(wallet: Wallet) -> None:
    there = [["lake", "2026-11-21"]]
    assert wallet.post("/reports", {"answers": {"fever": True, "stays": there}}).status_code == 201
    refused(wallet.post("/reports", {"answers": WELL}), 409, "edit_refused")
    assert wallet.post("/reports", {"answers": {"fever": False, "stays": there}}).is_success


def test_answers_that_the_questions_have_not(wallet: Wallet) -> None:
    refused(wallet.post("/reports", {"answers": {"fever": SECRET}}), 422, "answers_invalid")
    refused(wallet.post("/reports", {"answers": WELL, SECRET: 1}), 422, "request_invalid")


def test_a_relative_reports_from_the_wallet_that_they_got(lake: Lake, number: str) -> None:
    assert lake.wallet(number, Origin.FAMILY).post("/reports", {"answers": WELL}).is_success
    items = lake.wallet(number).get("/records", kind="report").json()["items"]
    assert [one["origin"] for one in items] == ["family", "staff"]


def test_a_shared_wallet_sees_the_colour_and_nothing_between_me_and_the_issuer(
    lake: Lake, wallet: Wallet, number: str
) -> None:
    wallet.post("/objections", {"words": SECRET})
    proof = wallet.upload(b"%PDF-1.7").json()["proof"]
    shared = lake.wallet(number, Origin.SHARED)
    page = shared.get().json()
    assert (page["colour"], page["objection"]) == ("green", None)
    assert (page["identities"], page["division"]) == ([], None)
    assert page["may"] == {"report": None, "paper": False, "object": False}
    assert shared.get("/explanation").status_code == 200
    assert [one["is_this"] for one in shared.get("/wallets").json()["items"]] == [True]
    for path in ("/records", "/changes", "/look-ups", "/proofs", "/objections", f"/proofs/{proof}"):
        refused(shared.get(path), 403, "not_permitted")
    refused(shared.post("/reports", {"answers": WELL}), 403, "not_permitted")
    application = {"applicant": "community", "document": "card", "no_device": True}
    refused(shared.post("/applications", application), 403, "not_permitted")
    refused(shared.post("/objections", {"words": SECRET}), 403, "not_permitted")
    refused(shared.upload(b"%PDF-1.7"), 403, "not_permitted")
    refused(shared.delete(f"/proofs/{proof}"), 403, "not_permitted")


def test_whoever_was_applied_for_applies_by_themselves(lake: Lake) -> None:
    number = lake.person("community")
    answer = lake.wallet(number).post("/applications", {"applicant": "self", "document": "card"})
    assert answer.status_code == 201 and answer.json()["colour"] == "green"
    items = lake.wallet(number).get("/records", kind="application").json()["items"]
    assert [one["content"]["applicant"]["id"] for one in items] == ["self", "community"]
    assert [one["origin"] for one in items] == ["holder", "staff"]
    assert items[0]["content"]["channel"] == "online"


@pytest.mark.parametrize(
    ("sent", "status", "reason"),
    [
        ({"applicant": "uncle", "document": "card"}, 422, "not_in_programme"),
        ({"applicant": "self", "document": SECRET}, 422, "document_not_accepted"),
        ({"applicant": "community", "document": "card"}, 422, "device_at_hand"),
        ({"applicant": "self", "document": "card", "channel": "offline"}, 422, "request_invalid"),
    ],
)
def test_an_application_that_is_not_taken(
    wallet: Wallet, sent: dict[str, str], status: int, reason: str
) -> None:
    refused(wallet.post("/applications", sent), status, reason)


def test_nobody_applies_for_themselves_who_was_only_declared(lake: Lake) -> None:
    wallet = lake.wallet(lake.person("community", Proofing.DECLARED))
    answer = wallet.post("/applications", {"applicant": "self", "document": "card"})
    content = refused(answer, 422, "proofing_not_accepted")
    assert content["detail"] == "self: provider, registrar"


@pytest.mark.parametrize("origin", [Origin.FAMILY, Origin.SHARED])
def test_nobody_applies_as_the_person_from_a_wallet_that_somebody_else_got(
    lake: Lake, number: str, origin: Origin
) -> None:
    wallet = lake.wallet(number, origin)
    answer = wallet.post("/applications", {"applicant": "self", "document": "card"})
    refused(answer, 403, "not_permitted")


def test_nobody_applies_as_somebody_else_from_the_wallet_with_which_they_applied_themselves(
    lake: Lake, number: str
) -> None:
    wallet = lake.wallet(number, Origin.HOLDER)
    sent = {"applicant": "community", "document": "card", "no_device": True}
    refused(wallet.post("/applications", sent), 403, "not_permitted")
    assert wallet.get().json()["may"]["paper"] is False
    # Whoever applies for them may go on to.
    assert lake.wallet(number, Origin.FAMILY).post("/applications", sent).is_success


def test_the_person_reads_who_looked(lake: Lake, wallet: Wallet, number: str) -> None:
    desk = lake.staff("wang", Role.REGISTRAR)
    inspector = lake.staff("zhao", Role.INSPECTOR, "cdc")
    lake.ask("GET", f"/v1/persons/{number}", desk)
    lake.clock.now += 60
    sent = {"purpose": "trace", "person": number}
    assert lake.ask("POST", "/v1/look-ups", inspector, json=sent).is_success
    answer = wallet.get("/look-ups")
    assert answer.json()["items"] == [
        {
            "at": NOON + 60,
            "purpose": {
                "id": "trace",
                "name": {"en": "Tracing contacts", "zh": "中文 Tracing contacts"},
            },
            "authority": {
                "id": "cdc",
                "name": {"en": "Disease control", "zh": "中文 Disease control"},
            },
            "shown": ["colour", "identity"],
        },
        {
            "at": NOON,
            "purpose": {
                "id": "desk",
                "name": {"en": "To serve you at a desk", "zh": "窗口服务"},
            },
            "authority": None,
            "shown": ["colour", "identity"],
        },
    ]
    assert "zhao" not in answer.text and "wang" not in answer.text
    assert len(wallet.get("/look-ups", limit=1).json()["items"]) == 1


def test_reading_about_myself_is_no_look_up(wallet: Wallet) -> None:
    for path in PATHS:
        wallet.get(path)
    assert wallet.get("/look-ups").json() == {"items": [], "next": None}


def test_my_wallets(lake: Lake, wallet: Wallet, number: str) -> None:
    lake.clock.now += 60
    lake.wallet(number, Origin.SHARED)
    content = wallet.get("/wallets").json()
    assert [(one["since"], one["origin"], one["is_this"]) for one in content["items"]] == [
        (NOON, "staff", True),
        (NOON + 60, "shared", False),
    ]
    first = wallet.get("/wallets", limit=1).json()
    second = wallet.get("/wallets", limit=1, cursor=first["next"]).json()
    assert first["items"] + second["items"] == content["items"] and second["next"] is None


def test_the_wallet_that_asks_comes_first(lake: Lake, wallet: Wallet, number: str) -> None:
    lake.clock.now += 60
    relatives = lake.wallet(number, Origin.FAMILY)
    listed = relatives.get("/wallets").json()["items"]
    assert [(one["origin"], one["is_this"]) for one in listed] == [
        ("family", True),
        ("staff", False),
    ]


def handle(wallet: Wallet) -> str:
    """What a wallet is called."""
    items = wallet.get("/wallets").json()["items"]
    (found,) = [one["wallet"] for one in items if one["is_this"]]
    return str(found)


def test_a_wallet_that_i_end_gets_nothing_any_more(lake: Lake, wallet: Wallet, number: str) -> None:
    lost = lake.wallet(number)
    name = handle(lost)
    answer = wallet.post(f"/wallets/{name.lower()}/end")
    assert answer.status_code == 200
    assert answer.json()["wallet"] == name
    assert set(answer.json()["note"]) == {"en", "zh"}
    refused(lost.get(), 401, "not_authenticated")
    assert len(wallet.get("/wallets").json()["items"]) == 1
    refused(wallet.post(f"/wallets/{name}/end"), 404, "wallet_unknown")
    assert wallet.post(f"/wallets/{handle(wallet)}/end").status_code == 200
    refused(wallet.get(), 401, "not_authenticated")


@pytest.mark.parametrize(
    ("mine", "its", "may"),
    [
        (Origin.STAFF, Origin.STAFF, True),
        (Origin.HOLDER, Origin.SHARED, True),
        (Origin.FAMILY, Origin.FAMILY, True),
        (Origin.FAMILY, Origin.SHARED, True),
        (Origin.FAMILY, Origin.HOLDER, False),
        (Origin.FAMILY, Origin.STAFF, False),
        (Origin.SHARED, Origin.STAFF, False),
        (Origin.SHARED, Origin.SHARED, False),
    ],
)
def test_who_may_end_whose_wallet(
    lake: Lake, number: str, mine: Origin, its: Origin, may: bool
) -> None:
    one, another = lake.wallet(number, mine), lake.wallet(number, its)
    answer = one.post(f"/wallets/{handle(another)}/end")
    if may:
        assert answer.status_code == 200
    else:
        refused(answer, 403, "not_permitted")
        assert another.get().status_code == 200
    assert one.post(f"/wallets/{handle(one)}/end").status_code == 200


def test_what_a_wallet_shared_before_it_ended_is_good_for_nothing(
    lake: Lake, wallet: Wallet, number: str
) -> None:
    stolen = lake.wallet(number)
    link = stolen.post("/shares").json()["offer"]
    friend = Wallet(lake, wallet.post("/shares").json()["offer"])
    (handle,) = (one["wallet"] for one in stolen.get("/wallets").json()["items"] if one["is_this"])
    assert wallet.post(f"/wallets/{handle}/end").is_success
    with pytest.raises(WalletRefused):
        Wallet(lake, link)
    # A friend who gives a pass back ends nothing else.
    open_one = wallet.post("/shares").json()["offer"]
    (own,) = (one["wallet"] for one in friend.get("/wallets").json()["items"])
    assert friend.post(f"/wallets/{own}/end").is_success
    assert Wallet(lake, open_one).get().status_code == 200


def test_nobody_ends_another_persons_wallet(wallet: Wallet, other: Wallet) -> None:
    refused(wallet.post(f"/wallets/{handle(other)}/end"), 404, "wallet_unknown")
    refused(wallet.post(f"/wallets/{SECRET}/end"), 404, "wallet_unknown")


def test_two_people_see_nothing_of_each_other(lake: Lake, wallet: Wallet, other: Wallet) -> None:
    pdf = b"%PDF-1.7 " + SECRET.encode()
    wallet.post("/reports", {"answers": {"fever": True, "stays": [["lake", "2026-11-21"]]}})
    wallet.post("/objections", {"words": SECRET})
    proof = wallet.upload(pdf).json()["proof"]
    for path in ("/look-ups", "/proofs", "/objections"):
        assert other.get(path).json() == {"items": [], "next": None}
    for path in PATHS:
        text = other.get(path).text
        assert SECRET not in text and "2026-11-21" not in text and "is_feverish" not in text
    refused(other.get(f"/proofs/{proof}"), 404, "proof_unknown")
    refused(other.delete(f"/proofs/{proof}"), 404, "proof_unknown")
    assert wallet.get(f"/proofs/{proof}").content == pdf


def test_the_same_report_sent_again_is_one_report(wallet: Wallet) -> None:
    key = {"Idempotency-Key": "a-report"}
    for _ in range(2):
        assert wallet.post("/reports", {"answers": WELL}, headers=key).status_code == 201
    assert len(wallet.get("/records", kind="report").json()["items"]) == 2
