"""``python -m lachan``: the same as the command ``lachan``."""

from lachan.cli import main

main()
