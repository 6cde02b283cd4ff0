"""A front desk's checkout: tickets, payments, clients' balances and the books under them."""
