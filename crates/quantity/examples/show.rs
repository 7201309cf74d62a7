//! Prints the quantities of each line of standard input.
use tradewire_quantity::{Context, recognise};

fn main() {
    let published = std::env::args().nth(1).and_then(|d| d.parse().ok());
    let context = Context { published, ..Context::default() };
    for line in std::io::stdin().lines().map_while(Result::ok) {
        println!("{line}");
        for q in recognise(&line, &context) {
            println!(
                "    {:40} | {} | {}",
                q.kind.to_string(),
                &line[q.range.clone()],
                &line[q.core.clone()]
            );
            if let Some(m) = q.money() {
                let cues: Vec<&str> = m.cues.iter().map(|c| c.key).collect();
                println!("        for {cues:?}, yearly {:?}", m.yearly().map(|d| d.amount.magnitude()));
            }
        }
    }
}
