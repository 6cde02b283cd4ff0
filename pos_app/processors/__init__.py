"""Card processors, one file each."""
