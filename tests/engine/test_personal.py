"""The hash of an event with personal values: the same once they are erased, another with anything changed."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workflow.engine.chain import digest
from workflow.engine.personal import erased_paths, hidden, without

VALUES = st.one_of(
    st.text(max_size=8), st.integers(-9, 9), st.booleans(), st.floats(allow_nan=False, width=32)
)
ROWS = st.lists(st.fixed_dictionaries({"who": st.sampled_from("AB"), "need": VALUES}), max_size=3)


@st.composite
def events(draw: st.DrawFn) -> tuple[dict[str, Any], list[str]]:
    """An event, and some of its values as personal ones."""
    fields = draw(st.dictionaries(st.sampled_from(["remark", "card", "amount"]), VALUES, max_size=3))
    rows = draw(ROWS)
    doc: dict[str, Any] = {
        "case": "C-1",
        "seq": 2,
        "fields": {**fields, "rows": rows},
        "reason": draw(st.text(min_size=1)),
    }
    paths = [
        "reason",
        *(f"fields.{one}" for one in fields),
        *(f"fields.rows.{n}.need" for n in range(len(rows))),
    ]
    salts = {path: f"{n:032}" for n, path in enumerate(draw(st.sets(st.sampled_from(paths), min_size=1)))}
    _, entries = hidden(doc, salts)
    doc["personal"] = entries
    doc["hash"] = digest(doc)
    return doc, sorted(salts)


@given(events(), st.data())
def test_the_hash_is_the_same_whatever_is_erased(
    made: tuple[dict[str, Any], list[str]], data: st.DataObject
) -> None:
    doc, paths = made
    gone = data.draw(st.lists(st.sampled_from(paths), unique=True))
    left = without(doc, gone)
    assert digest(left) == doc["hash"]
    assert sorted(erased_paths(left)) == sorted(gone)
    assert without(left, gone) == left


@given(events(), st.data())
def test_a_changed_value_is_seen_whether_others_are_erased_or_not(
    made: tuple[dict[str, Any], list[str]], data: st.DataObject
) -> None:
    doc, paths = made
    path = data.draw(st.sampled_from(paths))
    left = without(doc, [one for one in paths if one != path])
    digest_of, salt = left["personal"][path]
    changed = {**left, "personal": {**left["personal"], path: [digest_of, salt[::-1] + "x"]}}
    assert digest(changed) != doc["hash"]
    assert digest({**without(left, [path]), "reason": "put in again"}) != doc["hash"]
    assert digest({**left, "seq": 3}) != doc["hash"]
