#!/usr/bin/env python3
"""Checks the reports of a run over `datasets/samples/`: check_reports.py FOLDER"""

import csv
import sys
from pathlib import Path

COMMENTS = {
    "fermeture-filmovague": 2, "saisie-domaines-streamoria": 0, "iptv-boitiers-douanes": 12,
    "rapport-commission-numerique": 0, "blocage-dns-resolveurs": 40, "enquete-economie-du-streaming": 8,
    "productrice-film-windows-1252": 5, "proces-hebergeur-nubelink": 10, "football-sites-de-match": 6,
    "seized-library-english": 2,
}


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


folder = Path(sys.argv[1])
articles = rows(folder / "articles.csv")
comments = rows(folder / "comments.csv")
errors = rows(folder / "errors.csv")
found = {row["article_id"]: int(row["comments"]) for row in articles}
assert found == COMMENTS, f"articles and comments: {found}"
assert len(comments) == sum(COMMENTS.values()), len(comments)
assert not errors, errors
for row in articles:
    assert row["summary"] and int(row["summary_words"]) <= 60, row
    counts = [int(row[f"enforcement_{label}"]) for label in ("supportive", "opposed", "neutral", "uncertain")]
    assert sum(counts) == int(row["comments"]), row
for row in comments:
    total = sum(float(row[f"p_{label}"]) for label in ("supportive", "opposed", "neutral"))
    assert abs(total - 1) < 2e-4, row
    assert row["stance"] in ("supportive", "opposed", "neutral", "uncertain"), row
print(f"{len(articles)} articles and {len(comments)} comments are as they should be")
