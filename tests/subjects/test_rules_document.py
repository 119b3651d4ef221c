"""The page on subjects is right: its reference is made from the rules, and what it shows works."""

from pathlib import Path
from textwrap import dedent

from bot.subjects import checking
from bot.subjects.packs import shipped
from bot.subjects.rewriting import rewrite
from scripts.subject_rules import PAGE, page

TEXT = PAGE.read_text(encoding="utf-8")


def test_every_shipped_rule_is_on_the_page_as_it_is() -> None:
    assert page(TEXT) == TEXT, "run: python scripts/subject_rules.py"
    rules = shipped()
    every = [one.about for one in rules.readings] + [one.about for one in rules.frames]
    assert [one.id for one in every if f"`{one.id}`" not in TEXT] == []


def test_the_rules_that_the_page_teaches_are_sound(tmp_path: Path) -> None:
    blocks = TEXT.split("## Write a rule")[1].split("### Phrases")[0].split("\n\n")
    shown = [dedent(block) for block in blocks if block.startswith("        ")]
    assert len(shown) == 3
    (tmp_path / "ours.yaml").write_text("\n".join(shown), encoding="utf-8")
    assert checking.report(tmp_path) == ("3 rules are sound, and their 6 tests hold.", True)


def test_the_answer_that_the_page_shows_is_the_answer() -> None:
    (first, *_) = rewrite("Rivanna Maintenance: May 28, 2024").rewrites
    assert f"    {first.headline}\n        Why: {first.reason}\n" in TEXT
