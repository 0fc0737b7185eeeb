"""Gunicorn: two processes of four threads suit two cores and a blocking database."""

import os

from mongol_standards.environment import integer, port

listen_port = port()
bind = f"127.0.0.1:{listen_port}"
worker_class = "gthread"
workers = integer("WEB_WORKERS", default=2, least=1)
threads = 4
# Ctrl-C ends everything within 15 seconds; running requests get most of them.
graceful_timeout = 10
timeout = 60
keepalive = 5
# The heartbeat file must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
accesslog = None  # the portal logs requests itself, without query strings
control_socket_disable = True
