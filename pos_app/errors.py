"""The two kinds of failure that a person is told about; everything else is a bug.

They live apart from every package because the domain, the services and the screens all speak them.
"""


class UserError(Exception):
    """A refusal whose text is shown to the person as written, next to ``field`` where one is named."""

    def __init__(self, text: str, *, field: str | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.field = field


class EnvironmentFault(Exception):
    """Something outside the till failed (disk, lock, printer, network): trying again may help."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
