#!/usr/bin/env python3
"""Writes `tests/fixtures/evaluate/measures.json`: random labels with the figures of other libraries.

    python3 -m venv .venv && .venv/bin/pip install scikit-learn==1.9.1 scipy==1.17.1 networkx==3.6.1
    .venv/bin/python scripts/make_measures_fixture.py

scikit-learn gives precision, recall, F1, macro-F1, kappa and Brier score; scipy McNemar's exact test
and Wilson's interval; networkx the PageRank of a small article. Krippendorff's alpha is computed from
the coincidence matrix, calibration error and area under the risk-coverage curve from their
definitions, with numpy. The same versions give the same bytes.
"""

import json
import warnings
from pathlib import Path

import networkx
import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import (accuracy_score, brier_score_loss, cohen_kappa_score, f1_score,
                             precision_recall_fscore_support)

OUT = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "evaluate" / "measures.json"
LABELS = 3
SENTENCES = [
    "Le conseil vote la rénovation du marché couvert.",
    "La rénovation du marché coûtera deux millions.",
    "Les commerçants craignent un marché fermé tout l'hiver.",
    "Une élue propose un marché provisoire sur la place.",
    "Il a neigé.",
    "Le vote du conseil sur le marché provisoire attendra l'hiver.",
]


def alpha(coders):
    """Krippendorff's nominal alpha from the coincidence matrix; -1 is a missing code."""
    coincidences = np.zeros((LABELS, LABELS))
    for codes in np.array(coders).T:
        codes = codes[codes >= 0]
        for i, a in enumerate(codes):
            for j, b in enumerate(codes):
                if i != j:
                    coincidences[a, b] += 1 / (len(codes) - 1)
    totals = coincidences.sum(axis=1)
    n = totals.sum()
    expected = (np.outer(totals, totals) - np.diag(totals)) / (n - 1)
    off = ~np.eye(LABELS, dtype=bool)
    return 1 - coincidences[off].sum() / expected[off].sum()


def calibration_error(confidences, correct, bins):
    order = np.argsort(confidences)
    parts = np.array_split(order, min(bins, len(order)))
    return sum(abs(confidences[p].mean() - correct[p].mean()) * len(p) for p in parts) / len(order)


def area(confidences, correct):
    wrong = 1 - correct[np.argsort(-confidences)]
    return (np.cumsum(wrong) / np.arange(1, len(wrong) + 1)).mean()


def case(random, n, skill):
    truth = random.choice(LABELS, n, p=[0.5, 0.3, 0.2])
    logits = random.normal(size=(n, LABELS)) + skill * np.eye(LABELS)[truth]
    probabilities = np.round(np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True), 6)
    predicted = probabilities.argmax(axis=1)
    confidences = probabilities.max(axis=1)
    assert len(set(confidences)) == n, "equal confidences have no order that libraries share"
    correct = predicted == truth
    other = np.where(random.random(n) < 0.7, truth, random.choice(LABELS, n))
    coders = [np.where(random.random(n) < 0.2, -1, np.where(random.random(n) < 0.8, truth, predicted))
              for _ in range(3)]
    only_a = int(np.sum(correct & (other != truth)))
    only_b = int(np.sum(~correct & (other == truth)))
    precision, recall, f1, support = precision_recall_fscore_support(
        truth, predicted, labels=range(LABELS), zero_division=0)
    wilson = binomtest(int(correct.sum()), n).proportion_ci(method="wilson")
    y = np.eye(LABELS)[truth]
    # Rounded rows do not sum to 1 exactly, which scikit-learn wants only within its tolerance.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        brier = brier_score_loss(truth, probabilities, labels=range(LABELS), scale_by_half=False)
    assert abs(brier - ((probabilities - y) ** 2).sum(axis=1).mean()) < 1e-5
    return {
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "other": other.tolist(),
        "probabilities": probabilities.tolist(),
        "coders": [[None if c < 0 else int(c) for c in codes] for codes in coders],
        "accuracy": accuracy_score(truth, predicted),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "macro_f1": f1_score(truth, predicted, average="macro", zero_division=np.nan),
        "macro_f1_of_0_1": f1_score(truth, predicted, labels=[0, 1], average="macro", zero_division=0),
        "kappa": cohen_kappa_score(truth, other),
        "alpha": alpha(coders),
        "brier": ((probabilities - y) ** 2).sum(axis=1).mean(),
        "ece": calibration_error(confidences, correct, 10),
        "aurc": area(confidences, correct),
        "mcnemar": binomtest(only_a, only_a + only_b, 0.5).pvalue if only_a + only_b else 1.0,
        "wilson": [wilson.low, wilson.high],
    }


def pagerank():
    """The article's ranks from a dense matrix of TF-IDF cosines."""
    bags = [[w for w in "".join(c if c.isalnum() else " " for c in s.lower()).split()] for s in SENTENCES]
    terms = sorted({w for bag in bags for w in bag})
    counts = np.array([[bag.count(t) for t in terms] for bag in bags], dtype=float)
    weights = counts * np.log(len(bags) / (counts > 0).sum(axis=0))
    weights /= np.linalg.norm(weights, axis=1, keepdims=True)
    cosines = weights @ weights.T
    np.fill_diagonal(cosines, 0)
    ranks = networkx.pagerank(networkx.from_numpy_array(cosines), alpha=0.85, tol=1e-12, max_iter=500)
    order = sorted(range(len(bags)), key=lambda i: -ranks[i])
    chosen, left = [], 28
    for i in order:
        if len(bags[i]) <= left:
            chosen.append(i)
            left -= len(bags[i])
    return {"sentences": SENTENCES, "words": 28, "chosen": sorted(chosen)}


def main():
    random = np.random.default_rng(20240601)
    cases = [case(random, n, skill) for n, skill in [(7, 1.0), (40, 0.2), (60, 1.5), (83, 2.0)]]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"cases": cases, "textrank": pagerank()}, ensure_ascii=False, allow_nan=False)
    OUT.write_text(text + "\n", encoding="utf-8")
    print(f"{len(cases)} cases in {OUT}")


if __name__ == "__main__":
    main()
