# shellcheck shell=bash
# Sourced. Machines that have nothing yet: a root that debootstrap made, in namespaces of its own for mounts, processes
# and the host name. What is mounted or started in one is gone with its first process, however that ends.

# shellcheck source=scripts/lib/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

machine_root_path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# An ordinary user of Debian has no sbin.
machine_user_path=/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games
machine_packages=/var/cache/apt/archives
machine_runner=

# machine_sources RELEASE: lines for sources.list, as this machine has them for the Debian that it runs.
machine_sources() {
    local release=$1 here=
    # shellcheck source=/dev/null
    [[ ! -r /etc/os-release ]] || here=$(. /etc/os-release && [[ $ID == debian ]] && printf '%s' "${VERSION_CODENAME-}") || true
    [[ -n $here ]] || return 0
    # shellcheck disable=SC2016  # apt's own fields
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
        awk -v here="$here" -v release="$release" '
            $2 == here || index($2, here "-") == 1 {
                print "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]", $1, release substr($2, length(here) + 1), $3
            }' | sort -u
}

# What reaches packages here, a proxy say, reaches them in the new machine.
machine_apt_options() {
    local scheme variable
    apt-config dump | grep -E '^Acquire::(https?|Check-[A-Za-z-]+)(::[^ ]+)? ' || true
    for scheme in http https; do
        variable=${scheme}_proxy
        [[ -z ${!variable-} ]] || printf 'Acquire::%s::Proxy "%s";\n' "$scheme" "${!variable}"
    done
}

# machine_make RELEASE SOURCES FOLDER DOWNLOADS: a bare root, with git and nothing else; its words go to stdout. Exit 1
# where it could not be made.
machine_make() {
    local release=$1 sources=$2 folder=$3 downloads=$4 mirror
    mirror=$(awk -v release="$release" '$4 == release { print $3; exit }' <<<"$sources")
    mkdir -p -- "$downloads/debootstrap" "$downloads/$release"
    debootstrap --variant=minbase --cache-dir="$downloads/debootstrap" "$release" "$folder" "$mirror" || return 1
    printf '%s\n' "$sources" >"$folder/etc/apt/sources.list"
    machine_apt_options >"$folder/etc/apt/apt.conf.d/90fresh"
    # It need not survive a loss of power.
    printf 'force-unsafe-io\n' >"$folder/etc/dpkg/dpkg.cfg.d/90fresh"
    # As Debian's installer leaves it.
    cat >"$folder/etc/hosts" <<'HOSTS'
127.0.0.1	localhost
127.0.1.1	fresh
::1	localhost ip6-localhost ip6-loopback
ff02::1	ip6-allnodes
ff02::2	ip6-allrouters
HOSTS
    printf 'fresh\n' >"$folder/etc/hostname"
    machine_install "$folder" "$downloads/$release" git
}

# machine_install ROOT DOWNLOADS PACKAGE...
machine_install() {
    local folder=$1 downloads=$2
    shift 2
    machine_lend "$downloads" "$folder$machine_packages"
    # shellcheck disable=SC2016  # expanded by the inner bash
    machine_run "$folder" 0 root /root -- bash -c '
        export DEBIAN_FRONTEND=noninteractive
        apt-get -q update && apt-get -q -y --no-install-recommends install "$@"' install "$@" || return 1
    machine_lend "$folder$machine_packages" "$downloads"
}

# machine_lend FROM TO: packages that were downloaded once; links, where both are on one file system.
machine_lend() {
    local package
    for package in "$1"/*.deb; do
        [[ ! -f $package || -e $2/${package##*/} ]] || ln -- "$package" "$2/" 2>/dev/null || cp -- "$package" "$2/"
    done
}

# machine_add_user ROOT DOWNLOADS NAME: an ordinary user with a home folder, who may use sudo.
machine_add_user() {
    local folder=$1 downloads=$2 name=$3
    machine_install "$folder" "$downloads" sudo || return 1
    machine_run "$folder" 0 root /root -- useradd --create-home --shell /bin/bash "$name" || return 1
    printf '%s ALL=(ALL) NOPASSWD: ALL\n' "$name" >"$folder/etc/sudoers.d/$name"
    chmod 0440 -- "$folder/etc/sudoers.d/$name"
}

# machine_run ROOT MINUTES USER HOME [SHARED INSIDE] -- COMMAND...: runs it with PATH, HOME and TERM alone, for so many
# minutes at most (0: as long as it takes). Exit: the command's own; 137 when the time was over.
machine_run() {
    local status=0
    # In the background, so that a signal to this script is not held up; there bash would have it ignore SIGINT, which
    # machine_inside takes back.
    # shellcheck disable=SC2016  # expanded by the inner bash
    setpriv --pdeathsig KILL unshare --mount --pid --uts --fork --kill-child=KILL \
        bash -euc '. "$0"; machine_inside "$@"' "${BASH_SOURCE[0]}" "$@" </dev/null &
    machine_runner=$!
    wait "$machine_runner" || status=$?
    machine_runner=
    return "$status"
}

# Ends what machine_run runs, when a signal came between.
machine_end() {
    local first=
    [[ -n $machine_runner ]] || return 0
    # The machine's first process is unshare's only child. It is gone when all others are, and unshare after it: from
    # then on nothing is written.
    read -r first 2>/dev/null <"/proc/$machine_runner/task/$machine_runner/children" || true
    kill -KILL -- "${first:-$machine_runner}" 2>/dev/null || true
    wait "$machine_runner" || true
}

# The first process of the machine. A shell, that ends what its children leave behind; the mounts are as on a machine
# that was started.
machine_inside() {
    local folder=$1 minutes=$2 user=$3 home=$4 path=$machine_user_path
    shift 4
    hostname fresh
    mount -t proc proc "$folder/proc"
    mount -t sysfs -o ro sysfs "$folder/sys"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$folder/dev/pts"
    mount -t tmpfs -o mode=1777,nosuid,nodev shm "$folder/dev/shm"
    if [[ $1 != -- ]]; then
        mkdir -p -- "$folder$2"
        mount --bind -- "$1" "$folder$2"
        shift 2
    fi
    shift
    [[ $user != root ]] || path=$machine_root_path
    timeout --signal=KILL "${minutes}m" \
        chroot "$folder" setpriv --reuid="$user" --regid="$user" --init-groups \
        env -i --default-signal=INT,QUIT --chdir="$home" PATH="$path" HOME="$home" TERM="${TERM:-dumb}" "$@" || exit
}
