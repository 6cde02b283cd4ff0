"""The clients page, and the profile of one client."""
