"""BLEU, chrF and TER by sacreBLEU, of single texts and of corpora; its tokenizers."""

import random

from sacrebleu.metrics import BLEU, CHRF, TER

from texts import EDGES, TRAPS, base_texts, mutate, pair, scrambled

BLEU_SETTINGS = [
    {"tokenizer": tokenizer, "smoothing": smoothing, "lowercase": lowercase}
    for tokenizer in ("13a", "intl", "char", "none", "zh")
    for smoothing, lowercase in (("exp", False), ("floor", True), ("add-k", False), ("none", True))
] + [
    {"tokenizer": "13a", "smoothing": "floor", "smoothingValue": 0.5},
    {"tokenizer": "13a", "smoothing": "add-k", "smoothingValue": 0.25},
]

CHRF_SETTINGS = [
    {},
    {"wordOrder": 2},
    {"wordOrder": 2, "lowercase": True},
    {"beta": 3, "charOrder": 4},
    {"beta": 1, "whitespace": True},
    {"epsilonSmoothing": True},
    {"wordOrder": 1, "epsilonSmoothing": True, "charOrder": 2},
    {"beta": 0.5, "charOrder": 1},
]

TER_SETTINGS = [
    {
        "normalized": bool(bits & 1),
        "ignorePunctuation": bool(bits & 2),
        "asianSupport": bool(bits & 4),
        "caseSensitive": bool(bits & 8),
    }
    for bits in range(16)
]


def bleu(settings, effective):
    return BLEU(
        tokenize=settings["tokenizer"],
        smooth_method=settings["smoothing"],
        smooth_value=settings.get("smoothingValue"),
        lowercase=settings.get("lowercase", False),
        effective_order=effective,
        force=True,
    )


def chrf(settings):
    return CHRF(
        char_order=settings.get("charOrder", 6),
        word_order=settings.get("wordOrder", 0),
        beta=settings.get("beta", 2),
        lowercase=settings.get("lowercase", False),
        whitespace=settings.get("whitespace", False),
        eps_smoothing=settings.get("epsilonSmoothing", False),
    )


def ter(settings):
    return TER(
        normalized=settings["normalized"],
        no_punct=settings["ignorePunctuation"],
        asian_support=settings["asianSupport"],
        case_sensitive=settings["caseSensitive"],
    )


METRICS = {
    "bleu": (BLEU_SETTINGS, lambda s: bleu(s, True), lambda s: bleu(s, s.get("effectiveOrder", False))),
    "chrf": (CHRF_SETTINGS, chrf, chrf),
    "ter": (TER_SETTINGS, ter, ter),
}


def columns(references):
    """sacreBLEU wants the first references of all, then the second; None where there is none."""
    most = max(len(one) for one in references)
    return [[one[at] if at < len(one) else None for one in references] for at in range(most)]


def cases(kind, rng, count, pool):
    """Indices into the pool of texts, the settings, and sacreBLEU's score of each."""
    settings, sentence, _ = METRICS[kind]
    scorers = [sentence(one) for one in settings]
    rows = []
    texts = [(a, [b]) for a, b in edge_pairs(rng)] + long_pairs(kind, rng)
    while len(texts) < count:
        texts.append(pair(rng))
    numbered = [(at % len(settings), *one) for at, one in enumerate(texts[:count])]
    numbered += [(which, *one) for which in range(len(settings)) for one in TRAPS]
    for which, reply, references in numbered:
        score = scorers[which].sentence_score(reply, references).score
        rows.append([which, pool(reply), [pool(one) for one in references], score])
    return rows


def edge_pairs(rng):
    pairs = [(one, one) for one in EDGES]
    pairs += [(one, "") for one in EDGES[:12]] + [("", one) for one in EDGES[:12]]
    pairs += [(one, rng.choice(EDGES + base_texts())) for one in EDGES]
    pairs += [(mutate(one, rng), one) for one in EDGES]
    return pairs


def long_pairs(kind, rng):
    if kind != "ter":
        return []
    words = "a b c d e f g h the of and to in it is was for on".split(" ")
    pairs = []
    for few in (2, 4, 9, 18):
        for here, there in ((30, 30), (60, 45), (8, 230), (1, 70), (130, 12)):
            pairs.append((scrambled(rng, words[:few], here), [scrambled(rng, words[:few], there)]))
    pairs.append((scrambled(rng, words, 90), [scrambled(rng, words, 110)]))
    return pairs


def corpora(kind, rng, rows):
    """Corpus scores over cases that use one settings each time."""
    settings, _, corpus = METRICS[kind]
    result = []
    for which, one in enumerate(settings):
        for effective in (False, True) if kind == "bleu" else (False,):
            members = sorted(rng.sample(range(len(rows)), 40)) + [len(rows) - 18]
            result.append([which, effective, members])
    return result


def corpus_score(kind, settings, effective, members, texts):
    _, _, corpus = METRICS[kind]
    scorer = corpus({**settings, "effectiveOrder": effective})
    replies = [texts[reply] for reply, _ in members]
    references = [[texts[one] for one in several] for _, several in members]
    return scorer.corpus_score(replies, columns(references)).score


def family(kind, seed, count):
    rng = random.Random(seed)
    texts = []
    places = {}

    def pool(text):
        if text not in places:
            places[text] = len(texts)
            texts.append(text)
        return places[text]

    rows = cases(kind, rng, count, pool)
    settings = METRICS[kind][0]
    whole = [
        [which, effective, members, corpus_score(
            kind, settings[which], effective, [(rows[at][1], rows[at][2]) for at in members], texts
        )]
        for which, effective, members in corpora(kind, rng, rows)
    ]
    return {"settings": settings, "texts": texts, "cases": rows, "corpora": whole}
