"""Findings of cluster runs as Parquet below `runs/` in the report folder, written in portions and
read by DuckDB.

A run is a folder with `stories/` and `findings/`, each with one file per portion of stories, and
`run.json`. Portions are named by their contents, so one that is written twice exists only once.
Once a run has ended, its `run.json` lists the portions that count.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from transcheck.model import TranscheckError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NAME = "runs"
STORIES, FINDINGS = "stories", "findings"
_MANIFEST = "run.json"


class Manifest(msgspec.Struct, frozen=True):
    """The record of a run: the fields of `Run`, the tree that was checked and, once it has ended,
    the portions.

    `state` is a digest of everything that findings depend on apart from the tree.
    """

    id: str
    begun: float
    signature: str
    judged: tuple[str, ...]
    tree: tuple[str, ...]
    state: str = ""
    seconds: float | None = None
    stories: int = 0
    portions: tuple[str, ...] = ()


def folder(reports: Path, manifest: Manifest) -> Path:
    """Return the folder of a run."""
    return reports / NAME / manifest.id


def manifests(reports: Path) -> list[Manifest]:
    """Return all runs of a report folder, the oldest first; empty if there are none.

    Raises:
        TranscheckError: the record of a run cannot be read.
    """
    found = []
    top = reports / NAME
    for path in sorted(top.iterdir()) if top.is_dir() else ():
        file = path / _MANIFEST
        try:
            found.append(msgspec.json.decode(file.read_bytes(), type=Manifest))
        except FileNotFoundError:
            continue
        except (OSError, msgspec.MsgspecError) as error:
            raise TranscheckError(
                f"{file}: is not a run of transcheck ({error}); move its folder away"
            ) from error
    return sorted(found, key=lambda manifest: (manifest.begun, manifest.id))


def encode(manifest: Manifest) -> bytes:
    """Return the bytes of a `run.json`."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def manifest_path(reports: Path, manifest: Manifest) -> Path:
    """Return the path of a run's `run.json`."""
    return folder(reports, manifest) / _MANIFEST


@contextmanager
def reading(reports: Path) -> Iterator[DuckDBPyConnection]:
    """Give a connection with the tables of a history (record.py), filled from the runs that have
    ended.

    Raises:
        TranscheckError: DuckDB is not installed, or the runs cannot be read.
    """
    try:
        import duckdb
        import pyarrow
        from pyarrow import dataset
    except ImportError as error:
        raise TranscheckError(
            f"{reports / NAME}: reading it needs `pip install 'transcheck[dask]'` ({error})"
        ) from error
    ended = [manifest for manifest in manifests(reports) if manifest.seconds is not None]
    with closing(duckdb.connect()) as database:
        try:
            database.register(
                "manifests",
                pyarrow.Table.from_pylist(
                    [_row(manifest) for manifest in ended], _manifest_schema()
                ),
            )
            for kind, schema in ((STORIES, story_schema()), (FINDINGS, finding_schema())):
                parts = [
                    _part(reports, manifest, kind, schema)
                    for manifest in ended
                    if manifest.portions
                ]
                table = dataset.dataset(parts) if parts else pyarrow.Table.from_pylist([], schema)
                database.register(kind, table)
            database.execute(files(__package__).joinpath("runs.sql").read_text(encoding="utf-8"))
        except (duckdb.Error, pyarrow.ArrowException, OSError, ValueError) as error:
            what = str(error).partition("\n")[0]
            raise TranscheckError(
                f"{reports / NAME}: cannot be read ({what}); move the damaged run away"
            ) from error
        yield database


def _part(reports: Path, manifest: Manifest, kind: str, schema: Any) -> Any:
    from pyarrow import dataset

    top = folder(reports, manifest) / kind
    parts = [f"{getattr(top, 'path', top)}/{name}.parquet" for name in manifest.portions]
    return dataset.dataset(
        parts, schema=schema, format="parquet", filesystem=getattr(top, "fs", None)
    )


def _row(manifest: Manifest) -> dict[str, Any]:
    values = msgspec.structs.asdict(manifest)
    return values | {
        "tree": "\n".join(manifest.tree),
        "codes": list(manifest.judged),
        "judged": " ".join(manifest.judged),
    }


def _manifest_schema() -> Any:
    import pyarrow as pa

    return pa.schema(
        {
            "id": pa.string(),
            "begun": pa.float64(),
            "tree": pa.string(),
            "seconds": pa.float64(),
            "signature": pa.string(),
            "stories": pa.int64(),
            "judged": pa.string(),
            "codes": pa.list_(pa.string()),
        }
    )


def story_schema() -> Any:
    """Return the columns of a file of stories (pyarrow.Schema)."""
    import pyarrow as pa

    version = pa.struct(
        {"lang": pa.string(), "path": pa.string(), "blocks": pa.int64(), "words": pa.int64()}
    )
    suppressed = pa.struct({"code": pa.string(), "fingerprint": pa.string()})
    return pa.schema(
        {
            "run": pa.string(),
            "story": pa.string(),
            "source": pa.string(),
            "versions": pa.list_(version),
            "notes": pa.list_(pa.string()),
            "fault": pa.string(),
            "headline": pa.string(),
            "suppressed": pa.list_(suppressed),
            "error": pa.int64(),
            "warning": pa.int64(),
            "info": pa.int64(),
        }
    )


def finding_schema() -> Any:
    """Return the columns of a file of findings (pyarrow.Schema): one row per finding, with the
    fields of schema 1.
    """
    import pyarrow as pa

    place = {
        "lang": pa.string(),
        "path": pa.string(),
        "line": pa.int64(),
        "column": pa.int64(),
        "end_line": pa.int64(),
        "end_column": pa.int64(),
        "text": pa.string(),
    }
    texts = (
        "run",
        "story",
        "source",
        "code",
        "rule",
        "severity",
        "message",
        "evidence",
        "fingerprint",
        "suggestion",
    )
    columns = {name: pa.string() for name in texts} | {"confidence": pa.float64()}
    return pa.schema(columns | place | {"related": pa.list_(pa.struct(place))})
