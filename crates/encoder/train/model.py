"""The encoder: the lower layers of the model to start from, and heads for names, events, parts and manners."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import start
from passages import MANNERS, SORTS, TELLS

MEET = 96  # units in which a word that tells and one who plays a part meet
DROP = 0.1


def _tensor(a):
    return torch.from_numpy(np.ascontiguousarray(a))


def _linear(weight, bias):
    m = nn.Linear(weight.shape[1], weight.shape[0])
    m.weight.data, m.bias.data = _tensor(weight), _tensor(bias)
    return m


def _norm(name):
    m = nn.LayerNorm(start.HIDDEN, 1e-12)
    m.weight.data = _tensor(start.floats(name + ".w", start.HIDDEN))
    m.bias.data = _tensor(start.floats(name + ".b", start.HIDDEN))
    return m


class Layer(nn.Module):
    def __init__(self, n):
        super().__init__()
        h, wide = start.HIDDEN, start.WIDE

        def w(name, rows, cols):
            return start.matrix(f"l{n}.{name}.w", rows, cols)

        def b(name, size):
            return start.floats(f"l{n}.{name}.b", size)

        look = [np.concatenate(x) for x in zip(*((w(k, h, h), b(k, h)) for k in "qkv"))]
        self.qkv = _linear(*look)
        self.ao, self.aln = _linear(w("ao", h, h), b("ao", h)), _norm(f"l{n}.aln")
        self.fi, self.fo = _linear(w("fi", wide, h), b("fi", wide)), _linear(w("fo", h, wide), b("fo", h))
        self.oln = _norm(f"l{n}.oln")

    def forward(self, x, mask):
        n, size, h = x.shape
        q, k, v = self.qkv(x).view(n, size, 3, start.HEADS, h // start.HEADS).permute(2, 0, 3, 1, 4)
        told = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(n, size, h)
        x = self.aln(x + F.dropout(self.ao(told), DROP, self.training))
        wide = F.gelu(self.fi(x), approximate="tanh")
        return self.oln(x + F.dropout(self.fo(wide), DROP, self.training))


class Encoder(nn.Module):
    """`known` are the numbers of the pieces that passages hold; what pieces mean is not learnt."""

    def __init__(self, known, roles, layers):
        super().__init__()
        h = start.HIDDEN
        self.known, self.roles = known, roles
        self.pad = known.index(start.PAD)
        self.register_buffer("emb", _tensor(start.matrix("emb.word", start.WORDS, h, np.array(known))))
        places = start.floats("emb.pos", start.PLACES, h) + start.floats("emb.type", start._TYPES, h)[0]
        self.pos = nn.Parameter(_tensor(places))
        self.ln = _norm("emb.ln")
        self.L = nn.ModuleList([Layer(n) for n in range(layers)])
        parts = len(roles) + 1
        self.h = nn.ModuleDict(
            dict(
                tag=nn.Linear(h, 1 + 2 * len(SORTS)),
                t1=nn.Linear(h, 128),
                t2=nn.Linear(128, len(TELLS)),
                rt=nn.Linear(h, MEET),
                rm=nn.Linear(h, MEET),
                ra=nn.Linear(MEET, parts, bias=False),
                rc=nn.Linear(MEET, parts),
                m1=nn.Linear(h, 96),
                m2=nn.Linear(96, len(MANNERS)),
            )
        )
        self.rw = nn.Parameter(torch.randn(parts, MEET, MEET) / MEET)
        self.h.t2.bias.data.fill_(-4)
        self.h.rc.bias.data[0] = 3

    def forward(self, x, at):
        """Scores of tags, of what each piece tells, and for the words at `at` of every piece's part and of their manner."""
        mask = (x != self.pad)[:, None, None, :]
        y = F.dropout(self.ln(self.emb[x] + self.pos[: x.shape[1]]), DROP, self.training)
        for layer in self.L:
            y = layer(y, mask)
        y = F.dropout(y, DROP, self.training)
        h = self.h
        word = y.gather(1, at[:, :, None].expand(-1, -1, start.HIDDEN))
        teller, player = F.gelu(h.rt(word)), F.gelu(h.rm(y))
        n, size, _ = player.shape
        words, parts = at.shape[1], len(self.roles) + 1
        asks = teller.reshape(-1, MEET) @ self.rw.permute(1, 0, 2).reshape(MEET, parts * MEET)
        meets = torch.bmm(asks.view(n, words * parts, MEET), player.transpose(1, 2))
        plays = meets.view(n, words, parts, size).transpose(2, 3)
        plays = plays + h.ra(teller)[:, :, None] + h.rc(player)[:, None]
        return h.tag(y), h.t2(F.gelu(h.t1(y))), plays, h.m2(F.gelu(h.m1(word)))
