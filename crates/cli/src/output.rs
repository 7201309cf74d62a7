//! Machine output on stdout, words on stderr; colours only where a person looks.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};

use clap::builder::styling::{AnsiColor, Style};
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use crate::failure::Failure;

/// What a listing is printed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// One JSON object per line
    Jsonl,
    /// A table for reading
    Table,
}

/// Writes to stdout line by line.
///
/// Where the reader of a pipe has left, the command stops without a word.
#[derive(Debug)]
pub struct Out(BufWriter<io::Stdout>);

impl Out {
    /// Opens stdout.
    pub fn new() -> Self {
        Self(BufWriter::new(io::stdout()))
    }

    /// Writes one value as a JSON line.
    ///
    /// Separators that some readers take for line ends (U+0085, U+2028, U+2029) are written as escapes.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let mut line = serde_json::to_string(value)?;
        for (separator, escape) in [('\u{85}', "\\u0085"), ('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")] {
            if line.contains(separator) {
                line = line.replace(separator, escape);
            }
        }
        self.line(&line)
    }

    /// Writes a line of text.
    pub fn line(&mut self, line: &str) -> Result<(), Failure> {
        let written = writeln!(self.0, "{line}");
        self.gone(written)
    }

    /// What bytes are written to as they are; the caller meets a reader that has left.
    pub fn writer(&mut self) -> &mut impl Write {
        &mut self.0
    }

    /// Writes what is still held back.
    pub fn finish(mut self) -> Result<(), Failure> {
        let flushed = self.0.flush();
        self.gone(flushed)
    }

    fn gone(&mut self, result: io::Result<()>) -> Result<(), Failure> {
        match result {
            Err(e) if e.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
            Err(e) => Err(Failure::new(format!("cannot write to stdout: {e}"))),
            Ok(()) => Ok(()),
        }
    }
}

/// Says something on stderr, with a coloured word before it where stderr is a terminal.
pub fn say(what: &str, message: &str) {
    let colour = match what {
        "error" => AnsiColor::Red,
        "rejected" => AnsiColor::Yellow,
        _ => AnsiColor::Cyan,
    };
    let style = Style::new().bold().fg_color(Some(colour.into()));
    // Colours are taken out where stderr is no terminal, and under NO_COLOR. Nobody is left to tell if this fails.
    let _ = writeln!(anstream::stderr(), "{style}{what}{style:#}: {message}");
}

/// Says a plain line on stderr.
pub fn tell(message: &str) {
    let _ = writeln!(anstream::stderr(), "{message}");
}

/// Width of a table where no terminal says one.
const WIDTH: u16 = 140;

/// An empty table with a head, fitted to the width of the terminal.
pub fn table(head: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(head);
    if !io::stdout().is_terminal() {
        table.set_width(WIDTH);
    }
    table
}

/// Cuts a text to a number of characters.
pub fn short(text: &str, most: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(most) {
        None => flat,
        Some((at, _)) => format!("{}…", &flat[..at]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_at_a_character() {
        assert_eq!(short("戰略\n合作", 9), "戰略 合作");
        assert_eq!(short("戰略合作", 2), "戰略…");
    }
}
