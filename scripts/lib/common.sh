# shellcheck shell=bash
# Sourced by the other files of this folder: where the project lies, and how a script speaks. Results go to stdout,
# everything said here to stderr.

# shellcheck disable=SC2034  # used by those that source this
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
speaker=${speaker:-scripts/${0##*/}}

say() {
    printf '%s: %s\n' "$speaker" "$*" >&2
}

# Wrong usage or broken set-up: one sentence, exit 2.
die() {
    say "$*"
    exit 2
}

# value_of FLAG REST...: the word after a flag that needs one.
value_of() {
    [[ -n ${2-} ]] || die "$1 needs a value; try --help."
    printf '%s' "$2"
}
