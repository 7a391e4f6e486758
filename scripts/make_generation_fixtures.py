#!/usr/bin/env python3
"""Writes `tests/fixtures/generation/`: tiny encoder-decoder checkpoints with random weights, and the token ids
that `generate` of transformers finds with them.

    python3 -m venv .venv
    .venv/bin/pip install torch==2.4.0 transformers==4.46.3 tokenizers==0.20.3 numpy==1.26.4 safetensors==0.4.5
    .venv/bin/python scripts/make_generation_fixtures.py

    folder  like      weights                          settings of generation in
    mbart   BARThez   model.safetensors, f32           generation_config.json
    bart    BART      pytorch_model.bin (zip), f32     config.json
    t5      T5        pytorch_model.bin (legacy), f32  config.json, class defaults
    mt5     mT5       sharded safetensors, f16         generation_config.json

Each folder is what `save_pretrained` writes, with an `expected.json`: `texts` with their token ids, and `cases`,
each with options for `generate` and the ids that it returns for every text alone (`single`) and for all together
(`batched`, padding taken off). The two are equal; the script fails if they are not, or if outputs do not vary.
The weights come from numpy's PCG64 with a fixed seed.
"""

import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (AutoModelForSeq2SeqLM, BartConfig, BartForConditionalGeneration, GenerationConfig,
                          MBartConfig, MBartForConditionalGeneration, MT5Config, MT5ForConditionalGeneration,
                          PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration)

OUT = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "generation"
SEED = 20250301
VOCABULARY = 320
POSITIONS = 64

TEXTS = [
    "La ville rouvre son marché.",
    "Le conseil municipal a voté lundi la rénovation du marché couvert, qui coûtera deux millions d'euros.",
    "Un tribunal de Lyon a fermé le site. Ses lecteurs protestent, les auteurs des films saluent la décision.",
    "Il a neigé dans la nuit. Les trains roulent avec une heure de retard, annonce la compagnie, et les écoles du "
    "département restent fermées.",
    "Pourquoi les loyers montent-ils ? La ministre présente mardi un plan pour les étudiants : trente mille chambres.",
    "L'usine de Valenciennes embauche 140 ouvriers. La direction promet des contrats longs, le syndicat attend les "
    "signatures.",
]
# Longer than the window of every fixture.
LONG = " ".join([
    "La grève des éboueurs entre dans sa troisième semaine à Marseille et les rues du centre débordent de sacs.",
    "La métropole propose une prime de deux cents euros, les syndicats demandent le double et dix embauches.",
    "Des habitants ont porté leurs ordures devant la mairie samedi matin, sous les applaudissements des passants.",
    "Le préfet menace de réquisitionner les agents si aucun accord n'est trouvé avant mercredi soir.",
    "Une médiatrice recevra les deux parties lundi à la préfecture, la réunion peut durer toute la nuit.",
    "Les commerçants du port, qui perdent la moitié de leurs clients, demandent une baisse de leurs taxes.",
    "Le maire refuse de prendre parti et rappelle que le nettoyage dépend de la métropole depuis quatre ans.",
])
CORPUS = TEXTS + [LONG] + [
    "Le maire répond que la place est trop petite pour les commerçants du marché provisoire.",
    "Les fournisseurs d'accès bloquent chaque semaine une centaine de noms de domaine.",
    "Après deux heures de débat, l'assemblée adopte le texte par quarante voix contre douze.",
    "Je suis pour : les auteurs doivent vivre de leurs films !",
    "Et vous, que pensez-vous de la fermeture du site ?",
]

# Options of `generate` beyond the checkpoint's own settings.
CASES = {
    "default": {},
    "greedy": {"num_beams": 1, "max_length": 24},
    "greedy without repeats": {"num_beams": 1, "no_repeat_ngram_size": 2, "max_length": 30, "repetition_penalty": 1.4},
    "early stopping": {"num_beams": 4, "early_stopping": True, "no_repeat_ngram_size": 3, "max_length": 32},
    "heuristic end": {"num_beams": 4, "early_stopping": False, "no_repeat_ngram_size": 3, "max_length": 32},
    "end never early": {"num_beams": 3, "early_stopping": "never", "no_repeat_ngram_size": 2, "max_length": 20},
    "short preferred": {"num_beams": 5, "length_penalty": 0.0, "no_repeat_ngram_size": 3, "max_length": 40},
    "long preferred": {"num_beams": 5, "length_penalty": 2.0, "no_repeat_ngram_size": 3, "max_length": 40},
    "negative penalty": {"num_beams": 2, "length_penalty": -1.0, "early_stopping": "never", "max_length": 24},
    "least length": {"num_beams": 4, "min_length": 18, "max_length": 30, "no_repeat_ngram_size": 3},
    "repetition": {"num_beams": 3, "repetition_penalty": 1.7, "max_length": 28},
    "input not copied": {"num_beams": 3, "encoder_no_repeat_ngram_size": 1, "max_length": 24},
    "forced first token": {"num_beams": 4, "forced_bos_token_id": 9, "max_length": 20, "no_repeat_ngram_size": 2},
    "forced end": {"num_beams": 4, "forced_eos_token_id": 2, "max_length": 8},
    "forbidden words": {"num_beams": 3, "bad_words_ids": [[5], [7, 8], [20, 21, 22]], "max_length": 24,
                        "suppress_tokens": [10, 11, 12], "begin_suppress_tokens": [30, 31, 32, 33]},
    "several ends": {"num_beams": 3, "eos_token_id": [17, 40, 60, 80, 100, 120, 140], "max_length": 24},
    "renormalised": {"num_beams": 3, "renormalize_logits": True, "no_repeat_ngram_size": 1, "max_length": 24},
}


def unigram(specials, template):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    trainer = trainers.UnigramTrainer(vocab_size=VOCABULARY, special_tokens=specials, unk_token="<unk>",
                                      show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    return finished(tokenizer, template)


def byte_level(specials, template):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=specials, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(CORPUS, trainer)
    return finished(tokenizer, template)


def finished(tokenizer, template):
    names = [token for token in ("<s>", "</s>") if token in template]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=template, special_tokens=[(name, tokenizer.token_to_id(name)) for name in names])
    assert tokenizer.get_vocab_size() <= VOCABULARY, tokenizer.get_vocab_size()
    return tokenizer


def fast(tokenizer, **options):
    begin = {"bos_token": "<s>"} if tokenizer.token_to_id("<s>") is not None else {}
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="</s>", pad_token="<pad>", unk_token="<unk>",
                                   **begin, **options)


BART = {"vocab_size": VOCABULARY, "d_model": 32, "encoder_layers": 2, "decoder_layers": 2,
        "encoder_attention_heads": 4, "decoder_attention_heads": 4, "encoder_ffn_dim": 48, "decoder_ffn_dim": 56,
        "max_position_embeddings": POSITIONS, "activation_function": "gelu"}
T5 = {"vocab_size": VOCABULARY, "d_model": 32, "d_kv": 6, "d_ff": 48, "num_layers": 2, "num_heads": 4,
      "relative_attention_num_buckets": 16, "relative_attention_max_distance": 40}


def mbart():
    config = MBartConfig(**BART, scale_embedding=True, forced_eos_token_id=2, decoder_start_token_id=2,
                         normalize_before=True, normalize_embedding=True, add_final_layer_norm=True, output_past=False)
    generation = GenerationConfig(bos_token_id=0, pad_token_id=1, eos_token_id=2, decoder_start_token_id=2,
                                  forced_eos_token_id=2, num_beams=4, no_repeat_ngram_size=3, max_length=40,
                                  early_stopping=True)
    tokenizer = fast(unigram(["<s>", "<pad>", "</s>", "<unk>", "<mask>"], "<s> $A </s>"))
    return MBartForConditionalGeneration(config), tokenizer, generation, {}


def bart():
    config = BartConfig(**BART, scale_embedding=False)
    tokenizer = fast(byte_level(["<s>", "<pad>", "</s>", "<unk>", "<mask>"], "<s> $A </s>"))
    settings = {"num_beams": 3, "max_length": 28, "min_length": 6, "length_penalty": 1.5, "no_repeat_ngram_size": 3,
                "early_stopping": True, "output_past": False, "force_bos_token_to_be_generated": True,
                "forced_bos_token_id": None, "bad_words_ids": None}
    return BartForConditionalGeneration(config), tokenizer, None, settings


def t5():
    config = T5Config(**T5, feed_forward_proj="relu", decoder_start_token_id=0)
    tokenizer = fast(unigram(["<pad>", "</s>", "<unk>"], "$A </s>"), model_max_length=48)
    return T5ForConditionalGeneration(config), tokenizer, None, {"num_beams": 2, "max_length": 25, "output_past": False}


def mt5():
    config = MT5Config(**T5, feed_forward_proj="gated-gelu", tie_word_embeddings=False)
    generation = GenerationConfig(pad_token_id=0, eos_token_id=1, decoder_start_token_id=0, num_beams=4,
                                  no_repeat_ngram_size=2, max_new_tokens=26, min_new_tokens=4, length_penalty=0.8)
    tokenizer = fast(unigram(["<pad>", "</s>", "<unk>"], "$A </s>"), model_max_length=56)
    return MT5ForConditionalGeneration(config), tokenizer, generation, {}


def randomise(model, random, end):
    """Weights with which outputs vary with the input, and end at various lengths."""
    is_t5 = model.config.model_type in ("t5", "mt5")
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            values = random.standard_normal(tuple(parameter.shape)).astype(np.float32)
            if "norm" in name:
                values = values * 0.1 + (1.0 if name.endswith("weight") else 0.0)
            elif name.endswith("bias"):
                values *= 0.2
            elif "shared" in name or "lm_head" in name:
                values *= {"t5": 2.0, "mt5": 0.5, "bart": 0.4, "mbart": 0.4}[model.config.model_type]
            elif "embed_positions" in name:
                values *= 0.5
            else:
                values *= 0.3
            parameter.copy_(torch.from_numpy(values))
        if not is_t5:
            model.final_logits_bias.copy_(torch.from_numpy(
                random.standard_normal((1, VOCABULARY)).astype(np.float32) * 0.5))
            model.final_logits_bias[0, end] += {"bart": 3.2, "mbart": 2.2}[model.config.model_type]
        elif model.config.tie_word_embeddings:
            model.shared.weight[end] *= 1.5
        else:
            model.lm_head.weight[end] *= 2.2


def save(name, model, tokenizer, generation, settings):
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tokenizer.save_pretrained(folder)
    (folder / "special_tokens_map.json").unlink()
    if name == "mt5":
        model.half().save_pretrained(folder, max_shard_size="90KB")
    elif name == "mbart":
        model.save_pretrained(folder)
    else:
        model.config.save_pretrained(folder)
        config = json.loads((folder / "config.json").read_text())
        config["architectures"] = [type(model).__name__]
        (folder / "config.json").write_text(json.dumps({**config, **settings}, indent=2) + "\n")
        torch.save(model.state_dict(), folder / "pytorch_model.bin", _use_new_zipfile_serialization=name == "bart")
    (folder / "generation_config.json").unlink(missing_ok=True)
    if generation is not None:
        generation.save_pretrained(folder)
    for file in folder.iterdir():
        file.chmod(0o644)
    return folder


def stripped(ids, pad, end):
    """Without the padding after the end."""
    ids = ids.tolist()
    while len(ids) > 1 and ids[-1] == pad and pad not in end:
        ids.pop()
    return ids


def expected(folder, tokenizer):
    model = AutoModelForSeq2SeqLM.from_pretrained(folder, torch_dtype=torch.float32).eval()
    window = min(tokenizer.model_max_length, getattr(model.config, "max_position_embeddings", 10 ** 6))
    texts = [*TEXTS, LONG]
    encode = lambda text: tokenizer(text, truncation=True, max_length=window, return_tensors="pt",
                                    return_token_type_ids=False)
    together = tokenizer(texts, truncation=True, max_length=window, padding=True, return_tensors="pt",
                         return_token_type_ids=False)
    assert len(tokenizer(LONG).input_ids) > 2 * window and together.input_ids.shape[1] == window
    end = model.generation_config.eos_token_id
    pad = model.generation_config.pad_token_id
    cases = []
    for name, options in CASES.items():
        options = dict(options)
        if "forced_eos_token_id" in options:
            options["forced_eos_token_id"] = end
        ends = [end]
        if "eos_token_id" in options:
            options["eos_token_id"] = ends = [end, *options["eos_token_id"]]
        if "max_length" in options and model.generation_config.max_new_tokens is not None:
            # The checkpoint's own `max_new_tokens` would go before it.
            options.update(max_new_tokens=options.pop("max_length") - 1)
        if "min_length" in options and model.generation_config.min_new_tokens is not None:
            options.update(min_new_tokens=options.pop("min_length") - 1)
        with torch.no_grad():
            single = [stripped(model.generate(**encode(text), **options)[0], pad, ends) for text in texts]
            batched = [stripped(row, pad, ends) for row in model.generate(**together, **options)]
        distinct = len({tuple(ids) for ids in single})
        lengths = sorted(len(ids) for ids in single)
        print(f"  {name}: {distinct} distinct, lengths {lengths}, {len(set(sum(single, [])))} tokens")
        for one, row in zip(single, batched):
            if one != row and name != "input not copied":
                raise SystemExit(f"{folder.name}, {name}: batched and single differ\n{one}\n{row}")
        cases.append({"name": name, "options": options, "single": single, "batched": batched,
                      **({"text": [tokenizer.decode(ids, skip_special_tokens=True).strip() for ids in single]}
                         if name == "default" else {})})
    rows = [{"text": text, "ids": encode(text).input_ids[0].tolist()} for text in texts]
    return {"window": window, "texts": rows, "cases": cases}


def main():
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore")
    for number, (name, make) in enumerate([("mbart", mbart), ("bart", bart), ("t5", t5), ("mt5", mt5)]):
        model, tokenizer, generation, settings = make()
        randomise(model, np.random.default_rng(SEED + number), tokenizer.eos_token_id)
        folder = save(name, model, tokenizer, generation, settings)
        print(f"{name}: {sum(f.stat().st_size for f in folder.iterdir())} bytes")
        result = expected(folder, tokenizer)
        lists = {key: ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in result[key])
                 for key in ("texts", "cases")}
        (folder / "expected.json").write_text(
            f'{{"window":{result["window"]},"texts":[\n{lists["texts"]}\n],"cases":[\n{lists["cases"]}\n]}}\n',
            encoding="utf-8")


if __name__ == "__main__":
    main()
