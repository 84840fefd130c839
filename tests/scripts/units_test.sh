#!/usr/bin/env bash
# Each folder of the product compiles as one file: no name in it stands by the luck of how a unity
# build cuts it. BUILD is the build tree, whose links to the headers are used; ROOMS names fewer.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=tests/scripts/claims.sh
. "$here/claims.sh"
cd -- "$here/../.."
: "${BUILD:?run by ctest}"
read -ra rooms <<<"${ROOMS:-base tls engine rule certs server client scan process report matrix check peers doctor explain reproduce live cli fixture}"
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

errors_of() { # errors_of ROOM: what the compiler says of the room as one file, its first lines
    find "$1" -name '*.cpp' | sort | sed "s|.*|#include \"$PWD/&\"|" >"$scratch/$1.cpp"
    g++ -std=c++20 -fsyntax-only -Wall -Wextra -Werror -Wno-subobject-linkage -Wno-mismatched-new-delete \
        -I "$BUILD/include" -I "$BUILD/generated" -I fixture "$scratch/$1.cpp" 2>&1 | grep -E 'error:|fatal' | head -n 5 || true
}

for room in "${rooms[@]}"; do
    claim "$room has files" test -n "$(find "$room" -name '*.cpp' -print -quit)"
    claim "$room compiles as one file" is "$(errors_of "$room")" ''
done

conclude
