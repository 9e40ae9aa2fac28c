from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import jsonschema
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
            '[severity]\nNUM = "warning"\nPAR101 = "info"\n[allow]\nuntranslated = ["Breaking '
            'News"]\nnames = ["Junnan"]\n',
        )
    )
    assert settings.languages == ("nl", "zh-Hant")
    assert settings.severity == {"NUM": Severity.WARNING, "PAR101": Severity.INFO}
    assert settings.allow == Allow(("Breaking News",), ("Junnan",))
    assert settings.root == tmp_path.resolve()


def test_pyproject(tmp_path: Path) -> None:
    assert (
        config.load(write(tmp_path, '[tool.transcheck]\nsource = "nl"\n', "pyproject.toml")).source
        == "nl"
    )


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
        ('source = "klingonese"\n', "not a language tag"),
        ("source = 3\n", "not a language tag"),
        ('select = "NUM"\n', "expected a list"),
        ('select = ["numbers"]\n', "not a rule code"),
        ('[severity]\nNUM101 = "fatal"\n', "not a severity"),
        ('pattern = "{path}"\n', "needs {lang} and {path}"),
        ('[allow]\nname = ["x"]\n', "did you mean 'allow.names'"),
        ("source = \n", "fix the TOML"),
        ("allow = 3\n", "expected a table"),
        ("overrides = 3\n", "each under [[overrides]]"),
        ('[[overrides]]\nignore = ["NUM"]\n', "say which findings it is about"),
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


def uncommented() -> str:
    text = config.template()
    return "\n".join(
        line.removeprefix("# ")
        for line in text.split("\n")
        if re.match(r"# (\[|[a-zA-Z0-9-]+ = )", line)
    )


def test_the_template_sets_nothing_and_explains_every_setting(tmp_path: Path) -> None:
    file = tmp_path / config.NAME
    file.write_text(config.template(), encoding="utf-8")
    assert config.load(file) == config.Settings(root=tmp_path)
    file.write_text(uncommented(), encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/names.json").write_text("{}", encoding="utf-8")
    config.load(file)
    assert set(tomllib.loads(uncommented())) == set(config._KEYS)


def test_the_schema_knows_every_setting() -> None:
    schema = json.loads(
        files("transcheck").joinpath("settings.schema.json").read_text(encoding="utf-8")
    )
    assert set(schema["properties"]) == set(config._KEYS)
    assert set(schema["properties"]["overrides"]["items"]["properties"]) == set(
        config._OVERRIDE_KEYS
    )
    jsonschema.validate(tomllib.loads(uncommented()), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"sauce": "en"}, schema)
