#!/usr/bin/env bash
# A JPT Pratama by open selection from the command line alone: Sekretaris DPRD of Kota Kupang, from vacant to filled.
# Run it in an empty folder:   bash /path/to/docs/pathways/jpt-seleksi-terbuka.sh
set -euo pipefail
post=POS-0075 # Sekretaris DPRD, vacant; its flag `sekwan` asks for the approval of the DPRD's leadership

# The city with its people and users. Its clock says Tuesday 25 November 2025, 07:30; --at enters what happened earlier.
lantik demo --cases 0

act() { # act ACTION USER MOMENT [more]
  local action=$1 user=$2 moment=$3
  shift 3
  lantik case act "$case" "$action" --as "$user" --at "$moment" "$@" >/dev/null
}
refused() { # refused ACTION USER MOMENT [more]: it must not be done, and says why
  if act "$@" 2>refused.txt; then exit 1; fi
  head -1 refused.txt
}

echo "Planned, permitted by the merit overseer, a selection committee of five"
case=$(lantik case open jpt-seleksi-terbuka "$post" --as hr-01 --at 2025-08-25T08:00)
act plan hr-01 2025-08-25T08:30 -f vacancy_cause=retirement -f vacant_from=2025-08-01 -f tmt=2025-11-25
act request_permission walikota 2025-08-25T13:00 -f plan_number=800.1.2/2508/BKPSDM/VIII/2025 -f plan_date=2025-08-25 \
  --attach selection_plan --attach pansel_draft
act record_permission hr-01 2025-08-28T10:00 -f permission_number=2808/B-BP.01/SD/D/2025 -f permission_date=2025-08-28
act form_pansel walikota 2025-08-29T09:00 -f pansel_number=800.1.4/SK.29/BKPSDM/VIII/2025 -f pansel_date=2025-08-29 \
  -f pansel_members.name="Sekretaris Daerah" -f pansel_members.origin=internal \
  -f pansel_members.name="Kepala BKD Provinsi" -f pansel_members.origin=internal \
  -f pansel_members.name="Akademisi 1" -f pansel_members.origin=academic \
  -f pansel_members.name="Akademisi 2" -f pansel_members.origin=academic \
  -f pansel_members.name="Tokoh masyarakat" -f pansel_members.origin=public

echo "Announced: 15 working days, both ends counted; five officials register"
act announce pansel-01 2025-09-01T08:00 -f announcement_number=800.1.4/001/PANSEL/IX/2025 \
  -f announcement_date=2025-09-01 -f registration_from=2025-09-01
act register hr-01 2025-09-19T14:00 -f candidates.person=P-0008 -f candidates.person=P-0012 \
  -f candidates.person=P-0027 -f candidates.person=P-0051 -f candidates.person=P-0115

echo "Screened: one does not meet the requirements"
act close_registration pansel-01 2025-09-23T08:00
passed=(-f candidates.file_complete=yes -f candidates.result=passed)
refused screen pansel-01 2025-09-23T15:00 -f candidates.person=P-0012 "${passed[@]}"
act screen pansel-01 2025-09-23T15:00 -f candidates.person=P-0012 -f candidates.file_complete=yes \
  -f candidates.result=failed -f candidates.person=P-0008 "${passed[@]}" -f candidates.person=P-0027 "${passed[@]}" \
  -f candidates.person=P-0051 "${passed[@]}" -f candidates.person=P-0115 "${passed[@]}"
act conclude_screening pansel-01 2025-09-23T16:00

echo "Scored and ranked; the mayor picks the second of the best three"
score() { # score PERSON ASSESSMENT PAPER INTERVIEW RECORD
  act score pansel-02 2025-10-08T16:00 -f candidates.person="$1" -f candidates.assessment="$2" \
    -f candidates.paper="$3" -f candidates.interview="$4" -f candidates.record="$5"
}
score P-0008 81 78 84 90
score P-0027 76 80 79 85
score P-0051 70 72 69 80
score P-0115 88 85 86 82
act rank pansel-01 2025-10-10T09:00 -f minutes_number=800.1.4/017/PANSEL/X/2025 -f minutes_date=2025-10-10
act rank pansel-02 2025-10-10T09:30
act rank pansel-03 2025-10-10T10:00
act forward sekda 2025-10-13T08:00 -f memo_number=800.1.3.3/ND.13/SETDA/X/2025 -f memo_date=2025-10-13
act choose walikota 2025-10-14T14:00 -f nominee=P-0008

echo "BKN's Pertek, the DPRD's approval, the decree"
papers=()
for paper in application_letter curriculum_vitae diploma rank_decree position_decree ratings health_letter \
  discipline_letter superior_approval identity_card wealth_and_tax photo; do papers+=(--attach "$paper"); done
act request_pertek hr-01 2025-10-15T10:00 -f request_number=800.1.3.3/1510/BKPSDM/X/2025 -f request_date=2025-10-15 \
  "${papers[@]}"
act grant_pertek hr-01 2025-11-05T10:00 -f pertek_number=0511/B-AK.02.01/SD/KR.X/2025 -f pertek_date=2025-11-05
decree=(-f decree_number=1011.a/BKPSDM.800.1.3.3/XI/2025 -f decree_date=2025-11-10)
refused decree walikota 2025-11-10T14:00 "${decree[@]}"
act record_dprd_approval hr-01 2025-11-10T15:00 -f dprd_number=170/88/DPRD/2025 -f dprd_date=2025-11-10
act decree walikota 2025-11-10T16:00 "${decree[@]}"

echo "The ceremony, the statement of duty, SIASN and the payroll"
ceremony=$(lantik ceremony create "Pelantikan JPT Pratama" --date 2025-11-25 --place "Aula Rumah Jabatan" --as upacara-01)
lantik ceremony add "$ceremony" "$case" --as upacara-01 --at 2025-11-18T08:00 >/dev/null
lantik ceremony attend "$ceremony" --present all --as upacara-01 >/dev/null
lantik ceremony hold "$ceremony" --as upacara-01
lantik case act "$case" report_duty --as kepala-bkpsdm -f spmt_number=800.1.3.3/SPMT.25/XI/2025 -f spmt_date=2025-11-25
lantik case act "$case" finish --as hr-01 -f siasn_updated=yes -f payroll_notified=yes

lantik audit verify
lantik case show "$case" --as hr-01
