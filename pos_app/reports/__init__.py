"""What is read out of the books: verification and exports."""
