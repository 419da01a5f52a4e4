#!/usr/bin/env bash
# Everything that is tested of the extension: types, style, highlighting, parts, the package, and the whole in a real
# VS Code. ANNEXA is the program; without it, it is built. What is missing is installed: it runs from nothing on a
# Debian machine with Rust.
set -euo pipefail
cd "$(dirname "$0")"
source ../tools.sh

step() { printf '\n== %s\n' "$*"; "$@"; }

step annexa_program
step debian chromium fonts-dejavu-core
step node_24
step code_server
# Without the scripts that packages run when they are installed: nothing here needs them.
step npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
step npm run --silent check
step npm run --silent lint
# It says of each language that Markdown may hold that it does not have it.
step npm run --silent test:grammar 2> >(grep -v '^grammar not found' >&2)
step npm run --silent test:unit
step npm run --silent package
VSIX=$(realpath annexa-linux-*.vsix)
export VSIX
step npm run --silent test:e2e
