"""The table of what the systems must do names the tests that are there, and no others."""

import ast
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TABLE = (HERE / "README.md").read_text("utf-8")


def written(path: Path) -> set[str]:
    """The names of a file's tests."""
    return {
        node.name
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


FILES = [path for path in sorted(HERE.glob("test_*.py")) if path.name != Path(__file__).name]


def sections() -> dict[str, str]:
    """The table's parts, by the files that they say they are about."""
    parts = re.split(r"^(?=## |Asked of all)", TABLE, flags=re.MULTILINE)[1:]
    return {"".join(re.findall(r"`(test_\w+\.py)`", part)): part for part in parts}


def named(text: str) -> set[str]:
    """The tests that a text names."""
    return set(re.findall(r"`(test_\w+)`", text))


def test_every_test_that_is_named_exists() -> None:
    assert len(FILES) >= 9
    assert named(TABLE) <= set().union(*map(written, FILES))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_test_is_named_where_its_file_is(path: Path) -> None:
    text = "".join(part for files, part in sections().items() if path.name in files)
    assert written(path) <= named(text)


def test_every_row_has_a_result() -> None:
    rows = [
        re.split(r"(?<!\\)\|", line)[1:-1]
        for line in TABLE.splitlines()
        if line.startswith("| ") and not line.startswith("| what ")
    ]
    assert len(rows) > 80
    for what, tests, result in rows:
        begin = re.match(r" (built|not built)", result)
        assert begin, what
        # What is built has a test, and what has none says why.
        assert tests.strip() or (begin[1] != "built" and len(result.strip()) > 10), what
