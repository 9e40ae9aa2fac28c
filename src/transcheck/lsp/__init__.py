"""`transcheck lsp`: findings in an editor while one types, by the Language Server Protocol."""
