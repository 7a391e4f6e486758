#!/usr/bin/env python3
"""Lays out a CPU-only libtorch 2.4.0 from PyPI wheels, without root.

    python3 scripts/setup.py [--into DIR] [--check]

The default folder is `.libtorch` in this checkout. A `LIBTORCH` in the environment that points to
an existing libtorch 2.4 is used as it is. The script can be run again at any time: what is already
complete is kept, an interrupted download is taken up at the last complete wheel, and the folder
appears under its final name only when everything in it has been checked.
"""

import argparse
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

VERSION = "2.4.0"
CHECKOUT = Path(__file__).resolve().parent.parent

# (requirement, platform tag, wheel, bytes, sha256)
WHEELS = {
    "x86_64": [
        ("torch==2.4.0", "manylinux1_x86_64",
         "torch-2.4.0-cp311-cp311-manylinux1_x86_64.whl", 797262052,
         "e743adadd8c8152bb8373543964551a7cb7cc20ba898dc8f9c0cdbe47c283de0"),
        ("nvidia-cuda-runtime-cu12==12.1.105", "manylinux1_x86_64",
         "nvidia_cuda_runtime_cu12-12.1.105-py3-none-manylinux1_x86_64.whl", 823596,
         "6e258468ddf5796e25f1dc591a31029fa317d97a0a94ed93468fc86301d61e40"),
        ("nvidia-cuda-cupti-cu12==12.1.105", "manylinux1_x86_64",
         "nvidia_cuda_cupti_cu12-12.1.105-py3-none-manylinux1_x86_64.whl", 14109015,
         "e54fde3983165c624cb79254ae9818a456eb6e87a7fd4d56a2352c24ee542d7e"),
    ],
    "aarch64": [
        ("torch==2.4.0", "manylinux2014_aarch64",
         "torch-2.4.0-cp311-cp311-manylinux2014_aarch64.whl", 89850473,
         "7334325c0292cbd5c2eac085f449bf57d3690932eac37027e193ba775703c9e6"),
    ],
}
# Shared libraries to take out of the wheels, by a pattern on the path inside the wheel.
LIBRARIES = re.compile(
    r"(torch/lib/(libc10|libtorch_cpu)\.so"
    r"|torch/lib/libgomp-[0-9a-f]+\.so[.0-9]*"
    r"|torch\.libs/[^/]+\.so[.0-9]*"
    r"|torch/lib/lib(arm_compute|openblas|gfortran|shm)[^/]*\.so[.0-9]*"
    r"|nvidia/cuda_runtime/lib/libcudart\.so\.12"
    r"|nvidia/cuda_cupti/lib/libcupti\.so\.12)$"
)


def fail(message):
    print(f"setup: {message}", file=sys.stderr)
    sys.exit(1)


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 22):
            digest.update(block)
    return digest.hexdigest()


def version_of(libtorch):
    """The version that a libtorch folder's header states, or None."""
    header = libtorch / "include/torch/csrc/api/include/torch/version.h"
    try:
        found = dict(re.findall(r"TORCH_VERSION_(MAJOR|MINOR|PATCH) (\d+)", header.read_text()))
        return f"{found['MAJOR']}.{found['MINOR']}.{found['PATCH']}"
    except (OSError, KeyError):
        return None


def complete(libtorch):
    """Whether `libtorch` holds the right version and the libraries that the build links."""
    version = version_of(libtorch)
    libraries = ("libtorch.so", "libtorch_cpu.so", "libc10.so")
    return bool(version and version.startswith("2.4.")
                and all((libtorch / "lib" / name).stat().st_size > 0
                        if (libtorch / "lib" / name).exists() else False for name in libraries))


def require_tools():
    """The C++ compiler's command; names every missing tool and how to get it."""
    missing = []
    if not shutil.which("cargo"):
        missing.append("Rust (`cargo` is not in PATH): install it with rustup")
    compiler = os.environ.get("CXX") or shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")
    if not compiler:
        missing.append("a C++ compiler (`c++`, `g++` or `clang++`): on Debian, the package `g++`")
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode != 0:
        missing.append("pip for this python3: on Debian, the package `python3-pip`")
    if missing:
        fail("missing:\n  - " + "\n  - ".join(missing))
    return compiler


def download(requirement, tag, name, size, digest, folder):
    """Puts the checked wheel `name` into `folder`; a wheel that is already there is kept."""
    path = folder / name
    if path.exists() and path.stat().st_size == size and sha256(path) == digest:
        print(f"setup: {name} is already here", flush=True)
        return path
    path.unlink(missing_ok=True)
    print(f"setup: downloading {name} ({size / 1e6:.0f} MB)", flush=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir",
               "--only-binary=:all:", "--python-version", "3.11", "--implementation", "cp",
               "--abi", "cp311", "--abi", "none", "--platform", tag, "--dest", str(folder), requirement]
    if subprocess.run(command).returncode != 0:
        fail(f"pip could not download `{requirement}`: check the network (or pip's index) and run this again")
    if not path.exists():
        fail(f"pip did not leave `{name}` in `{folder}`: a mirror serves another file for `{requirement}`")
    if path.stat().st_size != size or sha256(path) != digest:
        path.unlink()
        fail(f"`{name}` has a wrong size or checksum: run this again")
    return path


def extract(wheel, libtorch):
    """Copies headers and libraries of `wheel` into the layout; links follow where names differ."""
    with zipfile.ZipFile(wheel) as archive:
        for info in archive.infolist():
            name = info.filename
            if info.is_dir():
                continue
            if name.startswith("torch/include/"):
                target = libtorch / name.removeprefix("torch/")
            elif LIBRARIES.match(name):
                target = libtorch / "lib" / Path(name).name
            else:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(info) as source, open(target, "wb") as sink:
                shutil.copyfileobj(source, sink, 1 << 22)


def write_stub(compiler, libtorch):
    """`libtorch.so`: an empty library that needs `libtorch_cpu.so`.

    The wheel's own one needs the 900 MB CUDA library.
    """
    source = libtorch / "stub.cpp"
    source.write_text("")
    library = libtorch / "lib"
    command = [compiler, "-shared", "-fPIC", "-o", str(library / "libtorch.so"), str(source),
               f"-L{library}", "-Wl,--no-as-needed", "-ltorch_cpu", "-Wl,-rpath,$ORIGIN",
               "-Wl,--allow-shlib-undefined"]
    result = subprocess.run(command, capture_output=True, text=True)
    source.unlink()
    if result.returncode != 0:
        fail(f"`{compiler}` could not link `libtorch.so`:\n{result.stderr}")


def lay_out(into, wheels, compiler):
    partial = into.with_name(into.name + ".partial")
    store = partial / "wheels"
    store.mkdir(parents=True, exist_ok=True)
    layout = partial / "libtorch"
    shutil.rmtree(layout, ignore_errors=True)
    total = sum(wheel[3] for wheel in wheels)
    free = shutil.disk_usage(partial).free
    print(f"setup: libtorch {VERSION} needs {total / 1e6:.0f} MB of downloads and, while it is laid out, "
          f"1.5 GB of disk; 0.6 GB stay in `{into}`", flush=True)
    if free < 1.6e9:
        fail(f"only {free / 1e9:.1f} GB are free under `{partial}`: make room or choose another folder with --into")
    for wheel in wheels:
        extract(download(*wheel, store), layout)
    write_stub(compiler, layout)
    if not complete(layout):
        fail(f"`{layout}` is incomplete after extraction: delete `{partial}` and run this again")
    if into.is_symlink() or into.is_file():
        into.unlink()
    shutil.rmtree(into, ignore_errors=True)
    layout.rename(into)
    shutil.rmtree(partial)
    print(f"setup: libtorch {VERSION} is in `{into}`")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, help="the folder to lay out (default: LIBTORCH, else .libtorch in the checkout)")
    parser.add_argument("--check", action="store_true", help="only say whether everything is there")
    arguments = parser.parse_args()

    own = os.environ.get("LIBTORCH")
    if own and not arguments.into:
        if complete(Path(own)):
            print(f"setup: using LIBTORCH={own} (version {version_of(Path(own))})")
            return
        fail(f"LIBTORCH={own} is not a complete libtorch 2.4 (version: {version_of(Path(own)) or 'unknown'}): "
             "correct it or unset it")
    into = Path(os.path.abspath(arguments.into or CHECKOUT / ".libtorch"))
    if complete(into):
        print(f"setup: libtorch {version_of(into)} is in `{into}`")
        return
    if arguments.check:
        fail(f"no libtorch in `{into}`: run `python3 scripts/setup.py`")
    machine = platform.machine()
    if platform.system() != "Linux" or machine not in WHEELS:
        fail(f"no ready-made layout for {platform.system()} on {machine}: unpack a libtorch 2.4 yourself and set LIBTORCH "
             "(with LIBTORCH_CXX11_ABI=1 for a build with the new ABI)")
    into.parent.mkdir(parents=True, exist_ok=True)
    lay_out(into, WHEELS[machine], require_tools())


if __name__ == "__main__":
    main()
