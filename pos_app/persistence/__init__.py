"""What is stored and how: the only package that speaks SQL."""
