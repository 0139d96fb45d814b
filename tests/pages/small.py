"""Small pages, built as the real ones are: a text, a worker that knows its hash, files."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Final

_PAGE: Final = """<!doctype html>
<meta
  http-equiv="Content-Security-Policy"
  content="default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'"
/>
<meta name="huepass-servers" content="" />
<title>%s</title>
"""
ASSET: Final = "assets/base-C5g5PtPv.js"


def hash_of(content: bytes) -> bytes:
    return b"sha256-" + b64encode(sha256(content).digest())


def small_pages(word: str = "page") -> dict[str, bytes]:
    files = {
        ASSET: b"export const a = 1;\n" * 100,
        "assets/decoder-AAAA.wasm": b"\0asm",
        "icons/wallet-192.png": b"\x89PNG",
        "icons/wallet.svg": b"<svg/>",
    }
    for page in ("wallet", "gate"):
        html = (_PAGE % f"{page}, {word}").encode()
        files[f"{page}/index.html"] = html
        files[f"{page}/worker.js"] = b'var files=[["./","' + hash_of(html) + b'"]];'
        files[f"{page}/manifest.webmanifest"] = b"{}"
    return files


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
