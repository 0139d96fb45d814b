"""The command `huepass`."""
