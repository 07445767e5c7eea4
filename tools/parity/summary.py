"""ROUGE by rouge-score, and stems by NLTK's Porter stemmer as rouge-score uses it."""

import random

import regex
from nltk.stem.porter import PorterStemmer
from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import Tokenizer

from texts import EDGES, TRAPS, base_texts, mutate, pair

VARIANTS = {"rouge-1": "rouge1", "rouge-2": "rouge2", "rouge-l": "rougeL", "rouge-lsum": "rougeLsum"}

SETTINGS = [
    {"tokens": "ascii", "stem": False},
    {"tokens": "ascii", "stem": True},
    {"tokens": "words", "stem": False},
    {"tokens": "characters", "stem": False},
]


class ByPattern(Tokenizer):
    def __init__(self, pattern):
        self._pattern = regex.compile(pattern)

    def tokenize(self, text):
        return self._pattern.findall(text.lower())


def scorer(settings):
    patterns = {"words": r"[\p{L}\p{M}\p{N}]+", "characters": r"[\p{L}\p{N}]\p{M}*"}
    pattern = patterns.get(settings["tokens"])
    tokenizer = ByPattern(pattern) if pattern else None
    return RougeScorer(list(VARIANTS.values()), use_stemmer=settings["stem"], tokenizer=tokenizer)


def rouge(seed, count):
    rng = random.Random(seed)
    scorers = [scorer(one) for one in SETTINGS]
    texts = []
    places = {}

    def pool(text):
        if text not in places:
            places[text] = len(texts)
            texts.append(text)
        return places[text]

    pairs = [(one, [one]) for one in EDGES] + [(one, [mutate(one, rng)]) for one in EDGES]
    pairs += [(mutate(one, rng), [one]) for one in summaries(rng)]
    while len(pairs) < count:
        pairs.append(pair(rng))
    rows = []
    numbered = [(at % len(SETTINGS), *one) for at, one in enumerate(pairs[:count])]
    numbered += [(which, *one) for which in range(len(SETTINGS)) for one in TRAPS]
    for which, reply, references in numbered:
        scores = scorers[which].score_multi(references, reply)
        figures = [
            [scores[one].fmeasure, scores[one].precision, scores[one].recall]
            for one in VARIANTS.values()
        ]
        rows.append([which, pool(reply), [pool(one) for one in references], figures])
    return {"settings": SETTINGS, "variants": list(VARIANTS), "texts": texts, "cases": rows}


def summaries(rng):
    """Several sentences, one a line, of which some are blank."""
    return [
        "\n".join(rng.choice(base_texts() + ["", "..."]) for _ in range(2 + rng.randrange(5)))
        for _ in range(80)
    ]


STARTS = "a ab at be by co con e en f fi fl fr g gy h hop in l lov m n nat o op p pl pr pri qu r re rel s sn sp st str sw t tr u un v vi w wh x y yy z cry rat sens oper conform digit hes vietnam trou tann fall hiss fizz fail fil siz agr plast mot act form electr good rev all infer air gyro adjust irrit replac depend adopt homolog commun effect bowdler prob rat ceas contr rol enj happ sk d l t 2 7x 1y".split(" ")
ENDS = "s es ies sses ss ed eed ied ing ating bling izing pping lling y ey ay i e le l ll ational tional enci anci izer bli abli alli entli eli ousli ization ation ator alism iveness fulness ousness aliti iviti biliti fulli logi icate ative alize iciti ical ful ness al ance ence er ic able ible ant ement ment ent sion tion ion ou ism ate iti ous ive ize ".split(" ")


def stems():
    """Every start with every end, and words for their own sake."""
    stemmer = PorterStemmer()
    words = {start + end for start in STARTS for end in ENDS}
    words |= set(" ".join(base_texts() + EDGES).lower().split())
    words |= {a + b + c for a in ("hop", "relat", "y") for b in ENDS for c in ("ed", "ing", "ly", "s")}
    words = sorted(word for word in words if regex.fullmatch(r"[a-z0-9]{4,}", word))
    words = words[:: max(1, len(words) // 2500)]
    return {"words": words, "stems": [stemmer.stem(word) for word in words]}
