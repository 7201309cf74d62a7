"""nomenklatura's matcher (logic-v2) on pairs of names, beside tradewire's in the same run.

    python3 bench/peers/names.py target/release/tradewire-bench FILE.csv|FOLDER…

Files are tables with the columns schema, name1, name2, is_match, or TOML lists of pairs (a, b, schema, same).
Both are scored alike: F1 at a threshold chosen by tenfold cross-validation, recall at precision 0.99, pairs per second.
"""
import csv
import json
import random
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

SCHEMATA = {"person": "Person", "organisation": "Organization"}


def load(path):
    files = sorted(p for p in path.iterdir() if p.suffix in (".toml", ".csv")) if path.is_dir() else [path]
    for file in files:
        if file.suffix == ".toml":
            for pair in tomllib.loads(file.read_text("utf-8"))["pair"]:
                schema = SCHEMATA.get(pair["schema"].lower(), pair["schema"])
                yield schema, pair["a"], pair["b"], pair["same"]
        else:
            with file.open(encoding="utf-8-sig", newline="") as rows:
                for row in csv.DictReader(rows):
                    yield row["schema"], row["name1"], row["name2"], row["is_match"].lower() in ("true", "1", "yes")


def f1(cases):
    hit = sum(same and said for same, said in cases)
    wrong = sum(same != said for same, said in cases)
    return 2 * hit / max(1, 2 * hit + wrong)


def crossed(same, scores, folds=10):
    order = list(range(len(same)))
    random.Random(20250701).shuffle(order)
    said = [False] * len(same)
    for fold in range(folds):
        rest = [i for n, i in enumerate(order) if n % folds != fold]
        best = max((t / 200 for t in range(201)), key=lambda t: f1([(same[i], scores[i] >= t) for i in rest]))
        for n, i in enumerate(order):
            if n % folds == fold:
                said[i] = scores[i] >= best
    return f1(list(zip(same, said)))


def recall_at(same, scores, precision):
    best = 0.0
    for t in sorted(set(scores)):
        said = [s >= t for s in scores]
        hits = sum(a and b for a, b in zip(same, said))
        if hits and hits / sum(said) >= precision:
            best = max(best, hits / sum(same))
    return best


def peer(pairs):
    from followthemoney import model
    from nomenklatura.matching import get_algorithm

    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()

    def entity(schema, name, ident):
        proxy = model.make_entity(schema)
        proxy.id = ident
        proxy.add("name", name)
        return proxy

    made = [(entity(s, a, "a"), entity(s, b, "b")) for s, a, b, _ in pairs]
    for left, right in made[:50]:
        algorithm.compare(left, right, config)
    start = time.process_time()
    scores = [algorithm.compare(left, right, config).score for left, right in made]
    return scores, len(pairs) / (time.process_time() - start)


def ours(bench, paths):
    with tempfile.NamedTemporaryFile("r", suffix=".jsonl") as dump:
        out = subprocess.run([bench, "names", "--json", "--dump", dump.name, *map(str, paths)],
                             check=True, capture_output=True, text=True).stdout
        scores = [json.loads(line)["score"] for line in open(dump.name, encoding="utf-8")]
    return scores, json.loads(out)["metrics"]["pairs_per_core_second"]


def main():
    bench, paths = sys.argv[1], [Path(p) for p in sys.argv[2:]]
    pairs = [pair for path in paths for pair in load(path)]
    same = [pair[3] for pair in pairs]
    print(f"{len(pairs)} pairs, {sum(same)} the same")
    print(f"{'':<24}{'F1':>8}{'R at P .99':>12}{'pairs/s':>12}")
    for name, (scores, speed) in (("tradewire", ours(bench, paths)), ("nomenklatura logic-v2", peer(pairs))):
        print(f"{name:<24}{crossed(same, scores):>8.3f}{recall_at(same, scores, 0.99):>12.3f}{speed:>12.0f}")


if __name__ == "__main__":
    main()
