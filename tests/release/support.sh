# shellcheck shell=bash
# Sourced: what scripts/release made in build_test.sh, bare roots to try it in, and claims that end a test where they fail.
# BUILD and SOURCE come from CTest.
: "${BUILD:?run by ctest}" "${SOURCE:?}"
# shellcheck disable=SC2034  # used by those that source this
made=$BUILD/release-test
place=$(mktemp -d)
trap 'machine_end 2>/dev/null || true; rm -rf --one-file-system -- "$place"' EXIT
# shellcheck source=scripts/lib/machine.sh
. "$SOURCE/scripts/lib/machine.sh"
# shellcheck source=scripts/lib/files.sh
. "$SOURCE/scripts/lib/files.sh"
# shellcheck source=tests/scripts/ending_claims.sh
. "$SOURCE/tests/scripts/ending_claims.sh"

# bare_root RELEASE: fills machine with a copy of a root that debootstrap made, which is kept as scripts/fresh keeps its own.
bare_root() {
    local cache=${TLSMATRIX_FRESH_CACHE:-$BUILD/fresh-cache} sources
    [[ $(id -u) == 0 ]] || fail 'this is root, which mounts: run the test as root'
    command -v debootstrap >/dev/null || fail 'debootstrap is there (apt-get install debootstrap)'
    downloads=$cache/packages
    if [[ ! -d $cache/roots/$1 ]]; then
        sources=$(machine_sources "$1")
        [[ -n $sources ]] || fail "this machine's apt has a source of Debian's packages"
        mkdir -p -- "$cache/roots"
        machine_make "$1" "$sources" "$place/new" "$downloads" >"$place/log" 2>&1 || { tail "$place/log" >&2; fail "debootstrap makes a root of $1"; }
        mv -T -- "$place/new" "$cache/roots/$1"
    fi
    machine=$place/$1
    cp -a --reflink=auto -- "$cache/roots/$1" "$machine"
}

# add RELEASE PACKAGE...: what a machine has that is no part of a bare one.
add() {
    machine_install "$machine" "$downloads/$1" "${@:2}" >"$place/log" 2>&1 || { tail "$place/log" >&2; fail "apt-get installs ${*:2}"; }
}

# inside FILE: runs a script of this folder in the machine, as root.
inside() {
    install -m 0755 -- "$SOURCE/tests/release/$1" "$machine/tmp/$1"
    machine_run "$machine" 20 root /root -- bash "/tmp/$1" "${@:2}" || fail "$1 in a bare root (above)"
}
