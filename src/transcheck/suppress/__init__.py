"""What is not told: by the configuration, by comments in the text, by the baseline."""
