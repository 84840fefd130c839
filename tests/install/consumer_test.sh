#!/usr/bin/env bash
# A project outside the tree, built against an install by find_package and by pkg-config, and run.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=tests/install/support.sh
. "$here/support.sh"

none_of() { # none_of PATTERN FILE...: no file has the text
    ! grep -F -- "$@"
}

install_here
cp -R -- "$here/consumer" "$place/consumer"

claim 'the program runs from where it is installed' "$prefix/bin/tlsmatrix" --version
for file in share/man/man1/tlsmatrix.1 share/bash-completion/completions/tlsmatrix \
    share/zsh/site-functions/_tlsmatrix share/fish/vendor_completions.d/tlsmatrix.fish; do
    claim "$file is installed and not empty" test -s "$prefix/$file"
done
claim 'the list of what it is made of is SPDX and names every library that is linked' \
    python3 "$here/sbom.py" "$prefix/share/doc/tlsmatrix/tlsmatrix.spdx.json" "$prefix/bin/tlsmatrix"
mapfile -d '' words < <(find "$prefix" \( -name '*.cmake' -o -name '*.pc' \) -print0)
((${#words[@]} >= 5)) || fail 'the files for other build systems are installed'
claim 'nothing that other builds read names the source tree' none_of "$SOURCE" "${words[@]}"
# What other builds read may name only where it is itself, so a moved tree still works.
mv -- "$prefix" "$place/moved"
prefix=$place/moved

"$CMAKE" -S "$place/consumer" -B "$place/build" -G "$GENERATOR" -DCMAKE_CXX_COMPILER="$CXX" \
    -DCMAKE_PREFIX_PATH="$prefix" >"$place/configure.log" 2>&1 ||
    { cat "$place/configure.log" >&2; fail 'find_package finds it'; }
"$CMAKE" --build "$place/build" >"$place/build.log" 2>&1 ||
    { cat "$place/build.log" >&2; fail 'a project that uses find_package builds'; }
claim 'what find_package built works' "$place/build/consumer"

command -v pkg-config >/dev/null || fail 'pkg-config is there'
libdir=$(dirname -- "$(find "$prefix" -name tlsmatrix.pc)")
export PKG_CONFIG_PATH=$libdir${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
read -ra compile < <(pkg-config --cflags tlsmatrix)
read -ra link < <(pkg-config --libs tlsmatrix)
"$CXX" -std=c++20 "${compile[@]}" -I "$place/consumer" -c "$place/consumer/main.cpp" -o "$place/main.o" ||
    fail 'pkg-config --cflags compiles'
"$CXX" "$place/main.o" "${link[@]}" -o "$place/by_pkg_config" || fail 'pkg-config --libs links'
claim 'what pkg-config built works' "$place/by_pkg_config"
claim 'it needs no library of ours at run time' none_of libtlsmatrix <(ldd "$place/by_pkg_config")
