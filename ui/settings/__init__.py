"""The settings page: what the shop has chosen, one section a module."""
