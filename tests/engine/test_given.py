"""What may be given with an act: the right types as plain values, and a message that helps where it is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.world import Desk, World, definition
from workflow.engine.given import read_fields
from workflow.errors import InputError
from workflow.language import set_language

PERMIT = definition()


def read(**fields: Any) -> dict[str, Any]:
    return read_fields(PERMIT, fields, World())


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("note", "  two words ", "two words"),
        ("amount", 12, 12),
        ("amount", "12", 12),
        ("amount", "-12.5", -12.5),
        ("day", date(2025, 11, 25), "2025-11-25"),
        ("day", datetime(2025, 11, 25, 23, tzinfo=UTC), "2025-11-25"),
        ("day", "2025-11-25", "2025-11-25"),
        ("urgent", True, True),
        ("urgent", "ya", True),
        ("urgent", "Tidak", False),
        ("urgent", "no", False),
        ("kind", "large", "large"),
        ("holder", " P-1 ", "P-1"),
        ("trips", [{"town": "Soe", "nights": "2"}], [{"town": "Soe", "nights": 2}]),
    ],
)  # fmt: skip
def test_a_value_is_kept_as_a_plain_one(name: str, value: Any, kept: Any) -> None:
    assert read(**{name: value}) == {name: kept}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("note", 5, "a text"),
        ("note", "x" * 10_001, "10,000"),
        ("amount", "twelve", "12 or 12.5"),
        ("amount", True, "a number"),
        ("amount", float("nan"), "a number"),
        ("amount", "1e400", "a number"),
        ("amount", [1], "a number"),
        ("day", "25/11/2025", "2025-11-25"),
        ("day", "2025-02-30", "2025-11-25"),
        ("day", 20251125, "2025-11-25"),
        ("urgent", "perhaps", "yes or no"),
        ("urgent", 1, "yes or no"),
        ("kind", "huge", "small, large"),
        ("holder", 7, "the id of an entry"),
        ("holder", "P-9", "P-1"),
        ("trips", "Soe", "a list of rows"),
        ("trips", [{"city": "Soe"}], "columns"),
        ("trips", [{"nights": "many"}], "a number"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_words_that_help(name: str, value: Any, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read(**{name: value})
    assert words in str(caught.value)


def test_what_kind_of_entry_is_not_there_is_said_in_the_readers_language() -> None:
    with pytest.raises(InputError) as caught:
        read(holder="P-9")
    set_language("id")
    try:
        assert "tidak ada pegawai “P-9”" in caught.value.message
    finally:
        set_language("en")
    assert "there is no person “P-9”" in caught.value.message


def test_an_unknown_field_names_the_near_ones() -> None:
    with pytest.raises(InputError, match="amount"):
        read(ammount=3)


def test_an_unknown_document_names_the_near_ones() -> None:
    desk = Desk()
    desk.open()
    with pytest.raises(InputError, match="photo"):
        desk.answer("send", "clerk", amount=3, day="2025-11-28", documents={"foto": "a mark"})


@pytest.mark.parametrize("name", ["note", "amount", "day", "urgent", "kind", "holder", "trips"])
@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_nothing_is_left_out(name: str, nothing: str | None) -> None:
    assert read(**{name: nothing}) == {}


@pytest.mark.parametrize("broken", ["broken \udce9", "a zero\0 inside"], ids=ascii)
def test_text_that_cannot_be_written_down_is_refused(broken: str) -> None:
    """Half of a surrogate pair comes in from a terminal with broken bytes, a zero from a binary file; no JSON takes the one,
    no text of a database the other."""
    with pytest.raises(InputError):
        read(note=broken)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(name=st.sampled_from(sorted(PERMIT.fields)), value=anything)
def test_whatever_is_given_it_is_read_or_refused_in_words(name: str, value: Any) -> None:
    try:
        found = read(**{name: value})
    except InputError as error:
        words, found = error.message, {}
        assert words
    assert read(**found) == found
