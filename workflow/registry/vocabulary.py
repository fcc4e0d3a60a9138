"""What rules may say with `subject: position`: the facts of position, nominee and city with their types, and the functions.

The values of the facts come from `workflow.registry.facts`, the functions from `workflow.registry.functions`.
"""

from __future__ import annotations

from collections.abc import Mapping

from workflow.definition.subject import Subject, Vocabulary
from workflow.registry.effects import EFFECTS
from workflow.registry.functions import functions
from workflow.registry.reference import Reference

BATCHES = frozenset({"decree", "ceremony"})

FACTS: Mapping[str, str] = {
    "position": "string",
    "position.name": "string",
    "position.kind": "string",
    "position.level": "string",
    "position.function": "string",
    "position.category": "string",
    "position.education": "string",
    "position.unit": "string",
    "position.level_class": "string",
    "position.level_order": "int",
    "position.need": "int",
    "position.holders": "int",
    "position.vacant": "int",
    "position.retirement_age": "int",
    "position.flags": "list(string)",
    "position.holder": "string",
    "position.held_since": "timestamp",
    "position.holder_pension": "timestamp",
    "position.acting": "int",
    "position.acting_holder": "string",
    "position.acting_until": "timestamp",
    "nominee": "string",
    "nominee.name": "string",
    "nominee.nip": "string",
    "nominee.sex": "string",
    "nominee.religion": "string",
    "nominee.rank": "string",
    "nominee.employment": "string",
    "nominee.education": "string",
    "nominee.field_of_study": "string",
    "nominee.position": "string",
    "nominee.kind": "string",
    "nominee.level": "string",
    "nominee.level_class": "string",
    "nominee.function": "string",
    "nominee.unit": "string",
    "nominee.birth_date": "timestamp",
    "nominee.rank_since": "timestamp",
    "nominee.in_post_since": "timestamp",
    "nominee.rank_order": "int",
    "nominee.education_order": "int",
    "nominee.level_order": "int",
    "nominee.credit": "double",
    "nominee.experience_years": "double",
    "nominee.basic_training": "bool",
    "nominee.leadership_training": "bool",
    "nominee.healthy": "bool",
    "nominee.under_discipline": "bool",
    "nominee.study_leave": "bool",
    "nominee.talent_box": "int",
    "city.mayor_sworn_in": "timestamp",
    "city.election_determined_on": "timestamp",
    "city.term_ends_on": "timestamp",
}

#: what holdings, ratings and other cases say: it changes as days go by, and by effects
MOVING = frozenset(
    {
        *(f"position.{name}" for name in ("holders", "vacant", "holder", "held_since", "holder_pension")),
        *(f"position.{name}" for name in ("acting", "acting_holder", "acting_until")),
        *(f"nominee.{name}" for name in ("position", "kind", "level", "level_class", "function", "unit")),
        *(f"nominee.{name}" for name in ("in_post_since", "level_order")),
        *(f"post_{name}" for name in ("class", "kind", "level", "function", "unit")),
        *(f"acting_{name}" for name in ("terms", "months", "posts", "now")),
        "rated_at_least",
        "holds_position",
        "in_post_years",
        "years_held",
        "same_agency",
        "candidacies",
    }
)
KEEPER = {
    "id": "pengelola data kepegawaian dan jabatan",
    "en": "who keeps the files of people and positions",
}


def position_subject(reference: Reference) -> Subject:
    """The subject `position`: facts, functions, effects and batches.

    Args:
        reference: the reference tables that the functions look into.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> subject = position_subject(Reference.load(shipped_definitions() / "reference"))
        >>> subject.vocabulary.facts["nominee.credit"], sorted(subject.effects)[0]
        ('double', 'appoint')
    """
    vocabulary = Vocabulary(FACTS, functions(reference))
    return Subject("position", vocabulary, frozenset(EFFECTS), BATCHES, MOVING, KEEPER)
