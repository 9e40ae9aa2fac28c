"""Markup: placeholders, tags, accelerators and code within a text, and fields of front matter."""
