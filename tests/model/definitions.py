"""Random definitions that `lantik check` finds nothing wrong with: a line of steps, ways back and out, sign-offs, duties.

A definition is a plain mapping, as its file says it, so that what judges the engine need not read it by the engine's reader.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Plain = dict[str, Any]
Draw = Any

#: role → whether it is one of a unit
ROLES = {"clerk": False, "head": True, "board": False, "legal": False, "boss": False}
NAME = "walk"


def _label(text: str) -> Plain:
    return {"id": text, "en": text}


@st.composite
def leaves(draw: Draw) -> Any:
    """One place of a sign-off: a signature, an initial, or a quorum of one role or two."""
    kind = draw(st.sampled_from(["sign", "sign", "initial", "quorum", "quorum"]))
    role = draw(st.sampled_from(sorted(ROLES)))
    if kind == "sign":
        return role
    if kind == "initial":
        return {"initial": role}
    other = draw(st.sampled_from(sorted(set(ROLES) - {role})))
    quorum: Plain = {"of": draw(st.sampled_from([role, [role, other]]))}
    quorum["at_least"] = draw(st.sampled_from([1, 2, 2, "majority"]))
    if isinstance(quorum["of"], list) and draw(st.booleans()):
        quorum["weights"] = {role: 2}
    return {"quorum": quorum}


@st.composite
def trees(draw: Draw, depth: int = 2) -> Any:
    """A sign-off; of several branches the first is always asked, others only above some amount."""
    if depth == 0 or draw(st.integers(0, 2)) == 0:
        return draw(leaves())
    branches = [draw(trees(depth - 1)) for _ in range(draw(st.integers(2, 3)))]
    if draw(st.integers(0, 2)) == 0:
        last = branches[-1]
        branches[-1] = {**(last if isinstance(last, dict) else {"sign": last}), "when": "case.amount > 50"}
    return {draw(st.sampled_from(["all", "any", "in_order", "in_order"])): branches}


def _some_roles(draw: Draw, most: int = 2) -> list[str]:
    return draw(st.lists(st.sampled_from(sorted(ROLES)), min_size=1, max_size=most, unique=True))


def _who(draw: Draw, action: Plain, refusal: str) -> None:
    """Who takes a step: holders of a role, or a sign-off with or without a veto and what its refusal leads to."""
    for key in ("by", "signoff", "refused", "veto", "resets_on"):
        action.pop(key, None)
    if draw(st.booleans()):
        action["by"] = _some_roles(draw)
        return
    action["signoff"] = draw(trees())
    if draw(st.booleans()):
        action["refused"] = refusal
    if draw(st.integers(0, 2)) == 0:
        action["veto"] = draw(st.sampled_from(sorted(ROLES)))
    if draw(st.booleans()):
        action["resets_on"] = draw(st.sampled_from([["amount"], ["paper"], ["amount", "paper"]]))


def _duties(draw: Draw, steps: list[str]) -> list[Plain]:
    duties: list[Plain] = []
    for _ in range(draw(st.integers(0, 2))):
        size = draw(st.integers(2, len(steps)))
        duties.append({"different": draw(st.permutations(steps))[:size]})
    if draw(st.integers(0, 2)) == 0:
        duties.append({"same": draw(st.permutations(steps))[:2]})
    if draw(st.booleans()):
        duties.append({"never": "nominee"})
    return duties


def _deadline(draw: Draw, state: Plain, lapse: str | None) -> None:
    for key in ("within", "overdue", "remind"):
        state.pop(key, None)
    if lapse is None and draw(st.booleans()):
        return
    state["within"] = draw(st.sampled_from(["1 wd", "3 d", "5 wd"]))
    steps: list[Plain] = []
    for kind in draw(st.lists(st.sampled_from(["notify", "escalate"]), max_size=2, unique=True)):
        steps.append({kind: draw(st.sampled_from(sorted(ROLES))), **({"after": "1 wd"} if steps else {})})
    if lapse is not None:
        steps.append({"act": lapse, "after": "5 d"})
    if steps:
        state["overdue"] = steps
    if draw(st.booleans()):
        state["remind"] = [
            {"before": "1 d"},
            {"before": "2 d", "notify": draw(st.sampled_from(sorted(ROLES)))},
        ]


@st.composite
def definitions(draw: Draw) -> Plain:
    """A definition of 2 to 4 steps about a position, which fills it or not."""
    steps = draw(st.integers(2, 4))
    fills = draw(st.booleans())
    states: Plain = {"vacant": {"phase": "vacant", "label": _label("vacant")}}
    for number in range(1, steps):
        phase = "nomination" if number == 1 else "approval"
        states[f"s{number}"] = {"phase": phase, "label": _label(f"s{number}")}
    states["filled"] = {"phase": "filled", "label": _label("filled"), "final": True}
    states["closed"] = {"phase": "closed", "label": _label("closed"), "final": True}
    names = list(states)
    between = names[1:steps]
    undo = ["take_back"] if fills else []
    actions: Plain = {}
    for number in range(steps):
        action: Plain = {"label": _label(f"a{number}"), "from": names[number], "to": names[number + 1]}
        refusal = f"fail{number}"
        if number == 0:
            action |= {"by": _some_roles(draw), "asks": ["nominee", "amount"]}
        else:
            _who(draw, action, refusal)
            if draw(st.integers(0, 2)) == 0:
                action["documents"] = ["paper"]
            if "signoff" not in action and draw(st.integers(0, 4)) == 0:
                action["external"] = _label("BKN")
        actions[f"a{number}"] = action
        if "refused" in action:
            back = number > 1 and draw(st.booleans())
            actions[refusal] = {
                "label": _label(refusal), "from": names[number], "automatic": True,
                "to": names[number - 1] if back else "closed", **({"does": undo} if undo else {}),
            }  # fmt: skip
    if fills:
        last = actions[f"a{steps - 1}"]
        last["does"] = ["appoint", "release"]
        if steps > 2 and draw(st.booleans()):
            actions[f"a{draw(st.integers(1, steps - 2))}"]["does"] = ["reserve"]
    numbered = draw(st.sampled_from([f"a{one}" for one in range(1, steps)]))
    actions[numbered].setdefault("asks", []).extend(["letter_number", "letter_date", "letter_issuer"])
    actions["back"] = {
        "label": _label("back"), "from": between, "to": {"any_of": ["vacant", *between[:-1]]},
        "by": _some_roles(draw), "side": True, "reason": "required", **({"does": undo} if undo else {}),
    }  # fmt: skip
    actions["note"] = {
        "label": _label("note"), "from": between[-1], "to": between[-1], "by": _some_roles(draw), "side": True,
        "may_ask": ["amount"],
    }  # fmt: skip
    actions["cancel"] = {
        "label": _label("cancel"), "from": ["vacant", *between], "to": "closed", "by": _some_roles(draw),
        "side": True, "reason": "required", **({"does": undo} if undo else {}),
    }  # fmt: skip
    if draw(st.booleans()):
        states["held"] = {"phase": "approval", "label": _label("held"), "clock": "stopped"}
        if draw(st.booleans()):
            states["held"]["waits_for"] = _label("BKN")
        boss = _some_roles(draw, 1)
        actions["hold"] = {
            "label": _label("hold"), "from": between, "to": "held", "by": boss, "side": True, "reason": "required",
        }  # fmt: skip
        actions["resume"] = {"label": _label("resume"), "from": "held", "to": "previous", "by": boss}
    if draw(st.booleans()):
        actions["annul"] = {
            "label": _label("annul"), "from": "filled", "to": "closed", "by": _some_roles(draw), "side": True,
            "reopens": True, "reason": "required", **({"does": ["take_back", "open_vacancy"]} if fills else {}),
        }  # fmt: skip
    lapses = draw(st.sampled_from([None, *between]))
    if lapses is not None:
        actions["lapse"] = {
            "label": _label("lapse"), "from": lapses, "to": "closed", "automatic": True, **({"does": undo} if undo else {}),
        }  # fmt: skip
    for name in names[:steps]:
        _deadline(draw, states[name], "lapse" if name == lapses else None)
    text = {"type": "text"}
    return {
        "format": "lantik/1",
        "id": NAME,
        "title": _label("walk"),
        "subject": "position",
        "roles": {
            role: {"label": _label(role), **({"scope": "unit"} if scoped else {})}
            for role, scoped in ROLES.items()
        },
        "fields": {
            "nominee": {"type": "person", "label": _label("nominee")},
            "amount": {"type": "number", "min": 0, "max": 100, "label": _label("amount")},
            "letter_number": {**text, "unique": ["issuer", "year"], "label": _label("letter")},
            "letter_date": {"type": "date", "label": _label("dated")},
            "letter_issuer": {**text, "label": _label("from")},
        },
        "documents": {"paper": {"label": _label("paper")}},
        "initial": "vacant",
        "states": states,
        "actions": actions,
        "duties": _duties(draw, [f"a{number}" for number in range(steps)]),
    }


@st.composite
def reworked(draw: Draw, plain: Plain) -> tuple[Plain, dict[str, str]]:
    """The next version: other signers, duties and deadlines, and perhaps a state or an action of another name."""
    new: Plain = {**plain, "states": {}, "actions": {}}
    renamed: dict[str, str] = {}
    mark = f"{draw(st.integers(2, 99))}"
    between = [name for name in plain["states"] if name.startswith("s")]
    steps = [name for name in plain["actions"] if name.startswith("a") and name != "annul"]
    if draw(st.integers(0, 2)) == 0:
        chosen = draw(st.sampled_from(between))
        renamed[chosen] = f"{chosen}n{mark}"
    if draw(st.integers(0, 2)) == 0:
        chosen = draw(st.sampled_from(steps[1:]))
        renamed[chosen] = f"{chosen}n{mark}"

    def now(name: Any) -> Any:
        if isinstance(name, list):
            return [now(one) for one in name]
        if isinstance(name, dict):
            return {key: now(one) for key, one in name.items()}
        return renamed.get(name, name)

    for name, state in plain["states"].items():
        new["states"][now(name)] = dict(state)
    for name, action in plain["actions"].items():
        changed = {**action, "from": now(action["from"]), "to": now(action["to"])}
        if "refused" in changed:
            changed["refused"] = now(changed["refused"])
        new["actions"][now(name)] = changed
    for name in map(now, steps[1:]):
        action = new["actions"][name]
        if draw(st.booleans()):
            kept = action.get("refused")
            _who(draw, action, kept or "")
            if not kept:
                action.pop("refused", None)
            elif "refused" not in action:  # what nobody and nothing takes is a fault
                del new["actions"][kept]
            if "signoff" in action:
                action.pop("external", None)
    new["duties"] = _duties(draw, [now(one) for one in steps])
    lapse = new["actions"].get("lapse")
    for name in [now(one) for one in ["vacant", *between]]:
        _deadline(draw, new["states"][name], "lapse" if lapse and lapse["from"] == name else None)
    return new, renamed
