"""The command line of subjects answers in the formats that others build on."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main

ROOT = Path(__file__).parents[2]
GLOSSARY = """
systems:
  - {name: Kronos, aliases: [UKG], lets_you: record your hours, outcome: Record your hours from your phone}
"""
LINT = """
lints:
  - id: ours
    message: “{found}” is our word.
    check: words
    words: [ferret]
    tests: {fires: [The ferret is down], silent: [The lift is down]}
"""


@pytest.fixture
def glossary(tmp_path: Path) -> Path:
    path = tmp_path / "glossary.yaml"
    path.write_text(GLOSSARY, encoding="utf-8")
    return path


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="ascii"))


def test_a_draft_is_rewritten_for_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["subject", "Rivanna Maintenance: May 28, 2024"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "You can't use Rivanna on May 28, 2024"
    assert lines[1].startswith("    Why: ")
    assert lines[-1].startswith("In your draft: ")


def test_without_a_draft_the_input_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    typed(monkeypatch, "Café outage\n")
    assert main(["subject"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "You can't use Café"


def test_lines_of_json_are_answered_in_order(
    glossary: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [
        {"id": "1", "subject": "UKG upgrade", "fields": {"audience": "Finance"}},
        {"id": "2", "subject": "Update", "fields": None},
        {"id": "3", "subject": "Störung im Netzwerk"},
    ]
    typed(monkeypatch, "\n".join([json.dumps(asked[0]), "", *map(json.dumps, asked[1:])]))
    assert main(["subject", "--jsonl", "--glossary", str(glossary)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["id"], row["status"]) for row in rows] == [
        ("1", "ok"),
        ("2", "needs_input"),
        ("3", "unsupported_language"),
    ]
    assert set(rows[0]) == {"id", "status", "questions", "lints", "rewrites"}
    assert rows[0]["rewrites"][0]["headline"] == "Record your hours from your phone"
    assert set(rows[0]["rewrites"][0]) == {"headline", "facts_line", "reason", "rule"}
    assert set(rows[0]["lints"][0]) == {"rule", "message"}


@pytest.mark.parametrize("line", ["[]", "{", '{"id": "1"}', '{"subject": 5}', "[" * 100_000])
def test_a_line_that_is_none_is_refused_by_its_number(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, f"\n{line}\n")
    assert main(["subject", "--jsonl"]) == 1
    assert "Line 2 should be an object" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["[]", "systems: 5", "systems: [5]", "systems: [{plain: x}]", "systems: [{name: x, colour: y}]", "{"]
)
def test_a_bad_glossary_is_refused_with_what_to_write(
    text: str, glossary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    glossary.write_text(text, encoding="utf-8")
    assert main(["subject", "--glossary", str(glossary), "VPN outage"]) == 1
    assert capsys.readouterr().err.startswith("glossary.yaml line ")


def test_a_glossary_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["subject", "--glossary", "nowhere.yaml", "VPN outage"]) == 1
    assert "nowhere.yaml cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("how", [(), ("--jsonl",)])
def test_a_reader_who_has_enough_hears_of_no_trouble(how: tuple[str, ...]) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    asked = [sys.executable, "-m", "bot", "subject", *how]
    with os.fdopen(writes, "wb") as out:
        done = subprocess.run(
            asked, input=b'{"subject": "VPN outage"}\n', stdout=out, stderr=subprocess.PIPE, cwd=ROOT, check=False
        )
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_pack_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ours.yaml").write_text(LINT, encoding="utf-8")
    assert main(["subject", "--check", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "1 rules are sound, and their 2 tests hold.\n"
    (tmp_path / "ours.yaml").write_text(LINT.replace("[ferret]", "[heron]"), encoding="utf-8")
    assert main(["subject", "--check", str(tmp_path)]) == 1
    assert "ours should fire on" in capsys.readouterr().err


def test_an_organisations_rules_are_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ours.yaml").write_text(LINT, encoding="utf-8")
    monkeypatch.setenv("SUBJECT_RULES", str(tmp_path))
    assert main(["subject", "The ferret is down"]) == 0
    assert "“ferret” is our word." in capsys.readouterr().out
    (tmp_path / "ours.yaml").write_text("lints: 5", encoding="utf-8")
    assert main(["subject", "The ferret is down"]) == 1
    assert "ours.yaml line 1" in capsys.readouterr().err
