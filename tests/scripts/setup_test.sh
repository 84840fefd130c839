#!/usr/bin/env bash
# scripts/lib/setup.sh against a machine that is made up: apt-get, apt-cache, dpkg-query, id and sudo
# are stand-ins on a PATH of their own, so nothing is installed and nothing of this machine counts.
# Prints a line for every claim; exit 1 if one does not hold.
set -euo pipefail
project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
machine=$(mktemp -d)
trap 'rm -rf -- "$machine"' EXIT
shell=$(command -v bash)
# shellcheck source=tests/scripts/claims.sh
. "$project/tests/scripts/claims.sh"

debian_boost='libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev'
newer_boost='libboost-dev libboost-json-dev libboost-url-dev'
build_commands='g++ cmake ninja pkg-config'
build_packages='libssl-dev libfmt-dev libcli11-dev libtomlplusplus-dev'
test_packages='libgtest-dev libgmock-dev libbenchmark-dev python3 python3-jsonschema python3-requests python3-yaml python3-pytest junit5'
all_missing="g++ cmake ninja-build pkg-config libssl-dev $debian_boost libfmt-dev libcli11-dev libtomlplusplus-dev"

stand_in() {
    printf '#!%s\n' "$shell" >"$machine/bin/$1"
    cat >>"$machine/bin/$1"
    chmod +x "$machine/bin/$1"
}

# A Debian 12 with nothing installed but apt, whose lists are of today; the user is root.
new_machine() {
    local tool
    rm -rf -- "$machine"
    mkdir -p -- "$machine"/{bin,lists/partial}
    for tool in awk bash cat dirname env find grep mktemp paste rm sed sleep sort tail touch; do
        ln -s "$(command -v "$tool")" "$machine/bin/$tool"
    done
    touch "$machine"/{installed,calls,lists/main_Packages.lz4}
    printf '0\n' >"$machine/uid"
    offer 1.74.0.3 libboost-dev
    # shellcheck disable=SC2086  # words
    offer 1.81.0-5 $debian_boost

    # installed: a line a package, "name[, what it provides...]"
    stand_in dpkg-query <<'FAKE'
while IFS= read -r line; do printf 'installed %s\n' "$line"; done <"${0%/bin/*}/installed"
printf 'not-installed libssl-dev, \n'
FAKE
    stand_in id <<'FAKE'
cat "${0%/bin/*}/uid"
FAKE
    stand_in apt-cache <<'FAKE'
machine=${0%/bin/*}
case $1 in
    policy)
        printf '%s:\n  Installed: (none)\n  Candidate: %s\n' "$2" "$(cat "$machine/offered/$2" 2>/dev/null || echo '(none)')"
        ;;
    pkgnames) (cd "$machine/offered" && printf '%s\n' "$2"*) ;;
esac
FAKE
    stand_in apt-get <<'FAKE'
machine=${0%/bin/*}
words=" $* "
if [[ $words == *' -s '* ]]; then
    cat "$machine/removes" 2>/dev/null
    exit 0
fi
packages=()
options=' '
while (($#)); do
    case $1 in
        -o) shift ;;
        -*) options+="$1 " ;;
        *) packages+=("$1") ;;
    esac
    shift
done
printf '%s\n' "${packages[*]}" >>"$machine/calls"
printf '%s as %s, DEBIAN_FRONTEND=%s, options%s\n' \
    "${packages[0]}" "${AS:-$(cat "$machine/uid")}" "${DEBIAN_FRONTEND-}" "$options" >>"$machine/how"
echo "words of apt-get ${packages[0]}"
[[ ! -f $machine/fails-${packages[0]} ]] || exit 100
if [[ ${packages[0]} == update ]]; then
    touch "$machine/lists/main_Packages.lz4" "$machine/lists/partial"
    rm -f "$machine/fails-until-update"
elif [[ -f $machine/fails-until-update ]]; then
    exit 100
elif [[ ! -f $machine/installs-nothing ]]; then
    printf '%s, \n' "${packages[@]:1}" >>"$machine/installed"
fi
FAKE
}

offer() {
    local version=$1 name
    shift
    mkdir -p -- "$machine/offered"
    for name in "$@"; do
        printf '%s\n' "$version" >"$machine/offered/$name"
    done
}

installed() {
    printf '%s, \n' "$@" >>"$machine/installed"
}

commands() {
    local name
    for name in "$@"; do
        printf '#!%s\n' "$shell" >"$machine/bin/$name"
        chmod +x "$machine/bin/$name"
    done
}

sudo_is_here() {
    printf '1000\n' >"$machine/uid"
    stand_in sudo <<'FAKE'
printf 'sudo\n' >>"${0%/bin/*}/sudo-calls"
AS=sudo exec "$@"
FAKE
}

# Runs setup_need on the machine; fills status, out and err.
need() {
    status=0
    out=$(
        # shellcheck disable=SC2016  # expanded by the inner bash
        env -i PATH="$machine/bin" TMPDIR="$machine" ${with:+"$with"} "$shell" -c '
            set -euo pipefail
            speaker=test
            . "$0/scripts/lib/setup.sh"
            setup_lists=$1
            shift
            setup_need "$@"' "$project" "$machine/lists" "$@" 2>"$machine/err" </dev/null
    ) || status=$?
    err=$(cat -- "$machine/err")
    calls=$(cat -- "$machine/calls")
}

context() {
    printf '  exit %s, stdout [%s], stderr [%s]\n  apt-get was called with [%s]\n' "$status" "$out" "$err" "$calls"
}

with=

# shellcheck disable=SC2086  # lists of words, throughout
{
    new_machine
    installed $debian_boost $build_packages $test_packages
    commands $build_commands curl wget openssl gnutls-cli java javac keytool node go faketime strace lintian nginx sslscan testssl \
        zsh fish groff git
    need build test
    claim 'all there: exit 0' is "$status" 0
    claim 'all there: nothing said' is "$out$err" ''
    claim 'all there: apt-get not called' is "$calls" ''

    new_machine
    installed $debian_boost $build_packages $test_packages curl wget openssl gnutls-bin default-jdk-headless nodejs \
        golang-go faketime strace lintian cmake ninja-build nginx sslscan testssl.sh zsh fish groff-base git
    printf 'gcc-snapshot, g++ (= 4:12), c++-compiler\npkgconf, pkg-config (= 1.8.1-1)\n' >>"$machine/installed"
    need build test
    claim 'there by package, or provided by another: nothing said, nothing done' is "$status$out$err$calls" 0

    new_machine
    need build
    claim 'all missing, root: exit 0' is "$status" 0
    claim 'all missing, root: exactly these are installed' is "$calls" "install $all_missing"
    claim 'all missing, root: no prompt, yes, no recommends' is "$(cat "$machine/how")" \
        'install as 0, DEBIAN_FRONTEND=noninteractive, options -q -y --no-install-recommends '
    claim 'all missing, root: one line says so' line_count "$err" 1
    claim 'all missing, root: it says what each is for' has "$err" 'installing g++ (compiles C++20), cmake ('
    claim 'all missing, root: stdout stays empty' is "$out" ''
    need build
    claim 'asked again: nothing said, nothing done' is "$err$calls" "install $all_missing"

    new_machine
    installed $debian_boost $build_packages libgtest-dev libgmock-dev libbenchmark-dev python3 python3-jsonschema \
        python3-yaml python3-pytest junit5
    commands $build_commands curl wget openssl gnutls-cli java keytool node go faketime strace lintian nginx sslscan testssl \
        zsh fish groff git
    need build test
    claim 'some missing: only those are installed; java without javac is no JDK' is "$calls" \
        'install python3-requests default-jdk-headless'

    new_machine
    installed $debian_boost $build_packages
    commands $build_commands
    need build
    claim "a group that is not asked for isn't looked at" is "$status$err$calls" 0

    new_machine
    installed libclang-rt-14-dev
    commands git clang-format clang-tidy shellcheck codespell clang++ ccache
    need ci
    claim "a versioned package stands for its pattern" is "$status$err$calls" 0

    new_machine
    sudo_is_here
    need build
    claim 'not root, sudo: exit 0' is "$status" 0
    claim 'not root, sudo: installed through it' is "$(cat "$machine/how")" \
        'install as sudo, DEBIAN_FRONTEND=noninteractive, options -q -y --no-install-recommends '

    new_machine
    printf '1000\n' >"$machine/uid"
    commands g++
    need build
    claim 'not root, no sudo: exit 2' is "$status" 2
    claim 'not root, no sudo: one sentence' line_count "$err" 1
    claim 'not root, no sudo: names the packages and the command' has "$err" \
        "apt-get install --no-install-recommends ${all_missing#g++ } "
    claim 'not root, no sudo: nothing called' is "$calls" ''

    new_machine
    rm -- "$machine"/bin/{apt-get,apt-cache,dpkg-query}
    commands g++ cmake ninja
    need build
    claim 'no apt: exit 2' is "$status" 2
    claim 'no apt: says so and names the packages' has "$err" \
        'there is no apt-get here to install them with: pkg-config libssl-dev libboost1.81-dev'
    with=TLSMATRIX_SETUP=off
    need build
    with=
    claim 'no apt, TLSMATRIX_SETUP=off: exit 0, nothing said' is "$status$err" 0

    new_machine
    installed libboost1.74-dev libboost-dev ros-dev $build_packages
    commands $build_commands
    printf 'Inst libboost1.81-dev\nRemv libboost-dev [1.74.0.3]\nRemv libboost1.74-dev [1.74.0]\nRemv ros-dev [1]\n' \
        >"$machine/removes"
    need build
    claim '1.74 there: says so' has "$err" 'libboost1.74-dev is installed, is too old'
    claim '1.74 there: names what goes' has "$err" 'REMOVE these installed packages to make room: libboost-dev libboost1.74-dev ros-dev.'
    claim '1.74 there: still installs' is "$calls" "install $debian_boost"

    new_machine
    installed $build_packages
    commands $build_commands
    need build
    claim '1.74 not there: not a word of removing' lacks "$err" REMOVE

    new_machine
    rm -- "$machine"/offered/*
    offer 1.83.0.2+b1 $newer_boost
    need build
    claim 'newer distribution: the default names' is "$calls" "install ${all_missing/$debian_boost/$newer_boost}"
    installed libboost1.83-dev libboost-json1.83-dev libboost-url1.83-dev
    need build
    claim 'newer distribution: its versioned names count as there' is "$err$calls" \
        "install ${all_missing/$debian_boost/$newer_boost}"

    new_machine
    offer 1.83.0.2 $newer_boost
    installed libboost1.81-dev $build_packages
    commands $build_commands
    need build
    claim 'a part of one version there: the rest of the same version' is "$calls" "install $debian_boost"

    new_machine
    rm -- "$machine"/offered/libboost*1.81-dev
    offer 1.90.0 libboost1.90-dev libboost-json1.90-dev libboost-url1.90-dev
    installed $build_packages
    commands $build_commands
    need build
    claim 'old default, another new version: that version' is "$calls" "install ${debian_boost//1.81/1.90}"

    new_machine
    offer 1.80.0 $newer_boost libboost1.80-dev libboost-json1.80-dev libboost-url1.80-dev
    installed libboost1.80-dev libboost-json1.80-dev libboost-url1.80-dev $build_packages
    commands $build_commands
    need build
    claim 'a complete Boost that is too old: not taken for one' is "$calls" "install $debian_boost"

    new_machine
    rm -- "$machine"/offered/libboost*1.81-dev
    need build
    claim 'no new Boost anywhere: exit 2 after a fresh look' is "$status $calls" '2 update'
    claim 'no new Boost anywhere: says so' has "$err" 'has no Boost 1.81 or newer'

    new_machine
    rm -- "$machine/lists/main_Packages.lz4"
    need build
    claim 'no lists: updated first' is "$calls" $'update\n'"install $all_missing"

    new_machine
    touch -d '3 days ago' "$machine/lists/partial" "$machine/lists"
    need build
    claim 'old lists: updated first' is "$calls" $'update\n'"install $all_missing"

    new_machine
    touch "$machine/fails-until-update"
    need build
    claim 'the archive has moved on: updated, tried again' is "$status $calls" \
        "0 install $all_missing"$'\nupdate\n'"install $all_missing"

    new_machine
    touch "$machine/fails-install"
    need build
    claim 'apt-get fails: exit 2' is "$status" 2
    claim "apt-get fails: apt-get's own words, then ours" has "$err" 'words of apt-get install'$'\n''test: apt-get could not install'

    new_machine
    touch "$machine/installs-nothing"
    need build
    claim 'apt-get installs nothing: exit 2, names what is missing' has "$status $err" \
        "2 test: installing"
    claim 'apt-get installs nothing: says so' has "$err" 'but these are still missing: g++ cmake'

    claim 'nothing is left behind' is "$(find "$machine" -mindepth 1 -maxdepth 1 -name 'tmp.*')" ''
}

conclude
