#!/usr/bin/env bash
# The OCI image: what others' tools read of it, and the program run in what they unpack, by the image's own user.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=tests/release/support.sh
. "$here/support.sh"
for tool in umoci skopeo; do
    command -v "$tool" >/dev/null || fail "$tool is there (apt-get install $tool)"
done
[[ $(id -u) == 0 ]] || fail 'this is root, which changes its root: run the test as root'

mkdir -- "$place/layout"
tar -xf "$(echo "$made"/dist/tlsmatrix-*-oci.tar)" -C "$place/layout"
version=$(basename -- "$made"/dist/tlsmatrix-*-oci.tar -oci.tar)
version=${version#tlsmatrix-}
facts=$(skopeo inspect --config "oci:$place/layout:$version")
claim 'skopeo reads it: it is run by a user that is not root' grep -q '"User": *"65532:65532"' <<<"$facts"
umoci unpack --image "$place/layout:$version" "$place/bundle" >"$place/log" 2>&1 || { cat "$place/log" >&2; fail 'umoci unpacks it'; }
inside_image() { chroot --userspec=65532:65532 "$place/bundle/rootfs" /usr/local/bin/tlsmatrix "$@"; }
claim 'the program runs there' grep -q '^450 of 450 cells as predicted' <(inside_image matrix)
writable() { find "$place/bundle/rootfs" ! -type l -perm /0022 -printf '%P\n'; }
claim 'the folder for temporary files alone can be written to' test "$(writable)" = tmp
claim 'no file in it has a user or a set-user-ID bit' test -z "$(find "$place/bundle/rootfs" \( -perm /06000 -o ! -uid 0 \))"
