"""A gate: reads codes, one on each line, and prints one answer for each.

    python gate.py ROOT BUNDLE < codes

ROOT is the first root, BUNDLE a file with all later documents: roots, a trust list, lists.
"""

import secrets
import sys
import time
from pathlib import Path

from huepass.core import GateState, Policy, ReplayMemory, check, load_all
from huepass.errors import CodeRefused, FolderError, HuepassError, Reason
from huepass.messages import explain


def read(name: str) -> bytes:
    """The bytes of a file."""
    try:
        return Path(name).read_bytes()
    except OSError:
        raise FolderError(Reason.FILE_UNREADABLE) from None


def in_words(error: HuepassError) -> str:
    """What is wrong, for people and for programs."""
    return f"{error.reason} {explain(error.reason, 'zh')} {explain(error.reason, 'en')}"


def main(root: str, bundle: str) -> None:
    """Load the documents, then answer until the input ends."""
    start = int(time.time())
    report = load_all(GateState.begin(read(root)), read(bundle), start)
    for fault in report.errors:
        if not report.loaded:
            raise fault
        print(f"{bundle}: {in_words(fault)}", file=sys.stderr)
    policy, memory = Policy(accept_paper=True), ReplayMemory(secrets.token_bytes(32))
    for line in sys.stdin:
        now = int(time.time())
        try:
            found = check(
                report.state, line, policy=policy, now=now, started_at=start, memory=memory
            )
            label = f"{found.labels.get('zh', '-')} {found.labels.get('en', '-')}"
            stale = " stale" if found.stale else ""
            print(f"{found.action} {label} {found.medium}{stale}", flush=True)
        except CodeRefused as error:
            print(f"refused {in_words(error)}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python gate.py ROOT BUNDLE < codes")
    try:
        main(*sys.argv[1:])
    except HuepassError as error:
        sys.exit(f"gate.py: {in_words(error)}")
