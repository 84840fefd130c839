#!/usr/bin/env bash
# packages_test.sh RELEASE: the wheel and the npm package in a root of that Debian, each to a verdict on curl.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=tests/release/support.sh
. "$here/support.sh"

bare_root "$1"
cp -- "$made"/dist/*.whl "$made"/dist/tlsmatrix-*.tgz "$machine/root/"
add "$1" curl python3-venv
inside bare_packages.sh wheel
add "$1" npm
inside bare_packages.sh npm
