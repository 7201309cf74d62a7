use std::io::{IsTerminal, Read};

use console::Term;
use tradewire_accounts::{LONGEST_PASSWORD, SHORTEST_PASSWORD};

use crate::failure::Failure;
use crate::output::tell;

/// Where a password comes from: never from an argument, which other programs can see.
#[derive(Debug, clap::Args)]
pub struct From {
    /// Read the password from standard input instead of asking for it: all of it, less the line end
    #[arg(long)]
    password_stdin: bool,
}

impl From {
    /// Asks for the password, twice and unseen, or reads it.
    pub fn ask(&self) -> Result<String, Failure> {
        let password = if self.password_stdin { piped()? } else { typed()? };
        let n = password.chars().count();
        if n < SHORTEST_PASSWORD {
            let why = format!("a password has at least {SHORTEST_PASSWORD} characters; this one has {n}");
            return Err(Failure::new(why).hint("a few words that nobody else puts together do well"));
        }
        Ok(password)
    }
}

fn piped() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    // Longer ones are refused anyway.
    std::io::stdin().take(LONGEST_PASSWORD as u64 + 3).read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::new("the password is no UTF-8"))?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

fn typed() -> Result<String, Failure> {
    let term = Term::stderr();
    if !term.is_term() || !std::io::stdin().is_terminal() {
        return Err(Failure::new("there is no terminal to ask for the password at")
            .hint("give it on standard input, with --password-stdin"));
    }
    let ask = |what: &str| -> Result<String, Failure> {
        term.write_str(what)?;
        Ok(term.read_secure_line()?)
    };
    let first = ask(&format!("password, at least {SHORTEST_PASSWORD} characters: "))?;
    if first.chars().count() >= SHORTEST_PASSWORD && ask("once more: ")? != first {
        return Err(Failure::new("the two differ").hint("try again; nothing was changed"));
    }
    tell("");
    Ok(first)
}
