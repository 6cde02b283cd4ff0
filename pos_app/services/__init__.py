"""What the screens and the command line can do: one write, one function, one transaction."""
