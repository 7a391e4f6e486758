#!/usr/bin/env python3
"""Speed of the encoder against Hugging Face transformers and onnxruntime, in alternation on this machine.

    python3 -m venv .venv
    .venv/bin/pip install torch==2.4.0 transformers==4.46.3 tokenizers==0.20.3 numpy==1.26.4 onnx onnxruntime
    cargo bench --bench encoder --no-run      # prints the path of the bench binary
    .venv/bin/python scripts/compare_encoder_speed.py FILE --bench target/release/deps/encoder-...

FILE holds one sentence a line. All three compute mean-pooled vectors of the same token ids with the weights of
`models/tribune-fr` in f32; loading and tokenisation are not timed. transformers: SDPA, sorted by length, batches
of 32, torch threads = all cores. onnxruntime, if it and onnx are installed: the same batches through a model exported with
torch.onnx, its threads = all cores. Each measurement is a process of its own, and nothing else runs meanwhile;
each makes one pass that does not count and then `--passes`, of which it tells the median. The engines take turns
`--rounds` times; printed are the medians over the rounds in sentences per second and the median, lowest and
highest ratio of the rounds. Let nothing else run on the machine.
"""

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MODEL = Path(__file__).resolve().parent.parent / "models" / "tribune-fr"
BATCH = 32


def sentences(file):
    text = Path(file).read_text(encoding="utf-8")
    return text.removesuffix("\n").split("\n")


def batches(file):
    """(ids, mask) as numpy arrays `[batch, tokens]`, sorted by length, longest first."""
    import numpy as np
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(512)
    ids = sorted((encoding.ids for encoding in tokenizer.encode_batch(sentences(file))), key=len, reverse=True)
    for start in range(0, len(ids), BATCH):
        rows = ids[start:start + BATCH]
        padded = np.full((len(rows), len(rows[0])), 1, dtype=np.int64)
        mask = np.zeros_like(padded)
        for i, row in enumerate(rows):
            padded[i, :len(row)] = row
            mask[i, :len(row)] = 1
        yield padded, mask


def load():
    """The transformers model with mean pooling, weights in f32."""
    import torch
    from transformers import BertModel

    class Pooled(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.bert = BertModel.from_pretrained(MODEL, add_pooling_layer=False, attn_implementation="sdpa",
                                                  torch_dtype=torch.float32).eval()

        def forward(self, input_ids, attention_mask):
            states = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(states.dtype)
            return (states * mask).sum(dim=1) / mask.sum(dim=1)

    return Pooled()


def timed(run, file, passes):
    """Prints what `benches/encoder.rs` prints, as far as it applies."""
    inputs = list(batches(file))
    seconds = []
    for _ in range(passes + 1):
        start = time.perf_counter()
        for ids, mask in inputs:
            run(ids, mask)
        seconds.append(time.perf_counter() - start)
    median = statistics.median_high(seconds[1:])
    count = sum(len(ids) for ids, _ in inputs)
    print(json.dumps({"sentences": count, "tokens": int(sum(mask.sum() for _, mask in inputs)),
                      "seconds": round(median, 3), "sentences_per_second": round(count / median, 1)}))


def run_transformers(arguments):
    import torch

    torch.set_num_threads(arguments.threads)
    model = load()
    with torch.inference_mode():
        timed(lambda ids, mask: model(torch.from_numpy(ids), torch.from_numpy(mask)), arguments.file, arguments.passes)


def run_onnxruntime(arguments):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = arguments.threads
    session = onnxruntime.InferenceSession(arguments.onnx, options, providers=["CPUExecutionProvider"])
    timed(lambda ids, mask: session.run(None, {"input_ids": ids, "attention_mask": mask}),
          arguments.file, arguments.passes)


def export(arguments):
    import torch

    example = (torch.ones(2, 8, dtype=torch.int64), torch.ones(2, 8, dtype=torch.int64))
    dynamic = {0: "batch", 1: "tokens"}
    with torch.inference_mode():
        torch.onnx.export(load(), example, arguments.onnx, input_names=["input_ids", "attention_mask"],
                          output_names=["vectors"], opset_version=17, dynamo=False,
                          dynamic_axes={"input_ids": dynamic, "attention_mask": dynamic, "vectors": {0: "batch"}})


def child(arguments, engine, onnx):
    return [sys.executable, __file__, arguments.file, "--engine", engine, "--passes", str(arguments.passes),
               "--threads", str(arguments.threads), "--onnx", str(onnx)]


def output(command):
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"`{' '.join(command)}` failed:\n{run.stderr}")
    return run.stdout


def measure(command):
    """The JSON line that a process prints last."""
    return json.loads(output(command).strip().splitlines()[-1])


def compare(arguments, folder):
    engines = {
        "tribune": [arguments.bench, "--bench", "--threads", str(arguments.threads),
                    "--passes", str(arguments.passes), arguments.file],
        "transformers": child(arguments, "transformers", ""),
    }
    missing = [name for name in ("onnx", "onnxruntime") if not importlib.util.find_spec(name)]
    if not missing:
        onnx = folder / "model.onnx"
        output(child(arguments, "export", onnx))
        engines["onnxruntime"] = child(arguments, "onnxruntime", onnx)
    else:
        print(f"onnxruntime is left out: {' and '.join(missing)} not installed", file=sys.stderr)

    speeds = {name: [] for name in engines}
    shares = []
    for number in range(arguments.rounds):
        found = {name: measure(command) for name, command in engines.items()}
        tokens = {name: result["tokens"] for name, result in found.items()}
        if len(set(tokens.values())) != 1:
            sys.exit(f"the engines got different inputs: tokens {tokens}")
        for name, result in found.items():
            speeds[name].append(result["sentences"] / result["seconds"])
        shares.append(found["tribune"]["share_of_peak"])
        line = ", ".join(f"{name} {values[-1]:.1f}" for name, values in speeds.items())
        print(f"round {number + 1}: {line} sentences/s", file=sys.stderr)

    first = found["tribune"]
    print(f"{first['sentences']} sentences, {first['tokens']} tokens, {arguments.threads} threads, "
          f"{arguments.rounds} rounds")
    for name, values in speeds.items():
        print(f"{name:14} {statistics.median(values):8.1f} sentences/s")
    for name in list(speeds)[1:]:
        ratios = [ours / theirs for ours, theirs in zip(speeds["tribune"], speeds[name])]
        print(f"tribune / {name:14} {statistics.median(ratios):.3f}  (from {min(ratios):.3f} to {max(ratios):.3f})")
    print(f"tribune reaches {statistics.median(shares):.2f} of the measured peak of f32 matrix products")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--bench", help="the binary of benches/encoder.rs")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each engine (default: 7)")
    parser.add_argument("--passes", type=int, default=3, help="timed passes in a turn (default: 3)")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="default: all cores")
    parser.add_argument("--engine", choices=["transformers", "onnxruntime", "export"], help=argparse.SUPPRESS)
    parser.add_argument("--onnx", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.engine:
        {"transformers": run_transformers, "onnxruntime": run_onnxruntime, "export": export}[arguments.engine](arguments)
        return
    if not arguments.bench:
        parser.error("--bench is needed: the path that `cargo bench --bench encoder --no-run` prints")
    with tempfile.TemporaryDirectory() as folder:
        compare(arguments, Path(folder))


if __name__ == "__main__":
    main()
