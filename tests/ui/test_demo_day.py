"""The scripted day: every step finds its button, the books verify, the papers are there."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_day_worked_through_the_real_windows_leaves_pictures_papers_and_sound_books(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ui.demo_day", "--out", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "verify.txt").read_text(encoding="utf-8") == "The books are whole.\n"
    assert len(list((tmp_path / "screenshots").glob("*.png"))) == 26
    papers = {paper.suffix for paper in (tmp_path / "receipts").iterdir()}
    assert papers == {".txt", ".pdf", ".bin", ".png"}
