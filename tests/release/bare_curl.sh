#!/usr/bin/env bash
# From nothing to a verdict on curl, in two commands; how long they took is printed.
set -euo pipefail
fail() { printf 'does not hold: %s\n' "$*" >&2; exit 1; }

rm -rf tlsmatrix-*/
begin=$(date +%s%N)
tar xzf tlsmatrix-*.tar.gz
status=0
cd tlsmatrix-*/
words=$(bin/tlsmatrix check --require 1.2+ -- curl -sS '{url}') || status=$?
end=$(date +%s%N)
[[ $words == *'The client accepts TLSv1'* ]] || fail "a verdict on curl ($words)"
((status <= 1)) || fail "exit 0 or 1, and it was $status"
printf '%s\n' "$words" | tail -n 5
printf 'holds: from the tarball to a verdict on curl in %d ms\n' "$(((end - begin) / 1000000))"
