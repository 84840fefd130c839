# shellcheck shell=bash
# Sourced. setup_need GROUP... makes sure that a group's packages are there. It does
# nothing and says nothing where they are; otherwise it says in one line what it installs and what
# for, and installs it with apt-get, through sudo where it is not root. Where it may not install,
# it names the packages and the command, and exits 2. TLSMATRIX_SETUP=off trusts the machine as it is.

# shellcheck source=scripts/lib/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

# The one list of what this project needs: groups, what counts as present, package, what it is for.
# command: every one of them on PATH will do, wherever it came from (a JDK of one's own, say).
# package: installed, or provided by one that is; a * stands for any text.
# boost: Boost with JSON and URL from 1.81 on, under whichever names the distribution has it.
setup_table() {
    cat <<'TABLE'
build      command:g++                  g++                  compiles C++20
build      command:cmake                cmake                configures the build, runs the tests
build      command:ninja                ninja-build          builds
build      command:pkg-config           pkg-config           finds libraries
build      package:libssl-dev           libssl-dev           TLS
build      boost                        boost                sockets, HTTP, JSON, URLs
build      package:libfmt-dev           libfmt-dev           text formatting
build      package:libcli11-dev         libcli11-dev         command-line flags
build      package:libtomlplusplus-dev  libtomlplusplus-dev  matrix files
test       package:libgtest-dev         libgtest-dev         test framework
test       package:libgmock-dev         libgmock-dev         test matchers
test       package:libbenchmark-dev     libbenchmark-dev     builds the benchmarks
test       package:python3              python3              program tests, a peer
test       package:python3-jsonschema   python3-jsonschema   checks JSON reports
test       package:python3-requests     python3-requests     a peer
test       package:python3-yaml         python3-yaml         reads recipes for CI
test       command:curl                 curl                 a peer
test       command:wget                 wget                 a peer
test       command:openssl              openssl              a peer, reads certificates
test       command:gnutls-cli           gnutls-bin           a peer, verifies certificates
test       command:java,javac,keytool   default-jdk-headless a peer, reads truststores
test       command:node                 nodejs               a peer
test       package:python3-pytest       python3-pytest       runs an example suite
test       package:junit5               junit5               runs an example suite
test       command:go                   golang-go            runs an example suite
test       command:faketime             faketime             sets the clock of a test
test       command:lintian              lintian              checks the Debian packages
test       command:nginx                nginx                a peer, a server to scan
test       command:sslscan              sslscan              a peer, scans too
test       command:testssl              testssl.sh           a peer, scans too
test       command:zsh                  zsh                  parses its completions
test       command:fish                 fish                 parses its completions
test       command:groff                groff-base           sets the manual page
test       command:strace               strace               lets system calls fail
test       command:git                  git                  makes a clone for a script's test
bench      package:libbenchmark-dev     libbenchmark-dev     measures
bench      command:python3              python3              drives the servers side by side
bench      command:nginx                nginx                a server to compare with
bench      command:openssl              openssl              a server to compare with, makes keys
bench      command:sslscan              sslscan              a scanner to compare with
bench      command:valgrind             valgrind             counts instructions
fresh      command:debootstrap          debootstrap          makes a bare Debian
fresh      command:git                  git                  clones the last commit
release    command:objdump              binutils             tells what a program needs
release    command:python3              python3              makes packages
release    command:umoci                umoci                unpacks the image in a test
release    command:skopeo               skopeo               reads the image in a test
format,ci  command:git                  git                  lists the source files
format,ci  command:clang-format         clang-format         formatting
lint,ci    command:git                  git                  lists the source files
lint,ci    command:clang-tidy           clang-tidy           static analysis
lint,ci    command:shellcheck           shellcheck           checks the scripts
lint,ci    command:codespell            codespell            checks the spelling
ci         command:clang++              clang                compiles fuzz targets
ci         package:libclang-rt*-dev     libclang-rt-dev      libFuzzer
ci         command:ccache               ccache               keeps compiled objects between runs
TABLE
}

setup_boost_minimum=1.81
setup_lists=/var/lib/apt/lists
setup_lists_minutes=1440

setup_need() {
    [[ ${TLSMATRIX_SETUP-} != off ]] || return 0
    local setup_packages=() setup_reasons=() setup_as_root=() setup_updated=
    setup_find_missing "$@"
    ((${#setup_packages[@]})) || return 0

    command -v apt-get >/dev/null || setup_refuse 'there is no apt-get here'
    setup_boost_if_missing
    if [[ $(id -u) != 0 ]]; then
        command -v sudo >/dev/null || setup_refuse 'there is no sudo here'
        setup_as_root=(sudo)
    fi
    setup_install "$@"
}

# Fills setup_packages and, beside it, setup_reasons. Boost stands as the word boost until an index
# has been asked for its names.
setup_find_missing() {
    local -A setup_has=() wanted=()
    local groups present package why group
    setup_packages=()
    setup_reasons=()
    setup_read_installed
    for group in "$@"; do
        wanted[$group]=1
    done
    while read -r groups present package why; do
        for group in ${groups//,/ }; do
            [[ -n ${wanted[$group]-} ]] || continue
            setup_is_present "$present" "$package" && continue
            [[ " ${setup_packages[*]} " != *" $package "* ]] || continue
            setup_packages+=("$package")
            setup_reasons+=("$why")
        done
    done < <(setup_table)
}

# Fills setup_has with every installed package and every name that one provides.
setup_read_installed() {
    local name
    command -v dpkg-query >/dev/null || return 0
    while read -r name; do
        setup_has[$name]=1
    done < <(
        # shellcheck disable=SC2016  # dpkg-query's own fields
        dpkg-query -W -f '${db:Status-Status} ${Package}, ${Provides}\n' | awk '
            sub(/^installed /, "") {
                count = split($0, names, /, */)
                for (i = 1; i <= count; i++) {
                    sub(/[ :].*/, "", names[i])
                    if (names[i] != "") print names[i]
                }
            }'
    )
}

setup_is_present() {
    local kind=${1%%:*} what=${1#*:} package=$2 name
    case $kind in
        boost)
            setup_boost_is_present
            ;;
        command)
            [[ -z ${setup_has[$package]-} ]] || return 0
            for name in ${what//,/ }; do
                command -v "$name" >/dev/null || return 1
            done
            ;;
        package)
            [[ -z ${setup_has[$what]-} ]] || return 0
            [[ $what == *\** ]] || return 1
            for name in "${!setup_has[@]}"; do
                # shellcheck disable=SC2053  # a pattern
                [[ $name != $what ]] || return 0
            done
            return 1
            ;;
    esac
}

setup_boost_names() {
    printf '%s\n' "libboost$1-dev" "libboost-json$1-dev" "libboost-url$1-dev"
}

setup_boost_is_new_enough() {
    printf '%s\n' "$setup_boost_minimum" "$1" | sort -V -C
}

# The versions whose headers are installed; two can't be.
setup_boost_installed_versions() {
    local name
    for name in "${!setup_has[@]}"; do
        [[ $name =~ ^libboost([0-9]+\.[0-9]+)-dev$ ]] || continue
        if setup_boost_is_new_enough "${BASH_REMATCH[1]}"; then
            printf '%s\n' "${BASH_REMATCH[1]}"
        fi
    done
}

setup_boost_is_present() {
    local version name
    for version in $(setup_boost_installed_versions); do
        for name in $(setup_boost_names "$version"); do
            [[ -n ${setup_has[$name]-} ]] || continue 2
        done
        return 0
    done
    return 1
}

setup_candidate() {
    LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: //p' | grep -vF '(none)'
}

# Three names, from what the package index offers: the version that is partly there already, then
# the distribution's default where it is new enough, then the oldest one that is.
setup_boost_choice() {
    local -A setup_has=()
    local version name versions=()
    setup_read_installed
    readarray -t versions < <(setup_boost_installed_versions)
    version=$(setup_candidate libboost-dev || true)
    if [[ -n $version ]] && setup_boost_is_new_enough "$version"; then
        versions+=('')
    fi
    readarray -t -O "${#versions[@]}" versions < <(
        apt-cache pkgnames libboost-url 2>/dev/null | sed -n 's/^libboost-url\([0-9.]\{1,\}\)-dev$/\1/p' | sort -V
    )
    for version in "${versions[@]}"; do
        [[ -z $version ]] || setup_boost_is_new_enough "$version" || continue
        for name in $(setup_boost_names "$version"); do
            [[ -n $(setup_candidate "$name" || true) ]] || continue 2
        done
        setup_boost_names "$version"
        return 0
    done
    return 1
}

setup_boost_if_missing() {
    local i names=() packages=() reasons=()
    [[ " ${setup_packages[*]} " == *' boost '* ]] || return 0
    readarray -t names < <(setup_boost_choice)
    ((${#names[@]})) || return 0
    for i in "${!setup_packages[@]}"; do
        if [[ ${setup_packages[i]} == boost ]]; then
            packages+=("${names[@]}")
            reasons+=("${setup_reasons[i]}" "${setup_reasons[i]}" "${setup_reasons[i]}")
        else
            packages+=("${setup_packages[i]}")
            reasons+=("${setup_reasons[i]}")
        fi
    done
    setup_packages=("${packages[@]}")
    setup_reasons=("${reasons[@]}")
}

# setup_refuse WHY: what is missing and how to get it. Boost goes by Debian 12's names where no
# index could be asked.
setup_refuse() {
    local names boost
    boost=$(setup_boost_names "$setup_boost_minimum" | paste -sd ' ')
    names=" ${setup_packages[*]} "
    names=${names/ boost / $boost }
    names=${names# }
    names=${names% }
    die "these packages are missing, and $1 to install them with: $names;" \
        "run as root: apt-get install --no-install-recommends $names" \
        "(or set TLSMATRIX_SETUP=off if they are here under other names)."
}

setup_install() {
    local log status=0
    log=$(mktemp)
    # A subshell, so that the log goes whichever way this ends.
    (
        trap 'rm -f -- "$log"' EXIT
        if setup_lists_are_old; then
            setup_update
        fi
        setup_boost_if_missing
        if [[ " ${setup_packages[*]} " == *' boost '* ]]; then
            [[ -n $setup_updated ]] || setup_update
            setup_boost_if_missing
        fi
        [[ " ${setup_packages[*]} " != *' boost '* ]] ||
            die "this distribution's package index has no Boost $setup_boost_minimum or newer with JSON and URL."

        say "installing$(setup_reasons_given); this may take some minutes."
        setup_announce_removals
        setup_install_packages || {
            cat -- "$log" >&2
            die "apt-get could not install ${setup_packages[*]} (its own words are above)."
        }
    ) || status=$?
    ((status == 0)) || exit "$status"

    setup_find_missing "$@"
    setup_boost_if_missing
    ((${#setup_packages[@]} == 0)) ||
        die "apt-get reported success, but these are still missing: ${setup_packages[*]}."
}

setup_install_packages() {
    setup_apt install -y --no-install-recommends "${setup_packages[@]}" && return 0
    # Lists that are not from just now may name versions that the archive no longer has.
    [[ -z $setup_updated ]] || return 1
    setup_update
    setup_apt install -y --no-install-recommends "${setup_packages[@]}"
}

setup_reasons_given() {
    local i end=,
    for i in "${!setup_packages[@]}"; do
        ((i < ${#setup_packages[@]} - 1)) || end=
        printf ' %s (%s)%s' "${setup_packages[i]}" "${setup_reasons[i]}" "$end"
    done
}

# apt-get's output is kept for the case that it fails.
setup_apt() {
    "${setup_as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold "$@" </dev/null >"$log" 2>&1
}

setup_lists_are_old() {
    [[ -n $(find "$setup_lists" -maxdepth 1 -name '*_Packages*' -print -quit 2>/dev/null) ]] || return 0
    # The lists themselves carry the archive's times; these folders carry the last update's.
    [[ -z $(find "$setup_lists" "$setup_lists/partial" -maxdepth 0 -mmin "-$setup_lists_minutes" 2>/dev/null) ]]
}

setup_update() {
    setup_updated=yes
    setup_apt update || say "apt-get update failed ($(tail -n 1 -- "$log")); going on with the lists that are here."
}

# apt removes what stands in the way of an install, and -y agrees to it: say so before.
setup_announce_removals() {
    local -A setup_has=()
    local removed
    setup_read_installed
    removed=$(
        LC_ALL=C apt-get -s -y --no-install-recommends install "${setup_packages[@]}" 2>/dev/null </dev/null |
            awk '$1 == "Remv" { print $2 }' | paste -sd ' '
    )
    if [[ " ${setup_packages[*]} " == *' libboost'* && -n ${setup_has[libboost1.74-dev]-} ]]; then
        say "libboost1.74-dev is installed, is too old to compile this project, and can't stay beside" \
            "the Boost that does."
    fi
    [[ -n $removed ]] || return 0
    say "apt-get will REMOVE these installed packages to make room: $removed."
    if [[ -t 0 && -t 2 ]]; then
        say 'going on in 5 seconds; Ctrl-C keeps them.'
        sleep 5
    fi
}
