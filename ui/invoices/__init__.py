"""The invoices page: what clients owe by age, billing, statements, and credit applied to many."""
