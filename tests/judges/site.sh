#!/usr/bin/env bash
# What others say of the site of examples/fjordlight: its HTML and CSS (Nu, html-validate), whether everybody can use it
# (axe-core, light and dark), and whether it does what it should in a browser. ANNEXA is the program; without it, it is built.
# What is missing is installed: it runs from nothing on a Debian machine with Rust.
set -euo pipefail
cd "$(dirname "$0")"
source ../../editors/tools.sh

step() { printf '\n== %s\n' "$*"; "$@"; }

step annexa_program
step debian chromium fonts-dejavu-core default-jre-headless
step node_24
at=$tools/judges-of-sites-1
[ -e "$at/complete" ] || {
    npm install --prefix "$at" --ignore-scripts --no-audit --no-fund --loglevel=error \
        vnu-jar@26.9.27 html-validate@11.21.1 axe-core@4.14.1 playwright-core@1.65.1
    touch "$at/complete"
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Warnings of the package are no matter here.
"$ANNEXA" build ../../examples/fjordlight --as-of 2026-11-01 --format html --out "$work" >/dev/null || [ $? = 1 ]

step java -jar "$at/node_modules/vnu-jar/build/dist/vnu.jar" --also-check-css --skip-non-html --errors-only "$work/site"
step "$at/node_modules/.bin/html-validate" --config html-validate.cjs "$work/site/**/*.html"
NODE_PATH=$at/node_modules step node site.cjs "$work/site"
