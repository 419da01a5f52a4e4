#!/usr/bin/env bash
# What others say of the PDF files and the workbook of examples/fjordlight: qpdf, pdfinfo, pdffonts and pdftotext; openpyxl and
# LibreOffice. ANNEXA is the program; without it, it is built. What is missing is installed: it runs from nothing on a Debian
# machine with Rust.
set -euo pipefail
cd "$(dirname "$0")"
source ../../editors/tools.sh

step() { printf '\n== %s\n' "$*"; "$@"; }

step annexa_program
step debian qpdf poppler-utils libreoffice-calc-nogui python3-venv
[ -x "$tools/openpyxl/bin/python" ] || {
    python3 -m venv "$tools/openpyxl"
    "$tools/openpyxl/bin/pip" install --quiet openpyxl==3.1.5
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Warnings of the package are no matter here.
"$ANNEXA" build ../../examples/fjordlight --as-of 2026-11-01 --format pdf,xlsx --out "$work" >/dev/null || [ $? = 1 ]

# Poppler of Debian 12 takes a yes or no that the standard asks for to be of the wrong type.
info() { pdfinfo "$@" 2> >(grep -v 'Suspects object' >&2); }

n=0
while IFS= read -r file; do
    qpdf --check "$file" >/dev/null
    info=$(info "$file")
    grep -q '^Tagged: *yes' <<<"$info" || { echo "$file is not tagged" >&2; exit 1; }
    grep -q '^Title: *.' <<<"$info" || { echo "$file has no title" >&2; exit 1; }
    metadata=$(info -meta "$file")
    for said in 'pdfuaid:part>1<' 'pdfaid:part>2<' 'pdfaid:conformance>A<'; do
        grep -q "$said" <<<"$metadata" || { echo "$file does not say $said" >&2; exit 1; }
    done
    # Name, type, encoding, emb, sub, uni: every font is within the file, with what its signs stand for.
    pdffonts "$file" 2>/dev/null | awk -v file="$file" 'NR > 2 && ($(NF-4) != "yes" || $(NF-2) != "yes") { print file ": " $0; bad = 1 } END { exit bad }'
    draft=$(grep -c . <<<"$(pdftotext -f 1 -l 1 "$file" - 2>/dev/null | grep -m1 '^Draft')" || true)
    if [ "$draft" = 1 ]; then
        pages=$(awk '/^Pages:/ { print $2 }' <<<"$info")
        for page in $(seq "$pages"); do
            pdftotext -f "$page" -l "$page" "$file" - 2>/dev/null | grep -q 'Draft' || { echo "$file: page $page does not say Draft" >&2; exit 1; }
        done
    fi
    n=$((n + 1))
done < <(find "$work" -name '*.pdf' | sort)
echo "$n PDF files: sound, tagged, with their fonts"
[ "$n" -gt 40 ]

step "$tools/openpyxl/bin/python" workbook.py "$work/workbook.xlsx"
cd "$work"
step soffice --headless --convert-to ods workbook.xlsx >/dev/null
step soffice --headless --convert-to pdf workbook.ods >/dev/null
[ "$(pdfinfo workbook.pdf | awk '/^Pages:/ { print $2 }')" -gt 30 ]
