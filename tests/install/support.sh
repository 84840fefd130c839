# shellcheck shell=bash
# Sourced: a place to install into, outside the tree, and claims that end a test where they fail.
# CMAKE, BUILD, CONFIG, CXX and GENERATOR come from CTest.
: "${CMAKE:?run by ctest}" "${BUILD:?}" "${CXX:?}" "${GENERATOR:?}"
place=$(mktemp -d)
trap 'rm -rf -- "$place"' EXIT
prefix="$place/a prefix"

# shellcheck source=tests/scripts/ending_claims.sh
. "${BASH_SOURCE[0]%/*}/../scripts/ending_claims.sh"

install_here() {
    env -u DESTDIR "$CMAKE" --install "$BUILD" --config "${CONFIG:-Release}" --prefix "$prefix" \
        >"$place/install.log" || { cat "$place/install.log" >&2; fail 'cmake --install works'; }
}
