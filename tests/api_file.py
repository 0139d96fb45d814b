"""The description of the issuer's API as a file, for integrators.

python -m tests.api_file            writes spec/openapi.json
python -m tests.api_file --check    says whether it is what the service serves
"""

import json
import sys
from pathlib import Path
from typing import Any

from huepass.issuer.api.app import create_app
from huepass.issuer.domain.colours import DEFAULT_COLOURS
from huepass.issuer.settings import Settings

FILE = Path(__file__).parent.with_name("spec") / "openapi.json"


def described() -> dict[str, Any]:
    """The document that an issuer at the default address serves."""
    settings = Settings(
        folder=Path("issuer"),
        issuer="example",
        names={"en": "Example", "zh": "示例"},
        colours=DEFAULT_COLOURS,
        url="http://127.0.0.1:8000",
        timezone="Asia/Shanghai",
        federation="example",
        federation_keys=Path("federation-keys"),
    )
    document: dict[str, Any] = create_app(settings, [], lambda: 0).openapi()
    return document


def text() -> str:
    """The file's content."""
    return json.dumps(described(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if FILE.read_text("utf-8") != text():
            sys.exit(f"{FILE.name} is out of date: python -m tests.api_file")
    else:
        FILE.write_text(text(), "utf-8")
