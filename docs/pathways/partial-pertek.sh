#!/usr/bin/env bash
# From the command line alone: seven names go to BKN, and its Pertek approves six. Six go on, one is returned, the decree's lines have
# no gap; what differs between the letter and the list is refused; a corrected letter takes the place of the first, and both stay on
# record. Run it in an empty folder:   bash /path/to/docs/pathways/partial-pertek.sh
set -euo pipefail

refused() { # what must be refused; says why it is
  if "$@"; then echo "this should have been refused: $*" >&2 && exit 1; fi
}

lantik demo --cases 80
mapfile -t seven < <(lantik case list --definition jabatan-fungsional --state pertek_requested --ids --as hr-01)
pertek=2411/B-AK.02.01/SD/KR.X/2025 decree=2711.a/BKPSDM.800.1.3.3/XI/2025

echo "One letter, an answer for each name: first what would become of it, then for good"
answers=()
for case in "${seven[@]:0:6}"; do answers+=("$case=grant"); done
answers+=("${seven[6]}=changed:Jabatan tidak sesuai dengan formasi")
echo "Pertek 2411" >pertek-2411.pdf
lantik letter record $pertek --date 2025-11-25 --scan pertek-2411.pdf --to verified --dry-run --as hr-01 "${answers[@]}"
lantik letter record $pertek --date 2025-11-25 --scan pertek-2411.pdf --to verified --atomic --as hr-01 "${answers[@]}" \
  --line "${seven[1]}.tmt=2026-01-01"          # BKN's list has another date for the second name than was proposed
refused lantik letter record $pertek --date 2025-11-24 --as hr-01 "${seven[0]}=grant"
lantik letter show $pertek --as hr-01

echo "The mayor's decree: five go through; the second line differs from the letter, the seventh is not approved"
lantik clock --forward 2025-11-27T09:00
refused lantik case act "${seven[@]}" decree -f decree_number=$decree -f decree_date=2025-11-27 --as walikota
lantik decree show $decree --as hr-01

echo "BKN corrects its letter: the date is as it was proposed. Nobody else is named, so that their answers stay"
refused lantik letter record 2611/B-AK.02.01/SD/KR.X/2025 --date 2025-11-26 --corrects $pertek --as hr-01
lantik letter record 2611/B-AK.02.01/SD/KR.X/2025 --date 2025-11-26 --corrects $pertek --reason "TMT salah ketik" --as hr-01 \
  "${seven[1]}=grant"
lantik case act "${seven[1]}" decree -f decree_number=$decree -f decree_date=2025-11-27 --as walikota
lantik decree show $decree --as hr-01
lantik case show "${seven[1]}" --as hr-01 | grep B-AK

echo "BKN takes one of the six back: the decree was set, so that the case goes no further, and the mayor annuls its line"
lantik letter record 2711/B-AK.02.01/SD/KR.X/2025 --date 2025-11-27 --corrects 2611/B-AK.02.01/SD/KR.X/2025 --as hr-01 \
  --reason "Hukuman disiplin" "${seven[2]}=denied:Sedang menjalani hukuman disiplin"
ceremony=$(lantik ceremony create "Pelantikan" --date 2025-12-03 --as upacara-01)
refused lantik ceremony add "$ceremony" "${seven[2]}" --as upacara-01
lantik notices --as walikota | grep "${seven[2]}"
lantik case act "${seven[2]}" annul --as walikota --reason "Pertek dicabut" -f annulment_number=1/P/2025 -f annulment_date=2025-11-27
lantik decree show $decree --as hr-01

lantik letter list --as hr-01 | head -n 4
lantik audit verify
echo "on the decree: $(lantik decree show $decree --as hr-01 --json | grep -c '"stands": true'), returned: $(lantik case list --state verified --ids --as hr-01 | grep -c "${seven[6]}")"
