//! Prints what the encoder makes of a text: `cargo run --release -p tradewire-encoder --example shares -- TEXT`.

use tradewire_encoder::{Encoder, EncoderError};

fn main() -> Result<(), EncoderError> {
    let encoder = Encoder::shipped()?;
    let labels = encoder.labels();
    for text in std::env::args().skip(1) {
        let pieces = encoder.pieces(&text);
        let read = encoder.read(&pieces);
        let likely = |names: &[String], shares: &[f32]| {
            names
                .iter()
                .zip(shares)
                .filter(|(n, s)| **s > 0.1 && !n.is_empty())
                .map(|(n, s)| format!(" {n} {s:.3}"))
                .collect::<String>()
        };
        for (k, p) in pieces.iter().enumerate().take(read.len()) {
            let told = likely(&labels.tells, read.tells(k));
            println!("{:?}{}{told}", &text[p.range.clone()], likely(&labels.tags, read.tags(k)));
            if told.is_empty() {
                continue;
            }
            let parts = read.parts(k);
            for (shares, p) in parts.chunks(labels.roles.len()).zip(&pieces) {
                let parts = likely(&labels.roles, shares);
                if !parts.is_empty() {
                    println!("    {:?}{parts}", &text[p.range.clone()]);
                }
            }
            println!("   {}", likely(&labels.manners, &read.manner(k)));
        }
    }
    Ok(())
}
