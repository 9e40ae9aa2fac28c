"""Lists and pages for people: texts side by side, what is aligned, names."""
