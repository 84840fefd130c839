#!/usr/bin/env bash
# scripts/release: what it says to wrong words, and its parts on small things. What it makes in earnest is tested in
# tests/release. Prints a line for every claim; exit 1 if one does not hold.
# shellcheck disable=SC2016  # what the inner shell expands
set -euo pipefail
project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
place=$(mktemp -d)
place=$(cd -- "$place" && pwd -P)
trap 'rm -rf -- "$place"' EXIT
# shellcheck source=tests/scripts/claims.sh
. "$project/tests/scripts/claims.sh"
export TLSMATRIX_SETUP=off

run() {
    status=0
    out=$("$@" 2>"$place/err" </dev/null) || status=$?
    err=$(cat -- "$place/err")
}

context() {
    printf '  exit %s, stdout [%s], stderr [%s]\n' "$status" "$out" "$err"
}

run "$project/scripts/release" --help
claim '--help: exit 0, tells of the output' has "$status $out" '0 usage: scripts/release'
for words in --bogus extra --output --glibc=new; do
    run "$project/scripts/release" "$words"
    claim "$words: exit 2, one sentence" is "$status $(grep -c '' "$place/err")" '2 1'
done
run env SOURCE_DATE_EPOCH=yesterday "$project/scripts/release"
claim 'a time that is no number: exit 2, named' has "$status $err" "2 scripts/release: SOURCE_DATE_EPOCH is a number of seconds, not 'yesterday'."
run "$project/scripts/release" --output /dev/null/here
claim 'an output that cannot be: exit 2, named' is "$status $err" "2 scripts/release: --output /dev/null/here can't be made a folder."

parts() { # parts WORDS: they run where scripts/release has its functions
    run bash -euo pipefail -c 'speaker=parts; . "$1/scripts/lib/release.sh"; place=$2; eval "$3"' - "$project" "$place" "$1"
}

parts 'release_needs_glibc_alone "$BUILD/tlsmatrix"'
claim 'a program that needs more than glibc: exit 1, all of it named' matches "$status $err" '^1 parts: .* needs .*libssl\.so.*libstdc\+\+\.so'
parts 'release_needs_glibc_alone "$(type -P true)"'
claim 'one that needs glibc alone: exit 0, nothing said' is "$status $err" '0 '
parts 'release_glibc_of "$(type -P true)"'
claim 'the newest of its symbols is one version' matches "$status $out" '^0 2\.[0-9]+$'

# The same files, laid down in another order, at another time, by a user with another mask.
umask 022
mkdir -p -- "$place"/{a,b}/share
echo 1 >"$place/a/share/one" && echo 2 >"$place/a/two" && chmod +x "$place/a/two"
umask 077
echo 2 >"$place/b/two" && chmod u+x "$place/b/two" && echo 1 >"$place/b/share/one"
touch -d '2001-01-01' "$place/b/share/one"
for tree in a b; do
    SOURCE_DATE_EPOCH=1000000000 parts "release_tarball \"\$place/$tree\" it-1.0 \"\$place/$tree.tar.gz\""
done
claim 'archives of the same files are the same to the byte' cmp "$place/a.tar.gz" "$place/b.tar.gz"
claim 'they unpack into one folder, and bear the time' is \
    "$(TZ=UTC tar --full-time -tvzf "$place/a.tar.gz" | awk '{ print $1, $2, $4, $NF }')" \
    $'drwxr-xr-x 0/0 2001-09-09 it-1.0/\ndrwxr-xr-x 0/0 2001-09-09 it-1.0/share/\n-rw-r--r-- 0/0 2001-09-09 it-1.0/share/one\n-rwxr-xr-x 0/0 2001-09-09 it-1.0/two'

umask 022
mkdir -p -- "$place"/tree/{bin,share/man/man1,share/doc/tlsmatrix} "$place"/{one,two}
printf '#!/bin/sh\n' >"$place/tree/bin/tlsmatrix"
echo MIT >"$place/tree/share/doc/tlsmatrix/LICENSE"
for folder in one two; do
    run env SOURCE_DATE_EPOCH=1000000000 python3 -B "$project/scripts/lib/packages.py" "$place/tree" 1.2.3 2.34 "$place/$folder"
    claim 'packages are made: exit 0, nothing said' is "$status$out$err" 0
    chmod 0700 "$place/tree/bin" && touch "$place/tree/bin/tlsmatrix"
done
claim 'they are the same to the byte' diff -r "$place/one" "$place/two"
claim 'each is named as its tools want it' is "$(cd "$place/one" && printf '%s ' *)" \
    'tlsmatrix-1.2.3-oci.tar tlsmatrix-1.2.3-py3-none-manylinux_2_34_x86_64.whl tlsmatrix-1.2.3.Dockerfile tlsmatrix-1.2.3.tgz '
claim 'the npm package has the program, executable' has "$(tar -tvzf "$place/one/tlsmatrix-1.2.3.tgz")" '-rwxr-xr-x 0/0'
claim 'the wheel has what its record says' python3 -B - "$place/one/tlsmatrix-1.2.3-py3-none-manylinux_2_34_x86_64.whl" <<'PYTHON'
import base64, csv, hashlib, io, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    rows = list(csv.reader(io.StringIO(wheel.read("tlsmatrix-1.2.3.dist-info/RECORD").decode())))
    assert sorted(row[0] for row in rows) == sorted(wheel.namelist()), rows
    for name, digest, size in rows[:-1]:
        content = wheel.read(name)
        assert digest == "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        assert int(size) == len(content)
    assert wheel.getinfo("tlsmatrix-1.2.3.data/scripts/tlsmatrix").external_attr >> 16 == 0o100755
PYTHON

conclude
