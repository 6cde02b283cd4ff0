"""The gift cards page: look one up, see what happened to it, and what a manager may do with it."""
