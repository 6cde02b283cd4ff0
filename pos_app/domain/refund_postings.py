"""Which accounts a refund moves: the rows on refunds of design section 4. Debit is positive."""

from pos_app.domain.client_account import FundKind
from pos_app.domain.journal import Account, Posting, gather
from pos_app.domain.posting_rules import FUND_ACCOUNTS, SALES, gift_card, tender
from pos_app.domain.refund import Give, GoesTo, Plan
from pos_app.domain.ticket import LineKind

_LOST = {
    FundKind.CREDIT: Account.CREDITS_GRANTED,
    FundKind.OPEN_PAYMENT: Account.FORFEITS,
}


def refund(plan: Plan) -> tuple[Posting, ...]:
    """Lines, tips and cash rounding against where everything goes."""
    client = plan.closed.client_id
    postings = [Posting(Account.ROUNDING, plan.rounding)]
    for left, shares in plan.shares:
        kind = left.line.kind
        if kind is LineKind.PAYOFF:
            postings.append(Posting(Account.ACCOUNTS_RECEIVABLE, shares.value, "", client))
        elif kind is LineKind.GIFT_CARD:
            postings += [gift_card(take.card_number, shares.value) for take in left.takes]
        elif kind is LineKind.TOP_UP:
            postings.append(Posting(Account.OPEN_PAYMENTS, shares.value, "", client))
        else:
            postings += [
                Posting(SALES[kind], shares.net + shares.discount),
                Posting(Account.DISCOUNTS, -shares.discount - shares.given),
                *(Posting(Account.TAX_PAYABLE, tax, code) for code, tax in shares.taxes.items()),
            ]
    postings += [Posting(Account.TIPS_PAYABLE, tip.amount, tip.staff) for tip in plan.wanted.tips]
    kept = sum(plan.wanted.kept.values())
    postings.append(Posting(Account.OPEN_PAYMENTS, kept, "", client))
    postings.append(Posting(Account.ACCOUNTS_RECEIVABLE, plan.owed_again, "", client))
    postings += [_gone(give, client) for give in plan.gives]
    return gather(postings)


def _gone(give: Give, client: int | None) -> Posting:
    part = give.of
    match give.goes_to:
        case GoesTo.TENDER if part.source is not None:
            return tender(part.source, -give.amount)
        case GoesTo.OPEN_PAYMENT:
            return Posting(Account.OPEN_PAYMENTS, -give.amount, "", client)
        case GoesTo.FUND:
            return Posting(FUND_ACCOUNTS[part.fund_kind], -give.amount, "", client)
        case GoesTo.DEBT:
            return Posting(Account.ACCOUNTS_RECEIVABLE, -give.amount, "", part.client_id)
        case GoesTo.GIFT_CARD:
            return gift_card(part.card_number, -give.amount)
        case GoesTo.POINTS:
            return Posting(Account.POINTS_REDEEMED, -give.amount)
        case GoesTo.BAD_DEBT:
            return Posting(Account.BAD_DEBTS, -give.amount)
        case GoesTo.LOST:
            return Posting(_LOST[part.fund_kind], -give.amount)
    raise ValueError(f"{give.goes_to} of {part.base} goes nowhere")
