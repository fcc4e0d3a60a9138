"""The codes of `lantik check`, each with its meaning in one line. `docs/definitions/codes.md` shows the same table."""

from __future__ import annotations

from workflow.language import N_

CODES: dict[str, str] = {
    # 1. form
    "E101": N_("The file cannot be read: it is missing, not allowed, not UTF-8, or has control characters."),
    "E102": N_("The file is too big (256 KiB), nested too deep (32), or has too many entries."),
    "E103": N_("The file is not well-formed YAML."),
    "E104": N_(
        "YAML that a definition does without: anchors, aliases, merge keys, tags, directives, more documents."
    ),
    "E105": N_("A key stands twice."),
    "E106": N_("A key that the format does not know."),
    "E107": N_("A key that must be there is missing, or has no value."),
    "E108": N_("A value of the wrong type, or none of the words that may stand here."),
    "E109": N_("A label is missing in a language."),
    "E110": N_("A name that is used and not declared."),
    "E111": N_("A name that cannot be used: its spelling, or it is taken by the engine."),
    "E112": N_("An entry stands twice in a list."),
    "E113": N_("Keys that do not go together."),
    "E114": N_("A format other than lantik/1."),
    "E115": N_(
        "An include that cannot be used: it leads out of the folder, is absent, is no part, or includes itself."
    ),
    "E116": N_("Two parts say one key of an entry differently."),
    # 2. rules
    "E201": N_("A rule is not well-formed."),
    "E202": N_("A rule names a fact that does not exist."),
    "E203": N_("A rule calls a function that does not exist, or with other arguments than it takes."),
    "E204": N_("A rule joins values of types that do not go together."),
    "E205": N_("A rule uses has() on a fact."),
    "E206": N_("A rule compares a choice with a word that is none of its options."),
    "E207": N_("A rule whose answer is not yes or no."),
    "E208": N_("A rule is too long (2,000 characters) or too deep."),
    "E209": N_("A rule that can never be answered."),
    "E210": N_("An expression that gives another type than the field which it fills in."),
    "W201": N_("A rule that is always true."),
    "W202": N_("A rule that is always false."),
    # 3. shape
    "E301": N_("A state that cannot be reached."),
    "E302": N_("A state from which no final state can be reached."),
    "E303": N_("An action that can never fire."),
    "E304": N_("An action that nobody and nothing may take."),
    "E305": N_("An action that leaves a final state without `reopens: true`."),
    "E306": N_("No state is final."),
    "E307": N_("A sign-off that cannot complete."),
    "E308": N_("A duty that names fewer than two actions."),
    "E309": N_("A deadline that no calendar can meet."),
    "E310": N_("Overdue steps, or what stands in `on`, that lead a case round in a circle."),
    "E311": N_("An action named by `refused` that cannot fire by itself."),
    "E312": N_("An action named by `overdue` or `on` that cannot fire by itself."),
    "E313": N_("A state where a case can be stuck: the graph leads on, but the rules let nothing through."),
    "E314": N_("An action that can never fire, since its rules refuse every case that comes to it."),
    "E315": N_("A sign-off that can never complete, or whose refusal leads nowhere."),
    "E316": N_("A gap between the rules of a state's actions, in which a case is stuck."),
    "E317": N_("An action that closes a vote which it cannot close."),
    "E321": N_(
        "A list of faults on an action that sends no case back, or back to where no part can be given."
    ),
    "E322": N_("An action that withdraws another one and can never be taken."),
    "W301": N_("A gap between the rules of a state's actions, in which only side actions are left."),
    "W302": N_("An overlap: two actions of a state that rules should tell apart are both open."),
    "W303": N_("A definition with too many configurations to look at each."),
    "W304": N_("A state in which a case is stuck behind a rule that is never met: it holds up a publish."),
    "W305": N_("A role whose people the definition itself names."),
    "W306": N_("Two duties that contradict one another."),
    "W307": N_("A deadline that never runs, since the clock of its state stands still."),
    # 4. people (`check --people`)
    "W401": N_("A pathway that the people that there are cannot complete."),
    "W402": N_("A pathway that depends on one person."),
    "W403": N_("A pathway that stands still when two people are away."),
    "W404": N_("Whether the people suffice, or on whom it depends, cannot be decided in time."),
    # 5. scenarios
    "E501": N_("A step of a scenario was refused and should have been done."),
    "E502": N_("A step of a scenario should have been refused and was not, or was for other reasons."),
    "E503": N_("An expectation of a scenario does not hold."),
    "E504": N_("A scenario names something that it or its city does not have."),
    "E505": N_("The definition or the shared city of a scenario file cannot be used."),
    "E506": N_("Too many scenarios, steps, cases, entries or days."),
    "E507": N_("A moment of a scenario that is none, or that goes back."),
    "E508": N_("A scenario was not run, since the one that it continues did not come to its end."),
    "W501": N_("A state that no scenario enters."),
    "W502": N_("An action that no scenario fires."),
}

#: warnings that hold up a publish as an error does
HOLDING_UP = frozenset({"W304"})
