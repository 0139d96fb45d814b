"""`python -m huepass` is the command `huepass`."""

from huepass.cli.app import main

main()
