"""The checkout page: open tickets, the ticket in work and its order summary."""
