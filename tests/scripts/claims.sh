# shellcheck shell=bash
# Sourced by the script tests. A test makes claims, each printed as ok or FAILED, and ends with
# conclude. It may define context, which prints what helps to see why a claim failed.

failures=0

# claim TEXT CONDITION...: the condition is a command.
claim() {
    local text=$1
    shift
    if "$@"; then
        printf 'ok: %s\n' "$text"
        return
    fi
    printf 'FAILED: %s\n  condition: %s\n' "$text" "$*"
    context
    failures=$((failures + 1))
}

context() { :; }

is() { [[ $1 == "$2" ]]; }
has() { [[ $1 == *"$2"* ]]; }
lacks() { [[ $1 != *"$2"* ]]; }
matches() { [[ $1 =~ $2 ]]; }
line_count() { [[ $(grep -c '' <<<"$1") == "$2" ]]; }

conclude() {
    if ((failures)); then
        printf '%d claims failed\n' "$failures"
        exit 1
    fi
}
