#!/usr/bin/env python3
"""Writes `tests/fixtures/inference/`: tiny models of natural-language inference and what transformers says with them.

    python3 -m venv .venv
    .venv/bin/pip install torch==2.4.0 transformers==4.46.3 tokenizers==0.20.3 numpy==1.26.4
    .venv/bin/python scripts/make_inference_fixtures.py

    folder       written by                                  stored as            entailment is output
    camembert    CamembertForSequenceClassification          model.safetensors    0
    xlm-roberta  XLMRobertaForSequenceClassification         pytorch_model.bin    2

Each folder is what `save_pretrained` writes, for `tribune model import`, with an `expected.json`: for each set of
hypotheses and each text the scores of the zero-shot classification pipeline, computed one text at a time in
float32 on one thread. Weights are random (numpy's PCG64, fixed seed).
"""

import json
from pathlib import Path

import numpy as np
import torch
from make_encoder_fixtures import MAX_TOKENS, SENTENCES, SIZES, VOCABULARY, randomise, unigram
from transformers import (CamembertConfig, CamembertForSequenceClassification, PreTrainedTokenizerFast,
                          XLMRobertaConfig, XLMRobertaForSequenceClassification, pipeline)

OUT = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "inference"
SEED = 20240611
WINDOW = 6 * MAX_TOKENS
HYPOTHESES = [
    ["Je suis pour la décision.", "Je suis contre la décision.", "Il a neigé sur la ville."],
    ["Le maire répond.", "Les commerçants protestent contre le conseil municipal."],
]


def outputs(*names):
    return {"id2label": dict(enumerate(names)), "label2id": {name: index for index, name in enumerate(names)}}


def camembert():
    tokenizer = unigram(["<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED", "<s>", "</s>"])
    config = CamembertConfig(vocab_size=VOCABULARY, max_position_embeddings=WINDOW + 2, type_vocab_size=1,
                             bos_token_id=5, eos_token_id=6, num_labels=3,
                             **outputs("entailment", "neutral", "contradiction"), **SIZES)
    return CamembertForSequenceClassification(config), tokenizer, True


def xlm_roberta():
    tokenizer = unigram(["<s>", "<pad>", "</s>", "<unk>"])
    config = XLMRobertaConfig(vocab_size=VOCABULARY, max_position_embeddings=WINDOW + 2, type_vocab_size=1,
                              layer_norm_eps=1e-5, num_labels=3,
                              **outputs("CONTRADICTION", "NEUTRAL", "ENTAILMENT"), **SIZES)
    return XLMRobertaForSequenceClassification(config), tokenizer, False


def expected(model, tokenizer):
    zero_shot = pipeline("zero-shot-classification", model=model, tokenizer=tokenizer, device="cpu")
    rows = []
    for hypotheses in HYPOTHESES:
        for text in filter(None, SENTENCES):
            found = zero_shot(text, candidate_labels=hypotheses, hypothesis_template="{}")
            scores = dict(zip(found["labels"], found["scores"]))
            rows.append({"text": text, "hypotheses": hypotheses,
                         "scores": [round(scores[hypothesis], 8) for hypothesis in hypotheses]})
    return rows


def main():
    torch.set_num_threads(1)
    for number, (name, make) in enumerate([("camembert", camembert), ("xlm-roberta", xlm_roberta)]):
        folder = OUT / name
        folder.mkdir(parents=True, exist_ok=True)
        model, tokenizer, safe = make()
        randomise(model, np.random.default_rng(SEED + number))
        model.eval().save_pretrained(folder, safe_serialization=safe)
        tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        for file in folder.iterdir():
            file.chmod(0o644)
        fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=WINDOW, bos_token="<s>",
                                       eos_token="</s>", unk_token="<unk>", pad_token="<pad>", cls_token="<s>",
                                       sep_token="</s>", mask_token="<mask>")
        rows = expected(model, fast)
        text = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        (folder / "expected.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")
        spread = np.ptp([row["scores"][0] for row in rows])
        print(f"{name}: {len(rows)} rows, first scores within {spread:.3f}")


if __name__ == "__main__":
    main()
