#!/usr/bin/env bash
# scripts/matrix and scripts/test in a clone that is made up: cmake, ninja and ctest are stand-ins
# that note how they were called, so nothing is compiled.
# Prints a line for every claim; exit 1 if one does not hold.
set -euo pipefail
project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
place=$(mktemp -d)
place=$(cd -- "$place" && pwd -P)
trap 'rm -rf -- "$place"' EXIT
# shellcheck source=tests/scripts/claims.sh
. "$project/tests/scripts/claims.sh"

clone="$place/a clone"
export NOTES=$place/notes TLSMATRIX_SETUP=off PATH=$place/bin:$PATH
unset TLSMATRIX_WAIVE_PEERS
mkdir -p -- "$clone" "$place"/{bin,elsewhere}
cp -R -- "$project/scripts" "$project/CMakePresets.json" "$clone/"
ln -s "$clone/scripts/matrix" "$place/matrix of mine"

stand_in() {
    cat >"$place/bin/$1"
    chmod +x "$place/bin/$1"
}

stand_in cmake <<'FAKE'
#!/usr/bin/env bash
# --preset NAME ARGUMENT...
printf 'cmake in %s: %s\n' "$PWD" "$*" >>"$NOTES"
[[ ! -f $NOTES.cmake-fails ]] || { echo 'words of cmake'; exit 1; }
tree=$PWD/build/$2 words=$*
mkdir -p "$tree"
printf 'CMAKE_HOME_DIRECTORY:INTERNAL=%s\nTLSMATRIX_TESTS:BOOL=%s\n' "$PWD" "${words##*TLSMATRIX_TESTS=}" >"$tree/CMakeCache.txt"
touch "$tree/build.ninja"
FAKE
stand_in ninja <<'FAKE'
#!/usr/bin/env bash
# -j JOBS TARGET
echo '[0/2] Re-checking globbed directories...'
[[ ! -f built-$3 ]] || { echo 'ninja: no work to do.'; exit 0; }
printf 'ninja in %s: %s\n' "$PWD" "${*: -1}" >>"$NOTES"
echo "[1/1] Building $3"
[[ ! -f $NOTES.ninja-fails ]] || { echo 'words of ninja'; exit 1; }
touch "built-${*: -1}"
cat >tlsmatrix <<'PROGRAM'
#!/usr/bin/env bash
printf 'program in %s:' "$PWD"
printf ' [%s]' "$@"
printf '\n'
[[ $* == *--help* ]] || exit 7
PROGRAM
chmod +x tlsmatrix
FAKE
stand_in ctest <<'FAKE'
#!/usr/bin/env bash
[[ " $* " != *' -N '* ]] || { [[ $* == *-R\ nothing* ]] && echo 'Total Tests: 0'; exit 0; }
printf 'ctest, waived [%s]: %s\n' "$TLSMATRIX_WAIVE_PEERS" "$*" >>"$NOTES"
echo 'summary of ctest'
[[ ! -f $NOTES.ctest-fails ]] || exit 8
FAKE

# Runs a command from elsewhere; fills status, out, err and notes.
run() {
    : >"$NOTES"
    status=0
    out=$(cd -- "$place/elsewhere" && "$@" 2>"$place/err" </dev/null) || status=$?
    err=$(cat -- "$place/err")
    notes=$(cat -- "$NOTES")
}

context() {
    printf '  exit %s, stdout [%s], stderr [%s]\n  called [%s]\n' "$status" "$out" "$err" "$notes"
}

program_words="program in $place/elsewhere: [matrix] [--filter] [a b]"

run "$clone/scripts/matrix" --filter 'a b'
claim 'matrix, new clone: configured without tests, the program alone built' is "$notes" \
    "cmake in $clone: --preset release --fresh -DTLSMATRIX_TESTS=OFF"$'\n'"ninja in $clone/build/release: tlsmatrix"
claim 'matrix, new clone: one sentence about the build' matches "$err" \
    '^scripts/matrix: building tlsmatrix \(release, [0-9]+ at a time\)\.$'
claim "matrix: runs the program where the user stands, with the user's words" is "$out" "$program_words"
claim "matrix: the program's exit code" is "$status" 7

run "$clone/scripts/matrix" --filter 'a b'
claim 'matrix again: nothing configured, built or said' is "$notes$err" ''
claim 'matrix again: still runs' is "$out" "$program_words"
run "$place/matrix of mine" --filter 'a b'
claim 'matrix by a symbolic link: the same' is "$notes$err$out" "$program_words"

run "$clone/scripts/test"
claim 'test after matrix: tests switched on in the same tree' has "$notes" \
    "cmake in $clone: --preset release -DTLSMATRIX_TESTS=ON"$'\n'"ninja in $clone/build/release: all"
claim 'test: no slow tests' has "$notes" "waived []: --output-on-failure -j $(nproc) --test-dir $clone/build/release -LE ^(slow)\$"
claim "test: stdout is ctest's, to the last line" is "$status $out" '0 summary of ctest'

run "$clone/scripts/matrix"
claim 'matrix after test: nothing configured' lacks "$notes$err" cmake
run "$clone/scripts/test"
claim 'test again: only ctest' is "${notes%%,*}$err" ctest

run "$clone/scripts/test" --slow --filter 'Tls.*' --waive-peer curl --waive-peer=java -- --repeat until-fail:2
claim 'test: flags arrive' has "$notes" "waived [curl,java]: --output-on-failure -j $(nproc) --test-dir $clone/build/release -R Tls.* --repeat until-fail:2"
run "$clone/scripts/test" --preset asan
claim 'test under a sanitizer: neither slow tests, benchmarks nor scripts' has "$notes" '-LE ^(slow|bench|scripts|patient)$'
claim 'test under a sanitizer: a tree of its own' has "$notes" 'cmake in '"$clone"': --preset asan --fresh'

run "$clone/scripts/repeat" -n 2 --filter 'Tls.*'
claim 'repeat: goes through the tests that often' is "$status $(grep -c ^run <<<"$out") ${out##*$'\n'}" '0 2 2 of 2 runs passed'
claim 'repeat: flags arrive' has "$notes" '-R Tls.*'

touch "$NOTES.ctest-fails"
run "$clone/scripts/test"
claim 'a test fails: exit 1' is "$status" 1
run "$clone/scripts/repeat" --times=2
claim 'a test fails: repeat goes on, exit 1' is "$status ${out##*$'\n'}" '1 0 of 2 runs passed'
rm -- "$NOTES.ctest-fails"

for words in --bogus extra --preset=nowhere --filter --waive-peer=a,b --filter=nothing; do
    run "$clone/scripts/test" "$words"
    claim "test $words: exit 2, one sentence, nothing run" is "$status $(grep -c '' "$place/err") $notes" '2 1 '
done
for script in matrix test repeat fresh format lint; do
    run "$clone/scripts/$script" --help
    claim "$script --help: exit 0, on stdout" has "$status $out $err" "0 usage: scripts/$script"
    run "$clone/scripts/$script" -h
    claim "$script -h: the same" has "$status $out $err" "0 usage: scripts/$script"
done
for script in repeat fresh format lint; do
    run "$clone/scripts/$script" --bogus
    claim "$script --bogus: exit 2, one sentence" is "$status $(grep -c '' "$place/err")" '2 1'
done

sleep 0.01
touch "$clone/CMakePresets.json"
run "$clone/scripts/matrix"
claim 'the presets changed: configured again, tests left on' is "$notes" \
    "cmake in $clone: --preset release -DTLSMATRIX_TESTS=ON"

mv -- "$clone" "$place/moved"
clone=$place/moved
run "$clone/scripts/matrix"
claim 'the clone was moved: configured anew' has "$notes" "cmake in $clone: --preset release --fresh -DTLSMATRIX_TESTS=OFF"

rm -rf -- "$clone/build"
touch "$NOTES.ninja-fails"
run "$clone/scripts/matrix"
claim "the build fails: exit 2, ninja's words and ours" has "$status $err" 'words of ninja'$'\n''scripts/matrix: the build of tlsmatrix'
claim 'the build fails: the program is not run' is "$status $out" '2 '
touch "$NOTES.cmake-fails"
rm -rf -- "$clone/build"
run "$clone/scripts/matrix"
claim "cmake fails: exit 2, cmake's words and ours" is "$status $err" \
    $'2 words of cmake\nscripts/matrix: cmake could not configure the preset release (its own words are above).'

conclude
