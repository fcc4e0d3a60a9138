#!/usr/bin/env bash
# From the command line alone: the post of a secretary of a city agency (Administrator, eselon III.a), from vacant to filled, and the
# head of section's post that is left behind. Run it in an empty folder:   bash /path/to/docs/pathways/administrator-pengawas.sh
set -euo pipefail
post=POS-0505 nominee=P-0284 left=POS-0506     # Sekretaris Dinas Sosial; a Kepala Subbagian, and the post that they hold now

refused() { # what must be refused; says why it is
  if "$@"; then echo "this should have been refused: $*" >&2 && exit 1; fi
}
attach() { for paper in "$@"; do printf -- '--attach %s ' "$paper"; done; }

lantik demo --cases 0 --start 2025-10-01T08:00
case=$(lantik case open administrator-pengawas $post --as hr-01)
refused lantik case open administrator-pengawas $left --as hr-01

echo "The candidate matrix, then the proposal of the agency"
lantik case act "$case" consider --as hr-01 -f candidates.person=$nominee -f candidates.remark="Diklatpim IV" \
  -f candidates.person=P-0285

lantik case act "$case" nominate --as hr-01 -f nominee=$nominee -f route=promosi -f tmt=2025-11-25 \
  $(attach diploma rank_decree cv position_decree ratings)
lantik case act "$case" verify --as verifikator-01

echo "The committee's session, with minutes and evaluation"
refused lantik case act "$case" endorse --as sekda -f memo_number=ND/1/X/2025 -f memo_date=2025-10-01
lantik case act "$case" assess --as kabid-mutasi -f minutes_number=BA/0110/TPK/2025 -f minutes_date=2025-10-01 \
  -f integrity=yes -f managerial=yes -f technical=yes -f sociocultural=yes
for member in tim-01 tim-02 tim-03; do lantik case act "$case" assess --as $member; done

echo "The city secretary submits, the mayor approves in principle"
lantik clock --forward 2025-10-06T08:00
lantik case act "$case" endorse --as sekda -f memo_number=ND/0610/SETDA/2025 -f memo_date=2025-10-06
refused lantik case act "$case" request_pertek --as hr-01 -f request_number=800.1.3.3/1/2025 -f request_date=2025-10-06
lantik case act "$case" approve --as walikota -f disposition_number=DISP/0610/2025 -f disposition_date=2025-10-06

echo "BKN: asked, answered, compared; without its Pertek there is no decree"
lantik case act "$case" request_pertek --as hr-01 -f request_number=800.1.3.3/0610/BKPSDM/X/2025 -f request_date=2025-10-06
refused lantik case act "$case" decree --as walikota -f decree_number=1/2025 -f decree_date=2025-10-06
lantik clock --forward 2025-11-12T08:00
lantik case act "$case" grant_pertek --as hr-01 -f pertek_number=1211/B-AK.02.01/SD/KR.X/2025 -f pertek_date=2025-11-12
refused lantik case act "$case" decree --as walikota -f decree_number=1/2025 -f decree_date=2025-11-12
lantik case act "$case" compare_pertek --as hr-01 -f pertek_person=$nominee -f pertek_position=$post --attach pertek_list
lantik clock --forward 2025-11-17T08:00
lantik case act "$case" decree --as walikota -f decree_number=1711.b/BKPSDM.800.1.3.3/XI/2025 -f decree_date=2025-11-17

echo "The ceremony, on a working day within thirty"
ceremony=$(lantik ceremony create "Pelantikan Pejabat Administrator" --date 2025-11-25 \
  --place "Aula Rumah Jabatan Wali Kota Kupang" --as upacara-01)
lantik ceremony add "$ceremony" "$case" --as upacara-01
lantik clock --forward 2025-11-25T10:00
lantik ceremony attend "$ceremony" --present all --as upacara-01
lantik ceremony hold "$ceremony" --as upacara-01
lantik case act "$case" report_duty --as kepala-bkpsdm -f spmt_number=SPMT/1/2025 -f spmt_date=2025-11-25
lantik case act "$case" finish --as hr-02 -f siasn_updated=yes -f payroll_notified=yes

echo "The cascade: the post that was left is vacant, and has a case of its own"
lantik case open administrator-pengawas $left --as hr-01
lantik audit verify
echo "filled: $(lantik case list --definition administrator-pengawas --state filled --ids --as hr-01)"
