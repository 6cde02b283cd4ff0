"""The sales page: tickets that have ended, their receipts and payments."""
