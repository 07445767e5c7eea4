"""Serves MLflow's tracking server on a free loopback port, until its input ends.

    python serve.py FOLDER [PORT]

FOLDER holds the SQLite store and the artefacts. The first line of output is {"address": "http://127.0.0.1:…"}.
The names of the variables are those that `mlflow server` gives its own workers; the version is pinned.
"""
import json
import os
import socket
import sys
import threading

folder = os.path.abspath(sys.argv[1])
port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
store = f"sqlite:///{folder}/mlflow.db"
os.environ.update(
    {
        "_MLFLOW_SERVER_FILE_STORE": store,
        "_MLFLOW_SERVER_REGISTRY_STORE": store,
        "_MLFLOW_SERVER_ARTIFACT_ROOT": "mlflow-artifacts:/",
        "_MLFLOW_SERVER_ARTIFACT_DESTINATION": f"{folder}/artifacts",
        "_MLFLOW_SERVER_SERVE_ARTIFACTS": "true",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "DO_NOT_TRACK": "true",
    }
)

import uvicorn  # noqa: E402
from mlflow.server.fastapi_app import app  # noqa: E402
from mlflow.server.handlers import initialize_backend_stores  # noqa: E402

initialize_backend_stores(store, store, "mlflow-artifacts:/")
listening = socket.socket()
listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listening.bind(("127.0.0.1", port))
listening.listen(128)
server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))


def end_with_input() -> None:
    sys.stdin.buffer.read()
    server.should_exit = True


threading.Thread(target=end_with_input, daemon=True).start()
print(json.dumps({"address": f"http://127.0.0.1:{listening.getsockname()[1]}"}), flush=True)
server.run(sockets=[listening])
