#!/usr/bin/env python3
"""Makes the README's pictures from a run over `datasets/samples/`: make_pictures.py [PROGRAM]

Writes docs/pictures/{page,workbook,terminal}.png, each under 250 kB. Needs `chromium`, `soffice` and
`pdftoppm` (Debian: chromium, libreoffice-calc, poppler-utils). PROGRAM is target/release/tribune unless
given. Look at the pictures before they are committed.
"""

import html
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
LIMIT = 250_000
ARGUMENTS = ["run", "datasets/samples", "-o", "reports", "--formats", "csv,xlsx,html"]

# The colours of a terminal's text, by the number of their escape sequence.
COLOURS = {
    "30": "#14181e", "31": "#f07178", "32": "#98c379", "33": "#e5b567", "34": "#61afef",
    "35": "#c792ea", "36": "#56b6c2", "37": "#e6e9ee",
}
STYLES = {"1": "font-weight: bold", "2": "opacity: .55"}
TERMINAL = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Terminal</title><style>
body { margin: 0; background: #14181e; color: #e6e9ee; }
pre { margin: 0; padding: 22px 26px; font: 15px/1.45 "DejaVu Sans Mono", monospace; }
b { color: #fff; } i { font-style: normal; color: #98c379; }
</style><pre>%s</pre></html>"""


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, **options)


def coloured(text):
    """Text with escape sequences for colours and bold as HTML; other sequences are left out."""
    out, open_tags = [], 0
    for part in re.split(r"(\x1b\[[0-9;]*m)", text):
        codes = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if not codes:
            out.append(html.escape(part))
            continue
        for code in codes.group(1).split(";"):
            if code in ("", "0"):
                out.append("</span>" * open_tags)
                open_tags = 0
                continue
            style = STYLES.get(code) or f"color: {COLOURS.get(code, 'inherit')}"
            out.append(f'<span style="{style}">')
            open_tags += 1
    return "".join(out) + "</span>" * open_tags


def screenshot(page, picture, width, height, scratch):
    run(
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        f"--user-data-dir={scratch / 'profile'}", f"--window-size={width},{height}",
        f"--screenshot={picture}", page.as_uri(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )


def main():
    program = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/tribune").resolve()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        (scratch / "datasets").symlink_to(ROOT / "datasets")
        environment = os.environ | {"CLICOLOR_FORCE": "1", "TRIBUNE_MODELS": str(ROOT / "models")}
        ended = run(
            program, *ARGUMENTS, cwd=scratch, env=environment, text=True, capture_output=True
        )
        lines = ended.stderr.strip("\n")
        reports = scratch / "reports"

        screenshot(reports / "report.html", PICTURES / "page.png", 1080, 1120, scratch)

        prompt = f"<i>$</i> <b>tribune {html.escape(' '.join(ARGUMENTS))}</b>\n"
        terminal = scratch / "terminal.html"
        terminal.write_text(TERMINAL % (prompt + coloured(lines)), encoding="utf-8")
        height = 50 + 22 * (len(lines.split("\n")) + 1)
        screenshot(terminal, PICTURES / "terminal.png", 900, height, scratch)

        run(
            "soffice", f"-env:UserInstallation={(scratch / 'office').as_uri()}", "--headless",
            "--convert-to", "pdf", "--outdir", scratch, reports / "report.xlsx",
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        # The first sheet, without most of the paper's margins.
        run(
            "pdftoppm", "-png", "-singlefile", "-f", 1, "-l", 1, "-r", 110, "-x", 60, "-y", 60,
            "-W", 1170, "-H", 690, scratch / "report.pdf", PICTURES / "workbook",
        )
    for name in ("page", "workbook", "terminal"):
        picture = PICTURES / f"{name}.png"
        size = picture.stat().st_size
        if size > LIMIT:
            sys.exit(f"{picture} has {size} bytes; {LIMIT} are the most")
        print(f"{picture.relative_to(ROOT)}: {size} bytes")


if __name__ == "__main__":
    main()
