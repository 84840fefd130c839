"""A client of known policy, for check_zoo_test.py: zoo_client.py POLICY HOST PORT CA.

POLICY is JSON: "tries", one after the other, each with
  versions   what it speaks, as a list: "1.0" ... "1.3" (a hole is OpenSSL's: its lowest run)
  ciphers    OpenSSL's list; level 0 unless it says otherwise
  after      what must have happened to the try before it: "reset", "eof", "alert", "silence",
             "any" failure, "always", or "success"
  pause      seconds before it
and "request" (false: a handshake alone), "trust" (false: nobody's certificate), "exit" (its status,
whatever happened), "proxy" (true: asks HTTPS_PROXY for its way), "last" (seconds it sleeps at the end), "patience"
(seconds of silence it bears, 5: well below the time that check gives it).
"""

import json
import os
import socket
import ssl
import sys
import time
import urllib.parse

VERSIONS = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}
SWITCHES = {
    "1.0": ssl.OP_NO_TLSv1,
    "1.1": ssl.OP_NO_TLSv1_1,
    "1.2": ssl.OP_NO_TLSv1_2,
    "1.3": ssl.OP_NO_TLSv1_3,
}
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def context(policy, attempt, ca):
    trusts = policy.get("trust", True)
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if trusts:
        made.load_verify_locations(ca)
    versions = attempt["versions"]
    made.minimum_version = VERSIONS[versions[0]]
    made.maximum_version = VERSIONS[versions[-1]]
    for name, switch in SWITCHES.items():
        if versions[0] < name < versions[-1] and name not in versions:
            made.options |= switch
    ciphers = attempt.get("ciphers", "DEFAULT")
    made.set_ciphers(ciphers if "SECLEVEL" in ciphers else ciphers + ":@SECLEVEL=0")
    return made


def reach(policy, address):
    patience = policy.get("patience", 5)
    if not policy.get("proxy"):
        return socket.create_connection(address, patience)
    proxy = urllib.parse.urlsplit(os.environ["HTTPS_PROXY"])
    plain = socket.create_connection((proxy.hostname, proxy.port), patience)
    plain.sendall(f"CONNECT {address[0]}:{address[1]} HTTP/1.1\r\n\r\n".encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += plain.recv(1) or exit("the proxy hung up")
    return plain


def make(policy, attempt, address, ca):
    """One try; what became of it, in a word."""
    try:
        plain = reach(policy, address)
        with plain, context(policy, attempt, ca).wrap_socket(
            plain, server_hostname="localhost"
        ) as connection:
            if policy.get("request", True):
                connection.sendall(GET)
                while connection.recv(65536):
                    pass
            return "success"
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
        return "eof"
    except ssl.SSLError:
        return "alert"
    except (TimeoutError, socket.timeout):
        return "silence"
    except OSError:
        return "reset"


def is_due(attempt, before):
    after = attempt.get("after", "any")
    if after == "any":
        return before != "success"
    return after in ("always", before)


def main():
    policy = json.loads(sys.argv[1])
    address = (sys.argv[2], int(sys.argv[3]))
    became = None
    for attempt in policy["tries"]:
        if became is not None and not is_due(attempt, became):
            continue
        time.sleep(attempt.get("pause", 0))
        became = make(policy, attempt, address, sys.argv[4])
    time.sleep(policy.get("last", 0))
    sys.exit(policy.get("exit", 0 if became == "success" else 1))


main()
