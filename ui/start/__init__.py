"""What stands before the till: the first start, signing in, and what to do when a shop will not open."""
