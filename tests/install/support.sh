# shellcheck shell=bash
# Sourced: a place to install into, outside the tree, and claims that end a test where they fail.
# CMAKE, BUILD, CONFIG, CXX and GENERATOR come from CTest.
: "${CMAKE:?run by ctest}" "${BUILD:?}" "${CXX:?}" "${GENERATOR:?}"
place=$(mktemp -d)
trap 'rm -rf -- "$place"' EXIT
prefix="$place/a prefix"

fail() {
    printf 'does not hold: %s\n' "$*" >&2
    exit 1
}

claim() { # claim SENTENCE COMMAND...
    local sentence=$1
    shift
    "$@" || fail "$sentence"
    printf 'holds: %s\n' "$sentence"
}

install_here() {
    env -u DESTDIR "$CMAKE" --install "$BUILD" --config "${CONFIG:-Release}" --prefix "$prefix" \
        >"$place/install.log" || { cat "$place/install.log" >&2; fail 'cmake --install works'; }
}
