//! Prints the expressions of time of each line of standard input, read at the moment given as the first argument, or
//! at the moment before a tab in the line.
use tradewire_quantity::times;

fn main() {
    let given = std::env::args().nth(1).unwrap_or_else(|| "2025-07-16T10:00:00".to_owned());
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let (at, text) = line.split_once('\t').unwrap_or((&given, &line));
        let Ok(at) = at.parse() else { continue };
        println!("{text}");
        for t in times(text, at) {
            let all = t.readings.iter().map(|r| {
                let part = |x: &Option<String>| x.clone().unwrap_or_default();
                format!("{} {} {} {}", r.timex, part(&r.value), part(&r.start), part(&r.end))
            });
            let all: Vec<String> = all.collect();
            println!("    {} | {:?} | {}", &text[t.range.clone()], t.kind, all.join(" ; "));
        }
    }
}
