"""Main text of pages: tradewire and trafilatura on the same pages, in one run, with the same measure.

    python3 -m venv PEERS && PEERS/bin/pip install -r bench/peers/requirements.txt
    cargo build --release -p tradewire-bench
    PEERS/bin/python bench/peers/pages.py FOLDER [--bench target/release/tradewire-bench] [--repeat 5]

FOLDER holds evaldata.json and html/ (trafilatura's form), or folders with pages.toml (our own set). The measure is
counted here for both: a snippet that must remain is a hit or a miss, one that must not is a false alarm where it
remains; F1 = 2 hits / (2 hits + misses + false alarms). Both are timed by the time on a core that reading alone takes.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile
import time
import tomllib

import trafilatura


def cases(folder):
    """The pages of a folder: name, file, snippets that must and must not remain."""
    lists = folder / "evaldata.json"
    if lists.is_file():
        for case in json.loads(lists.read_text("utf-8")).values():
            path = folder / "html" / case["file"]
            if path.is_file():
                yield case["file"], path, case.get("with", []), case.get("without", [])
        return
    parts = [folder] if (folder / "pages.toml").is_file() else sorted(p.parent for p in folder.glob("*/pages.toml"))
    for part in parts:
        for case in tomllib.loads((part / "pages.toml").read_text("utf-8"))["page"]:
            yield f"{part.name}/{case['file']}", part / case["file"], case.get("with", []), case.get("without", [])


def score(pages, texts):
    """Hits, misses and false alarms of texts by name, and F1."""
    hits = misses = alarms = 0
    for name, _, wanted, unwanted in pages:
        text = texts.get(name) or ""
        found = sum(s in text for s in wanted)
        hits, misses = hits + found, misses + len(wanted) - found
        alarms += sum(s in text for s in unwanted)
    return hits, misses, alarms, 2 * hits / max(1, 2 * hits + misses + alarms)


def ours(bench, folder, repeat):
    """Texts of tradewire and the pages that it reads in a second on one core."""
    with tempfile.TemporaryDirectory() as scratch:
        dump = pathlib.Path(scratch) / "pages.jsonl"
        command = [bench, "pages", str(folder), "--repeat", str(repeat), "--json", "--dump", str(dump)]
        run = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        lines = [json.loads(line) for line in dump.read_text("utf-8").split("\n") if line]
    texts = {(f"{x['part']}/{x['file']}" if "part" in x else x["file"]): x["text"] for x in lines}
    return texts, run["metrics"].get("pages_per_core_second", run["per_second"])


def theirs(pages):
    """Texts of trafilatura with its defaults and the pages that it reads in a second on one core."""
    loaded = [(name, path.read_bytes()) for name, path, *_ in pages]
    for _, page in loaded[:3]:
        trafilatura.extract(page)  # its tables are built on first use
    texts, start = {}, time.process_time()
    for name, page in loaded:
        texts[name] = trafilatura.extract(page)
    return texts, len(loaded) / (time.process_time() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--bench", default="target/release/tradewire-bench")
    parser.add_argument("--repeat", type=int, default=5)
    args = parser.parse_args()
    pages = list(cases(args.folder))
    print(f"{len(pages)} pages of {args.folder.name}")
    print(f"{'reader':<22} {'hits':>5} {'miss':>5} {'false':>5} {'F1':>6} {'pages per core-second':>22}")
    rates = []
    runs = [("tradewire", *ours(args.bench, args.folder, args.repeat))]
    runs.append((f"trafilatura {trafilatura.__version__}", *theirs(pages)))
    for name, texts, rate in runs:
        hits, misses, alarms, f1 = score(pages, texts)
        rates.append(rate)
        print(f"{name:<22} {hits:>5} {misses:>5} {alarms:>5} {f1:>6.3f} {rate:>22.1f}")
    print(f"speed ratio: {rates[0] / rates[1]:.1f}")


if __name__ == "__main__":
    main()
