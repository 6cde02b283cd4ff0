"""Papers: one neutral document, drawn as printer bytes, PDF and text."""
