"""What clients of this machine's OpenSSL offer, which differs from family to family.

    if support.offers_old(): ...
"""

import functools
import re
import ssl


@functools.cache
def offered(ciphers=None):
    """What a client of this machine's OpenSSL offers from 1.0 on, by its own hello: with this list
    and level, or with what it has without being told."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1
    if ciphers is not None:
        context.set_ciphers(ciphers)
    sent = ssl.MemoryBIO()
    try:
        context.wrap_bio(ssl.MemoryBIO(), sent, server_hostname="localhost").do_handshake()
    except ssl.SSLWantReadError:
        pass
    hello = sent.read()
    # supported_versions (RFC 8446 section 4.2.1), whose list is of at most four here.
    found = re.search(rb"\x00\x2b\x00[\x03-\x09]([\x02-\x08](?:\x03[\x01-\x04])+)", hello)
    listed = {found[1][at] for at in range(2, len(found[1]), 2)}
    return [f"1.{number - 1}" for number in sorted(listed)]


def offers_old(ciphers=None):
    """Whether that is 1.0, too. From 3.1 on OpenSSL takes it out at level 1 and above."""
    return "1.0" in offered(ciphers)
