"""A stand-in for the Hugging Face Hub: the requests by which huggingface_hub makes a dataset repository and fills it."""

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Hub(ThreadingHTTPServer):
    """Holds the files of one repository. `status`: what it answers to everything, None for what it should."""

    def __init__(self, token: str):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.token, self.status = token, None
        self.created: list[dict] = []
        self.objects: dict[str, bytes] = {}
        self.files: dict[str, bytes] = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, *_) -> None:
        pass

    def _say(self, value: object, status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _refused(self) -> bool:
        if self.server.status is not None:
            self._say({"error": "no"}, self.server.status)
        elif self.headers.get("Authorization") != f"Bearer {self.server.token}" and "/objects/" not in self.path:
            self._say({"error": "who are you?"}, 401)
        else:
            return False
        return True

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def do_GET(self) -> None:
        if not self._refused():
            self._say({"id": "org/name", "sha": "0" * 40, "siblings": [], "private": True})

    def do_PUT(self) -> None:
        self.server.objects[self.path.rpartition("/")[2]] = self._body()
        self._say({})

    def do_POST(self) -> None:
        body = self._body()
        if self._refused():
            return
        if self.path == "/api/repos/create":
            self.server.created.append(json.loads(body))
            self._say({"url": f"{self.server.url}/datasets/org/name", "id": "org/name"})
        elif self.path == "/api/validate-yaml":
            self._say({"errors": [], "warnings": []})
        elif "/preupload/" in self.path:
            files = [
                {"path": file["path"], "uploadMode": "lfs" if file["path"].endswith(".parquet") else "regular"}
                | {"shouldIgnore": False, "oid": None}
                for file in json.loads(body)["files"]
            ]
            self._say({"files": files})
        elif self.path.endswith("/info/lfs/objects/batch"):
            asked = json.loads(body)["objects"]
            objects = [
                one | {"actions": {"upload": {"href": f"{self.server.url}/objects/{one['oid']}"}}} for one in asked
            ]
            self._say({"transfer": "basic", "objects": objects})
        elif "/commit/" in self.path:
            self._commit(body)
            oid = "1" * 40
            self._say(
                {"success": True, "commitOid": oid, "commitUrl": f"{self.server.url}/datasets/org/name/commit/{oid}"}
            )
        else:
            self._say({"error": f"no such place: {self.path}"}, 404)

    def _commit(self, body: bytes) -> None:
        for line in body.splitlines():
            entry = json.loads(line)
            value = entry["value"]
            if entry["key"] == "file":
                self.server.files[value["path"]] = base64.b64decode(value["content"])
            elif entry["key"] == "lfsFile":
                data = self.server.objects[value["oid"]]
                assert hashlib.sha256(data).hexdigest() == value["oid"]
                self.server.files[value["path"]] = data
