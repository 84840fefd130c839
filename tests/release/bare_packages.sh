#!/usr/bin/env bash
# bare_packages.sh wheel|npm: runs in a machine that has the language's package manager and reaches no registry.
# From nothing to a verdict on curl; how long that took is printed.
set -euo pipefail
fail() { printf 'does not hold: %s\n' "$*" >&2; exit 1; }

mkdir -- "$1" && cd -- "$1"
begin=$(date +%s%N)
case $1 in
    wheel)
        python3 -m venv tools
        tools/bin/pip install --quiet --no-index ../*.whl
        program=(tools/bin/tlsmatrix)
        ;;
    npm)
        npm install --silent --offline --no-audit --no-fund ../tlsmatrix-*.tgz
        program=(npx tlsmatrix)
        ;;
esac
status=0
words=$("${program[@]}" check --require 1.2+ -- curl -sS '{url}') || status=$?
end=$(date +%s%N)
[[ $words == *'The client accepts TLSv1'* ]] || fail "a verdict on curl ($words)"
((status <= 1)) || fail "exit 0 or 1, and it was $status"
printf 'holds: %s: from nothing to a verdict on curl in %d ms\n' "$1" "$(((end - begin) / 1000000))"
"${program[@]}" matrix | grep -E '^450 of 450 cells as predicted' || fail 'the whole matrix is as predicted'
case $1 in
    wheel)
        [[ -s tools/share/man/man1/tlsmatrix.1 ]] || fail 'the manual page comes along'
        tools/bin/pip uninstall --quiet -y tlsmatrix
        [[ ! -e tools/bin/tlsmatrix && ! -e tools/share/doc/tlsmatrix ]] || fail 'pip takes all of it away'
        ;;
    npm)
        npm uninstall --silent --offline tlsmatrix
        [[ ! -e node_modules/tlsmatrix ]] || fail 'npm takes all of it away'
        ;;
esac
