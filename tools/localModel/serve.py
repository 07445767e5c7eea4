"""Serves one GGUF file with llama.cpp on a free loopback port, until standard input closes.

Started by localModel.mts. The arguments are the GGUF file, the model's name and a chat template
("" for the one in the file). The address is printed as one line of JSON when the model is ready.
"""

import json
import os
import signal
import sys

import xllamacpp

# Answers repeat only if the same sums are done in the same order: one slot, no reuse of an earlier
# prompt, and the same number of threads and batch size on every machine.
THREADS = 2
BATCH = 512
CONTEXT = 4096


def parameters(path, name, template):
    params = xllamacpp.CommonParams()
    params.model.path = path
    params.model_alias = {name}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    # Only the endpoint in front of it talks to this server: no page in a browser may.
    params.cors_origins = "http://127.0.0.1"
    params.ui = False
    params.n_gpu_layers = 0
    params.n_ctx = CONTEXT
    params.n_batch = BATCH
    params.n_ubatch = BATCH
    params.n_parallel = 1
    params.cpuparams.n_threads = THREADS
    params.cpuparams_batch.n_threads = THREADS
    params.cache_prompt = False
    params.cache_ram_mib = 0
    params.sampling.temp = 0
    params.sampling.seed = 7
    if template:
        params.chat_template = template
    return params


def main():
    # Ctrl+C reaches the whole terminal group. The parent ends this process by closing its input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    path, name, template = sys.argv[1:4]
    server = xllamacpp.Server(parameters(path, name, template))
    print(json.dumps({"address": server.listening_address}), flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


main()
