#!/usr/bin/env python3
"""Writes `tests/fixtures/encoders/`: tiny encoders with random weights and what transformers computes with them.

    python3 -m venv .venv
    .venv/bin/pip install torch==2.4.0 transformers==4.46.3 tokenizers==0.20.3 numpy==1.26.4
    .venv/bin/python scripts/make_encoder_fixtures.py

    folder       written by            names begin with  stored as  tokenizer  layer norm epsilon
    bert         BertForMaskedLM       bert.             f32        WordPiece  1e-12
    xlm-roberta  XLMRobertaModel       (no prefix)       f16        Unigram    1e-5
    camembert    CamembertForMaskedLM  roberta.          bf16       Unigram    1e-12

Each folder is a model folder (`model.toml`, `config.json`, `tokenizer.json`, `model.safetensors`) with an
`expected.json`: for each sentence its token ids, the last hidden states of all tokens and their mean, computed
one sentence at a time in float32 on one thread and rounded to 1e-7. The weights come from numpy's PCG64 with a
fixed seed. The same versions give the same bytes; another processor may change a last digit of `expected.json`.
"""

import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import (BertConfig, BertForMaskedLM, CamembertConfig, CamembertForMaskedLM, XLMRobertaConfig,
                          XLMRobertaModel)

OUT = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "encoders"
SEED = 20240214
VOCABULARY = 200
MAX_TOKENS = 24
SIZES = {"hidden_size": 32, "num_hidden_layers": 3, "num_attention_heads": 4, "intermediate_size": 40}

# The words of these make the vocabularies.
CORPUS = [
    "Le conseil municipal a voté la rénovation du marché couvert.",
    "La rénovation du marché coûtera deux millions d'euros à la ville.",
    "Les commerçants craignent un hiver sans clients dans le marché.",
    "Une élue propose un marché provisoire sur la place de la gare.",
    "Le maire répond que la place est trop petite pour les commerçants.",
    "Le tribunal a fermé un site qui diffusait des films sans autorisation.",
    "Les lecteurs du site protestent contre la décision du tribunal.",
    "Les auteurs des films saluent une décision qui était attendue.",
    "Il a neigé sur la ville dans la nuit de lundi à mardi.",
    "Je suis contre cette décision, elle ne sert à rien.",
    "Je suis pour : les auteurs doivent vivre de leurs films !",
    "Et vous, que pensez-vous de la fermeture du site ?",
    "La ministre de la Culture présente aujourd'hui un plan pour aider les salles de cinéma.",
    "Selon l'enquête, un abonné sur trois regarde aussi des matchs de football sur des sites pirates.",
    "Les fournisseurs d'accès bloquent chaque semaine une centaine de noms de domaine.",
    "Après deux heures de débat, l'assemblée adopte le texte par quarante voix contre douze.",
    "Le train de nuit vers Nice roulera encore cet été, annonce la compagnie.",
]
# Of several lengths: empty, one word, with words and characters outside the vocabularies, longer than MAX_TOKENS.
SENTENCES = [
    "",
    "Oui.",
    "Le maire répond.",
    "Il a neigé sur la ville.",
    "Je suis contre cette décision !",
    "Les   auteurs\tdes films\nsaluent la décision.",
    "La décision du tribunal était attendue par les auteurs.",
    "Une élue propose un marché sur la place de la gare.",
    "Les écologistes réclament 250.000 arbres 🌳 pour la ville.",
    "Le site « sans nom » a fermé lundi.",
    "Les commerçants craignent un hiver sans clients dans le marché couvert de la ville.",
    "Le conseil municipal a voté la rénovation du marché couvert, que les commerçants du marché provisoire "
    "attendaient, pour deux millions d'euros que la ville n'a pas, et le maire répond que la place est trop petite.",
]


def words():
    """Words of the corpus, the most frequent first, then by spelling."""
    splitter = pre_tokenizers.BertPreTokenizer()
    counts = Counter(word for line in CORPUS for word, _ in splitter.pre_tokenize_str(line))
    return sorted(counts, key=lambda word: (-counts[word], word))


def characters():
    return sorted(set("".join(CORPUS)) - {" "})


def wordpiece():
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces += characters() + ["##" + character for character in characters() if character.isalpha()]
    pieces += [word for word in words() if len(word) > 1]
    pieces = pieces[:VOCABULARY]
    tokenizer = Tokenizer(models.WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]",
        special_tokens=[("[CLS]", pieces.index("[CLS]")), ("[SEP]", pieces.index("[SEP]"))])
    tokenizer.add_special_tokens(pieces[:5])
    return tokenizer


def unigram(specials):
    """Pieces with made-up scores: a frequent word costs less than a rare one, and both less than their letters."""
    pieces = [(special, 0.0) for special in specials]
    pieces += [("▁", -4.0)] + [(character, -8.0) for character in characters()]
    for rank, word in enumerate(words()):
        if len(word) > 1:
            pieces.append(("▁" + word, -3.0 - rank / 32))
            if rank % 3 == 0:
                pieces.append((word[:3], -6.0 - rank / 32))
    unique = list(dict(reversed(pieces)).items())[::-1]
    pieces = unique[:VOCABULARY - 1] + [("<mask>", 0.0)]
    names = [piece for piece, _ in pieces]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=names.index("<unk>"), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", names.index("<s>")), ("</s>", names.index("</s>"))])
    tokenizer.add_special_tokens([*specials, "<mask>"])
    return tokenizer


def bert():
    config = BertConfig(vocab_size=VOCABULARY, max_position_embeddings=MAX_TOKENS, **SIZES)
    return BertForMaskedLM(config), wordpiece(), torch.float32


def xlm_roberta():
    tokenizer = unigram(["<s>", "<pad>", "</s>", "<unk>"])
    config = XLMRobertaConfig(vocab_size=VOCABULARY, max_position_embeddings=MAX_TOKENS + 2, type_vocab_size=1,
                              layer_norm_eps=1e-5, **SIZES)
    return XLMRobertaModel(config, add_pooling_layer=False), tokenizer, torch.float16


def camembert():
    tokenizer = unigram(["<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED", "<s>", "</s>"])
    config = CamembertConfig(vocab_size=VOCABULARY, max_position_embeddings=MAX_TOKENS + 2, type_vocab_size=1,
                             bos_token_id=5, eos_token_id=6, layer_norm_eps=1e-12, **SIZES)
    return CamembertForMaskedLM(config), tokenizer, torch.bfloat16


def randomise(model, random):
    """Weights far enough from their usual start that attention, biases and norms all show in the output."""
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            values = random.standard_normal(tuple(parameter.shape)).astype(np.float32)
            if parameter.dim() == 2:
                values *= 0.25
            elif "LayerNorm" in name or "layer_norm" in name:
                values = values * 0.1 + (1.0 if name.endswith("weight") else 0.0)
            else:
                values *= 0.1
            parameter.copy_(torch.from_numpy(values))


def rounded(tensor):
    return [[round(value, 7) for value in row] for row in tensor.tolist()]


def expected(model, tokenizer):
    """One object a sentence, from the weights as they are stored, in float32."""
    encoder = model.base_model.float().eval()
    tokenizer.no_padding()
    tokenizer.no_truncation()
    rows = []
    for text in SENTENCES:
        whole = len(tokenizer.encode(text).ids)
        tokenizer.enable_truncation(MAX_TOKENS)
        ids = tokenizer.encode(text).ids
        tokenizer.no_truncation()
        with torch.no_grad():
            hidden = encoder(input_ids=torch.tensor([ids])).last_hidden_state[0]
        rows.append({"text": text, "ids": ids, "truncated": whole > len(ids), "hidden": rounded(hidden),
                     "mean": rounded(hidden.mean(dim=0, keepdim=True))[0]})
    assert rows[0]["ids"] and rows[-1]["truncated"] and not rows[-2]["truncated"]
    return rows


def manifest(name, architecture, description, folder):
    lines = [f'name = "{name}"', 'version = "1.0.0"', 'task = "encoder"', f'architecture = "{architecture}"',
             f'description = "{description}"', 'licence = "Apache-2.0"',
             'made_with = "scripts/make_encoder_fixtures.py"']
    for file in ("config.json", "model.safetensors", "tokenizer.json"):
        data = (folder / file).read_bytes()
        lines += ["", "[[file]]", f'path = "{file}"', f"bytes = {len(data)}",
                  f'sha256 = "{hashlib.sha256(data).hexdigest()}"']
    return "\n".join(lines) + "\n"


def main():
    torch.set_num_threads(1)
    for number, (name, make) in enumerate([("bert", bert), ("xlm-roberta", xlm_roberta), ("camembert", camembert)]):
        folder = OUT / name
        folder.mkdir(parents=True, exist_ok=True)
        model, tokenizer, kind = make()
        assert tokenizer.get_vocab_size() == VOCABULARY, f"{tokenizer.get_vocab_size()} pieces"
        randomise(model, np.random.default_rng(SEED + number))
        model.to(kind).save_pretrained(folder)
        (folder / "generation_config.json").unlink(missing_ok=True)
        (folder / "model.safetensors").chmod(0o644)
        # Settings of their own, which a reader of the file has to put aside.
        if name == "camembert":
            tokenizer.enable_truncation(8)
            tokenizer.enable_padding(length=16, pad_id=1, pad_token="<pad>")
        tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        description = f"A tiny {type(model).__name__} with random weights, for tests"
        (folder / "model.toml").write_text(manifest(name, name, description, folder), encoding="utf-8")
        rows = expected(model, tokenizer)
        text = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        (folder / "expected.json").write_text(
            f'{{"max_tokens":{MAX_TOKENS},"sentences":[\n{text}\n]}}\n', encoding="utf-8")
        lengths = [len(row["ids"]) for row in rows]
        print(f"{name}: {sum(f.stat().st_size for f in folder.iterdir())} bytes, tokens {lengths}")


if __name__ == "__main__":
    main()
