"""Terms: what a glossary requires, and one segment translated in several ways."""
