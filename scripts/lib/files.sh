# shellcheck shell=bash
# Sourced. What git knows of the project's files.

# shellcheck source=scripts/lib/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

# Works in a clone that belongs to someone else, too.
project_git() {
    git -c safe.directory="$root" -C "$root" "$@"
}

# project_files PATTERN...: tracked and new files that still exist, relative to the root, each
# ended by NUL.
project_files() {
    local file
    project_git rev-parse --git-dir >/dev/null 2>&1 || die 'this needs a git clone, to tell source files from others.'
    while IFS= read -r -d '' file; do
        [[ ! -f $root/$file ]] || printf '%s\0' "$file"
    done < <(project_git ls-files -z --cached --others --exclude-standard -- "$@" | sort -zu)
}
