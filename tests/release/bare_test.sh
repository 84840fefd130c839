#!/usr/bin/env bash
# bare_test.sh RELEASE: the tarball in a root of that Debian, from nothing to a verdict on curl.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=tests/release/support.sh
. "$here/support.sh"

bare_root "$1"
cp -- "$made"/dist/tlsmatrix-*-linux-x86_64.tar.gz "$machine/root/"
inside bare_machine.sh
add "$1" curl
inside bare_curl.sh
