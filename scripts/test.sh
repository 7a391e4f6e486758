#!/usr/bin/env bash
# Sets up what is missing and runs all tests. Arguments go to `cargo test`.
# The release profile is used throughout: every profile compiles torch-sys, some minutes, anew.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 scripts/setup.py
cargo test --release --locked "$@"
