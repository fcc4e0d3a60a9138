"""delegate by unit and definition, absence, role who, role gaps, user can."""

from __future__ import annotations


def test_a_delegation_says_how_far_it_reaches(office):
    words = [
        "delegate",
        "mira",
        "--to",
        "petrus",
        "--definition",
        "leave-request",
        "--onward",
        "--reason",
        "x",
        "--as",
        "mira",
    ]
    made = office(*words, "--json").json
    assert (made["definition"], made["onward"], made["unit"]) == ("leave-request", True, None)
    assert made["in_force"] is True
    assert "leave-request, may be passed on" in office("delegate", "list", "--as", "mira").out
    office(
        "delegate", "mira", "--to", "petrus", "--unit", "NOWHERE", "--reason", "x", "--as", "mira", expect=2
    )


def test_a_delegation_says_what_the_duties_keep_from_the_stand_in(office, asked):
    told = office(*["delegate", "mira", "--to", "eka", "--reason", "leave", "--as", "mira"])
    assert asked in told.err
    assert "D-0001" in told.out


def test_the_history_says_on_whose_behalf(office, asked):
    office(*["delegate", "mira", "--to", "petrus", "--reason", "leave", "--as", "mira"])
    office("case", "act", asked, "support", "--as", "petrus")
    history = office("case", "history", asked, "--as", "mira")
    assert "Petrus Benu on behalf of (a.n.) Mira Tallo" in history.out
    assert (
        "Petrus Benu a.n. Mira Tallo" in office("case", "history", asked, "--as", "mira", "--lang", "id").out
    )
    last = office("case", "history", asked, "--as", "mira", "--json").json[-1]
    assert (last["on_behalf_of"], last["principal"], last["mandate"]) == ("mira", "Mira Tallo", "D-0001")


def test_an_absence_says_which_cases_stand_still(office, asked):
    told = office(*["absence", "add", "mira", "--from", "2020-01-01", "--reason", "travel", "--as", "mira"])
    assert asked in told.err
    assert "nobody acts for them" in told.out


def test_an_absence_to_come_says_from_when_and_an_empty_list_says_so(office):
    assert "No absence is entered." in office("absence", "list", "--as", "mira").out
    assert "Nobody stands in" in office("delegate", "list", "--as", "mira").out
    made = office(
        *["absence", "add", "mira", "--from", "2999-12-01", "--to", "petrus", "--reason", "travel"],
        *["--as", "mira"],
    )
    assert "from 1 December 2999" in made.out
    assert "from 1 December 2999" in office("absence", "list", "--as", "mira").out
    words = ["delegate", "mira", "--to", "petrus", "--since", "2999-12-01", "--reason", "leave"]
    assert "from 1 December 2999" in office(*words, "--as", "mira").out
    assert "from 1 December 2999" in office("delegate", "list", "--as", "mira").out


def test_closing_an_account_says_which_work_nobody_can_take(office, asked):
    assert "Somebody can take" in office("role", "gaps", "--as", "admin").out
    told = office("user", "close", "mira", "--as", "admin")
    assert asked in told.err
    gaps = office("role", "gaps", "--as", "admin", "--json").json
    assert {one["case"] for one in gaps} == {asked}
    assert asked in office("role", "gaps", "--as", "admin").out
    assert office("user", "revoke", "petrus", "personnel_head", "--as", "admin").err == ""


def test_the_calendar_of_absences(office):
    words = (
        "absence",
        "add",
        "mira",
        "--from",
        "2020-01-01",
        "--to",
        "petrus",
        "--reason",
        "travel",
        "--as",
        "mira",
    )
    made = office(*words, "--json").json
    assert (made["user"], made["to"], made["in_force"], made["stands_in"]) == (
        "mira",
        ["petrus"],
        True,
        "petrus",
    )
    assert office("absence", "list", "--as", "mira", "--json").json == [made]
    assert "petrus" in office("absence", "list", "--as", "mira").out
    assert office("absence", "cancel", made["id"], "--as", "mira", "--json").json["in_force"] is False
    assert "cancelled" in office("absence", "list", "--as", "mira").out
    office("absence", "add", "mira", "--from", "soon", "--reason", "x", "--as", "mira", expect=2)
    office("absence", "cancel", "A-9", "--as", "mira", expect=2)
    office("absence", "cancel", made["id"], "--as", "eka", expect=1)


def test_who_can_and_what_can(office):
    who = office("role", "who", "line_manager", "--as", "mira", "--json").json
    assert [one["user"] for one in who] == ["mira"]
    assert "Mira Tallo" in office("role", "who", "line_manager", "--as", "mira").out
    able = office("user", "can", "mira", "--as", "mira", "--json").json
    assert able
    assert all("line_manager" in one["roles"] for one in able)
    assert able[0]["action"] in office("user", "can", "mira", "--as", "mira").out
    assert "line_manager" in office("role", "who", "line_managr", "--as", "mira", expect=2).err
    office("user", "can", "nobody", "--as", "mira", expect=2)
    assert "“admin” may take no action now." in office("user", "can", "admin", "--as", "mira").out


def test_an_answer_with_nothing_in_it_is_a_sentence(office):
    office("user", "close", "mira", "--as", "admin")
    assert "Nobody may use this role now." in office("role", "who", "line_manager", "--as", "admin").out
    assert office("role", "who", "line_manager", "--as", "admin", "--json").json == []


def test_a_role_given_in_a_unit_that_does_not_bound_it_says_so(office):
    told = office("user", "grant", "eka", "line_manager@U-1", "--as", "admin")
    assert "no `scope: unit` in leave-request" in told.err
    assert "scope" not in office("user", "grant", "eka", "personnel_head", "--as", "admin").err
