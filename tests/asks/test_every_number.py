"""Each of the asks that an approval engine must answer has one test of its number, which says what was asked for."""

from __future__ import annotations

import re
from types import FunctionType

from tests.asks import test_asks_04_to_12, test_asks_16_to_24

NUMBERS = [*range(4, 13), *range(16, 21), 23, 24]


def test_each_number_has_its_test_and_says_what_was_asked() -> None:
    found = {
        int(number.group(1)): one
        for module in (test_asks_04_to_12, test_asks_16_to_24)
        for name, one in vars(module).items()
        if isinstance(one, FunctionType) and (number := re.match(r"test_ask_(\d+)_", name))
    }
    assert sorted(found) == NUMBERS
    assert [number for number, one in found.items() if len(one.__doc__ or "") < 40] == []
