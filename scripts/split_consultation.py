#!/usr/bin/env python3
"""Splits the arguments of the 2015 consultation by target, for `tribune train stance` and `evaluate stance`.

    scripts/split_consultation.py republique_numerique.jsonl.gz OUT [--disjoint-authors]

The input has a JSON object a line: target_id, target, comment, label, author. OUT gets `train.jsonl` and
`held_out.jsonl`: the rows of the targets below are held out. With --disjoint-authors the rows that authors of
held-out rows wrote on other targets go into neither.
"""

import argparse
import gzip
import json
from pathlib import Path

HELD_OUT = {63, 81, 87, 90, 126, 160, 164, 165, 168, 175, 209, 222, 231, 232, 243, 251, 275, 277, 286, 291, 302, 320,
            336, 352, 406, 440, 457, 484, 518, 547, 560, 602, 672, 679, 689, 711, 719}

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("input", type=Path)
arguments.add_argument("out", type=Path)
arguments.add_argument("--disjoint-authors", action="store_true")
options = arguments.parse_args()

opener = gzip.open if options.input.suffix == ".gz" else open
with opener(options.input, "rt", encoding="utf-8") as file:
    rows = [json.loads(line) for line in file]
held_out = [row for row in rows if int(row["target_id"]) in HELD_OUT]
authors = {row["author"] for row in held_out} if options.disjoint_authors else set()
train = [row for row in rows if int(row["target_id"]) not in HELD_OUT and row["author"] not in authors]
options.out.mkdir(parents=True, exist_ok=True)
for name, part in (("train", train), ("held_out", held_out)):
    with (options.out / f"{name}.jsonl").open("w", encoding="utf-8") as file:
        for row in part:
            kept = {key: row[key] for key in ("target_id", "target", "comment", "label", "author")}
            file.write(json.dumps(kept, ensure_ascii=False) + "\n")
    print(f"{name}: {len(part)} rows on {len({row['target_id'] for row in part})} targets")
