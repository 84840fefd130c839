"""The servers that are compared: ours, nginx, openssl s_server, and the thinnest blocking loop.

Each is a context manager with `pid` and `port`; `prefix` is put before its command, for callgrind.
"""

import contextlib
import json
import pathlib
import signal
import socket
import subprocess
import time

from measure import PATIENCE

WIRE_NAMES = {"1.0": "TLSv1", "1.1": "TLSv1.1", "1.2": "TLSv1.2", "1.3": "TLSv1.3"}

NGINX = """
daemon {daemon};
master_process {master};
worker_processes 1;
pid {here}/nginx.pid;
error_log {here}/error.log crit;
events {{ worker_connections 20000; }}
http {{
    log_format report '"$request" $status $body_bytes_sent $ssl_protocol/$ssl_cipher '
                      '"$http_referer" "$http_user_agent" $request_time <"$request_body"';
    access_log {here}/nginx.log report buffer=64k flush=100ms;
    client_body_temp_path {here}/body;
    proxy_temp_path {here}/proxy;
    fastcgi_temp_path {here}/fastcgi;
    uwsgi_temp_path {here}/uwsgi;
    scgi_temp_path {here}/scgi;
    default_type text/plain;
    keepalive_requests 1000000;
    tcp_nodelay on;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    ssl_session_cache off;
    ssl_ciphers DEFAULT:@SECLEVEL=0;
{servers}
}}
"""
NGINX_SERVER = """    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_protocols {protocols};
        location = /healthz {{ return 200 "ok\\n"; }}
    }}
"""


@contextlib.contextmanager
def held_ports(count):
    """Ports, each another, that no program is given by chance while the block lasts: they are bound
    here, and nobody listens. Who asks for one by its number and sets SO_REUSEADDR has it, as nginx
    and s_server do."""
    with contextlib.ExitStack() as stack:
        holders = [stack.enter_context(socket.socket()) for _ in range(count)]
        for holder in holders:
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            holder.bind(("127.0.0.1", 0))
        yield [holder.getsockname()[1] for holder in holders]


def accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


class Key:
    """A self-signed certificate in a folder: `rsa` or `ecdsa`."""

    def __init__(self, here, kind):
        self.name = kind
        self.certificate, self.key = here / f"{kind}.pem", here / f"{kind}.key"
        made = {
            "rsa": ["rsa:2048"],
            "ecdsa": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        }[kind]
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", *made, "-nodes", "-days", "2", "-subj",
             "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", self.key, "-out", self.certificate],
            check=True, capture_output=True, timeout=PATIENCE,
        )


class Running:
    """A process that is ended, by its id, when the block is left."""

    def __init__(self, command, **more):
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL,
            stderr=more.pop("stderr", subprocess.DEVNULL), text=True, **more,
        )
        self.pid = self.process.pid
        self.port = None

    def wait_for(self, fact):
        end = time.monotonic() + PATIENCE
        while not fact():
            if self.process.poll() is not None or time.monotonic() > end:
                self.__exit__()
                raise RuntimeError(f"{self.process.args[0]} did not start")
            time.sleep(0.002)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def ours_command(program, here, versions, key, prefix=()):
    listeners = []
    for version in versions:
        listeners += ["--pin", f"{version}=127.0.0.1:0"]
    return [
        *prefix, program, "serve", *listeners, "--cert", key.certificate, "--key", key.key,
        "--log-file", here / "tlsmatrix.log", "--ready-file", "-",
    ]


class Ours(Running):
    name = "tlsmatrix"
    tool = "program"

    def __init__(self, tools, here, version, key, prefix=(), **more):
        super().__init__(
            ours_command(getattr(tools, self.tool), here, [version], key, prefix),
            stdout=subprocess.PIPE, **more,
        )
        ready = self.process.stdout.readline()
        if not ready:
            self.__exit__()
            raise RuntimeError("tlsmatrix serve did not start")
        self.port = json.loads(ready)["listeners"][0]["port"]


class Beside(Ours):
    """Another build of ours, or a script that starts one otherwise (`exec env LD_PRELOAD=...`)."""

    name = "beside"
    tool = "beside"


class Nginx(Running):
    name = "nginx"

    def __init__(self, tools, here, version, key, prefix=(), **more):
        with held_ports(1) as [port]:
            configuration = nginx_configuration(here, [(version, port)], key)
            super().__init__(
                [*prefix, tools.nginx, "-p", here, "-c", configuration],
                stdout=subprocess.DEVNULL, **more,
            )
            self.wait_for(lambda: accepts(port))
        self.port = port


def nginx_configuration(here, listeners, key, background=False):
    """One process that stays where it was started, or as it is usually run: a master and a worker,
    which leave for the background once they are ready."""
    configuration = pathlib.Path(here) / "nginx.conf"
    configuration.write_text(
        NGINX.format(
            here=here, certificate=key.certificate, key=key.key,
            daemon="on" if background else "off", master="on" if background else "off",
            servers="".join(
                NGINX_SERVER.format(
                    port=port, protocols=" ".join(WIRE_NAMES[it] for it in version.split(","))
                )
                for version, port in listeners
            ),
        )
    )
    return configuration


class SServer(Running):
    """It answers with files of the folder that it runs in, and closes; it writes no log."""

    name = "s_server"

    def __init__(self, tools, here, version, key, prefix=(), **more):
        (here / "healthz").write_text("ok\n")
        with held_ports(1) as [port]:
            super().__init__(
                [*prefix, tools.openssl, "s_server", "-accept", f"127.0.0.1:{port}", "-quiet",
                 "-WWW", f"-tls{version.replace('.', '_')}", "-cipher", "DEFAULT:@SECLEVEL=0",
                 "-cert", key.certificate, "-key", key.key],
                stdout=subprocess.DEVNULL, cwd=here, **more,
            )
            self.wait_for(lambda: accepts(port))
        self.port = port


class Thin(Running):
    name = "thin loop"

    def __init__(self, tools, here, version, key, prefix=(), **more):
        super().__init__(
            [*prefix, tools.load, "serve", version, key.certificate, key.key],
            stdout=subprocess.PIPE, **more,
        )
        port = self.process.stdout.readline()
        if not port:
            self.__exit__()
            raise RuntimeError("the thin loop did not start")
        self.port = int(port)
