"""What `check` says in Indonesian: whole sentences, in which only words of the file stay as they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.definition.samples import changed
from workflow.definition.check import check_file
from workflow.definition.wording import type_words, worded
from workflow.language import Phrase, set_language


@pytest.fixture
def indonesian() -> Iterator[None]:
    set_language("id")
    yield
    set_language("en")


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("format: lantik/1", "definisi tidak memiliki “id”"),
        ("- a", "definisi harus berupa kunci dengan nilai, bukan daftar"),
        ("states:\n  a: {final: 5}", "final pada status “a” harus true atau false, bukan “5”"),
        ("actions:\n  a: {from: {x: y}}", "from pada tindakan “a” harus berupa nama atau daftar nama"),
        ("actions:\n  a: {signoff: {all: x}}", "all dalam signoff pada tindakan “a” harus berupa daftar"),
        ("duties: [5]", "ketentuan harus berupa kunci dengan nilai, bukan “5”"),
        ("a: b: c", "nilai kunci tidak boleh ada di sini"),
        ("a: [1, 2", "seharusnya ',' atau ']', bukan "),
    ],
)
def test_the_place_in_a_sentence_is_worded_too(text: str, said: str) -> None:
    assert any(said in one.message for one in check_file(text.encode())), check_file(text.encode())


@pytest.mark.usefixtures("indonesian")
def test_how_bad_a_finding_is_stays_a_word_for_programs() -> None:
    assert ": error E107 definisi tidak memiliki “title”" in str(
        check_file(b"format: lantik/1\nid: a", file="x")[0]
    )


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("1 + 1", "bilangan bulat"),
        ("case.kind + 1 == 2", "tidak dapat dipakai dengan (teks, bilangan bulat)"),
        ("case.kind ==", "akhir tidak cocok di sini"),
        ("1 / 0 == 1", "pembagian dengan nol"),
    ],
)
def test_types_and_what_the_rule_language_says(rule: str, said: str) -> None:
    text = changed("case.days <= params.longest", rule)
    assert any(said in one.message for one in check_file(text.encode())), check_file(text.encode())


@pytest.mark.parametrize(
    "said",
    [
        "mismatched input the end expecting ']'",
        "expected ',' or '}', but got '<scalar>'",
        "the answer is list<string>, not yes or no",
        "something that nobody foresaw: {x}",
    ],
)
def test_english_words_stay_as_they_were_said(said: str) -> None:
    assert str(worded(said)) == said


def test_a_phrase_is_worded_when_the_sentence_around_it_is() -> None:
    phrase = Phrase("{key} of {what}", key="to", what=Phrase("the title"))
    types = type_words("list(google.protobuf.Timestamp)")
    assert (str(phrase), str(types)) == ("to of the title", "list(google.protobuf.Timestamp)")
    set_language("id")
    try:
        assert (str(phrase), str(types)) == ("to pada judul", "daftar(tanggal)")
    finally:
        set_language("en")
