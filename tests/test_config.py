from __future__ import annotations

from pathlib import Path

import pytest

from transcheck import config
from transcheck.config import Allow
from transcheck.model import Severity, TranscheckError


def write(folder: Path, text: str, name: str = "transcheck.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_all_keys(tmp_path: Path) -> None:
    settings = config.load(
        write(
            tmp_path,
            'source = "en"\nlanguages = ["nl", "zh-hant"]\npattern = "{lang}/{path}"\n'
            'select = ["NUM", "PAR101"]\nignore = ["NUM103"]\n'
            '[severity]\nNUM = "warning"\nPAR101 = "info"\n[allow]\nuntranslated = ["Breaking News"]\nnames = ["Junnan"]\n',
        )
    )
    assert settings.languages == ("nl", "zh-Hant")
    assert settings.severity == {"NUM": Severity.WARNING, "PAR101": Severity.INFO}
    assert settings.allow == Allow(("Breaking News",), ("Junnan",))
    assert settings.root == tmp_path.resolve()


def test_pyproject(tmp_path: Path) -> None:
    assert config.load(write(tmp_path, '[tool.transcheck]\nsource = "nl"\n', "pyproject.toml")).source == "nl"


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    outer = write(tmp_path, 'source = "en"\n')
    write(tmp_path / "a", "[tool.other]\n", "pyproject.toml")
    inner = write(tmp_path / "a/b", '[tool.transcheck]\nsource = "nl"\n', "pyproject.toml")
    assert config.find(tmp_path / "a") == outer.resolve()
    assert config.find(tmp_path / "a/b/c") == inner.resolve()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('sorce = "en"\n', "unknown key 'sorce'; did you mean 'source'"),
        ("zzz = 1\n", "the keys are source"),
        ('source = "english"\n', "not a language tag"),
        ("source = 3\n", "not a language tag"),
        ('select = "NUM"\n', "list of strings"),
        ('select = ["numbers"]\n', "not a rule code"),
        ('[severity]\nNUM101 = "fatal"\n', "not a severity"),
        ('pattern = "{path}"\n', "needs {lang} and {path}"),
        ('[allow]\nname = ["x"]\n', "did you mean 'allow.names'"),
        ("source = \n", "mend the TOML"),
        ("allow = 3\n", "a table belongs here"),
        ("overrides = 3\n", "each under [[overrides]]"),
        ('[[overrides]]\nignore = ["NUM"]\n', "say with languages, paths or stories"),
        ('[[overrides]]\nlanguage = ["nl"]\n', "did you mean 'overrides.languages'"),
        ('semantic = "yes"\n', "true or false"),
        ("[[tool]]\n", "unknown key 'tool'"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(TranscheckError) as caught:
        config.load(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)
