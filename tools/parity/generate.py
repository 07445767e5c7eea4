"""Writes what the reference implementations say of own texts and numbers: generate.py FOLDER [SEED] [TIMES].

Seeded: the same versions give the same bytes. Another seed, and TIMES as many, are for a deeper look:
ASSAY_PARITY=FOLDER npx mocha "test/unit/core/parity/*.test.ts".
"""

import json
import logging
import pathlib
import sys
from importlib import metadata

import absl.logging

import classification
import summary
import tests
import translation

PACKAGES = ("sacrebleu", "rouge-score", "nltk", "scikit-learn", "scipy", "statsmodels", "numpy", "regex")


def golden(seed, times):
    return {
        "bleu": translation.family("bleu", seed + 1, 420 * times),
        "chrf": translation.family("chrf", seed + 2, 320 * times),
        "ter": translation.family("ter", seed + 3, 420 * times),
        "rouge": summary.rouge(seed + 4, 420 * times),
        "stems": summary.stems(),
        "labels": classification.labels(seed + 5, 160 * times),
        "alpha": classification.alphas(seed + 6, 60 * times),
        "rankings": classification.rankings(seed + 7, 160 * times),
        "statistics": tests.family(seed + 8),
    }


def main(folder, seed=10, times=1):
    logging.disable(logging.CRITICAL)
    absl.logging.set_verbosity(absl.logging.ERROR)
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    versions = {name: metadata.version(name) for name in PACKAGES}
    for name, content in golden(int(seed), int(times)).items():
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    (folder / "versions.json").write_text(json.dumps(versions, indent=2) + "\n", encoding="utf-8")


main(*sys.argv[1:])
