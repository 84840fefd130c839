#!/usr/bin/env bash
# Every citation of TLS's own documents that the program prints comes from the table in
# tls/standards.cpp: no source spells one by itself, and each place that is named is known there.
set -euo pipefail
root=$(cd -- "${BASH_SOURCE[0]%/*}/../.." && pwd)
cd -- "$root"
# shellcheck source=tests/scripts/claims.sh
. tests/scripts/claims.sh

rooms=(base tls engine rule certs server client scan process report relay matrix trace check peers doctor explain
    reproduce live cli fixture)
place='RFC (5246|8446|9846|5077|7507|8996|9325|9155|5288|9525) (section|appendix) [0-9A-Z.]*[0-9A-Z]'

printed_by_hand() { # printed_by_hand DIRECTORY...: in a string, comments left out
    find "$@" -name '*.[ch]pp' ! -path tls/standards.cpp -exec sed -E 's,(^|[ ;{]) *//.*,,' {} + |
        grep -oE "\"[^\"]*$place" || true
}

known() { # known PLACE
    local document=${1%% section*}
    document=${document%% appendix*}
    grep -qF -e "\"$document\", \"${1#"$document "}\"" -e "rfc_${document#RFC }, \"${1#"$document "}\"" \
        tls/standards.cpp
}

unknown_places() { # unknown_places DIRECTORY...: strings and comments
    local cited
    find "$@" -name '*.[ch]pp' -exec cat {} + | grep -oE "$place" | sort -u |
        while read -r cited; do known "$cited" || printf '%s\n' "$cited"; done
}

claim 'no source prints a citation of its own' is "$(printed_by_hand "${rooms[@]}")" ''
claim 'each place that is cited is in the table' is "$(unknown_places "${rooms[@]}")" ''
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
printf 'step("x", "RFC 8446 section 4.2.1");  // RFC 8446 section 99.1\n' >"$scratch/wrong.cpp"
claim 'a citation by hand is found' has "$(printed_by_hand "$scratch")" 'RFC 8446 section 4.2.1'
claim 'a place that is not in the table is found' is "$(unknown_places "$scratch")" \
    'RFC 8446 section 99.1'

conclude
