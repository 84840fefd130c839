# shellcheck shell=bash
# Sourced. Configures and builds build/<preset>, doing only what is not done yet.
# All scripts share these trees, so that going from scripts/matrix to scripts/test rebuilds nothing.

# shellcheck source=scripts/lib/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

# Compiled objects are found again by ccache, where it is there, from another clone of the project.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1

# One compiler a core, and no more than fit in memory at 1.5 GB each.
job_count() {
    local jobs room limit
    jobs=$(nproc)
    room=$(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo)
    limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || true)
    if [[ $limit =~ ^[0-9]{1,18}$ ]] && ((limit / 1024 < room)); then
        room=$((limit / 1024))
    fi
    room=$((room / 1500000))
    ((room > 0)) || room=1
    printf '%s\n' "$((room < jobs ? room : jobs))"
}

cached() {
    sed -n "s/^$2:[A-Z]*=//p" "$1/CMakeCache.txt" 2>/dev/null || true
}

# configure PRESET with-tests|tests-as-they-are|with-benchmarks [CMAKE ARGUMENT...]
# tests-as-they-are never asks for the test libraries: it leaves tests off in a new tree, and on in
# one that has them. So does with-benchmarks.
configure() {
    local preset=$1 wanted=$2 dir=$root/build/$1 tests log
    shift 2
    local arguments=("$@")
    log=$dir-configure.log
    tests=$(cached "$dir" TLSMATRIX_TESTS)
    if [[ $(cached "$dir" CMAKE_HOME_DIRECTORY) != "$root" ]]; then
        # New, or the clone was moved or copied and the tree still means the old place.
        arguments+=(--fresh)
        tests=
    elif is_configured "$dir" && has_wanted "$dir" "$wanted"; then
        return 0
    fi
    [[ $wanted != with-tests ]] || tests=ON
    [[ $wanted != with-benchmarks ]] || arguments+=(-DTLSMATRIX_BENCHMARKS=ON)
    arguments+=("-DTLSMATRIX_TESTS=${tests:-OFF}")
    (cd -- "$root" && cmake --preset "$preset" "${arguments[@]}") >"$log" 2>&1 || {
        cat -- "$log" >&2
        die "cmake could not configure the preset $preset (its own words are above)."
    }
}

has_wanted() {
    case $2 in
        with-tests) [[ $(cached "$1" TLSMATRIX_TESTS) == ON ]] ;;
        with-benchmarks) [[ $(cached "$1" TLSMATRIX_BENCHMARKS) == ON ]] ;;
    esac
}

# ninja configures again by itself when a CMakeLists.txt changes, but not for the presets.
is_configured() {
    [[ -f $1/build.ninja && ! $root/CMakePresets.json -nt $1/build.ninja ]]
}

# build PRESET TARGET: says nothing where there is nothing to do; compilers' words go to stderr.
build() {
    local preset=$1 target=$2 jobs
    jobs=$(job_count)
    (cd -- "$root/build/$preset" && ninja -j "$jobs" "$target") 2>&1 |
        tell "building $target ($preset, $jobs at a time)." >&2 ||
        die "the build of $target ($preset) failed (the compiler's own words are above)."
}

# tell SENTENCE: what ninja prints, its steps left out; the sentence stands in their place. Whether
# there are any is known no sooner: `ninja -n` takes the look for new files for a change.
# On a terminal the steps come and go on one line.
tell() {
    local line said=
    while IFS= read -r line; do
        if [[ $line == *'Re-checking globbed directories...' || $line == 'ninja: no work to do.' ||
            $line == '-- '* ]]; then
            continue
        elif [[ ! $line =~ ^\[[0-9]+/[0-9]+\]\  ]]; then
            printf '%s\n' "$line"
            continue
        fi
        [[ -n $said ]] || say "$1"
        said=yes
        [[ ! -t 2 ]] || printf '\r\e[K%s' "${line:0:$((${COLUMNS:-80} - 1))}"
    done
    [[ -z $said || ! -t 2 ]] || printf '\r\e[K'
}

# configure_and_build PRESET TARGET with-tests|tests-as-they-are|with-benchmarks [CMAKE ARGUMENT...]
configure_and_build() {
    local preset=$1 target=$2
    shift 2
    locked "$preset" configure "$preset" "$@"
    locked "$preset" build "$preset" "$target"
}

# locked PRESET COMMAND...: one at a time in a build tree; two at once would spoil it.
locked() {
    local preset=$1
    shift
    mkdir -p -- "$root/build"
    (
        flock 9
        "$@" 9>&-
    ) 9>"$root/build/.$preset.lock"
}
