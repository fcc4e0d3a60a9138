"""Working days, durations and terms: the test vectors of the domain, and what must hold for any day."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from subprocess import run

import pytest
from holidays import country_holidays
from hypothesis import example, given
from hypothesis import strategies as st

from workflow.definition.duration import Duration, add_months, term_end
from workflow.engine.calendar import Calendar, joint_days_known, national_holidays

CHRISTMAS, JOINT_DAY, NEW_YEAR = date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1)
DECREE, CEREMONY = date(2025, 11, 17), date(2025, 11, 25)

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
near_days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
counts = st.integers(-400, 400)
city_days = st.dictionaries(near_days, st.just("Hari Jadi Kota"), max_size=8)
calendars = st.builds(Calendar, city_days, st.sets(near_days, max_size=8), st.booleans())


class TestVectorsOfTheDomain:
    def test_thirty_working_days_after_a_decree_of_17_november_end_on_new_years_eve(self) -> None:
        assert Calendar().add_working(DECREE, 30) == date(2025, 12, 31)

    def test_thirty_working_days_after_a_decree_of_25_november_end_on_9_january(self) -> None:
        assert Calendar().add_working(CEREMONY, 30) == date(2026, 1, 9)

    def test_weekends_alone_they_would_end_on_6_january(self) -> None:
        worked_through = Calendar(extra_working_days={CHRISTMAS, JOINT_DAY, NEW_YEAR})
        assert worked_through.add_working(CEREMONY, 30) == date(2026, 1, 6)

    def test_the_invitation_to_a_ceremony_on_tuesday_is_sent_by_monday(self) -> None:
        assert Calendar().add_working(CEREMONY, -1) == date(2025, 11, 24)

    def test_a_sunday_is_no_day_for_a_ceremony(self) -> None:
        assert not Calendar().is_working(date(2025, 11, 30))
        assert Calendar().why_not(date(2025, 11, 30)) == "Minggu"

    def test_an_acting_appointment_of_three_months_and_its_extension(self) -> None:
        start = date(2025, 10, 1)
        assert term_end(start, 3) == date(2025, 12, 31)
        assert term_end(date(2026, 1, 1), 3) == term_end(start, 6) == date(2026, 3, 31)

    def test_windows_of_six_months_before_an_election_and_after_an_oath(self) -> None:
        assert add_months(date(2024, 9, 22), -6) == date(2024, 3, 22)
        assert add_months(date(2025, 2, 20), 6) == date(2025, 8, 20)

    def test_a_ceremony_postponed_within_the_thirty_days_counts_from_the_decree(self) -> None:
        calendar = Calendar()
        assert calendar.working_days_between(DECREE, CEREMONY) == 6
        assert calendar.working_days_between(DECREE, date(2025, 12, 31)) == 30
        assert calendar.working_days_between(DECREE, date(2026, 1, 2)) == 31

    @pytest.mark.parametrize(("year", "public", "joint"), [(2025, 17, 11), (2026, 17, 8)])
    def test_public_and_joint_days_of_a_year(self, year: int, public: int, joint: int) -> None:
        names = national_holidays(year).values()
        assert sum("Cuti Bersama" in name for name in names) == joint
        assert sum("Cuti Bersama" not in name for name in names) == public


class TestDaysOff:
    def test_they_are_those_that_the_package_gives_by_the_name_of_the_country(self) -> None:
        for year in (2024, 2025, 2026, 2030):
            both = country_holidays(
                "ID", years=year, expand=False, categories=("public", "government"), language="id"
            )
            assert dict(national_holidays(year)) == dict(both)

    def test_a_joint_leave_day_is_no_working_day_and_has_its_name(self) -> None:
        assert Calendar().why_not(JOINT_DAY) == "Cuti Bersama Hari Raya Natal"

    def test_a_working_day_has_no_reason_against_it(self) -> None:
        assert Calendar().why_not(CEREMONY) is None

    def test_a_holiday_on_a_weekend_is_told_as_the_holiday(self) -> None:
        assert Calendar().why_not(date(2025, 8, 17)) == "Hari Kemerdekaan Republik Indonesia"

    def test_the_citys_own_day_is_off_under_its_own_name(self) -> None:
        calendar = Calendar({CEREMONY: "Hari Jadi Kota", CHRISTMAS: "Natal bersama"})
        assert calendar.why_not(CEREMONY) == "Hari Jadi Kota"
        assert calendar.why_not(CHRISTMAS) == "Natal bersama"
        assert calendar.add_working(date(2025, 11, 24), 1) == date(2025, 11, 26)

    def test_a_city_day_without_a_name_is_off_all_the_same(self) -> None:
        assert not Calendar({CEREMONY: ""}).is_working(CEREMONY)

    def test_an_extra_working_day_wins_over_weekend_and_holiday(self) -> None:
        saturday = date(2025, 11, 29)
        calendar = Calendar({CEREMONY: "Hari Jadi Kota"}, {saturday, JOINT_DAY, CEREMONY})
        assert all(map(calendar.is_working, (saturday, JOINT_DAY, CEREMONY)))

    def test_a_six_day_week_works_on_saturday_but_not_on_sunday_or_a_holiday(self) -> None:
        calendar = Calendar(six_day=True)
        assert calendar.is_working(date(2025, 11, 29))
        assert not calendar.is_working(date(2025, 11, 30))
        assert calendar.why_not(date(2025, 3, 29)) == "Hari Suci Nyepi"  # a Saturday
        assert calendar.add_working(date(2025, 11, 28), 2) == date(2025, 12, 1)

    def test_what_the_caller_changes_later_does_not_change_the_calendar(self) -> None:
        city = {CEREMONY: "Hari Jadi Kota"}
        calendar = Calendar(city)
        city.clear()
        assert not calendar.is_working(CEREMONY)

    def test_joint_days_are_known_as_far_as_the_package_has_them(self) -> None:
        assert [Calendar().known(year) for year in (2024, 2025, 2026, 2027)] == [True] * 4
        assert not Calendar().known(2099)

    def test_the_holidays_of_a_year_cannot_be_changed_by_a_reader(self) -> None:
        with pytest.raises(TypeError):
            national_holidays(2025)[CEREMONY] = "x"  # type: ignore[index]


class TestCounting:
    def test_the_start_is_day_zero_even_on_a_day_off(self) -> None:
        sunday, monday = date(2025, 11, 30), date(2025, 12, 1)
        assert Calendar().add_working(sunday, 0) == sunday
        assert Calendar().add_working(sunday, 1) == monday
        assert Calendar().add_working(sunday, -1) == date(2025, 11, 28)

    def test_counting_runs_over_several_years_in_both_directions(self) -> None:
        later = Calendar().add_working(CEREMONY, 1000)
        assert (
            later.year >= CEREMONY.year + 4
        )  # the day itself moves when later years' joint days are decreed
        assert Calendar().add_working(later, -1000) == CEREMONY

    @given(calendars, near_days, st.integers(-60, 60))
    @example(Calendar(), date(2025, 12, 24), 1)
    def test_it_agrees_with_counting_day_by_day(self, calendar: Calendar, day: date, count: int) -> None:
        step, left, at = timedelta(1 if count > 0 else -1), abs(count), day
        while left:
            at += step
            left -= calendar.is_working(at)
        assert calendar.add_working(day, count) == at

    @given(calendars, days, counts.filter(bool))
    def test_the_answer_is_a_working_day(self, calendar: Calendar, day: date, count: int) -> None:
        assert calendar.is_working(calendar.add_working(day, count))

    @given(calendars, days, counts)
    def test_between_undoes_adding(self, calendar: Calendar, day: date, count: int) -> None:
        there = calendar.add_working(day, count)
        between = calendar.working_days_between(day, there)
        # backwards, the day reached is itself worked and not counted, but a worked start is
        assert between == count + (count < 0 and not calendar.is_working(day))

    @given(calendars, days, days, days)
    def test_between_adds_up_and_changes_sign(self, calendar: Calendar, a: date, b: date, c: date) -> None:
        between = calendar.working_days_between
        assert between(a, b) + between(b, c) == between(a, c)
        assert between(a, b) == -between(b, a)

    @given(calendars, days, counts, st.integers(1, 100))
    def test_a_longer_term_ends_later(self, calendar: Calendar, day: date, count: int, more: int) -> None:
        assert calendar.add_working(day, count) < calendar.add_working(day, count + more)

    def test_past_the_last_year_it_says_so(self) -> None:
        with pytest.raises(OverflowError):
            Calendar().add_working(date(9999, 12, 1), 40)
        with pytest.raises(OverflowError):
            Calendar().add_working(date(1, 1, 3), -40)

    def test_many_threads_may_share_one_calendar(self) -> None:
        calendar = Calendar()
        national_holidays.cache_clear()
        starts = [date(year, 6, 1) for year in range(2010, 2040)] * 4
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda day: calendar.add_working(day, 30), starts))
        assert found == [Calendar().add_working(day, 30) for day in starts]

    def test_importing_it_does_not_load_the_holidays(self) -> None:
        code = "import sys, workflow.engine.calendar; sys.exit('holidays' in sys.modules)"
        assert run([sys.executable, "-c", code], check=False).returncode == 0


class TestDurations:
    @pytest.mark.parametrize(
        ("text", "duration"),
        [
            ("5 wd", Duration(5, "wd")),
            ("5wd", Duration(5, "wd")),
            ("30 d", Duration(30, "d")),
            ("1 month", Duration(1, "months")),
            ("3 months", Duration(3, "months")),
            ("1 year", Duration(1, "years")),
            (" 2 years ", Duration(2, "years")),
            ("0 d", Duration(0, "d")),
        ],
    )
    def test_reading(self, text: str, duration: Duration) -> None:
        assert Duration.parse(text) == duration

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "5",
            "wd",
            "-5 wd",
            "5 WD",
            "1.5 months",
            "5 weeks",
            "5 wd 3 d",
            "\uff15 wd",
            "999999 d",
            "5\nwd",
        ],
    )
    def test_a_text_that_is_no_duration_is_refused_with_how_to_write_one(self, text: str) -> None:
        with pytest.raises(ValueError, match="write a whole number and wd, d, months or years"):
            Duration.parse(text)

    @given(st.builds(Duration, st.integers(0, 99999), st.sampled_from(["wd", "d", "months", "years"])))
    def test_what_is_written_reads_back(self, duration: Duration) -> None:
        assert Duration.parse(str(duration)) == duration

    @pytest.mark.parametrize(
        ("text", "start", "end"),
        [
            ("30 wd", DECREE, date(2025, 12, 31)),
            ("30 d", DECREE, date(2025, 12, 17)),
            ("1 month", date(2025, 1, 31), date(2025, 2, 28)),
            ("1 month", date(2024, 1, 31), date(2024, 2, 29)),
            ("14 months", date(2025, 12, 31), date(2027, 2, 28)),
            ("1 year", date(2024, 2, 29), date(2025, 2, 28)),
            ("0 wd", date(2025, 11, 30), date(2025, 11, 30)),
        ],
    )
    def test_counting_from_a_day(self, text: str, start: date, end: date) -> None:
        assert Duration.parse(text).after(start, Calendar()) == end

    @given(days, st.integers(-300, 300))
    def test_months_land_in_the_right_month_and_never_skip_one(self, day: date, months: int) -> None:
        there = add_months(day, months)
        assert (there.year - day.year) * 12 + there.month - day.month == months
        assert there.day == day.day or (there.day < day.day and (there + timedelta(1)).day == 1)

    @given(
        st.dates(date(2000, 1, 1), date(2060, 12, 28)).filter(lambda day: day.day <= 28), st.integers(1, 60)
    )
    def test_a_term_and_the_next_one_join_without_gap(self, start: date, months: int) -> None:
        assert add_months(start, months) == term_end(start, months) + timedelta(1)

    def test_a_term_of_no_months_is_refused(self) -> None:
        with pytest.raises(ValueError, match="one month or more"):
            term_end(CEREMONY, 0)

    @pytest.mark.parametrize("text", ["99999 d", "99999 months", "99999 years", "99999 wd"])
    def test_a_term_beyond_the_calendar_overflows_and_does_not_hang(self, text: str) -> None:
        with pytest.raises(OverflowError):
            Duration.parse(text).after(date(9990, 1, 1), Calendar())


def test_a_year_without_joint_days_is_told_apart_from_the_data() -> None:
    first_unknown = next(year for year in range(2025, 2100) if not joint_days_known(year))
    assert not any("Cuti Bersama" in name for name in national_holidays(first_unknown).values())
