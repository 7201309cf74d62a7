//! Many invented names, a tenth of them written in another way, to clusters.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tradewire_resolve::cluster::{Record, cluster};
use tradewire_resolve::compare::Schema;

use crate::{Outcome, peak_rss_bytes};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many names, one run each
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000, 300_000])]
    sizes: Vec<usize>,
    /// Share of names that are another way to write one before
    #[arg(long, default_value_t = 0.1)]
    variants: f64,
    /// Seed of the generator
    #[arg(long, default_value_t = 20_250_701)]
    seed: u64,
}

const SURNAMES: &[(&str, &str)] = &[
    ("王", "Wang"),
    ("李", "Li"),
    ("張", "Zhang"),
    ("劉", "Liu"),
    ("陳", "Chen"),
    ("楊", "Yang"),
    ("黃", "Huang"),
    ("趙", "Zhao"),
    ("吳", "Wu"),
    ("周", "Zhou"),
    ("徐", "Xu"),
    ("孫", "Sun"),
    ("馬", "Ma"),
    ("朱", "Zhu"),
    ("胡", "Hu"),
    ("郭", "Guo"),
    ("何", "He"),
    ("林", "Lin"),
    ("高", "Gao"),
    ("羅", "Luo"),
    ("鄭", "Zheng"),
    ("梁", "Liang"),
    ("謝", "Xie"),
    ("宋", "Song"),
    ("唐", "Tang"),
    ("許", "Xu"),
    ("韓", "Han"),
    ("馮", "Feng"),
];
/// Characters of given names: as written, one that sounds the same, the reading.
const GIVEN: &[(&str, &str, &str)] = &[
    ("家", "佳", "jia"),
    ("輝", "暉", "hui"),
    ("明", "銘", "ming"),
    ("偉", "瑋", "wei"),
    ("志", "智", "zhi"),
    ("文", "雯", "wen"),
    ("建", "健", "jian"),
    ("國", "國", "guo"),
    ("華", "驊", "hua"),
    ("俊", "駿", "jun"),
    ("海", "海", "hai"),
    ("平", "萍", "ping"),
    ("曉", "筱", "xiao"),
    ("東", "冬", "dong"),
    ("宇", "雨", "yu"),
    ("飛", "菲", "fei"),
    ("林", "琳", "lin"),
    ("思", "斯", "si"),
    ("遠", "遠", "yuan"),
    ("博", "博", "bo"),
    ("成", "誠", "cheng"),
    ("云", "芸", "yun"),
    ("天", "天", "tian"),
    ("立", "麗", "li"),
    ("安", "安", "an"),
    ("清", "青", "qing"),
    ("若", "若", "ruo"),
    ("可", "可", "ke"),
    ("子", "梓", "zi"),
    ("凱", "愷", "kai"),
];
/// Foreign given names and surnames with a transcription.
const FIRST: &[(&str, &str, &str)] = &[
    ("David", "大卫", "Dave"),
    ("Michael", "迈克尔", "Mike"),
    ("Robert", "罗伯特", "Bob"),
    ("Thomas", "托马斯", "Tom"),
    ("Daniel", "丹尼尔", "Dan"),
    ("Peter", "彼得", "Pete"),
    ("Andrew", "安德鲁", "Andy"),
    ("Sarah", "萨拉", "Sara"),
    ("Anna", "安娜", "Ana"),
    ("Kevin", "凯文", "Kevin"),
    ("Martin", "马丁", "Martin"),
    ("Laura", "劳拉", "Laura"),
    ("Sergei", "谢尔盖", "Sergey"),
    ("Marco", "马尔科", "Marko"),
    ("Elena", "埃莱娜", "Elena"),
    ("Victor", "维克托", "Viktor"),
];
const LAST: &[(&str, &str)] = &[
    ("Bergmann", "伯格曼"),
    ("Sanderson", "桑德森"),
    ("Castellano", "卡斯特利亚诺"),
    ("Petrov", "彼得罗夫"),
    ("Lindqvist", "林德奎斯特"),
    ("Morales", "莫拉莱斯"),
    ("Harrington", "哈林顿"),
    ("Novak", "诺瓦克"),
    ("Fitzgerald", "菲茨杰拉德"),
    ("Delacroix", "德拉克鲁瓦"),
    ("Kaufmann", "考夫曼"),
    ("Romano", "罗马诺"),
    ("Sokolov", "索科洛夫"),
    ("Whitaker", "惠特克"),
    ("Ferreira", "费雷拉"),
    ("Olsen", "奥尔森"),
    ("Baumgartner", "鲍姆加特纳"),
    ("Tarkovic", "塔尔科维奇"),
    ("Mendelson", "门德尔松"),
    ("Garrison", "加里森"),
];

/// Invented records and whom each is of.
fn make(n: usize, variants: f64, seed: u64) -> (Vec<Record>, Vec<usize>) {
    let mut rng = StdRng::seed_from_u64(seed);
    let (mut records, mut of) = (Vec::with_capacity(n), Vec::with_capacity(n));
    // Ways to write each person, the first as it was first written.
    let mut people: Vec<(Vec<String>, String)> = Vec::new();
    while records.len() < n {
        if !people.is_empty() && rng.random_bool(variants) {
            let who = rng.random_range(0..people.len());
            let (ways, place) = &people[who];
            let way = rng.random_range(1..ways.len());
            records.push(Record { name: ways[way].clone(), place: place.clone() });
            of.push(who);
            continue;
        }
        let ways = if rng.random_bool(0.6) {
            let (s, sp) = SURNAMES[rng.random_range(0..SURNAMES.len())];
            let a = GIVEN[rng.random_range(0..GIVEN.len())];
            let b = GIVEN[rng.random_range(0..GIVEN.len())];
            let cap = |w: &str| {
                w.chars().next().map(|c| c.to_uppercase().collect::<String>() + &w[1..]).unwrap_or_default()
            };
            let given = format!("{}{}", cap(a.2), b.2);
            vec![
                format!("{s}{}{}", a.0, b.0),
                tradewire_script::fold_str(&format!("{s}{}{}", a.0, b.0)),
                format!("{given} {sp}"),
                format!("{sp} {}-{}", cap(a.2), b.2),
                format!("{s}{}{}", a.0, b.1),
            ]
        } else {
            let f = FIRST[rng.random_range(0..FIRST.len())];
            let l = LAST[rng.random_range(0..LAST.len())];
            let middle = char::from(b'A' + rng.random_range(0..26u8));
            vec![
                format!("{} {}", f.0, l.0),
                format!("{}, {}", l.0, f.0),
                format!("{} {middle}. {}", f.0, l.0),
                format!("{} {}", f.2, l.0),
                format!("{}·{}", f.1, l.1),
                l.1.to_owned(),
            ]
        };
        // As many places as make a place hold some forty people, whatever the size.
        let place = format!("place-{}", rng.random_range(0..n.div_ceil(40)));
        records.push(Record { name: ways[0].clone(), place: place.clone() });
        of.push(people.len());
        people.push((ways, place));
    }
    (records, of)
}

/// Pairs that one number of each group of equals makes.
fn pairs<K: Ord>(keys: impl Iterator<Item = K>) -> u64 {
    let mut all: Vec<K> = keys.collect();
    all.sort_unstable();
    all.chunk_by(|a, b| a == b).map(|g| (g.len() as u64) * (g.len() as u64 - 1) / 2).sum()
}

/// Clusters names of each size.
///
/// # Errors
/// None; the signature is that of all suites.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let mut table = format!(
        "{:>8} {:>9} {:>9} {:>9} {:>9} {:>10} {:>8}\n",
        "names", "seconds", "names/s", "precision", "recall", "review", "MiB"
    );
    let (mut total, mut n, mut metrics) = (Duration::ZERO, 0, Vec::new());
    for &size in &args.sizes {
        let (records, of) = make(size, args.variants.clamp(0.0, 0.9), args.seed);
        let start = Instant::now();
        let clusters = cluster(&records, Schema::Person, &[]);
        let elapsed = start.elapsed();
        let said = pairs(clusters.of.iter());
        let true_ = pairs(of.iter());
        let both = pairs(clusters.of.iter().zip(&of));
        let (precision, recall) = (both as f64 / said.max(1) as f64, both as f64 / true_.max(1) as f64);
        writeln!(
            table,
            "{size:>8} {:>9.2} {:>9.0} {precision:>9.3} {recall:>9.3} {:>10} {:>8}",
            elapsed.as_secs_f64(),
            size as f64 / elapsed.as_secs_f64().max(1e-9),
            clusters.review.len(),
            peak_rss_bytes().map_or(0, |b| b >> 20),
        )?;
        metrics.push((size, elapsed, precision, recall, clusters.review.len()));
        total += elapsed;
        n += size;
    }
    let mut outcome = Outcome::new("names-scale", n, total);
    for (size, elapsed, precision, recall, review) in metrics {
        outcome = outcome
            .metric(&format!("seconds_{size}"), elapsed.as_secs_f64())
            .metric(&format!("precision_{size}"), precision)
            .metric(&format!("recall_{size}"), recall)
            .metric(&format!("review_{size}"), review);
    }
    outcome.table = Some(table);
    Ok(outcome)
}
