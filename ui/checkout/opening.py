"""The panels that a ticket opens. Each is imported when it is first wanted: the page must come fast."""

from ui.checkout.panels import ActPanel
from ui.checkout.work import TicketWork


def pay_off(work: TicketWork) -> ActPanel:
    """Pay off what the client owes."""
    from ui.checkout.pay_off import PayOffPanel

    return PayOffPanel(work)


def top_up(work: TicketWork) -> ActPanel:
    """Sell account credit."""
    from ui.checkout.top_up import TopUpPanel

    return TopUpPanel(work)


def gift_card(work: TicketWork) -> ActPanel:
    """Sell a gift card."""
    from ui.checkout.gift_card import GiftCardPanel

    return GiftCardPanel(work)


def discount(work: TicketWork) -> ActPanel:
    """Take something off the ticket."""
    from ui.checkout.discount import DiscountPanel

    return DiscountPanel(work)


def tip(work: TicketWork) -> ActPanel:
    """Add a tip."""
    from ui.checkout.tip import TipPanel

    return TipPanel(work)


def void(work: TicketWork) -> ActPanel:
    """Void the ticket."""
    from ui.checkout.void import VoidPanel

    return VoidPanel(work)


def load() -> None:
    """Import them all, while nobody waits."""
    import ui.checkout.card_scanned
    import ui.checkout.discount
    import ui.checkout.gift_card
    import ui.checkout.line_panel
    import ui.checkout.pay_off
    import ui.checkout.tip
    import ui.checkout.top_up
    import ui.checkout.void  # noqa: F401
