#!/usr/bin/env bash
# Every installed header compiles by itself, against what is installed and nothing else; headers for
# inside are not there.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=tests/install/support.sh
. "$here/support.sh"

compile_alone() { # compile_alone HEADER
    printf '#include <tlsmatrix/%s>\n' "$1" >"$place/${1//\//_}.cpp"
    "$CXX" -std=c++20 -fsyntax-only -Wall -Wextra -Werror -I "$include" \
        "$place/${1//\//_}.cpp" || {
        printf 'does not compile alone: %s\n' "$1" >&2
        return 1
    }
}
export -f compile_alone

install_here
export CXX place include=$prefix/include
cd -- "$include/tlsmatrix"
mapfile -t headers < <(find . -name '*.hpp' -printf '%P\n' | sort)
for header in client/session.hpp server/server.hpp certs/ca.hpp matrix/matrix_runner.hpp \
    tls/version_set.hpp tls/version.hpp testing.hpp matchers.hpp; do
    [[ " ${headers[*]} " == *" $header "* ]] || fail "$header is installed"
done
claim 'no header for inside is installed' test -z "$(find . -path '*/detail*')"
printf '%s\n' "${headers[@]}" | xargs -P "$(nproc)" -I '{}' bash -c 'compile_alone {}' ||
    fail 'each header compiles alone'
printf 'holds: %d headers compile alone\n' "${#headers[@]}"
