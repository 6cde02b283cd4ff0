"""What to tell a person about an error that came back from the background."""

from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError


def text_of(error: Exception) -> str:
    """The error's own words; for a bug, which is in the log, that it did not work."""
    if isinstance(error, UserError | EnvironmentFault):
        return error.text
    return _("That did not work. Try again.")
