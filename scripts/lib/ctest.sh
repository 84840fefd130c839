# shellcheck shell=bash
# Sourced. What the log of a scripts/test says.

# summary_of LOG: how many passed, and which failed; empty where no test was run.
summary_of() {
    awk '/tests passed, / { sub(/^ */, ""); printf "%s", $0 }
         / \((Failed|Timeout|SEGFAULT|Subprocess aborted|Not Run|Exception)[^)]*\)$/ { printf "; %s", $3 }' "$1"
}

# warnings_of LOG: the compiler's warnings about our own files.
warnings_of() {
    grep -E '^.+:[0-9]+:[0-9]+: warning: ' "$1" | grep -v '^/usr/include/' || true
}
