"""The lsp command: findings in an editor while one types."""

from __future__ import annotations

from transcheck.cli.terminal import faults
from transcheck.model import TranscheckError


def lsp() -> None:
    """Start a language server, which an editor talks to over standard input and output."""
    with faults():
        try:
            from transcheck.lsp.server import server
        except ModuleNotFoundError as error:
            raise TranscheckError(
                f"{error.name} is not installed; install it with pip install 'transcheck[lsp]'"
            ) from error
        server().start_io()
