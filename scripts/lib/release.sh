# shellcheck shell=bash
# shellcheck disable=SC2154  # place is the script's
# Sourced by scripts/release. The portable program, what it needs of a machine, and archives that are the same to the
# byte wherever they are made.

# shellcheck source=scripts/lib/build.sh
. "${BASH_SOURCE[0]%/*}/build.sh"
# shellcheck source=scripts/lib/files.sh
. "${BASH_SOURCE[0]%/*}/files.sh"

# The time that every file bears.
release_set_epoch() {
    [[ -n ${SOURCE_DATE_EPOCH-} ]] ||
        SOURCE_DATE_EPOCH=$(project_git log -1 --format=%ct 2>/dev/null) ||
        die 'this is no git clone with a commit, so SOURCE_DATE_EPOCH must say which time the files bear.'
    [[ $SOURCE_DATE_EPOCH =~ ^[0-9]{1,12}$ ]] || die "SOURCE_DATE_EPOCH is a number of seconds, not '$SOURCE_DATE_EPOCH'."
    export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
}

# The list of parts bears the time, so the tree is configured each time, which takes two seconds.
release_build() {
    local log=$root/build/portable-configure.log
    (cd -- "$root" && cmake --fresh --preset portable) >"$log" 2>&1 || {
        cat -- "$log" >&2
        die 'cmake could not configure the preset portable (its own words are above).'
    }
    build portable tlsmatrix
}

# release_stage FOLDER: the tree that the tarball has, as `cmake --install` lays it.
release_stage() {
    local log=$root/build/portable-install.log
    env -u DESTDIR cmake --install "$root/build/portable" --component runtime --strip --prefix "$1" >"$log" 2>&1 || {
        cat -- "$log" >&2
        die 'the program could not be installed (the words of cmake are above).'
    }
    release_licences "$1/share/doc/tlsmatrix/licences"
}

# release_licences FOLDER: the licences of what is in the program, as its packages have them.
release_licences() {
    local name path owner boost
    boost=$(sed -n 's/^Boost_DIR:[A-Z]*=//p' "$root/build/portable/CMakeCache.txt")
    mkdir -p -- "$1"
    while read -r name path; do
        [[ -n $name ]] || continue
        owner=$(dpkg-query -S "$(readlink -f -- "$path")" 2>/dev/null | head -n 1) || true
        owner=${owner%%:*}
        [[ -n $owner && -r /usr/share/doc/$owner/copyright ]] ||
            die "the licence of $name is not found: no package owns $path, or its copyright file is missing."
        cp -L -- "/usr/share/doc/$owner/copyright" "$1/$name"
    done <<LIBRARIES
openssl $(release_cached OPENSSL_CRYPTO_LIBRARY)
boost $boost
fmt $(release_cached fmt_DIR)/fmt-config.cmake
cli11 $(release_cached CLI11_DIR)/CLI11Config.cmake
tomlplusplus $(release_cached tomlplusplus_DIR)/tomlplusplusConfig.cmake
gcc $("$(release_cached CMAKE_CXX_COMPILER)" -print-file-name=libstdc++.a)
$(sed -n 's/^TLSMATRIX_STATIC_\([^:]*\):[A-Z]*=/\1 /p' "$root/build/portable/CMakeCache.txt")
LIBRARIES
    chmod 0644 -- "$1"/*
}

release_cached() {
    cached "$root/build/portable" "$1"
}

# The newest version of glibc's symbols that a program needs: the loader of an older one refuses it.
release_glibc_of() {
    objdump -T -- "$1" | grep -oE 'GLIBC_[0-9.]+' | sort -uV | sed -n '$s/GLIBC_//p'
}

# release_needs_glibc_alone PROGRAM: says what else it needs, if anything.
release_needs_glibc_alone() {
    local headers others
    headers=$(objdump -p -- "$1") || return 1
    others=$(sed -n 's/^ *NEEDED *//p' <<<"$headers" | sed -E '/^(libc|libm|libdl|libpthread|librt|ld-linux-x86-64)\.so\.[0-9]+$/d' | paste -sd ' ')
    [[ -z $others ]] || say "the program is to need glibc alone, and needs $others."
    [[ -z $others ]]
}

# release_tarball TREE NAME FILE: the tree as a folder of that name.
release_tarball() {
    tar --create --directory "$1" --transform "s,^\\.,$2," --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" \
        --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX . | gzip -9n >"$3"
}

# release_publish FROM TO: moves what was made, whole, and says what it is.
release_publish() {
    local file
    (cd -- "$1" && sha256sum -- * >"$place/SHA256SUMS")
    mv -- "$place/SHA256SUMS" "$1/"
    for file in "$1"/*; do
        mv -f -- "$file" "$2/"
        printf '%s\n' "$2/${file##*/}"
    done
}
