#!/usr/bin/env bash
# From the command line alone: an executive post (pelaksana) by its short way, without committee, Pertek and ceremony.
# Run it in an empty folder:   bash /path/to/docs/pathways/pelaksana.sh
set -euo pipefail
post=POS-2455 nominee=P-4914     # a Penata Layanan Operasional, and who holds an executive post elsewhere

refused() { # what must be refused; says why it is
  if "$@"; then echo "this should have been refused: $*" >&2 && exit 1; fi
}

lantik demo --cases 0 --start 2025-11-03T08:00
case=$(lantik case open pelaksana $post --as hr-01)

echo "The agency asks, BKPSDM checks the map of posts"
papers=(--attach diploma --attach rank_decree --attach request_letter --attach position_decree)
refused lantik case act "$case" nominate --as hr-01 -f nominee=$nominee -f route=pertama -f tmt=2025-12-01 "${papers[@]}"
lantik case act "$case" nominate --as hr-01 -f nominee=$nominee -f route=mutasi -f tmt=2025-12-01 "${papers[@]}"
refused lantik case act "$case" verify --as verifikator-01 -f map_entry=4.2.1 -f map_fits=no
lantik case act "$case" verify --as verifikator-01 -f map_entry=4.2.1 -f map_fits=yes

echo "The city secretary initials; who initialled does not decree"
lantik case act "$case" initial --as sekda
refused lantik case act "$case" decree --as sekda -f decree_number=0311.c/BKPSDM/XI/2025 -f decree_date=2025-11-03
lantik case act "$case" decree --as kepala-bkpsdm -f decree_number=0311.c/BKPSDM/XI/2025 -f decree_date=2025-11-03

echo "On duty from the effective date"
refused lantik case act "$case" report_duty --as kepala-bkpsdm -f spmt_number=SPMT/1/2025 -f spmt_date=2025-11-03 --attach spmt
lantik clock --forward 2025-12-01T08:00
lantik case act "$case" report_duty --as kepala-bkpsdm -f spmt_number=SPMT/1/2025 -f spmt_date=2025-12-01 --attach spmt
lantik case act "$case" finish --as hr-01 -f siasn_updated=yes -f payroll_notified=yes

lantik audit verify
echo "filled: $(lantik case list --definition pelaksana --state filled --ids --as hr-01)"
