#!/usr/bin/env bash
# scripts/release in earnest: the same bytes in two folders, nothing of either in them, and a tree that is whole.
# What it makes stays for the tests behind this one.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=tests/release/support.sh
. "$here/support.sh"

rm -rf -- "$made"
mkdir -p -- "$made"
"$SOURCE/scripts/release" --output "$made/dist" >"$made/words" || fail 'scripts/release makes what is shipped'
cat -- "$made/words"
claim 'the glibc that the program needs is printed' grep -qxE 'needs glibc 2\.[0-9]+' "$made/words"
claim 'every file has its checksum' bash -c "cd '$made/dist' && sha256sum --quiet -c SHA256SUMS && ! ls | grep -vxFf <(sed 's/.*  //' SHA256SUMS) | grep -v SHA256SUMS"

# Another clone, in a folder of another length, compiled anew.
elsewhere="$place/some where/else"
mkdir -p -- "$elsewhere"
(cd -- "$SOURCE" && project_files . | tar -cf - --null -T -) | tar -xf - -C "$elsewhere"
epoch=$(project_git log -1 --format=%ct)
(umask 077 && cd / && env CCACHE_DISABLE=1 SOURCE_DATE_EPOCH="$epoch" LANG=tr_TR.UTF-8 TZ=Asia/Kathmandu "$elsewhere/scripts/release" --output "$place/again" >/dev/null) ||
    fail 'scripts/release works in another folder'
claim 'two folders make the same bytes' diff -r "$made/dist" "$place/again"

archive=$(echo "$made"/dist/tlsmatrix-*-linux-x86_64.tar.gz)
tar -xzf "$archive" -C "$made"
tree=$(echo "$made"/tlsmatrix-*-linux-x86_64)
ln -sfn -- "${tree##*/}" "$made/tree"
claim 'there is one folder, and a program in it' test -x "$tree/bin/tlsmatrix"
names_nobody() { ! grep -rlF -e "$SOURCE" -e "$place" -e "${HOME:?}/" -- "$1"; }
claim 'nothing in it names the folder of the build' names_nobody "$tree"
for file in share/man/man1/tlsmatrix.1 share/bash-completion/completions/tlsmatrix share/zsh/site-functions/_tlsmatrix \
    share/fish/vendor_completions.d/tlsmatrix.fish share/doc/tlsmatrix/LICENSE; do
    claim "$file is there" test -s "$tree/$file"
done
python3 - "$tree/share/doc/tlsmatrix" <<'PYTHON' || fail 'each part of the list has its licence, and each licence a part'
import json, os, sys
parts = {it["name"] for it in json.load(open(f"{sys.argv[1]}/tlsmatrix.spdx.json"))["packages"]} - {"tlsmatrix"}
assert parts == set(os.listdir(f"{sys.argv[1]}/licences")), (parts, os.listdir(f"{sys.argv[1]}/licences"))
assert {"openssl", "boost", "fmt", "cli11", "tomlplusplus", "gcc"} <= parts, parts
PYTHON
