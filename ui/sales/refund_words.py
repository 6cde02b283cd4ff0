"""What a refund's form is open for, and how each act is called and explained there."""

from enum import Enum

from pos_app.domain.words import _


class Act(Enum):
    """What the panel is open for."""

    TICKET = "ticket"
    PAYMENT = "payment"
    RETURN = "return"
    REMOVE = "remove"
    CONVERT = "convert"
    ADJUST = "adjust"
    VOID = "void"


def titles() -> dict[Act, str]:
    """What the form is called; ``{payment}`` and ``{number}`` are to be filled in."""
    return {
        Act.TICKET: _("Refund ticket #{number}"),
        Act.PAYMENT: _("Refund {payment}"),
        Act.RETURN: _("Give {payment} back to the balance"),
        Act.REMOVE: _("Remove {payment} for good"),
        Act.CONVERT: _("Turn the visit into an open payment"),
        Act.ADJUST: _("Adjust the invoice"),
        Act.VOID: _("Void the closed ticket"),
    }


def explained() -> dict[Act, str]:
    """What each act does, in a sentence."""
    return {
        Act.TICKET: _("What is still owed goes down first; a fund’s part goes back to its fund."),
        Act.PAYMENT: _("Never more than is left of this payment."),
        Act.RETURN: _("The goods stay sold: the client owes this part of the ticket again."),
        Act.REMOVE: _(
            "It is gone from the ticket and from the account. The client owes this part again."
        ),
        Act.CONVERT: _(
            "For a visit that did not take place: money becomes an open payment, credit goes back."
        ),
        Act.ADJUST: _("By how much it was too high. What was paid of it becomes an open payment."),
        Act.VOID: _("All that is left comes back as it was paid, on the day it was closed."),
    }


def buttons() -> dict[Act, str]:
    """What stands on the button."""
    return {
        Act.TICKET: _("Refund"),
        Act.PAYMENT: _("Refund"),
        Act.RETURN: _("Give back"),
        Act.REMOVE: _("Remove for good"),
        Act.CONVERT: _("Turn into an open payment"),
        Act.ADJUST: _("Adjust the invoice"),
        Act.VOID: _("Void ticket"),
    }
