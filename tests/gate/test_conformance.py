"""The conformance program: it answers every case, however bad."""

import json
from typing import Any

from huepass.gate.conformance import answer_line, answer_lines
from kit import DAY, HOUR, World


def case(world: World, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    start = {
        "id": "a",
        "comment": "",
        "spec": "7",
        "root": world.root().hex(),
        "accept_paper": True,
        "steps": [{"at": world.now, **step} for step in steps],
    }
    return start | more


def results(world: World, *steps: dict[str, Any], **more: Any) -> Any:
    answer = answer_line(json.dumps(case(world, *steps, **more)))
    assert answer["id"] == "a"
    return answer["results"]


def load(data: bytes, **more: Any) -> dict[str, Any]:
    return {"load": data.hex(), **more}


def test_single_documents_and_codes(world: World) -> None:
    found = results(
        world,
        load(world.trust_list()),
        {"show": world.paper(10)},
        load(world.revocation_list(2, paper=[2])),
        {"show": world.paper(2)},
        {"show": world.paper(11)},
        {"show": world.live(12)},
        {"show": world.live(12, at=world.now + 10), "at": world.now + 10},
        load(world.revocation_list(1)),
    )
    live = {"action": "pass", "colour": 1, "level": "clear", "issuer": "gz", "medium": "live"}
    paper = live | {"medium": "paper"}
    assert found == [
        {"loaded": 1},
        paper | {"action": "check", "stale": True},
        {"loaded": 1},
        {"error": "revoked"},
        paper | {"stale": False},
        live | {"stale": False},
        {"error": "replayed"},
        {"error": "rollback"},
    ]


def test_bundles(world: World) -> None:
    stranger = World(revoke_key=world.live_key)
    assert results(world, load(world.bundle(paper=[1]))) == [{"loaded": 3}]
    bad = world.trust_list() + stranger.revocation_list() + b"\xff"
    assert results(world, load(bad)) == [
        {"loaded": 1, "errors": ["bad_revocation_list", "bad_cbor"]}
    ]
    assert results(world, load(b"")) == [{"error": "bad_cbor"}]


def test_a_bad_root_answers_every_step(world: World) -> None:
    steps = [load(world.trust_list()), {"show": "HP1:"}, {"show": 7}]
    assert results(world, *steps, root="00") == [{"error": "bad_root"}] * 3
    assert results(world, *steps, root="") == [{"error": "bad_root"}] * 3


def test_paper_that_is_not_accepted(world: World) -> None:
    steps = [load(world.trust_list()), {"show": world.paper()}]
    found = results(world, *steps, accept_paper=False)
    assert found[1] == {"error": "paper_not_accepted"}


def test_a_challenge_is_live_at_each_step(world: World) -> None:
    one, two = b"1" * 16, b"2" * 16
    found = results(
        world,
        load(world.bundle()),
        {"show": world.live(10, challenge=one), "challenge": one.hex()},
        {"show": world.live(11, challenge=one), "challenge": one.hex()},
        {"show": world.live(12, challenge=one), "challenge": two.hex()},
        {"show": world.live(13), "challenge": two.hex()},
        {"show": world.live(14, challenge=two)},
    )
    assert [one.get("action") or one["error"] for one in found[1:]] == [
        "pass",
        "pass",
        "challenge_mismatch",
        "challenge_missing",
        "challenge_unexpected",
    ]


def test_the_gate_starts_at_the_first_step(world: World) -> None:
    early = world.live(10, at=world.now - 10)
    steps = [load(world.bundle()), {"show": early}]
    assert results(world, *steps)[1] == {"error": "proof_not_fresh"}
    steps[0]["at"] = world.now - HOUR
    assert results(world, load(world.bundle(), at=world.now - 30), {"show": early})[1]["stale"] is (
        False
    )


def test_a_clock_that_is_behind(world: World) -> None:
    steps = [load(world.trust_list(), at=world.now), {"show": "HP1:", "at": world.now - DAY}]
    assert results(world, *steps)[0] == {"loaded": 1}
    late = [load(world.trust_list()), load(world.trust_list(2), at=world.now - DAY)]
    assert results(world, *late)[1] == {"error": "clock_behind"}


def test_no_case_knows_of_another(world: World) -> None:
    first = case(world, load(world.bundle()), {"show": world.live(10)})
    second = case(world, {"show": world.live(10)})
    answers = [json.loads(line) for line in answer_lines(map(json.dumps, [first, second, first]))]
    assert answers[0] == answers[2]
    assert answers[1]["results"] == [{"error": "trust_stale"}]


def test_bad_steps_do_not_hide_the_others(world: World) -> None:
    good = {"show": world.paper(10)}
    bad: list[Any] = [
        {},
        {"show": 7},
        {"show": None},
        {"show": "HP1:", "challenge": "zz"},
        {"show": "HP1:", "challenge": 7},
        {"load": "0"},
        {"load": 7},
        {"load": "00", "at": "now"},
        {"show": "HP1:", "at": True},
        {"show": "HP1:", "at": 1.5},
    ]
    for step in bad:
        found = results(world, load(world.bundle()), step, good)
        assert found[1] == {"error": "bad_case"}, step
        assert found[2]["action"] == "pass"
    text = json.dumps(case(world, load(world.bundle()), good)).replace('{"at"', '7, {"at"')
    assert json.loads(text)["steps"][0] == 7
    assert answer_line(text)["results"][0] == {"error": "bad_case"}


def test_bad_cases_are_answered(world: World) -> None:
    good = json.dumps(case(world, load(world.bundle())))
    lines = [
        "",
        "{",
        "[]",
        "7",
        "null",
        '"a"',
        "[" * 100_000,
        '{"id": "x"}',
        '{"id": "x", "steps": 7}',
        '{"id": "x", "steps": []}',
        '{"id": "x", "steps": [{}], "root": 7, "accept_paper": true}',
        '{"id": "x", "steps": [{}], "root": "00"}',
        '{"id": "x", "steps": [{"at": 1}], "root": "zz", "accept_paper": true}',
        '{"id": "x", "steps": [{"at": 1}], "root": "00", "accept_paper": 1}',
        '{"id": ["x"], "steps": [{"at": -1, "show": ""}], "root": "00", "accept_paper": true}',
        '{"id": "\\ud800", "steps": []}',
        good,
    ]
    answers = [json.loads(line) for line in answer_lines(lines)]
    assert len(answers) == len(lines) - 1
    assert all(isinstance(answer["results"], list) for answer in answers)
    assert answers[-1]["results"] == [{"loaded": 3}]
