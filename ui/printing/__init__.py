"""The print queue, for whoever stands at the till."""
