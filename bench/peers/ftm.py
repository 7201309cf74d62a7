"""Reads an export in the form of FollowTheMoney with the Python package followthemoney.

    tradewire export --form ftm > entities.ftm.json
    python3 bench/peers/ftm.py entities.ftm.json

    tradewire export --form ftm-own > own.ftm.json
    tradewire export --form ftm-schema > tradewire.yaml
    tradewire events --format jsonl > events.jsonl
    python3 bench/peers/ftm.py own.ftm.json --schema tradewire.yaml --events events.jsonl

Every line must become an entity of a schema that is not abstract, have what its schema requires, and every value it
gives must be there after the package cleaned it; every entity that another refers to must be in the file. With
--schema those schemata are read beside the package's own; with --events there must be one entity of them for each move,
offer and pay band, with its date and its sums. Prints how many of each schema, and fails where a line or a value was
refused. Measured with followthemoney 4.11.2.
"""
import argparse
import collections
import json
import os
import shutil
import sys
import tempfile
from importlib.util import find_spec

OWN = {"move": "JobMove", "offer": "JobOffer", "payband": "PayBand"}


def load(schema):
    """The package's model, with more schemata where a file gives them."""
    if schema:
        folder = tempfile.mkdtemp()
        stock = os.path.join(os.path.dirname(find_spec("followthemoney").origin), "schema")
        shutil.copytree(stock, os.path.join(folder, "schema"))
        shutil.copy(schema, os.path.join(folder, "schema", "tradewire.yaml"))
        os.environ["FTM_MODEL_PATH"] = os.path.join(folder, "schema")
    from followthemoney import model

    return model


def counted(path):
    """How many entities and sums the events must give."""
    wanted = collections.Counter()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            if event["kind"] in OWN:
                wanted[OWN[event["kind"]]] += 1
                for value in event["args"].values():
                    if event["kind"] == "offer" and isinstance(value, dict) and "bound" in value and (
                        "currency" in value or "value" in value or "low" in value or "high" in value
                    ):
                        wanted["PaySum"] += 1 + len(value.get("also", []))
    return wanted


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("path")
    parser.add_argument("--schema")
    parser.add_argument("--events")
    args = parser.parse_args()
    model = load(args.schema)
    path = args.path
    schemata, ids, refers, faults = collections.Counter(), set(), [], []
    with open(path, encoding="utf-8") as lines:
        for n, line in enumerate(lines, 1):
            given = json.loads(line)
            schema = model.get(given["schema"])
            if schema is None or schema.abstract:
                faults.append(f"line {n}: no schema {given['schema']}")
                continue
            entity = model.get_proxy(given, cleaned=False)
            entity.id = given["id"]
            for name, values in given["properties"].items():
                prop = schema.get(name)
                if prop is None:
                    faults.append(f"line {n}: {given['schema']} has no property {name}")
                    continue
                for value in values:
                    clean = prop.type.clean(value)
                    if clean is None:
                        faults.append(f"line {n}: {name} refuses {value!r}")
                    elif clean not in entity.get(name):
                        faults.append(f"line {n}: {name} lost {value!r}")
                    elif prop.type.name == "entity":
                        refers.append((n, name, value, prop.range))
            for name in schema.required:
                if not given["properties"].get(name):
                    faults.append(f"line {n}: {given['schema']} has no {name}")
            schemata[schema.name] += 1
            ids.add((given["id"], schema.name))
    by_id = dict(ids)
    if len(by_id) != sum(schemata.values()):
        faults.append("two entities share an id")
    for n, name, value, range_ in refers:
        if value not in by_id:
            faults.append(f"line {n}: {name} refers to {value}, which is not there")
        elif range_ and not model.get(by_id[value]).is_a(range_):
            faults.append(f"line {n}: {name} refers to a {by_id[value]}, which is no {range_.name}")
    for name, count in (counted(args.events) if args.events else {}).items():
        if schemata[name] != count:
            faults.append(f"{schemata[name]} entities of {name} where the events give {count}")
    for schema, count in sorted(schemata.items()):
        print(f"{schema:<16} {count:>7}")
    print(f"{sum(schemata.values())} entities, {len(refers)} references, {len(faults)} faults")
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    sys.exit(bool(faults))


main()
