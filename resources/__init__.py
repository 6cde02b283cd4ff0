"""Icons, translations and sounds shipped with the product."""
