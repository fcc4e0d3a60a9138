"""Small good definitions that tests build on: a leave request, and an approval in two steps. Neither has a subject."""

from __future__ import annotations

from workflow.definition.model import Definition
from workflow.definition.reader import read

LEAVE = """\
format: lantik/1
id: leave
title: {id: Permohonan cuti, en: Leave request}
basis: PP 11/2017
number: "CT-{year}-{n:04}"

phases:
  drafting: {id: Penyusunan, en: Drafting}
  deciding: {id: Keputusan, en: Deciding}
  done:     {id: Selesai, en: Done}

parameters:
  longest: {value: 12, basis: PP 11/2017, note: "working days a year"}
  limits: {value: {annual: 12, sick: 14}}
  begins: {value: 2025-01-01}

roles:
  employee: {label: {id: Pegawai, en: Employee}}
  head:     {label: {id: Atasan, en: Head}, scope: unit}
  board:    {label: {id: Dewan, en: Board}}

fields:
  applicant: {type: person, label: {id: Pemohon, en: Applicant}}
  kind:
    type: choice
    options: {annual: {id: Tahunan, en: Annual}, sick: {id: Sakit, en: Sick}}
    label: {id: Jenis, en: Kind}
  days:      {type: number, label: {id: Lama, en: Days}}
  from_day:  {type: date, label: {id: Mulai, en: From}}
  urgent:    {type: yes_no, label: {id: Mendesak, en: Urgent}}
  letter_no: {type: text, unique: [year], label: {id: Nomor surat, en: Letter number}}
  stays:
    type: group
    label: {id: Tempat, en: Stays}
    fields: {town: {type: text, label: {id: Kota, en: Town}}, nights: {type: number, label: {id: Malam, en: Nights}}}

documents:
  doctor: {label: {id: Surat dokter, en: Doctor's note}, needed_if: case.kind == "sick"}

initial: draft
states:
  draft:    {phase: drafting, label: {id: Konsep, en: Draft}}
  asked:
    phase: deciding
    label: {id: Diajukan, en: Asked}
    within: 5 wd
    overdue: [{notify: head}, {after: 5 wd, escalate: board}, {after: 5 wd, act: lapse}]
  granted:  {phase: done, label: {id: Disetujui, en: Granted}, final: true}
  declined: {phase: done, label: {id: Ditolak, en: Declined}, final: true}

actions:
  ask:
    label: {id: Ajukan, en: Ask}
    from: draft
    to: asked
    by: employee
    asks: [applicant, kind, days, from_day]
    may_ask: [urgent, letter_no, stays]
    documents: [doctor]
    only_if:
      - rule: case.days <= params.longest
        else: {id: Terlalu lama, en: Too long}
        basis: PP 11/2017
      - case.from_day > today
  grant:
    label: {id: Setujui, en: Grant}
    from: asked
    to: granted
    signoff: {in_order: [head, {quorum: {of: board, at_least: 2}}]}
    refused: decline
    veto: board
  decline: {label: {id: Tolak, en: Decline}, from: asked, to: declined}
  lapse:   {label: {id: Gugur, en: Lapse}, from: asked, to: declined}
  send_back:
    label: {id: Kembalikan, en: Send back}
    from: asked
    to: {any_of: [draft]}
    by: [head, board]
    side: true
    reason: required
  take_up:
    {label: {id: Buka lagi, en: Take up again}, from: declined, to: previous, by: head, side: true, reopens: true}

duties:
  - different: [ask, grant]
  - never: applicant
"""

APPROVAL = """\
format: lantik/1
id: approval
title: {id: Persetujuan, en: Approval}
roles:
  clerk: {label: {id: Petugas, en: Clerk}}
  chief: {label: {id: Kepala, en: Chief}}
fields:
  subject_matter: {type: text, label: {id: Perihal, en: Subject matter}}
initial: open
states:
  open:     {phase: vacant, label: {id: Dibuka, en: Open}}
  proposed: {phase: nomination, label: {id: Diusulkan, en: Proposed}, within: 3 wd}
  approved: {phase: filled, label: {id: Disetujui, en: Approved}, final: true}
actions:
  propose: {label: {id: Usulkan, en: Propose}, from: open, to: proposed, by: clerk, asks: [subject_matter]}
  approve: {label: {id: Setujui, en: Approve}, from: proposed, to: approved, by: chief}
  return:  {label: {id: Kembalikan, en: Return}, from: proposed, to: open, by: chief, side: true, reason: required}
duties:
  - different: [propose, approve]
"""


def definition(text: str = APPROVAL) -> Definition:
    """A definition that must be good."""
    reading = read(text.encode(), file="sample.yaml")
    assert reading.definition is not None, reading.diagnostics
    return reading.definition


def leave() -> Definition:
    """The leave request: fields of most types, a document, a sign-off, overdue steps, a way back."""
    return definition(LEAVE)


def approval() -> Definition:
    """Two steps: a clerk proposes, a chief approves or returns."""
    return definition(APPROVAL)


def changed(old: str, new: str, text: str = LEAVE) -> str:
    """A sample with one passage replaced; the passage must stand in it once."""
    assert text.count(old) == 1, (old, text.count(old))
    return text.replace(old, new)


def place_of(text: str, words: str, inside: int = 0) -> tuple[int, int]:
    """Line and column of the first occurrence of some words (`inside`: so many characters further)."""
    at = text.index(words) + inside
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
