"""Packages and intervals beside other programs, in the same run.

    python3 bench/peers/market.py target/release/tradewire-bench bench/market

Simulation: numpy draws the package of `tradewire-bench market value` in doubles, all paths of a month at once; QuantLib's
path generator is asked path by path from Python, for fewer paths, and scaled.
NPMLE: lifelines (EM, closed intervals; timed as it comes, compared with its tolerance at 1e-14) and R's survival (survfit
with interval2, left ends open) on the files of bench/market. R's EM ends when the curve moves by no more than 5e-5 in a
step, which is early; it is timed so, and compared so and with that figure at 1e-10.
Agreement is the greatest difference of the two distribution functions at the upper ends of our support.

    pip install -r bench/peers/requirements.txt    # numpy, lifelines, QuantLib
    apt-get install r-base-core r-cran-survival
"""
import csv
import json
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np


def bench(binary, *arguments):
    with tempfile.NamedTemporaryFile("r", suffix=".jsonl") as dump:
        out = subprocess.run([binary, "--json", "--dump", dump.name, "market", *arguments],
                             check=True, capture_output=True, text=True).stdout
        return json.loads(out), [json.loads(line) for line in dump]


def numpy_paths(paths, seed=1):
    """The same package, drawn the same way: every month, failure, discount, quantiles of each year's running sum."""
    rng = np.random.default_rng(seed)
    start, worked = time.perf_counter(), time.process_time()
    sigma, growth, failure, rate = 0.6, 0.05, 0.05, 0.04
    months = np.arange(1, 49)
    present = (1 + rate) ** (-months / 12)
    step = (math.log(1 + growth) - sigma ** 2 / 2) / 12
    totals = np.zeros((4, paths))
    hazard = math.log(1 - failure) / 12
    fails = np.floor(np.log(rng.random(paths)) / hazard) + 1
    log = np.zeros(paths)
    totals[0] += 1_000_000
    for m in months:
        log += step + sigma / math.sqrt(12) * rng.standard_normal(paths)
        pay = (8_000_000 / 48 * np.exp(log) + 40_000) * present[m - 1]
        totals[(m - 1) // 12] += np.where(fails > m, pay, 0.0)
    running = np.cumsum(totals, axis=0)
    for row in running:
        np.percentile(row, [5, 25, 50, 75, 95])
    mean = running[-1].mean()
    error = running[-1].std() / math.sqrt(paths)
    return time.perf_counter() - start, mean, error, time.process_time() - worked


def quantlib_paths(paths):
    try:
        import QuantLib as ql
    except ImportError:
        return None
    today = ql.Date(1, 1, 2026)
    ql.Settings.instance().evaluationDate = today
    day = ql.Actual365Fixed()
    flat = lambda r: ql.YieldTermStructureHandle(ql.FlatForward(today, r, day))
    vol = ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, ql.NullCalendar(), 0.6, day))
    process = ql.BlackScholesMertonProcess(ql.QuoteHandle(ql.SimpleQuote(1.0)), flat(0.0), flat(math.log(1.05)), vol)
    rng = ql.GaussianRandomSequenceGenerator(ql.UniformRandomSequenceGenerator(48, ql.UniformRandomGenerator(1)))
    paths_of = ql.GaussianPathGenerator(process, 4.0, 48, rng, False)
    start = time.perf_counter()
    for _ in range(paths):
        np.asarray(list(paths_of.next().value()))
    return time.perf_counter() - start


def rows(file):
    with open(file, encoding="utf-8") as f:
        lines = [line for line in f if not line.startswith("#")]
    return [(float(r["left"]), float(r["right"]), float(r["count"])) for r in csv.DictReader(lines)]


def below(support, x):
    """Mass that lies at or below x."""
    return sum(m for _, high, m in support if high is not None and high <= x + 1e-9)


def lifelines_fit(data, tolerance):
    from lifelines.fitters import npmle
    left, right, count = (np.array(c) for c in zip(*data))
    start = time.perf_counter()
    masses, intervals = npmle.npmle(left, right, weights=count, tol=tolerance, max_iter=2e6)
    seconds = time.perf_counter() - start
    support = [(i.left, i.right if math.isfinite(i.right) else None, m) for i, m in zip(intervals, masses)]
    return seconds, support


R = """
suppressPackageStartupMessages(library(survival))
f <- commandArgs(TRUE)[1]
d <- read.csv(f, comment.char = "#"); d <- d[rep(seq_len(nrow(d)), d$count), ]
l <- d$left; r <- d$right
right <- all(r == l | is.infinite(r)); l[l == 0 & r != 0] <- NA; r[is.infinite(r)] <- NA
fit <- function() if (right) survfit(Surv(d$left, is.finite(d$right)) ~ 1) else survfit(Surv(l, r, type = "interval2") ~ 1)
n <- 0; t0 <- proc.time()[3]; while (proc.time()[3] - t0 < 0.3) { s <- fit(); n <- n + 1 }
cat(if (right) "km" else "npmle", (proc.time()[3] - t0) / n, R.version.string, as.character(packageVersion("survival")), "\\n", sep = "|")
write.table(cbind(0, s$time, s$surv), row.names = FALSE, col.names = FALSE)
if (!right) {
  # The same function of R's with nothing but its tolerance changed, which cannot be given from outside.
  own <- survival:::survfitTurnbull
  text <- deparse(own)
  stopifnot(sum(grepl("eps > 5e-05", text, fixed = TRUE)) == 1)
  exact <- eval(parse(text = sub("eps > 5e-05", "eps > 1e-10", text, fixed = TRUE)), environment(own))
  y <- Surv(l, r, type = "interval2")
  s <- exact(factor(rep(1, nrow(y))), y, rep(1, nrow(y)), se.fit = FALSE, robust = FALSE, cluster = NULL)
  write.table(cbind(1, unlist(s$time), unlist(s$surv)), row.names = FALSE, col.names = FALSE)
}
"""


def r_fit(file):
    with tempfile.NamedTemporaryFile("w", suffix=".R") as script:
        script.write(R)
        script.flush()
        try:
            out = subprocess.run(["Rscript", script.name, str(file)], check=True, capture_output=True, text=True).stdout
        except (OSError, subprocess.CalledProcessError):
            return None
    head, *lines = out.strip().splitlines()
    kind, seconds, *versions = head.strip("|").split("|")
    curves = ([], [])
    for line in lines:
        which, time_, survival = map(float, line.split())
        curves[int(which)].append((time_, survival))
    return kind, float(seconds), curves, " ".join(versions)


def apart(support, steps):
    """Greatest difference to a curve of R's at the upper ends of our support; R puts each mass somewhere into its interval."""
    off = 0.0
    for _, high, _ in support:
        if high is not None:
            after = [s for t, s in steps if t <= high + 1e-9]
            off = max(off, abs(1 - (after[-1] if after else 1.0) - below(support, high)))
    return off


def main():
    binary, folder = sys.argv[1], Path(sys.argv[2])
    paths = 1_000_000
    ours, _ = bench(binary, "value", "--paths", str(paths))
    m = ours["metrics"]
    print(f"ours      {m['median_s']:.3f} s median of 5, {m['processor_s']:.2f} s of processor time over {m['threads']} threads; mean {m['mean']:.0f}, "
          f"closed form {m['closed_form']:.0f}, off by {m['off_in_standard_errors']:+.2f} standard errors")
    runs = sorted(numpy_paths(paths) for _ in range(3))
    seconds, mean, error, worked = runs[1]
    print(f"numpy     {seconds:.3f} s median of 3, {worked:.2f} s of processor time, {np.__version__}; mean {mean:.0f} ± {error:.0f}; "
          f"ours is {seconds / m['median_s']:.1f} times as fast, {worked / m['processor_s']:.1f} by processor time")
    some = 20_000
    ql = quantlib_paths(some)
    if ql is not None:
        scaled = ql * paths / some
        print(f"QuantLib  {scaled:.1f} s for the paths alone, scaled from {some}; ours is {scaled / m['median_s']:.0f} times as fast")

    _, closed = bench(binary, "npmle", str(folder))
    _, opened = bench(binary, "npmle", "--open", str(folder))
    opened = {f["set"]: f for f in opened}
    print(f"\n{'set':<14} {'ours µs':>8} | {'lifelines':>9} {'× slower':>8} {'differs':>9} | "
          f"{'R':>7} {'ms':>7} {'× slower':>8} {'as it is':>9} {'to 1e-10':>9}")
    worst, versions = [0.0, 0.0], ""
    for fit in closed:
        file = folder / f"{fit['set']}.csv"
        data = rows(file)
        usual, _ = lifelines_fit(data, 1e-7)
        _, theirs = lifelines_fit(data, 1e-14)
        ends = [h for _, h, _ in fit["support"] if h is not None]
        differs = max((abs(below(fit["support"], x) - below(theirs, x)) for x in ends), default=0.0)
        line = (f"{fit['set']:<14} {fit['micros']:>8.0f} | {usual * 1e3:>6.1f} ms {usual * 1e6 / fit['micros']:>8.0f} "
                f"{differs:>9.1e} | ")
        worst[0] = max(worst[0], differs)
        got = r_fit(file)
        if got:
            kind, seconds, (usual_curve, exact_curve), versions = got
            mine = opened[fit["set"]]
            off = apart(mine["support"], usual_curve)
            exact = apart(mine["support"], exact_curve) if exact_curve else off
            worst[1] = max(worst[1], exact)
            line += f"{kind:>7} {seconds * 1e3:>7.2f} {seconds * 1e6 / mine['micros']:>8.0f} {off:>9.1e} {exact:>9.1e}"
        print(line)
    print(f"\nat most {worst[0]:.1e} from lifelines" + (f", {worst[1]:.1e} from R run to its end ({versions})" if versions else ""))


main()
