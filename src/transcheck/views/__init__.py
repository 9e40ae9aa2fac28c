"""Lists and pages for people: texts side by side, alignments, names."""
