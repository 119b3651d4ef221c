"""Rules are data: each problem is named with its place, an own pack overrides, and a bad change changes nothing."""

from pathlib import Path

import pytest

from bot.subjects import checking, packs
from bot.subjects.packs import SHIPPED, Shelf, load, shipped
from bot.subjects.rewriting import rewrite
from bot.subjects.yaml_reading import DEEPEST, LARGEST_FILE, BadPack

LINT = """
lints:
  - id: ours
    message: “{found}” is our word.
    check: words
    words: [ferret]
    tests: {fires: [The ferret is down], silent: [The lift is down]}
"""
FRAME = """
frames:
  - id: outage.use
    reason: Ours is shorter.
    kinds: [outage]
    says: ["Live without {system} {when?}"]
    rank: 99
    tests: {fires: [Email outage], silent: [Email is back]}
"""


def pack(folder: Path, text: str, name: str = "ours.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_every_shipped_rule_passes_its_own_tests() -> None:
    assert [str(one) for one in checking.failures(shipped())] == []


def test_an_own_rule_takes_the_place_of_a_shipped_one_with_its_id(tmp_path: Path) -> None:
    rules = load(pack(tmp_path, FRAME))
    assert rewrite("Email outage", rules=rules).rewrites[0].headline == "Live without email"
    assert len(rules.frames) == len(shipped().frames)


def test_an_own_rule_is_added(tmp_path: Path) -> None:
    rules = load(pack(tmp_path, LINT))
    assert [one.message for one in rewrite("The ferret is down", rules=rules).lints][-1] == "“ferret” is our word."


def test_a_list_is_added_to_or_replaced(tmp_path: Path) -> None:
    rules = load(pack(tmp_path, 'lists: {names+: ["ferret, heron"], vendors: [acme]}'))
    assert {"ferret", "heron", "zoom"} <= rules.sets["names"]
    assert rules.sets["vendors"] == {"acme"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lints:\n  - id: ours\n    colour: red", "line 3: “colour” is no key of lints"),
        ("lints:\n  - id: Ours", "The id “Ours” should be small letters"),
        ("lints:\n  - id: a\n  - id: a", "used twice"),
        ("frames:\n  - id: a\n    says: ['You {fly}']", "{fly} is no slot"),
        ("readings:\n  - id: a\n    reads: ['(a+)+ {b}']", "cannot be read"),
        ("readings:\n  - id: a\n    kind: k\n    direction: up", "The direction “up” is not known"),
        ("lints:\n  - id: a\n    check: sniff", "The check “sniff” is not known"),
        ("lints:\n  - id: a\n    level: loud", "The level “loud” is not known"),
        ("lints:\n  - id: a", "“tests” is missing"),
        ("rules: []", "“rules” is not known here"),
        ("- a", "A file has keys"),
        ("a: &b c", "Names for parts of a file"),
        ("a: !!python/object c", "Tags (!) are not read"),
        ("a: [", "This is not YAML"),
        ("a: " + "[" * (DEEPEST + 2) + "]" * (DEEPEST + 2), "nested more than"),
        ("a: b\na: c", "“a” is here twice"),
        ("# " + "x" * LARGEST_FILE, "larger than 256 KiB"),
    ],
)
def test_a_problem_is_named_with_its_place_and_what_to_write(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadPack) as bad:
        load(pack(tmp_path, text))
    assert said in str(bad.value)
    assert str(bad.value).startswith("ours.yaml")


def test_what_is_not_utf8_or_empty_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadPack, match=r"There is no \.yaml file"):
        load(tmp_path)
    (tmp_path / "ours.yaml").write_bytes(b"a: \xff")
    with pytest.raises(BadPack, match="not UTF-8"):
        load(tmp_path)


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    for number in range(packs.MOST_FILES + 1):
        pack(tmp_path, "lists: {a: [b]}", f"{number}.yaml")
    with pytest.raises(BadPack, match="more than 60 files"):
        load(tmp_path)


def test_a_bad_change_leaves_the_last_good_rules_in_force(tmp_path: Path) -> None:
    shelf = Shelf(pack(tmp_path, FRAME))
    assert shelf.rules().frames[0].about.id == "outage.use"
    pack(tmp_path, "frames: [{id: Broken}]")
    assert shelf.rules().frames[0].about.id == "outage.use"
    assert "Broken" in str(shelf.problems[0])
    pack(tmp_path, LINT)
    assert any(one.about.id == "ours" for one in shelf.rules().lints)
    assert shelf.problems == ()


def test_without_a_folder_the_shipped_rules_are_in_force() -> None:
    assert Shelf(None).rules() is shipped()


def test_a_report_says_which_test_of_which_rule_fails_and_where(tmp_path: Path) -> None:
    said, is_well = checking.report(pack(tmp_path, LINT.replace("words: [ferret]", "words: [heron]")))
    assert not is_well
    assert "ours.yaml line 7: ours should fire on “The ferret is down”" in said
    assert "1 of 2 tests of 1 rules fail." in said


def test_a_report_on_a_sound_pack_counts_what_it_tried(tmp_path: Path) -> None:
    assert checking.report(pack(tmp_path, LINT)) == ("1 rules are sound, and their 2 tests hold.", True)
    assert checking.report(SHIPPED)[1]
    assert not checking.report(tmp_path / "nowhere")[1]
