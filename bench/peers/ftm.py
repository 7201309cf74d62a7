"""Reads an export in the form of FollowTheMoney with the Python package followthemoney.

    tradewire export --form ftm > entities.ftm.json
    python3 bench/peers/ftm.py entities.ftm.json

Every line must become an entity of a schema that is not abstract, and every value it gives must be there after the
package cleaned it; every entity that another refers to must be in the file. Prints how many of each schema, and fails
where a line or a value was refused. Measured with followthemoney 4.11.2.
"""
import collections
import json
import sys

from followthemoney import model


def main(path):
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
    for schema, count in sorted(schemata.items()):
        print(f"{schema:<16} {count:>7}")
    print(f"{sum(schemata.values())} entities, {len(refers)} references, {len(faults)} faults")
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    sys.exit(bool(faults))


main(*sys.argv[1:])
