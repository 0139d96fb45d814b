"""The wallet's and the gate's pages: the files that `web/pages` is built into, for any server."""

from huepass.pages.files import PAGES, PageFiles, built, read_pages
from huepass.pages.preparing import media_type_of, origin_of, policy_of, prepare, server_of

__all__ = [
    "PAGES",
    "PageFiles",
    "built",
    "media_type_of",
    "origin_of",
    "policy_of",
    "prepare",
    "read_pages",
    "server_of",
]
