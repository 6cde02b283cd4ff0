"""The payments page: how a ticket is paid, closed, and what its client takes away."""
