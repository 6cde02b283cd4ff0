"""Sets the product up on a machine: for developers (`dev.py`) and for shops."""
