"""`huepass programme explain`: facts from a file, words on the screen."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.test_issuer_commands import run
from issuer.rules import FIRST

TOP = Path(__file__).parent.parent.parent
NANCHONG = TOP / "examples" / "programmes" / "guozhouxing.toml"
APPLIED = {
    "fact": "application",
    "at": "2020-03-01T08:00",
    "applicant": "self",
    "channel": "online",
    "document": "mainland-id",
}
ISOLATED = {
    "fact": "category-set",
    "at": 1583200000,
    "category": "close-contact-isolated",
    "authority": "cdc",
}
FEVER = {"fact": "report", "at": "2020-03-01T08:05", "answers": {"fever": True}}
NINE_DAYS = [
    {"fact": "report", "at": f"2020-03-{day:02}T09:00", "answers": {"fever": False}}
    for day in range(2, 11)
]


@pytest.fixture
def facts(tmp_path: Path) -> Any:
    """Writes a file of facts."""

    def write(*found: object, **more: object) -> Path:
        file = tmp_path / "facts.json"
        file.write_text(json.dumps({"facts": found, **more}), "utf-8")
        return file

    return write


def test_a_yellow_person_is_explained_in_both_languages(facts: Any) -> None:
    file = facts(APPLIED, FEVER, *NINE_DAYS)
    done = run("programme", "explain", NANCHONG, file, "--at", "2020-03-11T08:00")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "当前为黄码，自2020年3月1日 08:05起。"
    assert "Now yellow, since 1 March 2020, 08:05." in lines
    assert "  目前已连续9天，共需14天。" in lines
    assert "  如每天都计入，将于2020年3月16日 00:00转为绿码。" in lines
    assert "  If every day counts, the pass becomes green on 16 March 2020, 00:00." in lines
    assert "[symptoms]" not in done.stdout


def test_one_language_for_staff(facts: Any) -> None:
    file = facts(
        APPLIED,
        {
            "fact": "category-set",
            "at": "2020-03-02T10:00+08:00",
            "category": "close-contact-isolated",
            "authority": "cdc",
            "reason": "household",
        },
    )
    done = run(
        "programme", "explain", NANCHONG, file, "--at", "1583200000", "--staff", "--lang", "en"
    )
    assert done.returncode == 0
    assert "Now red, since 2 March 2020, 10:00." in done.stdout
    assert "2 March 2020, 10:00: red [close_contact_isolated]" in done.stdout
    assert "can be lifted by: The centre for disease control." in done.stdout
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in done.stdout)


def test_json_for_programs(facts: Any) -> None:
    file = facts(APPLIED, FEVER, *NINE_DAYS)
    done = run("programme", "explain", NANCHONG, file, "--at", "2020-03-11T08:00", "--json")
    found = json.loads(done.stdout)
    assert found["colour"] == "yellow"
    assert found["reasons"] == ["yellow_until_14_days"]
    assert found["progress"]["done"] == 9
    assert found["progress"]["needed"] == 14
    assert found["history"][-1]["reason"] == "yellow_until_14_days"
    assert sorted(found["explanation"]) == ["en", "zh"]


def test_risks_of_the_file_count(facts: Any) -> None:
    stay = {
        "fact": "report",
        "at": "2020-03-02T09:00",
        "answers": {"stays": [["japan", "2020-03-01"]]},
    }
    risk = {"at": "2020-03-04T00:00", "region": "japan", "risk": "low"}
    done = run(
        "programme", "explain", NANCHONG, facts(APPLIED, stay, risks=[risk]),
        "--at", "2020-03-03T00:00", "--lang", "en",
    )  # fmt: skip
    assert "On 4 March 2020, 00:00 the risk of Japan changes; the pass stays red" in done.stdout


def test_without_a_time_it_is_now(facts: Any) -> None:
    done = run("programme", "explain", NANCHONG, facts(), "--json")
    assert json.loads(done.stdout)["at"] > 1_700_000_000


def test_every_kind_of_fact_can_be_written(facts: Any) -> None:
    file = facts(
        APPLIED,
        FEVER,
        {"fact": "reading", "at": 1583200000, "temperature": 36.5},
        {
            "fact": "category-lifted",
            "at": 1583200000,
            "category": "close-contact-isolated",
            "authority": "cdc",
            "reason": "ended",
        },
        {
            "fact": "evidence",
            "at": 1583200000,
            "evidence": "migrant-worker",
            "valid_from": "2020-03-01T00:00",
            "valid_until": "2020-04-01T00:00",
        },
    )
    done = run("programme", "explain", NANCHONG, file, "--at", "2020-03-05T00:00", "--json")
    assert json.loads(done.stdout)["reasons"][0] == "migrant_worker"


@pytest.mark.parametrize(
    ("fact", "place"),
    [
        ([], "facts[0]: an object is needed"),
        ({"fact": "wish", "at": 1}, "facts[0].fact: the programme has no 'wish'"),
        ({"fact": "report", "at": "soon", "answers": {}}, "facts[0].at: a time is"),
        ({"fact": "report", "at": -1, "answers": {}}, "facts[0].at: a time is"),
        ({"fact": "report", "at": True, "answers": {}}, "facts[0].at: a time is"),
        ({"fact": "report", "at": 1}, "facts[0].answers: an object is needed"),
        ({"fact": "report", "at": 1, "answers": {"cough": True}}, "facts[0].answers.cough: no"),
        ({"fact": "report", "at": 1, "answers": {"fever": 1}}, "facts[0].answers.fever: true or"),
        ({"fact": "report", "at": 1, "answers": {"contact": "x"}}, "facts[0].answers.contact: a"),
        (
            {"fact": "report", "at": 1, "answers": {"stays": [["atlantis", "2020-03-01"]]}},
            "facts[0].answers.stays: a list",
        ),
        (  # a day to come
            {"fact": "report", "at": "2020-03-01", "answers": {"contact": "2020-03-02"}},
            "facts[0].answers.contact: a day like 2026-11-21 is needed, not one to come",
        ),
        ({**APPLIED, "applicant": "nobody"}, "facts[0].applicant: the programme has no 'nobody'"),
        ({**APPLIED, "colour": "red"}, "facts[0].colour: not known here"),
        ({**APPLIED, "document": 7}, "facts[0].document: a text is needed"),
        ({**APPLIED, "no_device": 1}, "facts[0].no_device: true or false"),
        (ISOLATED, "facts[0].reason: a text is needed"),
        ({**ISOLATED, "reason": "ended"}, "facts[0].reason: the programme has no 'ended'"),
        (
            {**ISOLATED, "fact": "category-lifted", "reason": "household"},
            "facts[0].reason: the programme has no 'household'; there are: ended, case-excluded",
        ),
        ({"fact": "reading", "at": 1, "temperature": "hot"}, "facts[0].temperature: a number"),
        ({"fact": "reading", "at": 1, "temperature": float("inf")}, "facts[0].temperature: a"),
        ({"fact": "decision", "at": 1, "colour": "red", "reason": ""}, "facts[0].fact: in this"),
    ],
)  # fmt: skip
def test_a_fact_that_says_nothing_in_the_programme_is_refused(
    facts: Any, fact: object, place: str
) -> None:
    done = run("programme", "explain", NANCHONG, facts(fact))
    assert done.returncode == 1
    assert f"[facts_invalid] {place}" in done.stderr


def test_a_reason_where_a_category_has_none(tmp_path: Path, facts: Any) -> None:
    programme = tmp_path / "town.toml"
    programme.write_text(FIRST, "utf-8")
    fact = {"fact": "category-set", "at": 1, "category": "case", "authority": "hospital"}
    assert run("programme", "explain", programme, facts(fact)).returncode == 0
    done = run("programme", "explain", programme, facts({**fact, "reason": "household"}))
    assert "[facts_invalid] facts[0].reason: this category has none" in done.stderr


def test_a_file_that_is_no_json_and_a_list_that_is_none(tmp_path: Path, facts: Any) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", "utf-8")
    assert "[facts_invalid] no JSON" in run("programme", "explain", NANCHONG, broken).stderr
    assert (
        "risks: a list is needed" in run("programme", "explain", NANCHONG, facts(risks={})).stderr
    )


def test_a_bad_programme_and_a_bad_time_are_told(tmp_path: Path, facts: Any) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("[programme]\n", "utf-8")
    done = run("programme", "explain", bad, facts())
    assert done.returncode == 1
    assert "bad.toml" in done.stderr
    late = run("programme", "explain", NANCHONG, facts(), "--at", "tomorrow")
    assert (late.returncode, "wrong_use" in late.stderr) == (2, True)
