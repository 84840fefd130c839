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

depends=$(dpkg-deb -f "$program" Depends)
for package in libc6 libssl3 libfmt libboost-json libboost-url libstdc++6; do
    claim "the program's package needs $package" has "$depends" "(^|, )${package//+/\\+}"
done
depends=$(dpkg-deb -f "$development" Depends)
for package in libssl-dev libfmt-dev 'libboost[0-9.]+-dev' 'libboost-url[0-9.]+-dev'; do
    claim "the libraries' package needs $package" has "$depends" "(^|, )$package"
done

dpkg-deb -x "$program" "$place/root"
dpkg-deb -x "$development" "$place/root"
claim 'the unpacked program works' "$place/root/usr/bin/tlsmatrix" explain --client 1.2 --server all
for file in man/man1/tlsmatrix.1.gz doc/tlsmatrix/copyright doc/tlsmatrix/changelog.Debian.gz \
    zsh/vendor-completions/_tlsmatrix doc/libtlsmatrix-dev/copyright; do
    claim "$file is in a package" test -s "$place/root/usr/share/$file"
done

if command -v lintian >/dev/null; then
    # lintian wants to be told when it is root; it has no harm in mind.
    lintian --allow-root --fail-on error "$program" "$development" || fail 'lintian has no error'
    echo 'holds: lintian has no error'
else
    echo 'lintian is not installed: not asked'
fi
