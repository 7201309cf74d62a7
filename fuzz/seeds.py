#!/usr/bin/env python3
"""Writes seed inputs for the fuzz targets to fuzz/corpus/, made of the articles in samples/.

Each seed is small: fuzzers go further from short inputs. Running it again changes nothing.
"""

import gzip
import json
import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "fuzz" / "corpus"
LABELS = ["", "utf-8", "gbk", "gb18030", "big5", "shift_jis", "euc-kr", "euc-jp", "iso-2022-jp", "utf-16le", "utf-16be",
          "windows-1252", "koi8-r", ""]
PASSES = ["mojibake", "invisible", "tag", "entity", "pinyin", "obfuscation", "spacing", "conversion"]
DAMAGE = ["戰(zhàn)略", "創(chuàng )始人", "（hù）", "界 * 面", "人 工 智 能 研 究", "領網域", "阿裡", "&ldquo;&amp;nbsp;", "?/strong>",
          "<br/>", "\u200b\ufeff", "\\u6218", "们?qù)ケ", "锟斤拷", "ã€‚"]


def put(target, name, data):
    folder = OUT / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def page(title, date, text):
    head = json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": date}, ensure_ascii=False)
    body = "".join(f"<p>{escape(p)}</p>\n" for p in text.split("\n") if p.strip())
    return (f'<!doctype html><html><head><meta charset=utf-8><title>{escape(title)}</title>'
            f'<script type="application/ld+json">{head}</script></head><body><nav><a href=/>x</a></nav>'
            f'<article><h1>{escape(title)}</h1>{body}</article><footer>©</footer></body></html>')


def warc(page, date, name):
    http = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
            + f"{len(page):x}\r\n".encode() + page + b"\r\n0\r\n\r\n")
    head = (f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/{name}\r\n"
            f"WARC-Date: {date}T01:02:03Z\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n")
    return head.encode() + http + b"\r\n\r\n"


def feed(title, date, text):
    rss = (f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title><item><title>{escape(title)}'
           f'</title><link>https://news.example/1</link><pubDate>{date}</pubDate><description><![CDATA[<p>{text}</p>]]>'
           '</description></item></channel></rss>')
    atom = (f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>{escape(title)}</title>'
            f'<link href="https://news.example/2"/><published>{date}T00:00:00Z</published><author><name>n</name></author>'
            f'<content type="html">{escape("<p>" + text + "</p>")}</content></entry></feed>')
    return rss, atom


def main():
    for path in sorted((ROOT / "samples").glob("*.toml")):
        sample = tomllib.loads(path.read_text(encoding="utf-8"))
        name, text = path.stem, sample.get("text") or ""
        title, date = str(sample.get("title") or name), str(sample.get("published") or "2025-07-01")
        short = text[:600]
        html = page(title, date, short)
        for i, label in enumerate(LABELS):
            data = short.encode(label or "utf-8", errors="ignore")
            put("decode", f"{name}-{i}", bytes([i]) + data)
        put("html", name, html.encode())
        put("quantity", name, short.encode())
        put("extract", f"{name}-text", b"\0" + text.encode())
        put("extract", f"{name}-page", b"\1" + html.encode())
        put("warc", name, warc(html.encode(), date, name))
        put("warc", name + "-gz", gzip.compress(warc(html.encode(), date, name), mtime=0))
        for kind, xml in zip(("rss", "atom"), feed(title, date, short)):
            put("feed", f"{name}-{kind}", xml.encode())
        garbled = short[:120].encode().decode("gbk", errors="ignore") + short[:60].encode().decode("latin-1")
        for pass_ in PASSES:
            put(f"repair_{pass_}", name, short.encode())
        put("repair_mojibake", name + "-garbled", garbled.encode())
    for pass_ in PASSES:
        for i, d in enumerate(DAMAGE):
            put(f"repair_{pass_}", f"damage-{i}", f"北湖{d}研究".encode())


if __name__ == "__main__":
    main()
