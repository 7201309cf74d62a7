"""Makes words_zh.txt and name_chars_zh.txt from the dictionary of jieba 0.42.1 (MIT): python3 make_words.py dict.txt

words_zh.txt: one line per sort and frequency, «sort bucket words…»; the bucket is the rounded-down binary logarithm of
the dictionary's count. Sorts: n nouns and what stands beside them, v verbs, f function words, numbers and time, s places.
name_chars_zh.txt: one line per use, «use cost characters…»; the cost is ten times the negative natural logarithm of the
share. Uses: x surname, g first of two given characters, h second of two, i the only one, t transliteration.
`--check` compares instead of writing.
"""
import collections
import math
import pathlib
import sys

NOUN = {"n", "vn", "b", "a", "an", "j", "l", "i", "ng", "ad", "s", "z", "g", "nis", "nz"}
VERB = {"v", "vd", "vg", "vi", "vq"}
FUNCTION = {"d", "r", "p", "c", "u", "m", "q", "t", "f", "y", "uj", "ul", "ud", "uv", "uz", "ug", "k", "o", "e", "h", "zg",
            "rr", "rz", "mq", "df", "dg", "tg", "x"}


def han(word):
    return all("\u4e00" <= c <= "\u9fff" for c in word)


def main():
    args = [a for a in sys.argv[1:] if a != "--check"]
    words = collections.defaultdict(list)
    uses = {u: collections.Counter() for u in "xghit"}
    for line in pathlib.Path(args[0]).read_text(encoding="utf-8").splitlines():
        word, count, tag = line.split(" ")
        count = int(count)
        if not han(word):
            continue
        if tag == "nr" and len(word) == 3:
            weight = min(count, 3)
            uses["x"][word[0]] += weight
            uses["g"][word[1]] += weight
            uses["h"][word[2]] += weight
        elif tag == "nr" and len(word) == 2:
            uses["i"][word[1]] += min(count, 3)
        elif tag == "nrt":
            for c in word:
                uses["t"][c] += 1
        if len(word) > 4 or tag in {"nr", "nrt", "nrfg", "nt"}:
            continue
        sort = "s" if tag == "ns" else "v" if tag in VERB else "f" if tag in FUNCTION else "n" if tag in NOUN else None
        if sort is None or tag == "nz" and count < 60:
            continue
        if len(word) == 1:
            sort = "f" if sort == "f" else "n" if sort == "s" else sort
        least = 1 if len(word) == 1 else 3 if sort == "s" else 40 if len(word) < 4 else 80
        if count >= least:
            words[(sort, int(math.log2(count)))].append(word)
    lines = [f"{s} {b} {' '.join(sorted(w))}" for (s, b), w in sorted(words.items())]
    chars = []
    for use, counter in uses.items():
        total = sum(counter.values())
        costs = collections.defaultdict(list)
        for c, n in counter.items():
            if n >= 3:
                costs[round(-10 * math.log(n / total))].append(c)
        chars += [f"{use} {cost} {''.join(sorted(cs))}" for cost, cs in sorted(costs.items())]
    here = pathlib.Path(__file__).parent
    for name, text in (("words_zh.txt", lines), ("name_chars_zh.txt", chars)):
        text = "\n".join(text) + "\n"
        if "--check" not in sys.argv:
            (here / name).write_text(text, encoding="utf-8")
        elif (here / name).read_text(encoding="utf-8") != text:
            sys.exit(f"{name} is not what the dictionary gives")


main()
