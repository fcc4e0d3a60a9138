#!/usr/bin/env bash
# From the command line alone: a Plt for the vacant post of a head of division, three months and three more, over by itself, then
# another person; and a Plh while a holder is away. Run it in an empty folder:   bash /path/to/docs/pathways/plt-plh.sh
set -euo pipefail
post=POS-0259 first=P-0139 second=P-0140     # a Kepala Bidang of Bappeda, and two of its Kepala Subbagian

refused() { # what must be refused; says why it is
  if "$@"; then echo "this should have been refused: $*" >&2 && exit 1; fi
}

lantik demo --cases 0 --start 2025-10-01T08:00
case=$(lantik case open plt-plh $post --as hr-01)

echo "Proposed and ordered: from 1 October to 31 December 2025"
lantik case act "$case" propose --as hr-01 -f nominee=$first -f acting_kind=plt -f acting_from=2025-10-01
lantik case act "$case" order --as sekda -f order_number=SP/1/2025 -f order_date=2025-10-01 --attach order
lantik case show "$case" --as hr-01 | grep -E "^State|Until"

echo "The seat stays vacant: its filling goes on beside"
lantik case open administrator-pengawas $post --as hr-01
refused lantik case open plt-plh $post --as hr-01

echo "A month before the end it is reminded of; extended once, to 31 March 2026"
lantik clock --forward 2025-12-02T08:00
lantik tick
refused lantik case act "$case" extend --as hr-01 -f extension_number=SP/2/2025 -f extension_date=2025-12-02 --attach order
lantik case act "$case" extend --as sekda -f extension_number=SP/2/2025 -f extension_date=2025-12-02 --attach order
refused lantik case act "$case" extend --as walikota -f extension_number=SP/3/2025 -f extension_date=2025-12-02 --attach order

echo "Nobody looks for months; on the next look it is over, by itself"
lantik clock --forward 2026-04-13T08:00
lantik tick
lantik case show "$case" --as hr-01 | grep -E "^State|Until|Cause"

echo "Six months are the most: another person must come"
again=$(lantik case open plt-plh $post --as hr-01)
refused lantik case act "$again" propose --as hr-01 -f nominee=$first -f acting_kind=plt -f acting_from=2026-04-13
lantik case act "$again" propose --as hr-01 -f nominee=$second -f acting_kind=plt -f acting_from=2026-04-13
lantik case act "$again" order --as sekda -f order_number=SP/1/2026 -f order_date=2026-04-13 --attach order

echo "A Plh while the holder is on leave, ended early when they are back"
leave=$(lantik case open plt-plh POS-0244 --as hr-01)
lantik case act "$leave" propose --as hr-01 -f nominee=P-0141 -f acting_kind=plh -f acting_from=2026-04-13 \
  -f absent_until=2026-04-24 --attach absence_letter
lantik case act "$leave" order --as sekda -f order_number=SP/2/2026 -f order_date=2026-04-13 --attach order
lantik clock --forward 2026-04-20T08:00
lantik case act "$leave" end --as kepala-bkpsdm -f end_cause=holder_returned --reason "Kembali lebih awal"

lantik audit verify
lantik case list --definition plt-plh --as hr-01
