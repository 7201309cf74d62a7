"""Serves one ledger with tradewire and with datasette, and asks both, in one run.

    cargo build --release -p tradewire-cli
    python3 bench/peers/wire.py LEDGER.sqlite --seconds 10 --streams 1000

Needs wrk; datasette is asked where it is installed (`--datasette PATH`, measured with 0.65.5). Of tradewire: the time from
the start of the process to its first page, pages of events and people that were not made before (each path once), pages
that were (the wire, its feed, one event by page and by the interface), open event streams with the memory they take and the
latency of pages beside them. Of datasette: the same rows of `view_event`, each once, and one of them again and again.
"""
import argparse
import asyncio
import http.client
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

PAGES = ["/", "/?kind=deal", "/?amount=1000", "/?reports=zh", "/people", "/labs", "/sources", "/articles", "/conflicts",
         "/corrections", "/flows", "/list", "/market", "/method", "/search?q=Lin", "/search?q=offer+million", "/feed.atom"]

LUA = """
local paths = {}
for line in io.lines('%s') do paths[#paths + 1] = line end
local n = 0
request = function() n = n + 1 return wrk.format('GET', paths[(n - 1) %% #paths + 1]) end
done = function(s, l)
  io.write(string.format('{"requests":%%d,"us":%%d,"p50":%%.0f,"p99":%%.0f,"errors":%%d}\\n', s.requests, s.duration,
    l:percentile(50), l:percentile(99), s.errors.status + s.errors.connect + s.errors.read + s.errors.timeout))
end
"""


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def start(command, port, path):
    """Starts a server; gives it with the seconds until it answers."""
    began = time.monotonic()
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        try:
            status, _ = get(port, path)
            if status == 200:
                return server, time.monotonic() - began
        except OSError:
            pass
        if server.poll() is not None or time.monotonic() - began > 120:
            raise SystemExit(f"{command[0]} does not answer at {path}")
        time.sleep(0.002)


def memory(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


def paths_of(port, wanted):
    """Pages of events, and of the people in them."""
    events, people, after = [], [], ""
    while len(events) < wanted:
        _, body = get(port, f"/api/v1/events?limit=200{after}")
        listing = json.loads(body)
        for event in listing["items"]:
            event = event.get("event", event)
            events.append("/event/" + event["id"])
            for values in event.get("args", {}).values():
                for value in values if isinstance(values, list) else [values]:
                    if isinstance(value, dict) and str(value.get("id", "")).startswith("per"):
                        people.append("/person/" + value["id"])
        if not listing.get("next"):
            break
        after = "&after=" + listing["next"]
    return events, list(dict.fromkeys(people))


def wrk(port, paths, seconds, connections, folder):
    listed = folder / "paths.txt"
    listed.write_text("\n".join(paths) + "\n", encoding="utf-8")
    script = folder / "run.lua"
    script.write_text(LUA % listed, encoding="utf-8")
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}"]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    told = json.loads(out.strip().splitlines()[-1])
    rate = told["requests"] * 1e6 / told["us"]
    return rate, told["p50"] / 1000, told["p99"] / 1000, told["errors"], told["requests"]


def say(what, figures, distinct=None):
    rate, p50, p99, errors, requests = figures
    twice = f", {requests - distinct} of them asked before" if distinct is not None and requests > distinct else ""
    print(f"{what:44} {rate:9.0f}/s   p50 {p50:7.1f} ms   p99 {p99:7.1f} ms   {errors} errors{twice}", flush=True)


async def listen(port, streams, server, pages):
    """Opens streams; gives how many greeted, MiB before and after, and what pages take meanwhile."""
    before = memory(server.pid)
    held = []
    for _ in range(streams):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        held.append((reader, writer))
    greeted = 0
    for reader, _ in held:
        try:
            text = await asyncio.wait_for(reader.readuntil(b"hello"), 20)
            greeted += b"200 OK" in text
        except (asyncio.TimeoutError, asyncio.IncompleteReadError):
            pass
    after, took = memory(server.pid), []
    for path in pages:
        began = time.monotonic()
        get(port, path)
        took.append((time.monotonic() - began) * 1000)
    later = memory(server.pid)
    for _, writer in held:
        writer.close()
    took.sort()
    return greeted, before, max(after, later), took


def walk(port, paths):
    """Asks for one page of each sort; the slowest and the heaviest are printed."""
    seen = []
    for path in paths:
        began = time.monotonic()
        status, body = get(port, path)
        while status == 503 and time.monotonic() - began < 60:
            time.sleep(0.2)
            status, body = get(port, path)
        seen.append(((time.monotonic() - began) * 1000, len(body) / 1000, path))
    slowest, heaviest = max(seen), max(seen, key=lambda s: s[1])
    print(f"{'one page of each sort':44} {len(seen)} asked; slowest {slowest[2]} {slowest[0]:.0f} ms; "
          f"heaviest {heaviest[2]} {heaviest[1]:.0f} kB")


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("ledger", type=pathlib.Path)
    asked.add_argument("--tradewire", default="target/release/tradewire")
    asked.add_argument("--datasette", default=shutil.which("datasette"))
    asked.add_argument("--seconds", type=int, default=10)
    asked.add_argument("--connections", type=int, default=8)
    asked.add_argument("--streams", type=int, default=1000)
    asked.add_argument("--paths", type=int, default=20_000, help="distinct pages of events that are asked at most")
    a = asked.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    port = 8493
    command = [a.tradewire, "serve", "--ledger", str(a.ledger), "--read-only", "--addr", f"127.0.0.1:{port}"]
    os.environ["RUST_LOG"] = "warn"
    starts = []
    for _ in range(3):
        server, cold = start(command, port, "/")
        starts.append(cold * 1000)
        server.terminate()
        server.wait()
    print(f"{'from the start to the first page':44} " + ", ".join(f"{s:.0f} ms" for s in starts))
    server, _ = start(command, port, "/")
    began = time.monotonic()
    while get(port, "/market")[0] != 200 and time.monotonic() - began < 300:
        time.sleep(0.5)
    print(f"{'until all sums over the ledger are there':44} {time.monotonic() - began:6.1f} s, {memory(server.pid):.0f} MiB held")
    events, people = paths_of(port, a.paths)
    _, body = get(port, "/api/v1/entities?class=organisation&limit=2")
    firms = ["/company/" + e.get("entity", e)["id"] for e in json.loads(body)["items"]]
    _, body = get(port, "/api/v1/conflicts?limit=2")
    conflicts = ["/conflict/" + c["id"] for c in json.loads(body)["items"]]
    walk(port, PAGES + firms + conflicts + events[:2] + people[:2])
    say("pages of events, not made before", wrk(port, events, a.seconds, a.connections, folder), len(events))
    if people:
        say("pages of people, not made before", wrk(port, people, a.seconds, a.connections, folder), len(people))
    for what, path in [("the wire", "/"), ("its feed", "/feed.atom"), ("an event", events[0]),
                       ("an event by the interface", events[0].replace("/event/", "/api/v1/events/"))]:
        say(what + ", made before", wrk(port, [path], a.seconds, a.connections, folder))
    greeted, before, after, took = asyncio.run(listen(port, a.streams, server, events[-200:]))
    print(f"{'open event streams':44} {greeted} of {a.streams} greeted; {before:.0f} -> {after:.0f} MiB; pages beside them "
          f"p50 {took[len(took) // 2]:.1f} ms, p99 {took[int(len(took) * 0.99)]:.1f} ms")
    server.terminate()
    server.wait()
    if not a.datasette:
        print("datasette is not installed")
        return
    base = a.ledger.stem
    port = 8494
    server, cold = start([a.datasette, str(a.ledger), "--port", str(port)], port, "/-/versions.json")
    print(f"{'datasette, from the start to an answer':44} {cold * 1000:.0f} ms")
    rows, after = [], ""
    while len(rows) < min(a.paths, 3000):
        _, body = get(port, f"/{base}/view_event.json?_size=1000&_col=no&_shape=objects&_nocount=1&_nofacet=1{after}")
        listing = json.loads(body)
        rows.extend(f"/{base}/view_event/{row['no']}" for row in listing["rows"])
        if not listing.get("next"):
            break
        after = f"&_next={listing['next']}"
    say("datasette, rows of events, each once", wrk(port, rows, a.seconds, a.connections, folder), len(rows))
    say("datasette, one row again and again", wrk(port, rows[:1], a.seconds, a.connections, folder))
    server.terminate()
    server.wait()


if __name__ == "__main__":
    main()
