"""A real S3 server with one bucket."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pyarrow.fs import S3FileSystem


@contextmanager
def bucket() -> Iterator[None]:
    """s3://bucket; the server's address is in the environment, where pyarrow and everybody else looks for it."""
    moto = pytest.importorskip("moto.server")
    service = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    service.start()
    host, port = service.get_host_and_port()
    told = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    before = {name: os.environ.get(name) for name in told}
    os.environ |= told
    S3FileSystem(allow_bucket_creation=True, endpoint_override=f"{host}:{port}", scheme="http").create_dir("bucket")
    try:
        yield
    finally:
        service.stop()
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)
