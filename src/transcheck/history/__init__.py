"""The findings of runs: a history in SQLite, portions of cluster runs in Parquet, and the weekly
summary of either.
"""
