"""Changes to the stored tables, one file each, in the order of their numbers."""
