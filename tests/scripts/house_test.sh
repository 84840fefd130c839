#!/usr/bin/env bash
# The house itself: who includes whom, what is linked with libssl, names that stand once. BUILD is the
# build tree, whose archives are looked at.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=tests/scripts/claims.sh
. "$here/claims.sh"
cd -- "$here/../.."
: "${BUILD:?run by ctest}"

# room: the rooms that it may include from. What is left out may not be included.
rooms() {
    cat <<'TABLE'
base
tls       base
engine    base tls
rule      base tls
process   base
report    base tls
certs     base tls engine
scan      base tls report
relay     base tls report process
explain   base tls rule report
server    base tls engine
client    base tls engine
matrix    base tls engine rule report certs scan server client
check     base tls engine report process certs server
doctor    base tls engine report process certs
trace     base tls engine rule report client matrix
peers     base tls engine rule report certs process server client matrix check
reproduce base tls engine report process certs server client check
live      base tls engine report server
fixture   base tls engine certs server client
TABLE
}

# included ROOM: the rooms whose headers its files include, one a line.
included() {
    grep -rhoE --include='*.?pp' '^#include <tlsmatrix/[a-z]+/' "$1" | sed -E 's|.*/([a-z]+)/$|\1|' | sort -u
}

forbidden() { # forbidden ROOM ALLOWED...: what it includes and may not
    local room=$1
    included "$room" | grep -vxF -f <(printf '%s\n' "$@") || true
}

mapfile -t table < <(rooms)
for row in "${table[@]}"; do
    read -ra words <<<"$row"
    claim "${words[0]}/ includes nothing from above or beside it" is "$(forbidden "${words[@]}")" ''
done

foreign_details() {
    local row room
    for row in "${table[@]}"; do
        room=${row%% *}
        grep -rE --include='*.?pp' '^#include <tlsmatrix/([a-z_]+/)+detail/' "$room" | grep -v ":#include <tlsmatrix/$room/" || true
    done
    grep -rE --include='*.?pp' '^#include <tlsmatrix/([a-z_]+/)+detail/' cli || true
}
claim 'a header for inside is included in its own room alone' is "$(foreign_details)" ''

product=(base tls engine rule process report certs scan relay explain server client matrix trace check peers doctor reproduce live cli fixture)
names_twice() {
    find "${product[@]}" -name '*.[ch]pp' -printf '%f\n' | sort | uniq -d
}
claim 'no file of the product has the name of another' is "$(names_twice)" ''

foreign_openssl() {
    grep -rlE --include='*.?pp' '^#include <openssl/' "${product[@]}" | grep -vE '^(engine|certs)/' || true
}
claim 'headers of OpenSSL are included in engine and certs alone' is "$(foreign_openssl)" ''

openssl_symbols() { # openssl_symbols ROOM: what its archive wants of libssl or libcrypto
    nm -u "$BUILD/$1/libtlsmatrix_$1.a" 2>/dev/null |
        grep -oE ' U (SSL|TLS|X509|EVP|OPENSSL|BIO|ERR|CRYPTO|RAND|OSSL)_[A-Za-z0-9_]+' | sort -u || true
}
for room in base tls rule scan relay explain report process; do
    claim "the archive of $room is there" test -s "$BUILD/$room/libtlsmatrix_$room.a"
    claim "$room wants nothing of OpenSSL" is "$(openssl_symbols "$room")" ''
done
claim 'engine does want libssl, so that the look at symbols sees something' has "$(openssl_symbols engine)" SSL_new

conclude
