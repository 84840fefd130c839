#!/usr/bin/env bash
# What action.yml runs: a command of tlsmatrix that reports, with its table in the log, annotations, and the job summary.
# Its exit code is the program's.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf -- "$place"' EXIT

# The words of a workflow, which may run anything as it is. `{url}` and `*` stay as they are.
set -f
eval "set -- ${TLSMATRIX_ARGUMENTS:?}"
set +f
command=$1
shift
status=0
"${TLSMATRIX_PROGRAM:-tlsmatrix}" "$command" --report "github=$place/annotations" --report "markdown=$place/summary" "$@" || status=$?

if [[ ! -f $place/annotations ]]; then
    printf '::error title=tlsmatrix::tlsmatrix %s ended with exit code %s and no report: the log of this step says why\n' "$command" "$status"
    exit $((status ? status : 2))
fi
beside='::error title='
while IFS= read -r line; do
    if [[ -n ${TLSMATRIX_FILE-} && $line == "$beside"* ]]; then
        file=${TLSMATRIX_FILE//%/%25}
        file=${file//:/%3A}
        line="::error file=${file//,/%2C},line=${TLSMATRIX_LINE:-1},title=${line#"$beside"}"
    fi
    printf '%s\n' "$line"
done <"$place/annotations"
[[ -z ${GITHUB_STEP_SUMMARY-} ]] || cat -- "$place/summary" >>"$GITHUB_STEP_SUMMARY"
exit "$status"
