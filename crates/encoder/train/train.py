"""Learns the encoder: `python3 train.py OUT.pt` (an hour on two cores).

    --layers N    lower layers that are kept (4)
    --rounds N    how often every passage is seen (5)
    --hold N      every so many passages are held back and measured (20)
"""

import argparse
import collections
import math
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import start
from model import Encoder
from passages import MANNERS, SORTS, TELLS, passages

MOST = 10  # words that tell something in a passage
BATCH = 1536  # pieces, with those that fill up
RATE, HEAD_RATE = 5e-4, 1e-3
RARE = 60  # a part played less often is not learnt


def prepare(passage, known, roles):
    """A passage in numbers: pieces, tags, what each tells and whether that counts, words that tell, parts, manners."""
    mentions, triggers, cut = passage
    cut = cut[: start.PLACES - 4]
    n = len(cut) + 2
    x = np.array([known[start.BEGIN], *(known[k] for k, *_ in cut), known[start.END]])

    def at(a, b):
        return [i + 1 for i, (_, s, e) in enumerate(cut) if e > a and s < b and e > s]

    tags, played = np.zeros(n, np.int64), []
    for a, b, sort, parts in mentions:
        where = at(a, b)
        for k, i in enumerate(where):
            tags[i] = 1 + 2 * SORTS.index(sort if sort in SORTS else "W") + (k > 0)
        if where:
            played.append((where, parts))
    tells, counts = np.zeros((n, len(TELLS)), np.float32), np.ones(n, np.float32)
    claims, manner = {}, {}
    for a, b, claim, what, how in triggers:
        where = at(a, b)
        if not where:
            continue
        i = where[0]
        if what in TELLS:
            tells[i, TELLS.index(what)] = counts[i] = 1
            claims.setdefault(i, set()).add(claim)
            manner.setdefault(i, MANNERS.index(how) if how in MANNERS else 0)
        elif what == "+" and not tells[i].any():
            counts[i] = 0
    words, parts, manners = np.zeros(MOST, np.int64), np.zeros((MOST, n), np.int64), np.zeros(MOST, np.int64)
    for k, (i, mine) in enumerate(sorted(claims.items())[:MOST]):
        words[k], manners[k] = i, manner[i]
        for where, named in played:
            for claim, role in named:
                if claim in mine and role in roles:
                    parts[k, where] = roles[role]
    return x, tags, tells, counts, words, parts, manners


def batches(all_, which, rng=None):
    which, out = list(which), []
    if rng:
        rng.shuffle(which)
    for c in range(0, len(which), 2000):
        batch = []
        for i in sorted(which[c : c + 2000], key=lambda i: len(all_[i][0])):
            if batch and len(all_[i][0]) * (len(batch) + 1) > BATCH:
                out.append(batch)
                batch = []
            batch.append(i)
        out.append(batch)
    if rng:
        rng.shuffle(out)
    return out


def filled(all_, batch, pad):
    """Passages side by side, filled up to the longest."""
    n, size = len(batch), max(len(all_[i][0]) for i in batch)
    words = max(1, max(int((all_[i][4] > 0).sum()) for i in batch))
    x, tags = np.full((n, size), pad), np.zeros((n, size), np.int64)
    tells, counts = np.zeros((n, size, len(TELLS)), np.float32), np.zeros((n, size), np.float32)
    at, parts, manners = (np.zeros(s, np.int64) for s in ((n, words), (n, words, size), (n, words)))
    for k, i in enumerate(batch):
        e = all_[i]
        m = len(e[0])
        x[k, :m], tags[k, :m], tells[k, :m], counts[k, :m] = e[:4]
        at[k], parts[k, :, :m], manners[k] = e[4][:words], e[5][:words], e[6][:words]
    return [torch.from_numpy(a) for a in (x, tags, tells, counts, at, parts, manners)]


def loss(net, batch):
    x, tags, tells, counts, at, parts, manners = batch
    with torch.autocast("cpu", torch.bfloat16):
        out = net(x, at)
    tag, tell, part, manner = (a.float() for a in out)
    here = (x != net.pad).float()
    n = here.sum()

    def chosen(scores, right, weight):
        each = F.cross_entropy(scores.reshape(-1, scores.shape[-1]), right.reshape(-1), reduction="none")
        return (each * weight.reshape(-1)).sum() / n

    told = F.binary_cross_entropy_with_logits(tell, tells, reduction="none").sum(-1)
    asked = (at > 0).float()
    return (
        chosen(tag, tags, here)
        + 2 * (told * here * counts).sum() / n
        + chosen(part, parts, here[:, None] * asked[:, :, None])
        + chosen(manner, manners, asked)
    )


@torch.no_grad()
def measure(net, all_, which):
    """F1 of what words tell, by share, and of the parts of pieces in that."""
    net.eval()
    events = {t: np.zeros(3) for t in (0.3, 0.4, 0.5)}
    played = np.zeros(3)
    for batch in batches(all_, which):
        x, _, tells, counts, at, parts, _ = filled(all_, batch, net.pad)
        _, tell, part, _ = net(x, at)
        for t, n in events.items():
            found = (tell.sigmoid() > t) & (counts > 0)[:, :, None]
            n += [(found & (tells > 0)).sum(), found.sum(), (tells > 0).sum()]
        best, asked = part.argmax(-1), (at > 0)[:, :, None] & (x != net.pad)[:, None]
        hit = (best == parts) & (parts > 0) & asked
        played += [hit.sum(), ((best > 0) & asked).sum(), ((parts > 0) & asked).sum()]
    net.train()
    f1 = lambda n: 2 * n[0] / max(1, n[1] + n[2])
    shown = ", ".join(f"{t}: {f1(n):.3f}" for t, n in events.items())
    print(f"held back: events from {shown}; parts of pieces {f1(played):.3f}", flush=True)


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("out")
    ask.add_argument("--layers", type=int, default=4)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--hold", type=int, default=20)
    asked = ask.parse_args()
    torch.manual_seed(1)
    every = list(passages())
    seen = collections.Counter(r for mentions, *_ in every for m in mentions for _, r in m[3])
    roles = [r for r, n in seen.most_common() if n >= RARE]
    known = sorted({k for *_, cut in every for k, *_ in cut} | {start.BEGIN, start.END, start.PAD, start.UNKNOWN})
    numbers = {k: i for i, k in enumerate(known)}
    all_ = [prepare(p, numbers, {r: i + 1 for i, r in enumerate(roles)}) for p in every]
    held = [i for i in range(len(all_)) if asked.hold and i % asked.hold == 0]
    learnt = sorted(set(range(len(all_))) - set(held))
    net = Encoder(known, roles, asked.layers)
    heads = [*net.h.parameters(), net.rw]
    of_heads = set(map(id, heads))
    layers = [p for p in net.parameters() if id(p) not in of_heads]
    groups = [dict(params=layers, lr=RATE), dict(params=heads, lr=HEAD_RATE)]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = len(batches(all_, learnt)) * asked.rounds
    warm = min(200, steps // 10)

    def rate(step):
        if step < warm:
            return (step + 1) / warm
        return 0.02 + 0.49 * (1 + math.cos(math.pi * (step - warm) / (steps - warm)))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    rng, since, step = random.Random(1), time.time(), 0
    net.train()
    while step < steps:
        for batch in batches(all_, learnt, rng):
            if step == steps:
                break
            value = loss(net, filled(all_, batch, net.pad))
            value.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            step += 1
            if step % 100 == 0:
                print(f"{step} of {steps}, {time.time() - since:.0f} s, loss {value.item():.3f}", flush=True)
        torch.save((net.state_dict(), known, roles), asked.out)
        if held:
            measure(net, all_, held)


if __name__ == "__main__":
    main()
