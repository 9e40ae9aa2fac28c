"""The serve command: pages in the browser, for those who have no terminal."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer

from transcheck.cli.options import Config, Source, earlier_reports, settings_for
from transcheck.cli.terminal import faults, note
from transcheck.model import TranscheckError

_PORT = 8765


def serve(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A folder whose stories are shown, and checked when a file changes."),
    ] = None,
    host: Annotated[
        str, typer.Option(help="The address to listen at; only this machine can reach the default.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any that is free.")] = _PORT,
    root_path: Annotated[
        str, typer.Option(metavar="PATH", help="Where a proxy serves it, such as /transcheck.")
    ] = "",
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A name by which it may be called, as behind a proxy."),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
    source: Source = None,
    config: Config = None,
) -> None:
    """Open a page into which two texts can be dropped; with a folder, its stories as pages."""
    with faults():
        try:
            import uvicorn

            from transcheck.serve.app import application
        except ModuleNotFoundError as error:
            raise TranscheckError(
                f"{error.name} is not installed; install it with pip install 'transcheck[serve]'"
            ) from error
        from transcheck.serve.folder import Folder

        where = folder or Path()
        settings = settings_for([where], config, source)
        stories = None
        if folder is not None:
            if not folder.is_dir():
                raise TranscheckError(f"{folder}: no such folder; give a folder of stories")
            stories = Folder(folder, settings, earlier_reports(Path("reports")))
        names = [*(allow_host or []), *([] if host in ("0.0.0.0", "::") else [host])]
        app = application(settings, stories, hosts=names)
        listening = _listening(host, port)
        address = f"http://{_shown(host)}:{listening.getsockname()[1]}/"
        note(f"transcheck is at {address} (Ctrl-C to stop)")
        if not no_browser:
            _open(address + ("stories" if stories else ""))
        config_ = uvicorn.Config(
            app, root_path=root_path, log_level="warning", lifespan="off", server_header=False
        )
        uvicorn.Server(config_).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        TranscheckError: the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except (OSError, UnicodeError) as error:
        found.close()
        raise TranscheckError(
            f"cannot listen at {host}, port {port} ({getattr(error, 'strerror', None) or error}); "
            "give another with --port"
        ) from error
    return found


def _shown(host: str) -> str:
    """Return a host as an address has it."""
    if host in ("0.0.0.0", "::"):
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _open(address: str) -> None:
    import webbrowser

    if not webbrowser.open(address):
        note("no browser can be started here; open the address yourself")
