"""What runs found: a history in SQLite, portions of a cluster in Parquet, and the weekly summary of either."""
