"""Invoices: billed without a visit, paid with what their clients have, given up."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from pos_app.domain.balance_acts import WriteOff
from pos_app.security.roles import Permission
from pos_app.services import client_accounts, invoices
from pos_app.services.invoices import BilledItem, Draft, Wanted
from tests.services.random_till.balances import BalanceActs
from tests.services.random_till.bill import Paid, Sold
from tests.services.random_till.shop import PICK, PRICED, TYPED, Typed, amount_of


class InvoiceActs(BalanceActs):
    """The office works on what is unpaid."""

    @rule(
        pick=PICK,
        who=PICK,
        lines=st.lists(st.tuples(st.booleans(), st.sampled_from([1, 1, 2, 0])), max_size=2),
        days=st.sampled_from([0, 30, -1]),
        use_credit=st.booleans(),
    )
    def bill_without_a_visit(
        self, pick: int, who: int, lines: list[tuple[bool, int]], days: int, use_credit: bool
    ) -> None:
        client, desk, click = self.a_client(who), self.at(pick).desk, self.click()
        items = tuple(BilledItem(self.billed[taxed], count) for taxed, count in lines)
        due_on = self.in_days(days)
        draft = Draft(client_id=client, lines=items, due_on=due_on, use_credit=use_credit)
        bill = self.model.new_bill(client)
        bill.use_credit = bill.use_credit and use_credit
        for number, (taxed, count) in enumerate(lines, 1):
            bill.lines[number] = Sold(PRICED[taxed] * count, taxed)
        bill.paid = [Paid(0, "later", bill.total)]
        allowed = bool(lines) and all(count for _taxed, count in lines) and days >= 0
        allowed = allowed and self.model.may_close(bill)
        allowed = allowed and self.may(pick, Permission.ADJUST_BALANCE)
        allowed = allowed and self.may(pick, Permission.PAY_LATER)
        if self.expect(allowed, lambda: invoices.bill(desk, click, draft)):
            invoices.bill(desk, click, draft)
            ((ticket,),) = self.tills[0].rows("SELECT max(id) FROM tickets")
            self.model.bills[ticket] = bill
            self.was_closed(ticket, bill)

    @rule(pick=PICK, most=st.integers(1, 3), typed=TYPED)
    def pay_invoices_with_what_there_is(self, pick: int, most: int, typed: Typed) -> None:
        """As the page does: the proposals, one of which somebody changed."""
        desk, click = self.at(pick).desk, self.click()
        found = [invoice.charge_id for invoice in invoices.listed(desk, Wanted())][:most]
        proposed = {p.invoice: p.amount for p in invoices.proposals(desk, found)}
        if not proposed:
            return
        changed = next(iter(proposed))
        proposed[changed] = amount_of(typed, proposed[changed])
        wanted = {
            client: sum(n for invoice, n in proposed.items() if invoice.client_id == client)
            for client in {invoice.client_id for invoice in proposed}
        }
        allowed = all(0 <= n <= invoice.available for invoice, n in proposed.items())
        allowed = allowed and all(n <= self.model.available(c) for c, n in wanted.items())
        allowed = allowed and self.may(pick, Permission.ADJUST_BALANCE)
        acts = invoices.acts_of(proposed)
        if self.expect(allowed, lambda: client_accounts.apply_to_many(desk, click, acts)):
            for client, amount in wanted.items():
                self.model.apply(client, amount)

    @rule(pick=PICK, which=PICK, typed=TYPED)
    def give_an_invoice_up(self, pick: int, which: int, typed: Typed) -> None:
        found = invoices.listed(self.at(pick).desk, Wanted())
        if not found:
            return
        invoice = found[which % len(found)]
        amount = amount_of(typed, invoice.available)
        act = WriteOff(amount=amount, reason="Gone", picked=frozenset({invoice.charge_id}))
        if self.save(pick, invoice.client_id, act, 0 < amount <= invoice.available):
            self.model.write_off(invoice.client_id, amount)
