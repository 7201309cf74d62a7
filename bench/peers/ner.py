"""Names in marked sentences by jieba and THULAC, scored as `tradewire-bench ner` scores its own.

    python3 bench/peers/ner.py FILE… [--dump PEER=FILE]

The files are those of `tradewire-bench ner`: columns (CoNLL, BMES) or JSON lines. Both peers read Chinese; they name
persons and organisations and know no titles. jieba: the tags nr, nrt, nrfg are persons, nt and nz organisations.
THULAC: np persons, ni and nz organisations. Neighbouring words of one kind make one name, as the peers cut long
names up; both readings are printed where they differ, and the better one counts.
"""

import argparse
import json
import pathlib
import time

KINDS = {
    "person": "person", "researcher": "person", "name": "person",
    "organisation": "organisation", "organization": "organisation", "org": "organisation",
    "university": "organisation", "company": "organisation", "government": "organisation",
}


def columns(text):
    tokens = []
    for line in text.splitlines() + [""]:
        line = line.rstrip()
        if line:
            cut = max(line.rfind("\t"), line.rfind(" "))
            tokens.append((line[:cut].strip(), line[cut + 1:]))
            continue
        if tokens:
            yield sentence(tokens)
        tokens = []


def sentence(tokens):
    blank = "" if all(len(w) <= 1 for w, _ in tokens) else " "
    text, gold, current = "", set(), None
    for word, tag in tokens:
        if text:
            text += blank
        prefix, _, label = tag.partition("-")
        goes_on = prefix in ("I", "M", "E") and current and current[1] == label
        if not goes_on:
            if current:
                gold.add((current[0], current[2], current[1].lower()))
            current = (len(text), label, 0) if label else None
        text += word
        if current:
            current = (current[0], current[1], len(text))
    if current:
        gold.add((current[0], current[2], current[1].lower()))
    return text, {(a, b, KINDS[k]) for a, b, k in gold if k in KINDS}


def cases(path):
    text = pathlib.Path(path).read_text(encoding="utf-8")
    if not text.lstrip().startswith("{"):
        return list(columns(text))
    out = []
    for line in filter(None, text.splitlines()):
        case = json.loads(line)
        gold = {
            (a, b + 1, KINDS[label])
            for label, words in case["label"].items() if label in KINDS
            for spans in words.values() for a, b in spans
        }
        out.append((case["text"], gold))
    return out


def spans(words, kinds, joined):
    """Character spans of tagged words, neighbours of one kind joined or not."""
    out, at = [], 0
    for word, tag in words:
        kind = kinds.get(tag)
        if kind and joined and out and out[-1][1] == at and out[-1][2] == kind:
            out[-1] = (out[-1][0], at + len(word), kind)
        elif kind:
            out.append((at, at + len(word), kind))
        at += len(word)
    return set(out)


def jieba_peer():
    import jieba
    import jieba.posseg

    jieba.initialize()
    kinds = {"nr": "person", "nrt": "person", "nrfg": "person", "nt": "organisation", "nz": "organisation"}
    return lambda text: [(w.word, w.flag) for w in jieba.posseg.cut(text)], kinds


def thulac_peer():
    if not hasattr(time, "clock"):  # gone since Python 3.8; THULAC 0.2.2 still calls it
        time.clock = time.perf_counter
    import thulac

    model = thulac.thulac()
    kinds = {"np": "person", "ni": "organisation", "nz": "organisation"}

    def cut(text):
        # It drops blanks; they are put back, so that offsets hold.
        words, at = [], 0
        for word, tag in model.cut(text):
            found = text.find(word, at)
            if found < 0:
                continue
            if found > at:
                words.append((text[at:found], ""))
            words.append((word, tag))
            at = found + len(word)
        return words

    return cut, kinds


def f1(all_gold, all_found, kinds):
    right = gold = found = 0
    for g, f in zip(all_gold, all_found):
        g, f = {x for x in g if x[2] in kinds}, {x for x in f if x[2] in kinds}
        right, gold, found = right + len(g & f), gold + len(g), found + len(f)
    return gold, found, right, 2 * right / max(gold + found, 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--dump", action="append", default=[], metavar="PEER=FILE")
    args = parser.parse_args()
    dumps = dict(d.split("=", 1) for d in args.dump)
    data = [case for path in args.files for case in cases(path)]
    golds = [g for _, g in data]
    for name, make in (("jieba", jieba_peer), ("thulac", thulac_peer)):
        cut, kinds = make()
        start = time.perf_counter()
        cuts = [cut(text) for text, _ in data]
        seconds = time.perf_counter() - start
        readings = {j: [spans(words, kinds, j) for words in cuts] for j in (False, True)}
        pooled = {"person", "organisation"}
        best = max(readings, key=lambda j: f1(golds, readings[j], pooled)[3])
        print(f"{name}: {len(data)} cases, {len(data) / seconds:.0f} per second, neighbours {'joined' if best else 'apart'}")
        for kind in ({"person"}, {"organisation"}, pooled):
            gold, found, right, score = f1(golds, readings[best], kind)
            print(f"  {'_'.join(sorted(kind, reverse=True)):<20} {gold:>6} {found:>6} {right:>6}  F1 {score:.3f}")
        if name in dumps:
            with open(dumps[name], "w", encoding="utf-8") as out:
                for i, found in enumerate(readings[best]):
                    entities = [{"start": a, "end": b, "type": k} for a, b, k in sorted(found)]
                    out.write(json.dumps({"i": i, "entities": entities}) + "\n")


if __name__ == "__main__":
    main()
