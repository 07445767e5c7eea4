"""Tests and intervals by scipy and statsmodels; Newcombe's by his formula on statsmodels' Wilson."""

import math
import random
import warnings

import numpy as np
from scipy import special, stats
from scipy.stats import _resampling
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from draws import mulberry32

warnings.filterwarnings("ignore")

RESAMPLES = 400


def normals():
    zs = [i / 7 for i in range(-60, 61)] + [-30, -12.5, 12.5, 2.4999, 2.5, 1e-9]
    shares = [10.0**-k for k in range(1, 16)] + [i / 41 for i in range(1, 41)] + [1 - 1e-9, 0.975, 0.025]
    return {
        "cdf": [[z, float(special.ndtr(z))] for z in zs],
        "quantile": [[p, float(special.ndtri(p))] for p in shares],
    }


def proportions(rng, count):
    rows = []
    for at in range(count):
        n = 1 + rng.randrange(12) if at < count / 2 else 1 + rng.randrange(900)
        k = rng.choice([0, n, rng.randrange(n + 1)])
        level = rng.choice([0.95, 0.95, 0.9, 0.99])
        exact = proportion_confint(k, n, alpha=1 - level, method="beta")
        score = proportion_confint(k, n, alpha=1 - level, method="wilson")
        rows.append([k, n, level, clean(exact), clean(score)])
    return rows


def clean(interval):
    return [min(1.0, max(0.0, float(end))) for end in interval]


def mcnemars(rng, count):
    rows = []
    for at in range(count):
        most = 6 if at < count / 2 else 300
        b, c = rng.randrange(most), rng.randrange(most)
        exact = float(mcnemar([[5, b], [c, 5]], exact=True).pvalue)
        mid = min(1.0, 2 * stats.binom.cdf(min(b, c), b + c, 0.5) - stats.binom.pmf(min(b, c), b + c, 0.5))
        rows.append([b, c, exact, float(mid)])
    return rows


def wilcoxons(rng, count):
    rows = []
    for at in range(count):
        n = 1 + rng.randrange(16 if at % 8 < 4 else 70)
        kind = at % 4
        if kind == 0:
            d = [round(rng.gauss(0.2, 1), 12) for _ in range(n)]
        elif kind == 1:
            d = [rng.randrange(-3, 5) / 4 for _ in range(n)]
        elif kind == 2:
            d = [rng.choice([-1, 1]) * (i + 1) for i in range(n)]
        else:
            d = [rng.choice([0, rng.gauss(0, 1)]) for _ in range(n)]
        # Without any difference scipy gives 1 or NaN, depending on the number; Assay always 1.
        if all(one == 0 for one in d):
            continue
        result = stats.wilcoxon(d, correction=False)
        rows.append([d, float(result.pvalue), float(result.statistic)])
    return rows


def adjustments(rng, count):
    rows = []
    for _ in range(count):
        p = [rng.choice([rng.random(), rng.random() ** 4, 0.05, 0.0, 1.0]) for _ in range(1 + rng.randrange(12))]
        rows.append([
            p,
            [float(one) for one in multipletests(p, method="holm")[1]],
            [float(one) for one in multipletests(p, method="fdr_bh")[1]],
        ])
    return rows


def newcombes(rng, count):
    rows = []
    for at in range(count):
        most = 4 if at % 2 else 60
        a, b, c, d = (rng.randrange(most) for _ in range(4))
        if a + b + c + d == 0:
            continue
        rows.append([[a, b, c, d], newcombe(a, b, c, d)])
    return rows


def newcombe(a, b, c, d):
    n = a + b + c + d
    first = clean(proportion_confint(a + b, n, method="wilson"))
    second = clean(proportion_confint(a + c, n, method="wilson"))
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    phi = 0.0
    if margins:
        top = a * d - b * c
        top = top - n / 2 if top > n / 2 else 0 if top >= 0 else top
        phi = top / math.sqrt(margins)
    p1, p2 = (a + b) / n, (a + c) / n
    delta = p2 - p1
    l1, u1, l2, u2 = p1 - first[0], first[1] - p1, p2 - second[0], second[1] - p2
    return [
        delta - math.sqrt(max(0, l2**2 + u1**2 - 2 * phi * l2 * u1)),
        delta + math.sqrt(max(0, u2**2 + l1**2 - 2 * phi * u2 * l1)),
    ]


def bootstraps(rng, count):
    """scipy's own bootstrap, on the draws that Assay's generator gives."""
    rows = []
    for at in range(count):
        n = 2 + rng.randrange(30)
        d = [rng.choice([-1, 0, 0, 1]) if at % 2 else round(rng.gauss(0.1, 1) ** 3, 6) for _ in range(n)]
        seed = rng.randrange(2**32)
        row = [d, seed]
        for method in ("percentile", "BCa"):
            draw = mulberry32(seed)
            _resampling.rng_integers = lambda _, low, high, size: np.array(
                [[math.floor(draw() * high) for _ in range(size[1])] for _ in range(size[0])]
            )
            result = stats.bootstrap(
                (np.array(d),), np.mean, n_resamples=RESAMPLES, batch=RESAMPLES, method=method, rng=1
            ).confidence_interval
            row.append([None if np.isnan(end) else float(end) for end in result])
        rows.append(row)
    return rows


def randomised(rng, count):
    """Exact by scipy's permutation test; drawn, by the formula on Assay's draws."""
    rows = []
    for at in range(count):
        n = 1 + rng.randrange(13) if at % 2 else 14 + rng.randrange(20)
        d = [rng.choice([-1, 0, 0, 1, 1]) if at % 4 < 2 else round(rng.gauss(0.2, 1), 6) for _ in range(n)]
        seed = rng.randrange(2**32)
        if n <= 13:
            p = stats.permutation_test(
                (np.array(d),), np.mean, permutation_type="samples", n_resamples=2**13 + 1
            ).pvalue if n > 1 else 1.0
        else:
            draw = mulberry32(seed)
            seen = abs(np.mean(d))
            hits = 0
            for _ in range(RESAMPLES):
                flipped = [-one if draw() >= 0.5 else one for one in d]
                hits += abs(np.mean(flipped)) >= seen - 1e-12
            p = (hits + 1) / (RESAMPLES + 1)
        rows.append([d, seed, float(p)])
    return rows


def detectables():
    """With z-values, and the power of McNemar's test by enumeration."""
    rows = []
    for n in (5, 10, 30, 200):
        for alpha, power in ((0.05, 0.8), (0.01, 0.9)):
            z = stats.norm.ppf(1 - alpha / 2) + stats.norm.ppf(power)
            rows.append([n, 0.4, alpha, power, float(z * 0.4 / math.sqrt(n))])
    return rows


def powers():
    rows = []
    for n, b, c in ((10, 0.3, 0.1), (50, 0.2, 0.05), (100, 0.2, 0.05), (200, 0.08, 0.03), (30, 0.2, 0.0)):
        total = 0.0
        for m in range(1, n + 1):
            first = np.arange(m + 1)
            p = np.minimum(1, 2 * stats.binom.cdf(np.minimum(first, m - first), m, 0.5))
            shown = stats.binom.pmf(first, m, b / (b + c))[p <= 0.05].sum()
            total += stats.binom.pmf(m, n, b + c) * shown
        rows.append([n, b, c, float(total)])
    return rows


def repetitions(rng, count):
    rows = []
    for _ in range(count):
        n = 1 + rng.randrange(60)
        c, k = rng.randrange(n + 1), 1 + rng.randrange(n)
        all_ways = math.comb(n, k)
        rows.append([n, c, k, 1 - math.comb(n - c, k) / all_ways, math.comb(c, k) / all_ways])
    return rows


def family(seed):
    rng = random.Random(seed)
    return {
        "normal": normals(),
        "proportions": proportions(rng, 160),
        "mcnemar": mcnemars(rng, 120),
        "wilcoxon": wilcoxons(rng, 200),
        "adjusted": adjustments(rng, 60),
        "newcombe": newcombes(rng, 100),
        "resamples": RESAMPLES,
        "bootstrap": bootstraps(rng, 40),
        "randomised": randomised(rng, 40),
        "detectable": detectables(),
        "power": powers(),
        "repeated": repetitions(rng, 80),
    }
