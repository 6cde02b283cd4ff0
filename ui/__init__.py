"""The screens: everything a person at the till sees and touches."""
