"""Terms: what a glossary asks for, and one segment translated in several ways."""
