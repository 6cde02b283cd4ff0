"""The acts of the audit log in words."""

from collections.abc import Mapping

from pos_app.domain.words import _, mark
from pos_app.security.roles import Permission, name_of
from pos_app.services.history import kind_names

_REFUSED = ".refused"
_BALANCE = "balance."

_NAMES: Mapping[str, str] = {
    "sign_in": mark("Signed in"),
    "sign_out": mark("Signed out"),
    "authorise": mark("Authorised an act"),
    "recover": mark("New PIN by the recovery code"),
    "reset_pin": mark("New PIN from the command line"),
    "read": mark("Read a report"),
    "restore": mark("Restored a backup"),
    "shop.create": mark("Set the shop up"),
    "ticket.open": mark("Opened a ticket"),
    "ticket.close": mark("Closed a ticket"),
    "ticket.void": mark("Voided a ticket"),
    "ticket.hold": mark("Held a ticket"),
    "ticket.resume": mark("Resumed a ticket"),
    "ticket.undo": mark("Undid a change"),
    "ticket.client": mark("Changed a ticket’s client"),
    "ticket.note": mark("Wrote a note on a ticket"),
    "ticket.split": mark("Split what is due evenly"),
    "ticket.describe": mark("Wrote a note on a ticket"),
    "ticket.tip": mark("Changed a tip"),
    "ticket.discount": mark("Discounted a ticket"),
    "ticket.tax_exempt": mark("Changed a ticket’s tax exemption"),
    "ticket.use_credit": mark("Changed the use of credit"),
    "ticket.notice": mark("Read a ticket’s notice"),
    "ticket.release_holds": mark("Released what a ticket held"),
    "ticket.pay_off": mark("Put a payoff on a ticket"),
    "ticket.pay_debt": mark("Paid a debt from the balance"),
    "line.add": mark("Added a line"),
    "line.change": mark("Changed a line"),
    "line.remove": mark("Removed a line"),
    "line.quantity": mark("Changed a quantity"),
    "line.price": mark("Changed a price"),
    "line.discount": mark("Discounted a line"),
    "line.staff": mark("Changed who did a line"),
    "line.note": mark("Wrote a note on a line"),
    "line.top_up": mark("Sold account credit"),
    "line.gift_card": mark("Sold a gift card"),
    "line.gift_card_top_up": mark("Topped a gift card up"),
    "gift_card.load": mark("Loaded a gift card onto an account"),
    "gift_card.reissue": mark("Reissued a gift card"),
    "gift_card.expire": mark("Let gift cards expire"),
    "gift_card.print": mark("Printed a gift card"),
    "payment.add": mark("Took a payment"),
    "payment.remove": mark("Took a payment off"),
    "invoice.bill": mark("Billed a client"),
    "ticket.refund": mark("Gave back what a ticket took"),
    "refund.reprint": mark("Printed a receipt again"),
    "receipt.print": mark("Printed a receipt"),
    "receipt.reprint": mark("Printed a receipt again"),
    "statement.print": mark("Printed a statement"),
    "receipt.email": mark("Sent a receipt by e-mail"),
    "invoice.email": mark("Sent an invoice by e-mail"),
    "refund.email": mark("Sent a receipt by e-mail"),
    "account_receipt.email": mark("Sent a receipt by e-mail"),
    "statement.email": mark("Sent a statement by e-mail"),
    "email.again": mark("Sent an e-mail again"),
    "email.cancel": mark("Let go of an e-mail"),
    "mail.password": mark("Changed the mail server’s password"),
    "mail.test": mark("Sent a test message"),
    "account_receipt.reprint": mark("Printed a receipt again"),
    "print.dismiss": mark("Dismissed failed prints"),
    "client.create": mark("Added a client"),
    "client.change": mark("Changed a client"),
    "client.archive": mark("Archived a client"),
    "client.bring_back": mark("Brought a client back"),
    "client.merge": mark("Merged two clients"),
    "clients.import": mark("Imported clients"),
    "catalog.import": mark("Imported a catalog"),
    "balance.apply_to_many": mark("Applied balances of many clients"),
    "balance.expire": mark("Let credits expire"),
    "settings.change": mark("Changed settings"),
    "rights.change": mark("Changed permissions"),
    "staff.change": mark("Changed staff"),
    "item.change": mark("Changed the catalog"),
    "reason_kind.change": mark("Changed a kind of reason"),
    "tax.change": mark("Changed a tax"),
    "payment_type.change": mark("Changed a payment type"),
    "payment_type.order": mark("Changed the order of payment types"),
    "till.change": mark("Changed a till"),
    "logo.change": mark("Changed the logo"),
}


def name_of_act(act: str, detail: str = "") -> str:
    """An act in words; a refused one with what was missing."""
    if act.endswith(_REFUSED):
        said = _("Refused: {act}").format(act=_name(act.removesuffix(_REFUSED)))
        return f"{said} ({name_of(Permission(detail))})" if detail in set(Permission) else said
    return _name(act)


def acts_called(word: str) -> list[str]:
    """The acts whose words contain this one, in the reader's language."""
    wanted = word.casefold()
    known = [*_NAMES, *(f"{_BALANCE}{kind}" for kind in kind_names())]
    every = [*known, *(act + _REFUSED for act in known)]
    return [act for act in every if wanted in name_of_act(act).casefold()]


def _name(act: str) -> str:
    if act in _NAMES:
        return _(_NAMES[act])
    kinds = {f"{_BALANCE}{kind}": said for kind, said in kind_names().items()}
    return kinds.get(act, act)
