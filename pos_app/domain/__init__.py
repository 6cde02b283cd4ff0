"""The rules of the product as pure values and functions: no clock, no database, no screen."""
