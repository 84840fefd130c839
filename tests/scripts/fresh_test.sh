#!/usr/bin/env bash
# scripts/fresh in a clone that is made up: debootstrap, apt-get, mount, unshare and what runs inside are stand-ins that
# note how they were called, so that nothing is installed or mounted and nobody need be root.
# Prints a line for every claim; exit 1 if one does not hold.
set -euo pipefail
project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
place=$(mktemp -d)
place=$(cd -- "$place" && pwd -P)
trap 'rm -rf -- "$place"' EXIT
# shellcheck source=tests/scripts/claims.sh
. "$project/tests/scripts/claims.sh"

clone="$place/a clone"
export NOTES=$place/notes TLSMATRIX_SETUP=off TMPDIR=$place/temporary PATH=$place/bin:$PATH
unset TLSMATRIX_FRESH_CACHE http_proxy https_proxy
mkdir -p -- "$clone" "$place"/{bin,temporary}
cp -R -- "$project/scripts" "$clone/"
git -C "$clone" init -q
git -C "$clone" -c user.name=a -c user.email=a@b.invalid commit -q --allow-empty -m 'A commit'
printf '/*\n' >>"$clone/.git/info/exclude"

stand_in() {
    printf '#!/usr/bin/env bash\n' >"$place/bin/$1"
    cat >>"$place/bin/$1"
    chmod +x "$place/bin/$1"
}

stand_in id <<'FAKE'
cat "$NOTES.uid" 2>/dev/null || echo 0
FAKE
stand_in sudo <<'FAKE'
printf 'sudo: %s\n' "${*:2}" >>"$NOTES"
FAKE
stand_in apt-config <<'FAKE'
printf '%s\n' 'APT::Architecture "amd64";' 'Acquire::http::Proxy "http://proxy.invalid";' 'Acquire::Languages "";'
FAKE
stand_in apt-get <<'FAKE'
[[ $1 == indextargets && ! -f $NOTES.no-sources ]] || exit 0
[[ ! -r /etc/os-release ]] || . /etc/os-release
printf '%s\n' "http://a.invalid/debian/ $VERSION_CODENAME main" \
    "http://b.invalid/security/ $VERSION_CODENAME-security main" 'http://c.invalid/ others main'
FAKE
stand_in debootstrap <<'FAKE'
# --variant=minbase --cache-dir=DIR RELEASE FOLDER MIRROR
printf 'debootstrap: %s %s %s\n' "$1" "$3" "$5" >>"$NOTES"
[[ ! -f $NOTES.debootstrap-fails ]] || { echo 'words of debootstrap'; exit 1; }
mkdir -p "$4"/{etc/apt/apt.conf.d,etc/dpkg/dpkg.cfg.d,etc/sudoers.d,tmp,var/cache/apt/archives}
FAKE
# --pdeathsig KILL unshare ... bash -euc WORDS FILE ROOT MINUTES USER HOME [SHARED INSIDE] -- COMMAND...
stand_in setpriv <<'FAKE'
while [[ $1 != *machine.sh ]]; do shift; done
machine=$2 user=$4
shift 5
while [[ $1 != -- ]]; do shift; done
shift
case $* in
    *apt-get*) shift 3 && printf '%s, %s: installed %s\n' "${machine##*/}" "$user" "${*:2}" >>"$NOTES" ;;
    *) printf '%s, %s: %s\n' "${machine##*/}" "$user" "${*/* \/home/}" >>"$NOTES" ;;
esac
cp "$machine/etc/apt/sources.list" "$machine/etc/apt/apt.conf.d/90fresh" "${NOTES%/*}/"
[[ $* != *scripts/test ]] || cat "$NOTES.tests"
[[ $* != *scripts/test || ! -f $NOTES.tests-fail ]] || exit 1
FAKE

run() {
    : >"$NOTES"
    status=0
    out=$("$@" 2>"$place/err" </dev/null) || status=$?
    err=$(cat -- "$place/err")
    notes=$(cat -- "$NOTES")
}

context() {
    printf '  exit %s, stdout [%s], stderr [%s]\n  called [%s]\n' "$status" "$out" "$err" "$notes"
}

without_seconds() { sed 's/, [0-9]* s:/, N s:/' < <(printf '%s\n' "$1"); }

echo '100% tests passed, 0 tests failed out of 62' >"$NOTES.tests"

run "$clone/scripts/fresh"
claim 'both commands for both users of both releases, a line for each, exit 0' is "$status $(without_seconds "$out")" "0 $(
    for release in bookworm trixie; do
        for user in root sudo; do
            echo "$release, $user, scripts/matrix, N s: exit 0"
            echo "$release, $user, scripts/test, N s: exit 0; 100% tests passed, 0 tests failed out of 62"
        done
    done
)"
claim 'a root is made once for each release, as small as can be' is "$(grep -c '^debootstrap: --variant=minbase' <<<"$notes")" 2
claim 'git alone is added for root' is "$(grep -c installed <<<"$(grep -E '^bookworm(-root)?,' <<<"$notes")") $(grep -o 'bookworm, root: installed.*' <<<"$notes")" \
    '1 bookworm, root: installed git'
claim 'sudo is added for the user' has "$notes" 'bookworm-sudo, root: installed sudo'
claim 'root runs the commands as root' has "$notes" 'bookworm-root, root: tlsmatrix/scripts/test'
claim 'the user runs them as a user' has "$notes" 'bookworm-sudo, tester: tlsmatrix/scripts/test'
claim 'nothing is left behind' is "$(ls -A "$place/temporary")" ''
claim "this machine's sources of Debian, and no others, with the suite replaced" is "$(cut -d ' ' -f 1,3- "$place/sources.list")" \
    $'deb http://a.invalid/debian/ trixie main\ndeb http://b.invalid/security/ trixie-security main'
claim "this machine's way to them, and no other settings" is "$(cat "$place/90fresh")" 'Acquire::http::Proxy "http://proxy.invalid";'

run "$clone/scripts/fresh" --release trixie --user sudo --command=test --mirror=http://m.invalid/debian
claim 'flags choose' is "$(without_seconds "$out")" 'trixie, sudo, scripts/test, N s: exit 0; 100% tests passed, 0 tests failed out of 62'
claim '--mirror: packages are from there alone' is "$(cut -d ' ' -f 1,3- "$place/sources.list")" \
    $'deb http://m.invalid/debian trixie main\ndeb http://m.invalid/debian trixie-updates main'

few=(--release bookworm --user root --command test)
run "$clone/scripts/fresh" "${few[@]}" --cache "$place/kept"
claim '--cache: makes a root the first time' has "$notes" debootstrap
run "$clone/scripts/fresh" "${few[@]}" --cache "$place/kept"
claim '--cache: not again' is "$status $notes" $'0 bookworm-root, root: git clone -q -c advice.detachedHead=false /tmp/head.bundle tlsmatrix\nbookworm-root, root: tlsmatrix/scripts/test'
claim '--cache: keeps no used machine' is "$(ls -A "$place/kept")" $'packages\nroots'

printf '%s\n' '98% tests passed, 1 tests failed out of 62' ' 3 - programs.certs (Failed)' >"$NOTES.tests"
touch "$NOTES.tests-fail"
run "$clone/scripts/fresh" "${few[@]}"
claim 'a test fails: named, exit 1' is "$status $(without_seconds "$out")" \
    '1 bookworm, root, scripts/test, N s: exit 1; 98% tests passed, 1 tests failed out of 62; programs.certs'
rm -- "$NOTES.tests-fail"
printf '%s\n' "$clone/scan/a.cpp:3:4: warning: words" '/usr/include/b.h:3:4: warning: words' '100% tests passed, ' >"$NOTES.tests"
run "$clone/scripts/fresh" "${few[@]}"
claim 'a compiler warns of our own file: exit 1' is "$status $(without_seconds "$out")" \
    '1 bookworm, root, scripts/test, N s: exit 0; 100% tests passed, ; 1 compiler warnings'

touch "$NOTES.debootstrap-fails"
run "$clone/scripts/fresh" "${few[@]}"
claim "no root can be made: exit 2, debootstrap's words and a sentence" is "$status $out $err" \
    "2  scripts/fresh: making a bare root of bookworm.
words of debootstrap
scripts/fresh: a bare root of bookworm could not be made (its last words are above, all in $clone/build/fresh/bookworm-root-set-up.log)."
claim 'no root can be made: nothing is left behind' is "$(ls -A "$place/temporary")" ''
rm -- "$NOTES.debootstrap-fails"
touch "$NOTES.no-sources"
run "$clone/scripts/fresh" "${few[@]}"
claim 'no sources to copy: exit 2, what to do' is "$status $(tail -n 1 <<<"$err")" \
    "2 scripts/fresh: this machine's apt has no source of Debian's packages to copy: name one with --mirror URL."

echo 1000 >"$NOTES.uid"
run "$clone/scripts/fresh" --user=root --cache /c
claim 'not root: by itself again through sudo, with the same flags' is "$notes" \
    "sudo: TLSMATRIX_FRESH_CACHE=/c TLSMATRIX_SETUP=off $clone/scripts/fresh --user=root --cache /c"
rm -- "$NOTES.uid"

for words in --bogus extra --release=sid --user=nobody --command=lint --mirror=here --minutes=0 --cache; do
    run "$clone/scripts/fresh" "$words"
    claim "$words: exit 2, one sentence, nothing run" is "$status $(grep -c '' "$place/err") $notes" '2 1 '
done

for name in hostname mount chroot; do
    # shellcheck disable=SC2016  # the stand-in's own
    stand_in "$name" <<<'printf "%s %s\n" "${0##*/}" "$*"'
done
# shellcheck disable=SC2016  # the stand-in's own
stand_in timeout <<<'printf "%s\n" "$*"'
# shellcheck disable=SC2016  # the inner shell's
run env SECRET=1 TERM=xterm bash -c '. "$1/scripts/lib/machine.sh"; machine_inside /r 90 tester /home/tester -- a "b c"' - "$clone"
claim 'inside: what a started machine has mounted' is "$(grep -c "^mount -t \(proc\|sysfs\|devpts\|tmpfs\) .* /r/\(proc\|sys\|dev/pts\|dev/shm\)$" <<<"$out")" 4
claim 'inside: PATH, HOME and TERM alone, no sbin for a user' has "$out" \
    '--chdir=/home/tester PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games HOME=/home/tester TERM=xterm a b c'
claim 'inside: nothing else of the environment' has "$out" 'env -i --default-signal=INT,QUIT'

conclude
