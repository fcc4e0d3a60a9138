#!/usr/bin/env bash
# From the command line alone: a decree is annulled after the appointment. The seat is vacant again, the nominee is back in the post
# that they had left, all of it stands in the record, and the post is filled anew. Run it in an empty folder:
#   bash /path/to/docs/pathways/decree-annulled.sh
set -euo pipefail

refused() { # what must be refused; says why it is
  if "$@"; then echo "this should have been refused: $*" >&2 && exit 1; fi
}

lantik demo --cases 60
case=$(lantik case list --definition jabatan-fungsional --state filled --ids --as hr-01 | head -n 1)
post=$(lantik case show "$case" --as hr-01 | grep -o 'POS-[0-9]*' | head -n 1)
decree=$(lantik case show "$case" --as hr-01 | grep -o '[^ ]*/BKPSDM.800.1.3.3/[^ ]*' | head -n 1)

echo "The post is taken: nobody else can be proposed for it"
refused lantik case open jabatan-fungsional "$post" --as hr-01
lantik decree show "$decree" --as hr-01 | grep "$case"

echo "Only the mayor annuls, with a decree of its own and a reason"
refused lantik case act "$case" annul --as sekda --reason "Tanpa pertimbangan Tim Penilai" \
  -f annulment_number=2511.c/BKPSDM/XI/2025 -f annulment_date=2025-11-25
refused lantik case act "$case" annul --as walikota -f annulment_number=2511.c/BKPSDM/XI/2025 -f annulment_date=2025-11-25
refused lantik case act "$case" annul --as walikota --reason "Tanpa pertimbangan Tim Penilai" \
  -f annulment_number=2511.c/BKPSDM/XI/2025 -f annulment_date=2025-10-01
lantik case act "$case" annul --as walikota --reason "Tanpa pertimbangan Tim Penilai" \
  -f annulment_number=2511.c/BKPSDM/XI/2025 -f annulment_date=2025-11-25

echo "What was given is taken back, and what was left is given back; both in the same entry of the record"
lantik case history "$case" --as hr-01 | tail -n 1
lantik case history "$case" --as hr-01 --json | grep -o '"\(take_back\|give_back\|open_vacancy\)"' | sort -u
lantik decree show "$decree" --as hr-01 | grep "$case"

echo "An annulled case goes nowhere; the post is vacant, and has a case of its own"
refused lantik case act "$case" finish --as hr-01
again=$(lantik case open jabatan-fungsional "$post" --as hr-01)
lantik case show "$again" --as hr-01 | head -n 4

lantik audit verify
echo "annulled: $case, open again: $(lantik case list --subject "$post" --state vacant --ids --as hr-01 | grep -c "$again")"
