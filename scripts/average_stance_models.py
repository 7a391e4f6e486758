#!/usr/bin/env python3
"""Averages the tensors of stance models that were trained one from the other: average_stance_models.py OUT MODEL...

Writes OUT/stance.safetensors, and OUT/model.toml as the first model's with the new size and checksum; its
temperature, threshold and figures are that model's: measure the result and put in its own. Averaging
the last models of a training tends to generalise better than any one of them (Izmailov et al. 2018, arXiv:1803.05407).
"""

import hashlib
import json
import re
import struct
import sys
from pathlib import Path


def read(path):
    """Header and half-precision values by tensor name."""
    data = path.read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    body = data[8 + length :]
    values = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        if entry["dtype"] != "F16":
            sys.exit(f"{path}: {name} is {entry['dtype']}, not F16")
        begin, end = entry["data_offsets"]
        values[name] = struct.unpack(f"<{(end - begin) // 2}e", body[begin:end])
    return data[: 8 + length], header, values


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    out, models = Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
    files = [read(model / "stance.safetensors") for model in models]
    head, header, first = files[0]
    for model, (_, _, values) in zip(models, files):
        shapes = {name: len(tensor) for name, tensor in values.items()}
        if shapes != {name: len(tensor) for name, tensor in first.items()}:
            sys.exit(f"{model}: its tensors are not those of {models[0]}")
    order = sorted(first, key=lambda name: header[name]["data_offsets"][0])
    body = bytearray()
    for name in order:
        rows = zip(*(values[name] for _, _, values in files))
        mean = [sum(row) / len(files) for row in rows]
        body += struct.pack(f"<{len(mean)}e", *mean)
    data = head + bytes(body)
    out.mkdir(parents=True, exist_ok=True)
    (out / "stance.safetensors").write_bytes(data)
    manifest = (models[0] / "model.toml").read_text(encoding="utf-8")
    manifest = re.sub(r"(?m)^bytes = \d+", f"bytes = {len(data)}", manifest)
    digest = hashlib.sha256(data).hexdigest()
    manifest = re.sub(r'(\[\[file\]\][^\[]*?sha256 = ")[0-9a-f]{64}', rf"\g<1>{digest}", manifest)
    (out / "model.toml").write_text(manifest, encoding="utf-8")


if __name__ == "__main__":
    main()
