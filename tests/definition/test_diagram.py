"""Drawing a definition."""

from __future__ import annotations

import re

import pytest

from tests.definition.samples import APPROVAL, approval, changed, definition, leave
from workflow.definition.diagram import dot, mermaid, plain


def test_the_outline_is_aligned_and_in_the_language_asked_for() -> None:
    assert (
        plain(approval(), "en")
        == """\
Approval (approval)

VACANT
  ● Open       open
      Propose    propose   → Proposed   clerk

NOMINATION
    Proposed   proposed   ≤ 3 wd
      Approve    approve   → Approved   chief
      (Return)   return    → Open       chief

FILLED
  ◉ Approved   approved"""
    )
    assert "● Dibuka" in plain(approval(), "id")


def test_the_outline_shows_signoffs_ways_back_and_parameters_as_numbers() -> None:
    text = plain(leave(), "en")
    assert re.search(r"Grant +grant +→ Granted +head → 2× board", text)
    assert re.search(r"\(Take up again\) +take_up +→ ↩", text)
    one = definition(
        changed("within: 3 wd", "within: {time: params.days wd, since: case.opened_on}", APPROVAL).replace(
            "roles:", "parameters: {days: {value: 7}}\nroles:"
        )
    )
    assert "≤ 7 wd (case.opened_on)" in plain(one, "en")


def test_mermaid_has_every_state_in_its_phase_and_every_way() -> None:
    text = mermaid(approval(), "en")
    assert text.startswith("stateDiagram-v2\n")
    assert '    state "Vacant" as phase_vacant {\n        state "Open" as open\n    }' in text
    for line in (
        "[*] --> open",
        "open --> proposed : Propose",
        "proposed --> open : Return",
        "approved --> [*]",
    ):
        assert f"    {line}" in text.split("\n")
    assert "declined --> previous : Take up again" in mermaid(leave(), "en")


def test_dot_quotes_what_it_is_given() -> None:
    one = definition(changed("en: Propose}", "en: 'Say \"yes\" \\ go'}", APPROVAL))
    text = dot(one, "en")
    assert '"open" -> "proposed" [label="Say \\"yes\\" \\\\ go"];' in text
    assert '"proposed" -> "open" [label="Return" style=dashed];' in text
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("name", ["end", "in-work", "note"])
def test_mermaid_gets_no_word_that_it_takes_for_its_own(name: str) -> None:
    one = definition(re.sub(r"\bproposed\b", name, APPROVAL))
    words = mermaid(one, "en")
    assert re.search(rf"as {re.sub('-', '_', name)}_$", words, re.MULTILINE)
    assert f"[*] --> {name}" not in words


def test_mermaid_labels_cannot_break_out() -> None:
    one = definition(changed("en: Open}", "en: 'a\": b; #c }'}", APPROVAL))
    assert 'state "a#34;#58; b#59; #35;c #125;" as open' in mermaid(one, "en")
