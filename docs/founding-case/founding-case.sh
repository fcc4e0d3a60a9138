#!/usr/bin/env bash
# The founding case from the command line alone: 80 functional officials of Kota Kupang, from vacant to inaugurated.
# Run it in an empty folder:   bash /path/to/docs/founding-case/founding-case.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

declare -A papers=(
  [pertama]="diploma rank_decree employee_card civil_servant_decrees basic_training credit_statement"
  [perpindahan]="diploma rank_decree position_decree ratings experience_statement"
  [penyesuaian]="diploma rank_decree employee_card civil_servant_decrees position_decree ratings adjustment_recommendation"
  [promosi]="diploma rank_decree credit_statement position_decree ratings"
)

# The city with its people and users, and no case yet. Its clock says Tuesday 25 November 2025, 07:30.
lantik demo --cases 0

echo "Open and nominate: 80 vacant seats, 80 people, four routes"
cases=() tested=()
while IFS=, read -r position nominee route; do
  case=$(lantik case open jabatan-fungsional "$position" --as hr-01 --at 2025-09-22T08:00)
  attach=()
  for paper in ${papers[$route]}; do attach+=(--attach "$paper"); done
  lantik case act "$case" nominate --as hr-01 --at 2025-10-02T09:00 \
    -f nominee="$nominee" -f route="$route" -f tmt=2025-11-25 "${attach[@]}" >/dev/null
  cases+=("$case")
  case $route in perpindahan | promosi) tested+=("$case $nominee") ;; esac
done < <(tail -n +2 "$here/nominees.csv")

echo "Verify the files, and record the competency tests of those who need one"
lantik case act "${cases[@]}" verify --as verifikator-01 --at 2025-10-08T10:00 >/dev/null
number=0
for one in "${tested[@]}"; do
  read -r case nominee <<<"$one"
  number=$((number + 1))
  lantik case act "$case" record_competency --as hr-02 --at 2025-10-15T10:00 -f ukom_holder="$nominee" \
    -f ukom_number="UKOM/$number/X/2025" -f ukom_date=2025-10-15 -f ukom_result=passed --attach ukom_certificate >/dev/null
done

echo "Assess: the head of transfers signs first, then three of the committee"
lantik case act "${cases[@]}" assess --as kabid-mutasi --at 2025-10-20T09:00 \
  -f minutes_number=BA/2010/TPK/X/2025 -f minutes_date=2025-10-20 >/dev/null
for member in tim-01 tim-02 tim-03; do
  lantik case act "${cases[@]}" assess --as "$member" --at 2025-10-20T10:00 >/dev/null
done

echo "Endorse, ask BKN, record its Pertek, decree"
lantik case act "${cases[@]}" endorse --as sekda --at 2025-10-23T13:00 >/dev/null
lantik case act "${cases[@]}" request_pertek --as hr-01 --at 2025-10-24T14:00 \
  -f request_number=800.1.3.3/2410/BKPSDM/X/2025 -f request_date=2025-10-24 >/dev/null
lantik case act "${cases[@]}" grant_pertek --as hr-01 --at 2025-11-12T10:00 \
  -f pertek_number=1211/B-AK.02.01/SD/KR.X/2025 -f pertek_date=2025-11-12 >/dev/null
lantik case act "${cases[@]}" decree --atomic --as walikota --at 2025-11-17T14:00 \
  -f decree_number=1711.a/BKPSDM.800.1.3.3/XI/2025 -f decree_date=2025-11-17 >/dev/null

echo "The ceremony: 80 invited, 77 come, 3 do not"
ceremony=$(lantik ceremony create "Pelantikan Pejabat Fungsional" --date 2025-11-25 \
  --place "Aula Rumah Jabatan Wali Kota Kupang" --as upacara-01)
lantik ceremony add "$ceremony" "${cases[@]}" --as upacara-01 --at 2025-11-18T08:00 >/dev/null
lantik ceremony attend "$ceremony" --present all --as upacara-01 >/dev/null
lantik ceremony attend "$ceremony" --as upacara-01 \
  --absent "${cases[4]}=Sakit" --absent "${cases[31]}=Tugas luar" --absent "${cases[66]}=Sakit" >/dev/null
lantik ceremony hold "$ceremony" --as upacara-01

lantik audit verify
echo "inaugurated: $(lantik case list --state inaugurated --limit 200 --ids --as hr-01 | wc -l)"
echo "postponed:   $(lantik case list --state scheduled --ids --as hr-01 | wc -l)"
