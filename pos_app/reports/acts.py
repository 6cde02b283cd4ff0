"""The acts of the audit log as sentences, where the log keeps what goes into them."""

from collections.abc import Iterator, Mapping
from string import Formatter

from pos_app.domain.words import _, mark
from pos_app.services.event_names import kind_names

_REFUSED = ".refused"
_BALANCE = "balance."

_NAMES: Mapping[str, str] = {
    "sign_in": mark("Signed in"),
    "sign_out": mark("Signed out"),
    "authorise": mark("Authorised an act"),
    "recover": mark("New PIN by the recovery code"),
    "reset_pin": mark("New PIN from the command line"),
    "read": mark("A look"),
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
    "ticket.release_gift_card": mark("Released what a ticket held of a gift card"),
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
    "gift_card.pdf": mark("Saved a gift card as a file"),
    "payment.add": mark("Took a payment"),
    "payment.remove": mark("Took a payment off"),
    "invoice.bill": mark("Billed a client"),
    "ticket.refund": mark("Gave back what a ticket took"),
    "refund.reprint": mark("Printed a receipt again"),
    "receipt.print": mark("Printed a receipt"),
    "receipt.reprint": mark("Printed a receipt again"),
    "statement.print": mark("Printed a statement"),
    "extract.print": mark("Printed an extract"),
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
    "drawer.open": mark("Opened the drawer without a sale"),
    "print.dismiss": mark("Dismissed failed prints"),
    "print.again": mark("Printed again what did not come out"),
    "print.move": mark("Moved a print to another printer"),
    "print.cancel": mark("Took a print out of the queue"),
    "printer.change": mark("Changed a printer"),
    "printer.remove": mark("Removed a printer"),
    "printer.routes": mark("Changed what is printed where"),
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

_FULL: Mapping[str, str] = {
    "authorise": mark("Was allowed by PIN: {needs}"),
    "ticket.open": mark("Opened a ticket for {client}"),
    "ticket.close": mark("Closed a ticket over {amount}"),
    "ticket.client": mark("Put {client} on a ticket"),
    "ticket.describe": mark("Let {person} serve a ticket"),
    "ticket.tip": mark("Made the tip of {person} {amount}"),
    "ticket.pay_off": mark("Put a payoff of {amount} on a ticket"),
    "ticket.pay_debt": mark("Paid {amount} of a debt from the balance"),
    "ticket.refund": mark("Gave back what a ticket took: {kind}"),
    "line.add": mark("Added {item}, {amount}"),
    "line.change": mark("Changed {item}"),
    "line.remove": mark("Removed {item}, {amount}"),
    "line.quantity": mark("Changed the quantity of {item} to {quantity}"),
    "line.price": mark("Changed the price of {item} from {was} to {amount}"),
    "line.discount": mark("Discounted {item}"),
    "line.staff": mark("Let {person} do {item}"),
    "line.note": mark("Wrote a note on {item}"),
    "line.top_up": mark("Sold account credit of {amount}"),
    "line.gift_card": mark("Sold a gift card over {amount}"),
    "line.gift_card_top_up": mark("Topped a gift card up by {amount}"),
    "gift_card.load": mark("Loaded {amount} of a gift card onto the account of {client}"),
    "payment.add": mark("Took a payment: {way} {amount}"),
    "payment.remove": mark("Took a payment off: {way} {amount}"),
    "invoice.bill": mark("Billed a client, due {due}"),
    "client.merge": mark("Merged a client into {into}"),
    "clients.import": mark("Imported clients from {file}: {count}"),
    "catalog.import": mark("Imported items from {file}: {count}"),
    "statement.print": mark("Printed a statement from {since} to {until}"),
    "statement.email": mark("Sent a statement from {since} to {until} by e-mail"),
    "item.change": mark("Changed {name} in the catalog"),
    "reason_kind.change": mark("Changed the kind of reason {name}"),
    "tax.change": mark("Changed the tax {name} to {percent}"),
    "payment_type.change": mark("Changed the payment type {name}"),
    "till.change": mark("Changed the till {name}"),
    "balance.on_account": mark("Took {amount} on account: {way}"),
    "balance.credit": mark("Added credit of {amount}"),
    "balance.removal": mark("Removed credit of {amount}"),
    "balance.charge": mark("Charged {amount}"),
    "balance.write_off": mark("Wrote off {amount}"),
    "balance.money_returned": mark("Gave back {amount} of money on account"),
}
"""Whole sentences, for where all their facts are known."""


def sentence(act: str, shown: Mapping[str, str]) -> tuple[str, frozenset[str]]:
    """An act as a sentence, with as much as is known of it; and the names of the facts in it.

    ``shown`` are its facts in words. A refused act says what was missing for it.
    """
    if act.endswith(_REFUSED):
        said, used = sentence(act.removesuffix(_REFUSED), shown)
        if "needs" in used or "needs" not in shown:
            return _("Refused: {act}").format(act=said), used
        refused = _("Refused: {act} ({permission})")
        return refused.format(act=said, permission=shown["needs"]), used | {"needs"}
    template = _FULL.get(act, "")
    wanted = frozenset(_fields(template))
    if template and wanted <= shown.keys():
        return _(template).format(**{name: shown[name] for name in wanted}), wanted
    return _name(act), frozenset()


def acts_called(word: str) -> list[str]:
    """The acts in whose sentences this word stands, in the reader's language."""
    wanted = word.casefold()
    known = {*_NAMES, *_FULL, *(f"{_BALANCE}{kind}" for kind in kind_names())}
    refused = wanted in _words_of(_("Refused: {act} ({permission})"))
    found = [
        act
        for act in known
        # As files name it too: who looks for *write* means what was *written off*.
        if wanted in _words_of(_name(act), _(_FULL.get(act, " ")), act.replace("_", " "))
    ]
    return [*found, *(act + _REFUSED for act in (known if refused else found))]


def is_known(act: str) -> bool:
    """Whether there are words for this act."""
    return _name(act) != act


def _fields(template: str) -> Iterator[str]:
    return (name for _text, name, _spec, _how in Formatter().parse(template) if name)


def _words_of(*templates: str) -> str:
    """What stands in templates whatever their facts are."""
    parts = (text for template in templates for text, *_rest in Formatter().parse(template))
    return " ".join(parts).casefold()


def _name(act: str) -> str:
    if act in _NAMES:
        return _(_NAMES[act])
    kinds = {f"{_BALANCE}{kind}": said for kind, said in kind_names().items()}
    return kinds.get(act, act)
