#!/usr/bin/env bash
# The Debian packages: what they need, what is in them, that it works, and what lintian says.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=tests/install/support.sh
. "$here/support.sh"

has() { # has TEXT PATTERN
    grep -qE -- "$2" <<<"$1"
}

"${CPACK:?}" --config "$BUILD/CPackConfig.cmake" -C "${CONFIG:-Release}" -G DEB -B "$place/packages" \
    >"$place/cpack.log" 2>&1 || { cat "$place/cpack.log" >&2; fail 'cpack works'; }
program=$(echo "$place"/packages/tlsmatrix_*.deb)
development=$(echo "$place"/packages/libtlsmatrix-dev_*.deb)

claim 'a maintainer is named with an address' has "$(dpkg-deb -f "$program" Maintainer)" \
    '^[^<>]+ <[^<>@ ]+@[^<>@ ]+>$'
depends=$(dpkg-deb -f "$program" Depends)
for package in libc6 libssl3 libfmt libboost-json libboost-url libstdc++6 libtomlplusplus; do
    claim "the program's package needs $package" has "$depends" "(^|, )${package//+/\\+}"
done
depends=$(dpkg-deb -f "$development" Depends)
for package in libssl-dev libfmt-dev 'libboost[0-9.]+-dev' 'libboost-url[0-9.]+-dev' libtomlplusplus-dev; do
    claim "the libraries' package needs $package" has "$depends" "(^|, )$package"
done

names_no_tree() { # names_no_tree DIRECTORY: no file below it has the path of the sources or the build
    ! grep -rlF -e "$SOURCE" -e "$BUILD" -- "$1"
}

dpkg-deb -x "$program" "$place/root"
dpkg-deb -x "$development" "$place/root"
claim 'no file in a package names the source or the build tree' names_no_tree "$place/root"
# Nothing of this machine's user, and a folder that has nothing in it.
mkdir -- "$place/empty"
cd -- "$place/empty"
alone=(env -i "HOME=$place/empty" "PATH=$PATH")
claim 'the unpacked program runs handshakes over loopback' \
    "${alone[@]}" "$place/root/usr/bin/tlsmatrix" matrix --clients pinned --servers pinned --engine exact
claim 'the unpacked program examines the machine' \
    "${alone[@]}" "$place/root/usr/bin/tlsmatrix" doctor

# The libraries, by the flags that the package itself gives.
cat >"$place/uses.cpp" <<'PROGRAM'
#include <tlsmatrix/rule/negotiation.hpp>

int main() {
    using namespace tlsmatrix;
    const auto all = VersionSet::parse("all").value();
    return best_mutual(all, all) == ProtocolVersion::tls_1_3 ? 0 : 1;
}
PROGRAM
export PKG_CONFIG_PATH
PKG_CONFIG_PATH=$(dirname -- "$(find "$place/root" -name tlsmatrix.pc)")
read -ra flags < <(pkg-config --cflags tlsmatrix)
read -ra libraries < <(pkg-config --libs tlsmatrix)
"$CXX" -std=c++20 "${flags[@]}" "$place/uses.cpp" "${libraries[@]}" -o "$place/uses" ||
    fail 'a program builds against the unpacked libraries'
claim 'a program that was built against the unpacked libraries works' "$place/uses"
for file in man/man1/tlsmatrix.1.gz doc/tlsmatrix/copyright doc/tlsmatrix/changelog.Debian.gz \
    zsh/vendor-completions/_tlsmatrix doc/libtlsmatrix-dev/copyright; do
    claim "$file is in a package" test -s "$place/root/usr/share/$file"
done

claim 'the manual page tells of every command' has \
    "$(gzip -dc "$place/root/usr/share/man/man1/tlsmatrix.1.gz")" 'tlsmatrix doctor'

if command -v lintian >/dev/null; then
    # lintian wants to be told when it is root; it has no harm in mind.
    claim 'lintian has no error' lintian --allow-root --fail-on error "$program" "$development"
elif [[ ,${TLSMATRIX_WAIVE_PEERS-}, == *,lintian,* ]]; then
    echo 'lintian is missing, and TLSMATRIX_WAIVE_PEERS waives it'
else
    fail 'lintian is there (install it, or scripts/test --waive-peer lintian)'
fi
