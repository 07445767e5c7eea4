"""Figures over labels by scikit-learn, alpha by NLTK, rankings by scikit-learn."""

import random
import warnings

import numpy as np
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import interval_distance
from sklearn import metrics

warnings.filterwarnings("ignore")


def known(number):
    """JSON has no NaN: what is undefined is null."""
    number = float(number)
    return None if np.isnan(number) else number


def labels(seed, count):
    rng = random.Random(seed)
    rows = []
    for at in range(count):
        size = 2 + rng.randrange(4)
        n = 1 if at < 6 else 1 + rng.randrange(40)
        skill = rng.random()
        skew = rng.choice([1, 1, 3])
        expected = [int(size * rng.random() ** skew) for _ in range(n)]
        predicted = [e if rng.random() < skill else rng.randrange(size) for e in expected]
        if at % 3 == 0:
            predicted = [size if rng.random() < 0.2 else p for p in predicted]
        if at % 17 == 0:
            expected = [0] * n
        if at % 34 == 0:
            predicted = [0] * n
        rows.append([size, expected, predicted, figures(size, expected, predicted)])
    return rows


def figures(size, expected, predicted):
    among = list(range(size))
    result = {
        "accuracy": metrics.accuracy_score(expected, predicted),
        "balanced-accuracy": metrics.balanced_accuracy_score(expected, predicted),
        "kappa": metrics.cohen_kappa_score(expected, predicted),
        "matthews": metrics.matthews_corrcoef(expected, predicted),
    }
    for average in ("macro", "weighted"):
        p, r, f, _ = metrics.precision_recall_fscore_support(
            expected, predicted, labels=among, average=average, zero_division=0
        )
        result |= {f"{average}-precision": p, f"{average}-recall": r, f"{average}-f1": f}
    each = metrics.precision_recall_fscore_support(
        expected, predicted, labels=among, average=None, zero_division=0
    )
    for name, values in zip(("precision", "recall", "f1"), each):
        for label, value in enumerate(values):
            result[f"{name}.l{label}"] = value
    if size not in predicted:
        for weights in ("linear", "quadratic"):
            result[f"kappa-{weights}"] = metrics.cohen_kappa_score(
                expected, predicted, labels=among, weights=weights
            )
    # scikit-learn gives 0 where the correlation is 0/0; Assay leaves it out.
    if len(set(expected)) == 1 or len(set(predicted)) == 1:
        result["matthews"] = float("nan")
    return {name: known(value) for name, value in result.items()}


def alphas(seed, count):
    rng = random.Random(seed)
    rows = []
    while len(rows) < count:
        raters = 2 + rng.randrange(3)
        units = [
            [rng.randrange(4) for _ in range(raters) if rng.random() < 0.85]
            for _ in range(2 + rng.randrange(15))
        ]
        units = [unit for unit in units if unit]
        paired = {one for unit in units if len(unit) > 1 for one in unit}
        if len(paired) < 2:
            continue
        data = [(rater, item, value) for item, unit in enumerate(units) for rater, value in enumerate(unit)]
        nominal = AnnotationTask(data=data).alpha()
        interval = AnnotationTask(data=data, distance=interval_distance).alpha()
        rows.append([units, nominal, interval])
    return rows


def rankings(seed, count):
    rng = random.Random(seed)
    rows = []
    for at in range(count):
        known_ids = [f"d{i}" for i in range(1 + rng.randrange(12))]
        relevant = {i: rng.choice([1, 1, 2, 3, 0.5]) for i in known_ids if rng.random() < 0.5}
        if not relevant:
            relevant = {known_ids[0]: 1}
        reply = rng.sample(known_ids, 1 + rng.randrange(len(known_ids)))
        k = rng.choice([1, 2, 3, 5, 10])
        missing = [i for i in relevant if i not in reply]
        gains = [relevant.get(i, 0) for i in reply]
        rows.append([reply, relevant, k, {
            "recall-at-k": sum(g > 0 for g in gains[:k]) / len(relevant),
            "precision-at-k": sum(g > 0 for g in gains[:k]) / k,
            "mrr": next((1 / (p + 1) for p, g in enumerate(gains) if g), 0),
            "map": average_precision(gains, len(relevant)),
            "ndcg": dcg(gains, None) / dcg(sorted(relevant.values(), reverse=True), None),
            "ndcg-at-k": ndcg_at(gains + [0] * 10, [relevant[i] for i in missing], k),
        }])
    return rows


def dcg(gains, k):
    """scikit-learn wants two documents at least; one more without gain, last, changes nothing."""
    padded = list(gains) + [0]
    return metrics.dcg_score([padded], [list(range(len(padded), 0, -1))], k=k)


def ndcg_at(gains, missing, k):
    """The relevant documents that are missing stand behind ten that are not."""
    whole = gains + missing
    return metrics.ndcg_score([whole], [list(range(len(whole), 0, -1))], k=k)


def average_precision(gains, relevant):
    if not any(gains):
        return 0
    truth = [int(g > 0) for g in gains]
    scores = list(range(len(gains), 0, -1))
    return metrics.average_precision_score(truth, scores) * sum(truth) / relevant
