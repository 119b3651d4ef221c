"""Whatever a file holds: it is read, or refused with sentences; nothing else ever comes of it."""

import json
from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.setup.problems import BadFile
from bot.setup.reading import read
from bot.setup.shapes import PARTS, SetUp

HEAD = "workspace: {team_id: T01TEST, name: Example IT}\n"
KEYS = sorted({field for part in PARTS.values() for field in part.model_fields})
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["T01TEST", "U01A", "C01GEN", "S0IT", "network", "no", "open", "14:30", "10.0.0.1", *KEYS]),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=8)), inner, max_size=6),
    ),
    max_leaves=25,
)
LIKE_A_FILE = st.fixed_dictionaries(
    {"workspace": st.just({"team_id": "T01TEST", "name": "Example IT"}) | ANYTHING},
    optional={key: ANYTHING for key in SetUp.model_fields if key != "workspace"},
)


def check(content: bytes) -> None:
    """Read it, and let nothing but BadFile out."""
    try:
        read(content, "setup.yml")
    except BadFile as refused:
        assert all(one.startswith(("setup.yml", "There is more")) for one in str(refused).split("\n"))  # noqa: PT017


@given(ANYTHING | LIKE_A_FILE)
@settings(deadline=None)
@example({"workspace": {"team_id": "T01TEST", "name": "Example IT"}, "topics": [{"name": {"a": ["b"]}}]})
def test_any_json_is_read_or_refused(anything: Any) -> None:
    check(json.dumps(anything).encode())


@given(ANYTHING | LIKE_A_FILE)
@settings(deadline=None)
def test_any_yaml_is_read_or_refused(anything: Any) -> None:
    check(yaml.safe_dump(anything, allow_unicode=True).encode("utf-8", "surrogatepass"))


@given(st.text(alphabet="ab:-?[]{}&*!|>'\"%@`#,.\n \t\\0<~_\u202e\ufeffé😀") | st.text())
@settings(deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    check(text.encode("utf-8", "surrogatepass"))
    check((HEAD + text).encode("utf-8", "surrogatepass"))


@given(st.binary())
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    check(content)
