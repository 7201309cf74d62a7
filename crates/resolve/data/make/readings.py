"""Makes readings.txt, shinjitai.txt, japanese_surnames.txt and japanese_given.txt from open data.

    python3 crates/resolve/data/make/readings.py UNIHAN_FOLDER JAPANESE_FOLDER [--check]

UNIHAN_FOLDER holds Unihan_Readings.txt and Unihan_Variants.txt of the Unicode Character Database (plain or .bz2; Unicode License V3),
JAPANESE_FOLDER the tables of the package japanese-personal-name-dataset 0.4.0 (MIT, Copyright (c) 2022 shuheilocale).
With --check nothing is written; the exit code tells whether the files are as this program makes them.
"""
import bz2
import collections
import csv
import itertools
import re
import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).parent.parent
# Japan's simplified characters where Chinese text writes another: general knowledge.
SHINJITAI = dict(
    tuple(p) for p in (
        "辺边 沢泽 斎斋 斉齐 広广 浜滨 瀬濑 桜樱 黒黑 関关 竜龙 滝泷 徳德 栄荣 恵惠 蔵藏 塩盐 亀龟 実实 気气 暁晓 芸艺 図图 嶋岛 島岛 "
        "﨑崎 戸户 穂穗 顕显 厳严 薫薰 円圆 絵绘 両两 満满 済济 総总 聡聪 頼赖 豊丰 稲稻 渋涩 県县 曽曾 増增 鉄铁 郷乡 収收 剣剑 歩步 "
        "髙高 壱壹 弐贰 弥弥 邉边 邊边 渕渊 淵渊 覚觉 亜亚 巌岩 毎每 様样 転转 雑杂 霊灵 帰归 帯带 奨奖 奥奥 勲勋 勧劝 乗乘 仏佛 仮假 伝传 "
        "処处 剤剂 労劳 単单 圏圈 圧压 圭圭 堀堀 営营 塁垒 変变 将将 巣巢 恒恒 悦悦 戦战 拠据 挙举 捜搜 斎斋 検检 楽乐 権权 槙槙 歓欢 残残 "
        "沖冲 浅浅 渓溪 温温 湾湾 滞滞 為为 焼烧 犠牺 獣兽 瑠琉 畳叠 発发 真真 砕碎 禅禅 税税 稚稚 穏稳 粋粹 経经 継继 続续 緑绿 縁缘 縦纵 "
        "繁繁 聴听 脳脑 芦芦 荘庄 萌萌 萩萩 蛍萤 装装 観观 訳译 譲让 釈释 鋭锐 鎌镰 陥陷 険险 隣邻 隠隐 随随 頬颊 顔颜 駆驱 鶏鸡 麦麦 黄黄 "
        "黙默 歯齿 齢龄 槇槙 桧桧"
    ).split()
)


def lines(path):
    opened = bz2.open(f"{path}.bz2", "rt", encoding="utf-8") if Path(f"{path}.bz2").exists() else open(path, encoding="utf-8")
    with opened as text:
        for line in text:
            if line.startswith("U+"):
                code, field, value = line.rstrip("\n").split("\t", 2)
                yield chr(int(code[2:], 16)), field, value


def plain(word):
    word = word.lower().replace("đ", "d")
    return "".join(c for c in unicodedata.normalize("NFD", word) if c.isascii() and c.isalpha())


def simplified(folder):
    out = {}
    for char, field, value in lines(Path(folder) / "Unihan_Variants.txt"):
        if field == "kSimplifiedVariant":
            all_ = [chr(int(v[2:], 16)) for v in value.split()]
            out[char] = char if char in all_ else all_[0]
    return out


def unihan(folder, simple):
    """Character, then Cantonese, Korean and Vietnamese readings, and Japanese ones."""
    table = collections.defaultdict(lambda: collections.defaultdict(list))
    usual = set()
    for char, field, value in lines(Path(folder) / "Unihan_Readings.txt"):
        to = simple.get(char, char)
        if field in ("kTGHZ2013", "kHanyuPinlu"):
            usual.add(to)
        if field == "kCantonese":
            found = [plain(v) for v in value.split()]
        elif field == "kHangul":
            found = [v.split(":")[0] for v in value.split()]
        elif field in ("kVietnamese", "kJapaneseOn", "kJapaneseKun"):
            found = [plain(v) for v in value.split()]
        else:
            continue
        field = {"kJapaneseOn": "ja", "kJapaneseKun": "kun"}.get(field, field)
        for to in {to, SHINJITAI.get(char, to)}:
            table[to][field] += [f for f in found if f and f not in table[to][field]]
    for char in sorted(usual):
        row = table[char]
        if row["kCantonese"] or row["kHangul"]:
            take = lambda field, n: ",".join(row[field][:n]) or "-"
            yield f"{char} {take('kCantonese', 3)} {take('kHangul', 3)} {take('kVietnamese', 3)} {take('ja', 3)}"


VOWELS = "ぁあぃいぅうぇえぉおゃやゅゆょよわゐゑをん"
ROMAJI = {}
for row, letters in zip(
    ("あいうえお", "かきくけこ", "さしすせそ", "たちつてと", "なにぬねの", "はひふへほ", "まみむめも", "らりるれろ",
     "がぎぐげご", "ざじずぜぞ", "だぢづでど", "ばびぶべぼ", "ぱぴぷぺぽ"),
    ("a i u e o", "ka ki ku ke ko", "sa shi su se so", "ta chi tsu te to", "na ni nu ne no", "ha hi fu he ho",
     "ma mi mu me mo", "ra ri ru re ro", "ga gi gu ge go", "za ji zu ze zo", "da ji zu de do", "ba bi bu be bo",
     "pa pi pu pe po"),
):
    ROMAJI.update(zip(row, letters.split()))
ROMAJI.update({"や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "を": "o", "ん": "n", "ゐ": "i", "ゑ": "e", "ゔ": "vu"})


def romaji(kana):
    out = ""
    for i, c in enumerate(kana):
        if c in "ゃゅょ":
            stem = out[:-1] if out.endswith("i") else out
            y = {"ゃ": "a", "ゅ": "u", "ょ": "o"}[c]
            out = stem + (y if stem.endswith(("sh", "ch", "j")) else "y" + y)
        elif c == "っ":
            follow = ROMAJI.get(kana[i + 1 : i + 2], "")
            out += follow[:1]
        else:
            out += ROMAJI.get(c, "")
    return out


def short_vowels(letters):
    """Long vowels as short ones, which is how passports write them."""
    return re.sub(r"([aiueo])\1", r"\1", letters.replace("ou", "o"))


def japanese(folder, simple):
    fold = lambda word: "".join(SHINJITAI.get(c, simple.get(c, c)) for c in word)
    surnames = collections.defaultdict(list)
    with open(Path(folder) / "last_name_org.csv", encoding="utf-8-sig") as rows:
        for row in csv.reader(rows):
            if len(row) < 4 or not all("\u3400" <= c <= "\u9fff" for c in row[0]):
                continue
            for kana in row[2].split("/"):
                made = short_vowels(romaji(kana.strip()))
                if made and made not in surnames[fold(row[0])]:
                    surnames[fold(row[0])].append(made)
    pairs = collections.Counter()
    for name in ("first_name_man_org.csv", "first_name_woman_org.csv"):
        with open(Path(folder) / name, encoding="utf-8-sig") as rows:
            for row in csv.reader(rows):
                for written in row[2:]:
                    if 1 <= len(written) <= 3 and all("\u3400" <= c <= "\u9fff" for c in written):
                        pairs[(written, row[0])] += 1
    # Which share of a reading each character has: expectation and maximisation over all ways to part it.
    weight = collections.defaultdict(lambda: 1.0)
    for _ in range(8):
        counts = collections.defaultdict(float)
        for written, kana in pairs:
            ways = []
            for cuts in itertools.combinations(range(1, len(kana)), len(written) - 1):
                parts = [kana[a:b] for a, b in zip((0, *cuts), (*cuts, len(kana)))]
                if any(p[0] in "ゃゅょんっ" or len(p) > 5 for p in parts):
                    continue
                p = 1.0
                for c, k in zip(written, parts):
                    p *= weight[(c, k)]
                ways.append((p, parts))
            total = sum(p for p, _ in ways)
            for p, parts in ways:
                for c, k in zip(written, parts):
                    counts[(c, k)] += p / total if total else 0
        sums = collections.Counter()
        for (c, _), n in counts.items():
            sums[c] += n
        weight = collections.defaultdict(lambda: 1e-9, {ck: n / sums[ck[0]] for ck, n in counts.items()})
    given = collections.defaultdict(list)
    for (c, k), n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        made = short_vowels(romaji(k))
        if n >= 3 and n >= 0.02 * sums[c] and made and made not in given[fold(c)]:
            given[fold(c)].append(made)
    return (
        [f"{k} {','.join(v)}" for k, v in sorted(surnames.items())],
        [f"{k} {','.join(v[:14])}" for k, v in sorted(given.items())],
    )


def main():
    check = "--check" in sys.argv
    unicode_folder, japanese_folder = [a for a in sys.argv[1:] if not a.startswith("--")]
    simple = simplified(unicode_folder)
    surnames, given = japanese(japanese_folder, simple)
    files = {
        "readings.txt": ["# Character, then its readings in Cantonese (Jyutping without tones), Korean, Vietnamese and Japanese (on). From Unicode's Unihan",
                         "# database (see make/NOTICE), made by make/readings.py."] + list(unihan(unicode_folder, simple)),
        "japanese_surnames.txt": ["# Japanese surnames and their readings, vowels short. From japanese-personal-name-dataset (see make/NOTICE), made by make/readings.py."] + surnames,
        "shinjitai.txt": ["# Japan's simplified characters and what Chinese text writes for them. General knowledge; made by make/readings.py."]
        + [f"{a} {b}" for a, b in sorted(SHINJITAI.items()) if a != b],
        "japanese_given.txt": ["# Characters of Japanese given names and their readings, likeliest first, vowels short. Learnt by make/readings.py from",
                               "# japanese-personal-name-dataset (see make/NOTICE)."] + given,
    }
    same = True
    for name, content in files.items():
        text = "\n".join(content) + "\n"
        if check:
            same &= (HERE / name).read_text("utf-8") == text
        else:
            (HERE / name).write_text(text, "utf-8")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
