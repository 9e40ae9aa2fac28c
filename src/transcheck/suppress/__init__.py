"""Suppression of findings: by the configuration, by comments in the text, by the baseline."""
