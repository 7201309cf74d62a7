"""Writes what was learnt as the program reads it: `python3 export.py IN.pt ../data/encoder.bin`.

    --pieces N    how many pieces the model knows: those of the passages, then the commonest in Latin or Chinese (50000)
"""

import argparse
import re
import struct

import numpy as np
import torch

import start
from passages import MANNERS, SORTS, TELLS

SPOKEN = re.compile(
    "^\u2581?[\u0021-\u024f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20cf\u2100-\u214f\u2190-\u22ff\u25a0-\u26ff\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff]*$"
)


class Writer:
    def __init__(self, state):
        self.out, self.state = bytearray(b"TWE1"), state

    def numbers(self, *all_):
        self.out += struct.pack(f"<{len(all_)}I", *all_)

    def floats(self, a):
        self.out += np.ascontiguousarray(a, "<f4").tobytes()

    def names(self, all_):
        self.numbers(len(all_))
        for name in all_:
            self.out += bytes([len(name.encode())]) + name.encode()

    def eight(self, a):
        """A matrix of eight bits: the scale of each row, then the rows."""
        scale = np.maximum(np.abs(a).max(1) / 127, 1e-8)
        self.floats(scale)
        self.out += np.clip(np.rint(a / scale[:, None]), -127, 127).astype(np.int8).tobytes()

    def linear(self, name):
        self.eight(self.state[name + ".weight"])
        self.floats(self.state[name + ".bias"])

    def norm(self, name):
        self.floats(self.state[name + ".weight"])
        self.floats(self.state[name + ".bias"])


def chosen(known, most):
    """The pieces that the model knows, in the order of their bytes: each with its number."""
    marks = {start.BEGIN, start.END, start.PAD, start.UNKNOWN}
    name = {i: p for p, i in start.PIECES.items()}
    must = [i for i in known if i not in marks]
    also = {i for p, i in start.PIECES.items() if SPOKEN.match(p)} - marks - set(must)
    also = sorted(also, key=lambda i: (-start.SCORES[i], i))[: max(0, most - len(must))]
    return sorted(((name[i].encode(), i) for i in must + also))


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("learnt")
    ask.add_argument("out")
    ask.add_argument("--pieces", type=int, default=50_000)
    asked = ask.parse_args()
    state, known, roles = torch.load(asked.learnt, weights_only=False)
    state = {k: v.float().numpy() for k, v in state.items()}
    layers = 1 + max(int(k.split(".")[1]) for k in state if k.startswith("L."))
    pieces = chosen(known, asked.pieces)
    w = Writer(state)
    meet, told, held = (state[f"h.{n}.weight"].shape[0] for n in ("rt", "t1", "m1"))
    wide, places = state["L.0.fi.weight"].shape[0], state["pos"].shape[0]
    w.numbers(start.HIDDEN, layers, start.HEADS, wide, places, len(pieces), meet, told, held)
    w.names(["", *(f"{k}-{s}" for s in SORTS for k in "BI")])
    w.names(TELLS)
    w.names(["", *roles])
    w.names(MANNERS)
    w.numbers(*np.cumsum([len(p) for p, _ in pieces]).tolist())
    w.out += b"".join(p for p, _ in pieces)
    w.floats([start.SCORES[i] for _, i in pieces])
    rows = [start.BEGIN, start.END, start.UNKNOWN, *(min(i, start.WORDS - 1) for _, i in pieces)]
    w.out += start.packed("emb.word").reshape(start.WORDS, -1)[rows].tobytes()
    w.eight(state["pos"])
    w.norm("ln")
    for n in range(layers):
        for part, norm in ((("qkv", "ao"), "aln"), (("fi", "fo"), "oln")):
            for p in part:
                w.linear(f"L.{n}.{p}")
            w.norm(f"L.{n}.{norm}")
    for head in "tag t1 t2 m1 m2 rt rm".split():
        w.linear("h." + head)
    w.eight(state["rw"].transpose(0, 2, 1).reshape(-1, meet))
    w.eight(state["h.ra.weight"])
    w.linear("h.rc")
    with open(asked.out, "wb") as f:
        f.write(w.out)
    print(f"{len(w.out)} bytes, {layers} layers, {len(pieces)} pieces, {len(roles)} parts")


if __name__ == "__main__":
    main()
