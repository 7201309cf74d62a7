"""Labelled passages as training reads them: the corpus of `corpus/labelled`, whose README tells how they are written."""

import pathlib
import re

from start import pieces

FOLDER = pathlib.Path(__file__).resolve().parents[3] / "corpus" / "labelled"
MOVES = "join leave return found promotion transfer retire dismissed layoff"
KINDS = "offer deal funding valuation payband approach dispute unit stat statement"
TELLS = [f"move.{m}" for m in MOVES.split()] + KINDS.split()
SORTS = "P O U R G M N D A Q W".split()
MANNERS = ["asserted", "reported", "planned", "denied", "rumoured", "declined"]
MARK = re.compile(r"\[([^\[\]|]*)\|([^\[\]]*)\]|\{([^{}|]*)\|([^{}]*)\}")


def parse(line):
    """A passage's text, its mentions (start, end, sort, [(claim, role)]) and triggers (start, end, claim, what, manner)."""
    text, mentions, triggers, at = "", [], [], 0
    for m in MARK.finditer(line):
        text += line[at : m.start()]
        at = m.end()
        start = len(text)
        if m[1] is not None:
            text += m[1]
            label = m[2].strip()
            if label.startswith("Q="):
                sort, roles = "Q", re.findall(r"(?:^|\s)(\d+\.[a-z_]+)", label)
            else:
                sort, *roles = label.split()
            mentions.append((start, len(text), sort, [tuple(r.split(".", 1)) for r in roles if "." in r]))
        else:
            text += m[3]
            for part in m[4].split(";"):
                claim, what, *manner = part.split() + [""] * (2 - min(2, len(part.split())))
                if what:
                    triggers.append((start, len(text), claim, what, manner[0] if manner else "asserted"))
    return text + line[at:], mentions, triggers


def passages():
    """All passages, each with its pieces."""
    for file in sorted(FOLDER.rglob("*.txt")):
        for line in file.read_text(encoding="utf-8").split("\n"):
            if line.strip() and not line.startswith("#"):
                text, mentions, triggers = parse(line)
                yield mentions, triggers, pieces(text)
