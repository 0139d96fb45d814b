"""What must hold of the project as a whole."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from huepass import core, errors, gate, wallet
from huepass.errors import HuepassError, Reason, UsageError
from huepass.messages import MESSAGES, explain

TOP = Path(__file__).parent.parent
SOURCES = sorted((TOP / "src").rglob("*.py"))
KEPT = {".py", ".toml", ".txt", ".md", ".json", ".jsonl", ".yml", ".yaml", ".cfg", ".mako", ""}
LEFT_OUT = {".git", ".venv", ".hypothesis", "__pycache__", "node_modules", "dist", "build"}


def _tracked() -> list[Path]:
    return [
        path
        for path in sorted(TOP.rglob("*"))
        if path.is_file()
        and path.suffix in KEPT
        and not path.name.startswith(".coverage")
        and not LEFT_OUT.intersection(path.relative_to(TOP).parts)
        and not any(part.endswith("_cache") for part in path.relative_to(TOP).parts)
    ]


# Written so that this file does not hold what it looks for.
FORBIDDEN = {
    "registry address": "|".join(
        ["python" + "hosted", "pypi" + r"\.org", "npm" + r"js\.org", "deb" + r"\.debian"]
    ),
    "path of one machine": "|".join(
        ["/" + "work" + "/", "/" + "root" + "/", "/" + "home" + "/", "/" + "Users" + "/"]
    ),
    "switched off verification": "verify" + r"\s*=\s*False",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_has_a(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = []
    for path in _tracked():
        text = path.read_text("utf-8", "replace")
        found += [
            f"{path.relative_to(TOP)}:{number}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    assert found == []


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    assert MESSAGES.keys() == set(Reason)
    for reason in Reason:
        assert re.search(r"[a-z]{2,}.*[.]$", explain(reason, "en")), reason
        assert re.search(r"[\u4e00-\u9fff]{2,}.*。$", explain(reason, "zh")), reason
        assert not re.search(r"[\u4e00-\u9fff]", explain(reason, "en")), reason


def test_revoked_and_expired_look_alike_to_people() -> None:
    assert MESSAGES[Reason.REVOKED] == MESSAGES[Reason.EXPIRED]


def test_every_error_is_a_huepass_error() -> None:
    kinds = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, Exception)
    ]
    assert len(kinds) >= 8
    for kind in kinds:
        assert issubclass(kind, HuepassError)
        error = kind("detail") if kind is UsageError else kind(Reason.BAD_CBOR, "detail")
        assert error.reason in Reason
        assert error.detail == "detail"
        assert "detail" in str(error)


def test_exported_names_of_the_gate() -> None:
    assert sorted(gate.__all__) == [
        "Fetched",
        "GateFolder",
        "GateSession",
        "Loaded",
        "Settings",
        "Snapshot",
        "SyncReport",
        "read_picture",
        "sync",
    ]
    assert all(hasattr(gate, name) for name in gate.__all__)


def test_exported_names_of_the_wallet() -> None:
    assert sorted(wallet.__all__) == [
        "Held",
        "IssuerClient",
        "Offer",
        "Person",
        "Refreshed",
        "Shown",
        "WalletFolder",
        "accept",
        "bring_up",
        "choose",
        "parse_offer",
        "refresh",
        "works_until",
    ]
    assert all(hasattr(wallet, name) for name in wallet.__all__)


def test_everything_that_the_core_exports_is_documented() -> None:
    assert core.__all__
    for name in core.__all__:
        value = getattr(core, name)
        if callable(value):
            assert value.__doc__, name


def test_every_module_is_documented() -> None:
    for path in SOURCES:
        if path.name != "__init__.py" or path.stat().st_size:
            assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path


DISTRIBUTIONS = {"PIL": "pillow", "nacl": "pynacl", "zxingcpp": "zxing-cpp"}
WITHOUT_EXTRAS = ["core", "gate", "messages", "pages", "wallet"]
WITHOUT_EXTRAS += ["drawing.py", "errors.py", "files.py", "qr.py", "sealing.py"]
COMMANDS_WITHOUT_EXTRAS = ["app.py", "conformance.py", "gate.py", "inspect.py", "output.py"]
COMMANDS_WITHOUT_EXTRAS += ["pages.py", "verify.py", "wallet.py", "wallet_certificate.py"]
COMMANDS_WITHOUT_EXTRAS += ["wallet_holder.py"]
COMMANDS_WITHOUT_EXTRAS += ["wallet_organisations.py", "wallet_register.py", "wallet_screen.py"]
COMMANDS_WITHOUT_EXTRAS += ["wallet_words.py"]


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"huepass"}


def test_the_base_install_has_all_that_gates_and_wallets_import() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    installed = {re.split(r"[<>=]", one)[0] for one in project["dependencies"]}
    top = TOP / "src" / "huepass"
    starts = [top / name for name in WITHOUT_EXTRAS]
    starts += [top / "cli" / name for name in COMMANDS_WITHOUT_EXTRAS]
    paths = [path for path in SOURCES if any(path.is_relative_to(start) for start in starts)]
    imported = set().union(*(_imported(path) for path in paths))
    assert {DISTRIBUTIONS.get(name, name) for name in imported} == installed


def test_gate_and_wallet_work_without_the_issuers_libraries() -> None:
    """The base install has none of them, so importing these must not need any."""
    program = (
        "import sys\n"
        "import huepass.gate, huepass.wallet, huepass.cli.app, huepass.cli.wallet\n"
        "huepass.cli.app.create_app()\n"
        "extra = {'alembic', 'fastapi', 'fpdf', 'sqlalchemy', 'uvicorn', 'starlette'}\n"
        "found = extra & {name.partition('.')[0] for name in sys.modules}\n"
        "sys.exit(f'imported: {found}' if found else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
