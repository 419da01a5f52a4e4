# What the tests of editors need: read by `test-editors.sh` and `vscode/test.sh`. Tools that Debian does not have, or has
# too old, lie in one folder outside of the checkout and are kept.
tools=${XDG_CACHE_HOME:-$HOME/.cache}/annexa-editors
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mkdir -p "$tools"

# Installs the packages of Debian that are missing.
debian() {
    local missing=() name
    for name; do
        dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local as=()
    [ "$(id -u)" = 0 ] || as=(sudo)
    "${as[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${as[@]}" apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
}

# Sets ANNEXA to the whole path of the program: the one that is given, else one that is built.
annexa_program() {
    if [ -z "${ANNEXA:-}" ]; then
        cargo build --locked --package annexa-cli --manifest-path "$root/Cargo.toml"
        ANNEXA=${CARGO_TARGET_DIR:-$root/target}/debug/annexa
    fi
    ANNEXA=$(realpath "$ANNEXA")
    export ANNEXA
}

# Puts Node.js 24 first on the PATH, with an npm of its time. Debian's, which may be older, is enough to fetch them.
node_24() {
    command -v npm >/dev/null || debian nodejs npm
    local platform
    case $(uname -m) in
    x86_64) platform=x64 ;;
    aarch64) platform=arm64 ;;
    *)
        echo "for $(uname -m) there is no Node.js 24 as a package" >&2
        return 1
        ;;
    esac
    local at=$tools/node-24.22.3/node_modules
    [ -x "$at/node-linux-$platform/bin/node" ] && [ -x "$at/.bin/npm" ] ||
        npm install --prefix "$(dirname "$at")" --no-audit --no-fund --loglevel=error \
            "node-linux-$platform@24.22.3" npm@11.21.2
    PATH=$at/node-linux-$platform/bin:$at/.bin:$PATH
}

# Sets CODE_SERVER to the program of a VS Code that runs in a browser. Its parts in C++ take minutes to build and are for
# what no test does (Kerberos, the registry of Windows, a database of other windows): it runs without them.
code_server() {
    local at=$tools/code-server-4.139.1
    local vscode=$at/node_modules/code-server/lib/vscode
    if [ ! -e "$at/complete" ]; then
        rm -rf "$at"
        local how=(--ignore-scripts --no-audit --no-fund --loglevel=error)
        npm install --prefix "$at" "${how[@]}" code-server@4.139.1
        (cd "$vscode" && npm install --omit=dev "${how[@]}")
        touch "$at/complete"
    fi
    CODE_SERVER=$at/node_modules/code-server/out/node/entry.js
    export CODE_SERVER
}
