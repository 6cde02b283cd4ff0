"""Which accounts each event moves: the table of design section 4, as functions. Debit is positive."""

from collections.abc import Iterable

from pos_app.domain.balance_plan import NEW, Plan
from pos_app.domain.client_account import FundKind, Standing
from pos_app.domain.gift_card import reference
from pos_app.domain.journal import Account, Posting, gather
from pos_app.domain.payment import Payment, PaymentKind, Settlement
from pos_app.domain.ticket import Bill, LineKind, PricedLine

SALES = {
    LineKind.SERVICE: Account.SERVICE_SALES,
    LineKind.PRODUCT: Account.PRODUCT_SALES,
    LineKind.FEE: Account.FEES,
    LineKind.PACKAGE: Account.PLAN_SALES,
    LineKind.PLAN: Account.PLAN_SALES,
}
_TENDERS = {
    PaymentKind.CASH: Account.CASH,
    PaymentKind.CARD: Account.CARD_CLEARING,
    PaymentKind.CHECK: Account.CHECKS,
    PaymentKind.CUSTOM: Account.OTHER_TENDER,
    PaymentKind.DISCOUNT: Account.DISCOUNTS,
    PaymentKind.POINTS: Account.POINTS_REDEEMED,
}
FUND_ACCOUNTS = {
    FundKind.CREDIT: Account.CLIENT_CREDITS,
    FundKind.OPEN_PAYMENT: Account.OPEN_PAYMENTS,
}
_LOST = {
    FundKind.CREDIT: Account.CREDITS_GRANTED,
    FundKind.OPEN_PAYMENT: Account.FORFEITS,
}


def tender(payment: Payment, amount: int) -> Posting:
    """Money received by one payment type."""
    sub = payment.type_code if payment.kind is PaymentKind.CUSTOM else ""
    return Posting(_TENDERS[payment.kind], amount, sub)


def close_ticket(
    bill: Bill,
    settlement: Settlement,
    payments: Iterable[Payment],
    redeemed: Iterable[tuple[FundKind, int]],
    client_id: int | None,
    cards: Iterable[tuple[int, int]] = (),
) -> tuple[Posting, ...]:
    """Close a ticket: payments and discounts against sales, taxes, tips and what lines settle.

    ``redeemed`` is what each kind of fund gave for the payments by client balance, ``cards`` the
    numbers of the gift cards redeemed and how much of each.
    """
    postings: list[Posting] = []
    for payment in payments:
        if payment.kind is PaymentKind.PAY_LATER:
            postings.append(Posting(Account.ACCOUNTS_RECEIVABLE, payment.amount, "", client_id))
        elif payment.kind not in (PaymentKind.CLIENT_BALANCE, PaymentKind.GIFT_CARD):
            postings.append(tender(payment, payment.amount + payment.kept))
            postings.append(Posting(Account.OPEN_PAYMENTS, -payment.kept, "", client_id))
    postings += [Posting(FUND_ACCOUNTS[kind], amount, "", client_id) for kind, amount in redeemed]
    postings += [gift_card(number, amount) for number, amount in cards]
    for priced in bill.lines:
        postings += _line(priced, client_id)
    postings += [Posting(Account.TIPS_PAYABLE, -tip.amount, tip.staff) for tip in bill.tips]
    postings.append(Posting(Account.ROUNDING, -settlement.rounding))
    return gather(postings)


def _line(priced: PricedLine, client_id: int | None) -> list[Posting]:
    kind = priced.line.kind
    if kind is LineKind.PAYOFF:
        return [Posting(Account.ACCOUNTS_RECEIVABLE, -priced.total, "", client_id)]
    if kind is LineKind.TOP_UP:
        return [Posting(Account.OPEN_PAYMENTS, -priced.total, "", client_id)]
    if kind is LineKind.GIFT_CARD:
        return [gift_card(priced.line.card.number if priced.line.card else 0, -priced.total)]
    return [
        Posting(SALES[kind], -priced.net_before),
        Posting(Account.DISCOUNTS, priced.net_before - priced.net),
        *(Posting(Account.TAX_PAYABLE, -tax, code) for code, tax in priced.taxes.items()),
    ]


def gift_card(number: int, amount: int) -> Posting:
    """What comes off a gift card, or, below zero, on it.

    Kept by card, so that a card's history is in the books, and what is left of each ties to them.
    """
    return Posting(Account.GIFT_CARDS, amount, reference(number) if number else "")


def load_card(number: int, amount: int, client_id: int) -> tuple[Posting, ...]:
    """The value of a gift card becomes an open payment of a client's (R11)."""
    return gather(
        [gift_card(number, amount), Posting(Account.OPEN_PAYMENTS, -amount, "", client_id)]
    )


def reissue_card(void: int, new: int, amount: int) -> tuple[Posting, ...]:
    """The value of a lost gift card moves to a new one."""
    return gather([gift_card(void, amount), gift_card(new, -amount)])


def expire_card(number: int, amount: int) -> tuple[Posting, ...]:
    """What is left of a gift card past its last day is the shop's."""
    return gather([gift_card(number, amount), Posting(Account.FORFEITS, -amount)])


def keep_as_open_payment(payments: Iterable[Payment], client_id: int) -> tuple[Posting, ...]:
    """Money taken on a ticket that is voided, kept for the client (R17)."""
    postings: list[Posting] = []
    for payment in payments:
        postings += [
            tender(payment, payment.received),
            Posting(Account.OPEN_PAYMENTS, -payment.received, "", client_id),
        ]
    return gather(postings)


def balance_act(plan: Plan, client_id: int, payment: Payment | None) -> tuple[Posting, ...]:
    """What a manager's act on a client's balance moves; ``payment`` is the money received, if any."""
    kinds = {fund.id: fund.kind for fund in plan.account.funds}
    postings = [
        Posting(Account.ACCOUNTS_RECEIVABLE, plan.charge, "", client_id),
        Posting(Account.BALANCE_ADJUSTMENTS, -plan.charge),
    ]
    if plan.fund:
        amount, kinds[NEW] = plan.fund.amount, plan.fund.kind
        granted = Posting(Account.CREDITS_GRANTED, amount)
        postings.append(tender(payment, amount) if payment else granted)
        postings.append(Posting(FUND_ACCOUNTS[plan.fund.kind], -amount, "", client_id))
    for put in plan.puts:
        postings.append(Posting(FUND_ACCOUNTS[kinds[put.fund_id]], put.amount, "", client_id))
        postings.append(Posting(Account.ACCOUNTS_RECEIVABLE, -put.amount, "", client_id))
    for share in plan.removed:
        kind = kinds[share.id]
        postings.append(Posting(FUND_ACCOUNTS[kind], share.amount, "", client_id))
        postings.append(Posting(_LOST[kind], -share.amount))
    for share in plan.written_off:
        postings.append(Posting(Account.BAD_DEBTS, share.amount))
        postings.append(Posting(Account.ACCOUNTS_RECEIVABLE, -share.amount, "", client_id))
    return gather(postings)


def merge(into: int, gone: int, had: Standing) -> tuple[Posting, ...]:
    """All that one client owes and has becomes another's."""
    return gather(
        Posting(account, amount, "", client)
        for client, sign in ((into, 1), (gone, -1))
        for account, amount in (
            (Account.ACCOUNTS_RECEIVABLE, sign * had.owed),
            (Account.OPEN_PAYMENTS, -sign * had.open_payments),
            (Account.CLIENT_CREDITS, -sign * had.credits),
        )
    )


def opening_balance(
    client_id: int, owed: int, has: int, fund_kind: FundKind
) -> tuple[Posting, ...]:
    """What a client owed or had in the books that were kept before these."""
    return gather(
        [
            Posting(Account.ACCOUNTS_RECEIVABLE, owed, "", client_id),
            Posting(Account.OPENING_BALANCES, has - owed),
            Posting(FUND_ACCOUNTS[fund_kind], -has, "", client_id),
        ]
    )
