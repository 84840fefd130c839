#!/usr/bin/env bash
# Runs in a bare root, where there is no OpenSSL, no CA and no compiler.
set -euo pipefail
fail() { printf 'does not hold: %s\n' "$*" >&2; exit 1; }
has() { grep -qE -- "$2" <<<"$1" || fail "$3 ($1)"; printf 'holds: %s\n' "$3"; }

for word in openssl g++ cc curl; do
    ! command -v "$word" >/dev/null || fail "a bare root has no $word"
done
tar xzf tlsmatrix-*.tar.gz
PATH=$(echo /root/tlsmatrix-*/bin):$PATH
has "$(tlsmatrix --version)" '^tlsmatrix [0-9.]+ .OpenSSL 3\.' 'the program starts'
has "$(tlsmatrix matrix | tail -n 1)" '^450 of 450 cells as predicted' 'the whole matrix is as predicted'
has "$(tlsmatrix doctor)" 'linked into this program; there is no openssl on PATH' 'doctor says whose OpenSSL it is'

# A server whose CA the machine trusts in the way of another distribution.
printf '127.0.0.1 api.example.test\n' >>/etc/hosts
# shellcheck disable=SC2016  # the program's own variable
TZ=Asia/Kathmandu tlsmatrix serve --tls 1.2 --listen 127.0.0.1:0 --ephemeral --log-format '[$time_local]' --name api.example.test --ready-file ready.json >log 2>&1 &
server=$!
for ((turn = 0; turn < 100; ++turn)); do [[ ! -s ready.json ]] || break; sleep 0.1; done
port=$(grep -oE '"port":[0-9]+' ready.json | head -n 1) ca=$(grep -oE '"ca_file":"[^"]+' ready.json)
port=${port#*:} ca=${ca##*\"}
url=https://api.example.test:$port/
words=$(tlsmatrix request "$url" 2>&1) && fail "no CA, no trust ($words)"
mkdir -p /etc/pki/tls/certs
cp "$ca" /etc/pki/tls/certs/ca-bundle.crt
words=$(tlsmatrix request "$url" 2>&1) || fail "the CA file of another distribution is trusted ($words)"
printf 'holds: %s\n' 'the CA file of another distribution is trusted' 'a name of /etc/hosts is found'
has "$(tlsmatrix scan "api.example.test:$port" --require 1.2 | tail -n 1)" 'Required TLSv1.2: met' 'scan finds the server by its name'
kill "$server"
wait "$server" || fail 'the server ends well'
has "$(cat log)" ' \+0000\]' 'times are UTC, whatever TZ names'
