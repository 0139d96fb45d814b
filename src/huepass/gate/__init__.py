"""The thin shell around the core that makes a gate: folder, network, pictures, scanner, clock."""

from huepass.gate.folder import GateFolder
from huepass.gate.picture import read_picture
from huepass.gate.session import GateSession
from huepass.gate.snapshot import Loaded, Settings, Snapshot
from huepass.gate.sync import Fetched, SyncReport, sync

__all__ = [
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
