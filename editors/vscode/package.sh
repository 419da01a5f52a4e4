#!/usr/bin/env bash
# Builds the program for this platform and packs it with the extension into one file to install.
set -euo pipefail
cd "$(dirname "$0")"

command -v npm >/dev/null || {
    echo "npm is missing: install Node.js 22 or newer (on Debian: apt-get install nodejs npm)" >&2
    exit 1
}
cargo build --release --locked --package annexa-cli --manifest-path ../../Cargo.toml
# Without the scripts that packages run when they are installed: nothing here needs them.
npm ci --ignore-scripts --no-audit --no-fund
npm run --silent package
