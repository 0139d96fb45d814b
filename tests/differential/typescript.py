"""The conformance program of the TypeScript library."""

import json
import shlex
import shutil
import subprocess
from pathlib import Path

from .scene import HOME

WEB = HOME / "web"


class Missing(Exception):
    """The program can't be run; says what to do."""


def command(web: Path = WEB) -> tuple[str, ...]:
    """The command that starts it, npm left aside; it is built if it isn't."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node:
        raise Missing("node is not on this machine; on Debian: apt install nodejs npm")
    if not (web / "package.json").exists():
        raise Missing(f"there is no {web.name}/package.json")
    scripts = json.loads((web / "package.json").read_text("utf-8")).get("scripts", {})
    words = shlex.split(scripts.get("conformance", ""))
    if len(words) != 2 or words[0] != "node":
        raise Missing(f"the script `conformance` of {web.name}/package.json is not `node FILE`")
    program = web / words[1]
    if _age(program) < max(map(_age, _sources(web)), default=1.0):
        if not npm:
            raise Missing("npm is not on this machine, and the program is not built")
        if not (web / "node_modules").exists():
            _run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=web)
        _run(npm, "run", "build", folder=web)
    if not program.exists():
        raise Missing(f"`npm run build` in {web.name} made no {words[1]}")
    return node, str(program)


def _sources(web: Path) -> list[Path]:
    folders = ("src", "bin")
    return [path for name in folders for path in web.glob(f"lib/{name}/**/*.ts")]


def _age(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0


def _run(*arguments: str, folder: Path) -> None:
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout)[:600]
        raise Missing(f"`npm {' '.join(arguments[1:])}` in {folder.name} failed:\n{said}")
