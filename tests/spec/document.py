"""The English text of the specification, read as a stranger would: its sections, tables, code
blocks, dumps and the notation of its examples.
"""

import re
from collections.abc import Iterator
from typing import Any

import cbor2
from spec.testkit import forge
from spec.testkit.rawcbor import dump

from vectors import TOP

DOCUMENT = (TOP / "spec/huepass.md").read_text("utf-8")


def section(heading: str, document: str = DOCUMENT) -> str:
    """The text under the heading that begins so, to the next one."""
    return re.split(r"\n##+ ", re.split(rf"\n##+ {re.escape(heading)}", document)[1])[0]


def blocks(text: str) -> list[str]:
    """The code blocks in a text."""
    return re.findall(r"```\w*\n(.*?)```", text, re.S)


def rows(text: str) -> list[list[str]]:
    """The rows of the first table in a text, without the heading."""
    table = re.search(r"(?:^\|.*\n)+", text, re.M)
    assert table
    lines = table[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def code(block: str) -> str:
    """A code that is broken over lines."""
    return block.replace("\n", "")


def number(pattern: str, text: str) -> int:
    """The number, perhaps with commas in it, that stands where the pattern has its group."""
    found = re.search(pattern, text)
    assert found, pattern
    return int(found[1].replace(",", ""))


def dump_lines(text: str) -> Iterator[tuple[str, str]]:
    """Hexadecimal digits and comment of each line of a dump."""
    for line in text.splitlines():
        found = re.fullmatch(r" *((?:[0-9a-f]{2})+(?: (?:[0-9a-f]{2})+)*)(?: +(\D.*))?", line)
        assert found, line
        yield found[1].replace(" ", ""), found[2] or ""


def dumped(text: str) -> list[bytes]:
    """The bytes of each dump in a text."""
    dumps = [block for block in blocks(text) if block.startswith("84 ")]
    return [bytes.fromhex("".join(digits for digits, _ in dump_lines(one))) for one in dumps]


def key_table() -> dict[str, tuple[str, str]]:
    """Key ID and public key of each key of Appendix B."""
    return {
        name: (kid.strip("`"), public.strip("`"))
        for name, kid, public in rows(DOCUMENT.split("\n## Appendix B")[1])
    }


def meant(notation: str) -> Any:
    """What the notation of the examples says, with None in the place of signatures."""
    for pattern, instead in {
        r"h'([0-9a-f]*)'": r"fromhex('\1')",
        r"\(key (\w+)\)": r"public('\1')",
        r"\(64 bytes\)": "None",
        "<<": "dump(",
        ">>": ")",
    }.items():
        notation = re.sub(pattern, instead, notation)
    # The notation is that of Python now.
    names = {"fromhex": bytes.fromhex, "public": forge.public, "dump": dump, "__builtins__": {}}
    return eval(notation, names)


def signed(item: list[Any]) -> bytes:
    """A COSE_Sign with its signatures, each by the key that its entry names."""
    names = {forge.kid(name): name for name in key_table()}
    body, _, payload, entries = item
    for entry in entries:
        assert entry[2] is None
        signer = names[cbor2.loads(entry[0])[4]]
        entry[2] = forge.signature(signer, ["Signature", body, entry[0], b"", payload])
    return dump(item)
