#!/usr/bin/env python3
"""Quantities side by side in one run: tradewire, the Python port of Recognizers-Text, JioNLP.

    python3 bench/peers/quantities.py --bench target/release/tradewire-bench --specs SPECS --phrases corpus/quantities

SPECS holds a folder of spec files per language. Peers and versions: bench/peers/requirements.txt. On the specs an entity
counts where span and value agree (F1); on the phrases those that hold sums of money alone are asked, and a system is
right where value and currency of every sum agree (bounds and periods are left out, since the peers do not give them).
"""

import argparse
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import tomllib
from decimal import Decimal, InvalidOperation

CULTURES = {"Chinese": "zh-cn", "English": "en-us"}


def value(v):
    """A figure to thirteen significant digits, whatever else as it is."""
    text = str(v)
    body, sign = (text[:-1], "%") if text.endswith("%") else (text, "")
    try:
        return f"{Decimal(body):.12E}{sign}"
    except InvalidOperation:
        return text


def resolution(kind, r):
    """What is compared of a spec's resolution."""
    r = r or {}
    if "values" in r:
        keys = ("timex", "value", "start", "end")
        return json.dumps([[str(v.get(k) or "") for k in keys] for v in r["values"]])
    return f"{value(r.get('value'))}|{r.get('unit') or ''}"


def recognizers(model, text, culture, reference):
    """The port's entities of a text."""
    import recognizers_date_time as dt
    import recognizers_number as num
    import recognizers_number_with_unit as unit

    try:
        if model == "DateTime":
            found = dt.recognize_datetime(text, culture, reference=reference)
        else:
            ask = {
                "Number": num.recognize_number,
                "Ordinal": num.recognize_ordinal,
                "Percent": num.recognize_percentage,
                "Currency": unit.recognize_currency,
            }.get(model)
            if ask is None:
                return None
            found = ask(text, culture)
    except Exception:  # noqa: BLE001 a peer that fails on a case has found nothing
        found = []
    return {(e.start, e.end, e.type_name, resolution(e.type_name, e.resolution)) for e in found}


def specs(args, table):
    """F1 per file for the port and for us."""
    for folder in sorted(pathlib.Path(args.specs).iterdir()):
        for path in sorted(folder.glob("*Model.jsonl")):
            model = path.stem.removesuffix("Model")
            cases = [json.loads(line) for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
            want = [
                {(r["Start"], r["End"], r["TypeName"], resolution(r["TypeName"], r.get("Resolution"))) for r in c["Results"]}
                for c in cases
            ]
            ours = dump(args.bench, "recognizers", path)
            if not ours:
                continue
            mine = [
                {(e["start"], e["end"], e["type"], ours_resolution(e)) for e in line["entities"]} for line in ours
            ]
            theirs = []
            for c in cases:
                at = (c.get("Context") or {}).get("ReferenceDateTime")
                at = datetime.datetime.fromisoformat(at.rstrip("Z")[:19]) if at else datetime.datetime(2016, 11, 7)
                theirs.append(recognizers(model, c["Input"], CULTURES[folder.name], at))
            port = "—" if any(t is None for t in theirs) else f"{f1(want, theirs):.3f}"
            table.append((folder.name, model, len(cases), f"{f1(want, mine):.3f}", port, "—"))


def ours_resolution(e):
    if isinstance(e["value"], list):
        return json.dumps(e["value"])
    return f"{value(e['value'])}|{e['unit'] or ''}"


def f1(want, found):
    right = sum(len(w & f) for w, f in zip(want, found))
    total = sum(len(w) for w in want) + sum(len(f) for f in found)
    return 2 * right / total if total else 1.0


def dump(bench, suite, path):
    """The lines our command dumps for a path."""
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as out:
        subprocess.run([bench, suite, str(path), "--dump", out.name], check=True, capture_output=True)
        return [json.loads(line) for line in pathlib.Path(out.name).read_text(encoding="utf-8").splitlines()]


CODES = {"元": "CNY", "人民币": "CNY", "美元": "USD", "港元": "HKD", "台币": "TWD", "新台币": "TWD", "日元": "JPY",
         "欧元": "EUR", "英镑": "GBP", "韩元": "KRW", "澳元": "AUD", "加元": "CAD", "新加坡元": "SGD", "瑞士法郎": "CHF",
         "卢布": "RUB", "泰铢": "THB", "澳门元": "MOP"}


def plain(text):
    """The sums of a short form, `money ~1.2 USD year`, as (low, high, currency)."""
    words = text.removeprefix("money ").split(" = ")[0].split(" ")
    figure = words[0].lstrip("~<>=")
    ends = figure.split("..") if ".." in figure else [figure, figure]
    return tuple(Decimal(e) for e in ends) + (words[1],)


def same(expected, found):
    """Whether two lists of sums agree; an open currency agrees with any."""
    return len(expected) == len(found) and all(
        e[0] == f[0] and e[1] == f[1] and (e[2] == "?" or f[2] in (e[2], "?")) for e, f in zip(expected, found)
    )


def jionlp(text):
    import jionlp as jio

    out = []
    try:
        for m in jio.ner.extract_money(text, with_parsing=True) or []:
            num = m["detail"]["num"]
            ends = num if isinstance(num, list) else [num, num]
            case = m["detail"]["case"]
            out.append((Decimal(ends[0]), Decimal(ends[1]), CODES.get(case, case)))
    except Exception:  # noqa: BLE001
        return []
    return out


def port_money(text, culture):
    from recognizers_number_with_unit import recognize_currency

    out = []
    try:
        for e in recognize_currency(text, culture):
            n = Decimal(e.resolution["value"])
            out.append((n, n, e.resolution.get("isoCurrency") or {"Dollar": "USD", "Pound": "GBP"}.get(e.resolution["unit"], "?")))
    except Exception:  # noqa: BLE001
        return []
    return out


def phrases(args, table):
    """Share of the phrases of money that each system reads right."""
    groups = {}
    for path in sorted(pathlib.Path(args.phrases).rglob("*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        for line, p in zip(dump(args.bench, "quantities", path), file["phrase"]):
            if not p["expect"] or not all(e.startswith("money ") for e in p["expect"]):
                continue
            expected = [plain(e) for e in p["expect"]]
            chinese = p["lang"].startswith("zh")
            key = ("blind" if file.get("blind") else "open", p["lang"][:7])
            tally = groups.setdefault(key, [0, 0, 0, 0])
            tally[0] += 1
            tally[1] += same(expected, [plain(f) for f in line["found"] if f.startswith("money ")])
            tally[2] += same(expected, port_money(p["text"], "zh-cn" if chinese else "en-us"))
            tally[3] += same(expected, jionlp(p["text"])) if chinese else 0
    for (kind, lang), (n, a, b, c) in sorted(groups.items()):
        third = f"{c / n:.3f}" if lang.startswith("zh") else "—"
        table.append((f"{kind} phrases", lang, n, f"{a / n:.3f}", f"{b / n:.3f}", third))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", default="target/release/tradewire-bench")
    parser.add_argument("--specs", help="folder with a folder of spec files per language")
    parser.add_argument("--phrases", help="folder of our phrases")
    args = parser.parse_args()
    table = []
    if args.specs:
        specs(args, table)
    if args.phrases:
        phrases(args, table)
    print(f"{'set':<16} {'model':<12} {'cases':>6} {'tradewire':>10} {'recognizers':>12} {'jionlp':>8}")
    for row in table:
        print(f"{row[0]:<16} {row[1]:<12} {row[2]:>6} {row[3]:>10} {row[4]:>12} {row[5]:>8}")


if __name__ == "__main__":
    sys.exit(main())
