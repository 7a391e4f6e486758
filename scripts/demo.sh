#!/usr/bin/env bash
# Sets up what is missing, builds the program and runs the main job:
#     scripts/demo.sh [OUTPUT]
# summarises the pages in datasets/samples/, classifies their comments, and writes OUTPUT
# (default: reports/).
set -euo pipefail
cd "$(dirname "$0")/.."
python3 scripts/setup.py
cargo build --release --locked
"${CARGO_TARGET_DIR:-target}/release/tribune" run datasets/samples \
    -o "${1:-reports}" --formats csv,xlsx,html
