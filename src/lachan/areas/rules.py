"""Pure questions about paths."""


def ancestors(path: str) -> list[str]:
    """The paths from the unit itself up to the root.

    >>> ancestors("1.4.17.")
    ['1.4.17.', '1.4.', '1.']
    """
    ids = path.split(".")[:-1]
    return [".".join(ids[:depth]) + "." for depth in range(len(ids), 0, -1)]
