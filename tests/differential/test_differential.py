"""Both implementations agree, and the comparison notices when two programs don't."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.differential import broken, stream, typescript
from tests.differential.__main__ import main, only, part
from tests.differential.compare import Asked, Both, right, same
from tests.differential.programs import PYTHON, Failure
from tests.differential.reduce import reduced
from tests.differential.tally import Tally

SEED = os.environ.get("HUEPASS_SEED", "1")
SAMPLE = 2000  # inputs in `make test`

# A program that answers as the Python one does, until it does not.
FAKE = """
import json, sys
from huepass.gate.conformance import answer_line
for line in sys.stdin:
    answer = answer_line(line)
    {act}
    print(json.dumps(answer), flush=True)
"""


def fake(act: str) -> list[str]:
    return [sys.executable, "-c", FAKE.format(act=act)]


@pytest.fixture
def no_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vectors are left aside, for they are many."""
    monkeypatch.setattr("tests.differential.__main__.vector_files", lambda: [])


def of_inputs(other: list[str], count: int = 80) -> Tally:
    """Some inputs, asked of the Python program and of another."""
    return part((PYTHON, other), 1, 0, count)


@pytest.fixture(scope="session")
def second(web: Path) -> str:
    """The command that starts the TypeScript program."""
    return shlex.join(typescript.command(web))


@pytest.mark.needs("node", "npm")
def test_a_sample_and_all_vectors(second: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--seed", SEED, "--count", str(SAMPLE), "--against", second])
    assert status == 0, capsys.readouterr().out[-4000:]


@pytest.mark.soak
@pytest.mark.needs("node", "npm")
def test_all(soak: Callable[[int], int], second: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As many again from another seed; of the whole number, every reason is reached."""
    seed = str(int(SEED) + 1)
    status = main(["--seed", seed, "--count", str(soak(100_000)), "--against", second])
    assert status == 0, capsys.readouterr().out[-4000:]


def test_the_same_program_twice_agrees() -> None:
    tally = of_inputs(list(PYTHON))
    assert (tally.inputs, tally.differences, tally.complaints) == (80, [], [])
    assert sum(tally.families.values()) == 80
    assert sum(tally.results.values()) >= 80


@pytest.mark.usefixtures("no_vectors")
def test_one_other_reason_is_noticed_and_reduced(capsys: pytest.CaptureFixture[str]) -> None:
    act = "answer = json.loads(json.dumps(answer).replace('not_ours', 'bad_base45'))"
    command = shlex.join(fake(act))
    assert main(["--count", "400", "--workers", "1", "--against", command]) == 1
    out = capsys.readouterr().out
    assert 'first: {"error": "not_ours"}' in out
    assert 'second: {"error": "bad_base45"}' in out
    index = int(out.split("--only ")[1].split()[0])
    cases = [json.loads(line) for line in out.splitlines() if line.startswith('{"id"')]
    assert all(len(case["steps"]) == 1 for case in cases)
    tally = only((PYTHON, fake(act)), 1, index)
    assert [found.index for found in tally.differences] == [index]
    assert '{"error": "not_ours"}' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("act", "why"),
    [
        ("if answer['id'] == 'b': sys.exit(7)", "exit status 7"),
        ("if answer['id'] == 'b': raise ValueError('no such luck')", "no such luck"),
        ("if answer['id'] == 'b': continue", "left out"),
        ("if answer['id'] == 'b': answer = 5", "left out"),
        ("if answer['id'] == 'b': answer = {**answer, 'id': 'x'}", "left out"),
        ("if answer['id'] == 'b': print('hello', flush=True)", "not JSON"),
    ],
)
def test_a_program_that_fails_is_named_with_its_case(act: str, why: str) -> None:
    both = Both([PYTHON, fake(act)], patience=20)
    steps = [{"at": 1, "load": "00"}]
    cases = [
        {"id": name, "root": "", "accept_paper": True, "steps": steps} for name in ("a", "b", "c")
    ]
    pairs = list(both.ask_all(Asked(case) for case in cases))
    both.end()
    assert isinstance(pairs[1].other, Failure)
    assert why in pairs[1].other.why
    assert [pairs[0].place(), pairs[2].place()] == [None, None]
    assert pairs[1].place() == 0
    tally = Tally()
    for pair in pairs:
        tally.add(pair)
    assert tally.differences[0].case["id"] == "b"


def test_a_program_that_hangs_is_stopped() -> None:
    both = Both([PYTHON, fake("if answer['id'] == 'b': import time; time.sleep(99)")], patience=4)
    cases = [{"id": name, "root": "", "accept_paper": True, "steps": []} for name in ("a", "b")]
    pairs = list(both.ask_all(map(Asked, cases)))
    both.end()
    assert [isinstance(pair.other, Failure) for pair in pairs] == [False, True]


def test_answers_that_nobody_asked_for_are_noticed() -> None:
    tally = of_inputs(fake("if answer['id'] == 'canary': print(json.dumps(answer))"), 40)
    assert tally.differences == []
    assert "more answers" in tally.complaints[0]


def test_a_vector_that_both_answer_wrongly_is_noticed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = {"id": "one", "root": "", "accept_paper": True, "steps": [{"at": 1, "load": "00"}]}
    lines = [json.dumps(case | {"expect": [{"error": reason}]}) for reason in ("*", "not_ours")]
    monkeypatch.setattr("tests.differential.__main__.vector_files", lambda: [("some.jsonl", lines)])
    arguments = ["--count", "0", "--against", shlex.join(PYTHON)]
    assert main(arguments) == 1
    out = capsys.readouterr().out
    assert (
        out.count('WRONG: some.jsonl, one: the first program: step 0: {"error": "bad_root"}') == 1
    )


@pytest.mark.parametrize(
    ("act", "why"),
    [
        ("if 'problem' in answer: continue", "not answered by one line"),
        ("if 'problem' in answer: answer = []", "not answered by an object"),
        ("if 'problem' in answer: print(1)", "not answered by one line"),
        ("if 'problem' in answer: break", "it ended on"),
    ],
)
def test_lines_that_are_no_cases_must_be_answered(act: str, why: str) -> None:
    bytes_read = FAKE.replace("in sys.stdin", "in READ")
    read = "READ = (x for l in sys.stdin.buffer if (x := l.decode('utf-8', 'replace')).strip())"
    program = bytes_read.replace("import json, sys", f"import json, sys\n{read}").format(act=act)
    assert why in broken.complaints([sys.executable, "-c", program], patience=20)[0]


def test_too_few_signed_again_or_reasons_are_complaints() -> None:
    tally = Tally(inputs=20_000, signed=9_999)
    wrong = tally.shortcomings()
    assert wrong[0] == "only 9999 of 20000 inputs were signed again"
    assert "no input reached rollback" in wrong
    assert Tally(inputs=100, signed=50).shortcomings() == []


def test_a_missing_program_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert main(["--count", "1"]) == 2
    assert "node is not on this machine" in capsys.readouterr().out
    monkeypatch.setattr(shutil, "which", lambda name: "true")
    with pytest.raises(typescript.Missing, match=r"no .*/package\.json"):
        typescript.command(tmp_path)
    for script, why in (("tsx x.ts", "is not `node FILE`"), ("node build/x.js", "made no build")):
        (tmp_path / "package.json").write_text(json.dumps({"scripts": {"conformance": script}}))
        with pytest.raises(typescript.Missing, match=why):
            typescript.command(tmp_path)


def test_an_input_depends_on_its_seed_and_index_alone() -> None:
    whole = {index: one for asked in stream.cases(5, 0, 120) for index, one in asked.inputs}
    assert list(whole) != []
    for index in Random(1).sample(range(120), 10):
        assert stream.made(5, index)[1] == whole[index]
    assert stream.made(6, 7)[1] != whole[7]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (0, False),
        (1, "1"),
        ({"a": 1}, {"a": 1, "b": 2}),
        ([1], [1, 1]),
        (None, 0),
        ({}, []),
    ],
)
def test_values_that_differ(one: Any, other: Any) -> None:
    assert not same(one, other)
    assert not same(other, one)
    assert same(one, one)


def test_what_a_vector_may_expect() -> None:
    assert right({"error": "x"}, {"error": "*"})
    assert not right({"loaded": 1}, {"error": "*"})
    either = {"any": [{"loaded": 1}, {"error": "*"}]}
    assert right({"loaded": 1}, either)
    assert right({"error": "x"}, either)
    assert not right({"loaded": 2}, either)
    assert not right({"loaded": True}, {"loaded": 1})


def steps_of(*numbers: int) -> dict[str, Any]:
    return {"id": "x", "steps": list(numbers)}


def test_reducing_keeps_what_is_needed() -> None:
    def differs(case: dict[str, Any]) -> bool:
        return {2, 5} <= set(case["steps"])

    assert reduced(steps_of(*range(9)), 5, differs) == steps_of(2, 5)
    assert reduced(steps_of(1, 2, 3), 1, differs) == steps_of(1, 2, 3)


def test_the_command_itself() -> None:
    command = [sys.executable, "-m", "tests.differential", "--only", "3", "--against"]
    done = subprocess.run(
        [*command, shlex.join(PYTHON)], cwd=typescript.HOME, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("first: ") == 1
    assert done.stdout.endswith("0 cases with different answers\n")


def test_lines_are_written_with_and_without_escapes() -> None:
    assert Asked({"id": "码"}, plain=True).line() == '{"id": "码"}'.encode()
    assert Asked({"id": "码"}).line() == b'{"id": "\\u7801"}'
    assert Asked({"id": "\udc80"}, plain=True).line() == b'{"id": "\\udc80"}'
