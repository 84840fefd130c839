# shellcheck shell=bash
# Sourced: claims that end a test where they fail, for tests whose steps build on one another.

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
