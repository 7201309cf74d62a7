"""truthdiscovery's algorithms on tables of claims, beside tradewire's in the same run.

    python3 bench/peers/truth.py target/release/tradewire-bench bench/truth

The folder is that of `tradewire-bench truth`: heritages/ with claims.csv and groundtruths.csv, population_claims.csv with
population_truth.csv. truthdiscovery knows of no hierarchy, so on Heritages it is held beside the plain vote; the right
value is the deepest part of the true path that some source claims. It gives one answer for each object by the greatest
belief; of equals the first by name.

The package draws graphs with pycairo and imageio, which need system libraries; they are not used here, so install with
`pip install --no-deps truthdiscovery==1.0.4` and `pip install numpy==1.26.4 "scipy<1.14" bidict`.
"""
import csv
import json
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from unittest.mock import MagicMock

for unused in ("cairo", "imageio", "imageio.v2"):
    sys.modules.setdefault(unused, MagicMock())

from truthdiscovery.algorithm import (  # noqa: E402
    AverageLog, Investment, MajorityVoting, PooledInvestment, Sums, TruthFinder,
)
from truthdiscovery.input import Dataset  # noqa: E402


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from list(csv.reader(file))[1:]


def deepest(path, claimed):
    """The first part of «district,province,country» that is claimed; a part may hold commas itself."""
    cuts = [0] + [i + 1 for i, c in enumerate(path) if c == ","]
    for start in cuts:
        ends = [len(path)] + [i for i in range(len(path) - 1, start, -1) if path[i] == ","]
        for end in ends:
            for part in (path[start:end], path[start:end].strip()):
                if part in claimed:
                    return part
    return None


def tables(folder):
    if (folder / "heritages" / "claims.csv").is_file():
        claims = [(s, o, v) for o, s, v, *_ in rows(folder / "heritages" / "claims.csv")]
        said = defaultdict(set)
        for _, o, v in claims:
            said[o].add(v)
        truth = {o: deepest(p, said[o]) for o, p, *_ in rows(folder / "heritages" / "groundtruths.csv")}
        yield "heritages", claims, {o: v for o, v in truth.items() if v is not None}
    if (folder / "population_claims.csv").is_file():
        claims, said = [], set()
        for place, what, value, source, *_ in rows(folder / "population_claims.csv"):
            source = "0" if source.startswith("0 (") else source
            claims.append((source, f"{place}\t{what}", value))
            said.add(f"{place}\t{what}")
        truth = {f"{p}\t{w}": v for p, w, v, *_ in rows(folder / "population_truth.csv")}
        yield "population", claims, {o: v for o, v in truth.items() if o in said}


def once(claims):
    """truthdiscovery takes one value of a source for an object: the last, as it does itself."""
    return [(s, o, v) for (s, o), v in {(s, o): v for s, o, v in claims}.items()]


def main():
    bench, folder = sys.argv[1], Path(sys.argv[2])
    ours = json.loads(subprocess.run([bench, "truth", str(folder), "--json"], capture_output=True, check=True).stdout)
    for name, claims, truth in tables(folder):
        print(f"{name}: {len(truth)} truths, {len(claims)} claims")
        print(f"  {'tradewire, default':28} {ours['metrics'][name + '_accuracy']:.3f}")
        print(f"  {'tradewire, vote':28} {ours['metrics'][name + '_vote']:.3f}")
        data = Dataset(once(claims))
        for algorithm in (MajorityVoting, TruthFinder, Sums, AverageLog, Investment, PooledInvestment):
            start = time.perf_counter()
            try:
                result = algorithm().run(data)
            except Exception as e:  # an iteration that does not settle
                print(f"  truthdiscovery {algorithm.__name__:18} failed: {type(e).__name__}")
                continue
            right = sum(min(result.get_most_believed_values(o), default=None) == v for o, v in truth.items())
            print(f"  truthdiscovery {algorithm.__name__:18} {right / len(truth):.3f}   {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
