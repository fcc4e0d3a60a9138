#!/usr/bin/env bash
# From the command line alone: the mayor travels and the deputy signs; for whom and by what right stands in the history. Then a
# delegation for one unit, one that is passed on, and what its revocation takes back at once; who can do what, and what nobody
# can. Run it in an empty folder:   bash /path/to/docs/pathways/deputy-signs.sh
set -euo pipefail

refused() { # what must be refused; says why it is
  if "$@"; then echo "this should have been refused: $*" >&2 && exit 1; fi
}

lantik demo --cases 60 --start 2025-12-01T08:00
lantik user add wakil --name "Wakil Wali Kota (peran demo)" --as admin
case=$(lantik inbox --as walikota --json | grep -o 'JF-[0-9-]*' | head -n 1)
other=$(lantik inbox --as walikota --json | grep -o 'JF-[0-9-]*' | tail -n 1)

echo "The mayor is away for a week; nobody else may sign a decree"
refused lantik case act "$case" decree --as wakil
lantik absence add walikota --from 2025-12-01 --until 2025-12-05 --to wakil --reason "Dinas luar" --as walikota
lantik inbox --as wakil --limit 3
lantik role who ppk --as admin

echo "The deputy signs on the mayor's behalf"
lantik case act "$case" decree --as wakil -f decree_number=SK/900/2025 -f decree_date=2025-12-01
lantik case history "$case" --as hr-01 --lang id | tail -n 1
lantik case history "$case" --as hr-01 | tail -n 1

echo "The mayor is back early: at once there is nothing left for the deputy"
lantik absence cancel A-0001 --as walikota
lantik inbox --as wakil
refused lantik case act "$other" return --as wakil --reason "terlambat"

echo "For one agency alone, and it may be passed on"
lantik delegate walikota --to wakil --unit UNIT-DINKES --definition jabatan-fungsional --onward --reason "Pelimpahan" --as walikota
lantik delegate walikota --to sekda --reason "Wakil juga pergi" --as wakil
refused lantik delegate walikota --to kepala-bkpsdm --reason "lebih jauh lagi" --as sekda
lantik delegate revoke D-0001 --as walikota
lantik delegate list --as walikota

echo "An account is closed: what nobody can take any more is told"
lantik role gaps --as admin
lantik user close walikota --as admin
lantik role gaps --as admin | head -n 3
lantik user can wakil --as admin

lantik audit verify
