use super::{Comparison, Reason, Verdict};

/// What surrounds two names, beside the names themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Circumstance {
    /// Both are told of at one organisation at the same time; `Some(false)`: at different ones.
    pub shared_organisation: Option<bool>,
    /// One text gives the one name as the other's: in brackets, or as «also known as».
    pub apposition: bool,
    /// One list names both side by side, so that they are two.
    pub listed_together: bool,
    /// Both bear the same known id, or two different ones.
    pub same_known: Option<bool>,
}

impl Comparison {
    /// Weighs what surrounds the names.
    ///
    /// A name alone never merges across organisations: with different ones the most it reaches is review. A shared
    /// organisation lifts what is in doubt; being listed side by side speaks against whatever the names say.
    #[must_use]
    pub fn within(mut self, c: &Circumstance) -> Self {
        let mut doubt = self.doubt;
        let mut add = |name: &'static str, weight: f64| {
            self.score = (self.score + weight).clamp(0.0, 1.0);
            self.reasons.push(Reason { name, left: String::new(), right: String::new(), weight });
        };
        match c.same_known {
            Some(true) => add("known as one in the knowledge base", 0.6),
            Some(false) => add("two different people of the knowledge base", -0.6),
            None => {}
        }
        if c.apposition {
            add("a text gives one as the other's name", 0.4);
        }
        match c.shared_organisation {
            Some(true) => add("an organisation shared at that time", 0.15),
            Some(false) => {
                add("at different organisations", -0.1);
                doubt = true;
            }
            None => {}
        }
        if c.listed_together {
            add("listed side by side", -0.5);
        }
        if c.same_known == Some(true)
            || c.apposition
            || (c.shared_organisation == Some(true) && self.score >= 0.95)
        {
            doubt = false;
        }
        self.verdict = Verdict::of(self.score, doubt);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Schema, compare};
    use super::*;

    #[test]
    fn circumstances_move_the_verdict() {
        let of = |c: Circumstance| compare("余家輝", "余佳輝", Schema::Person).within(&c).verdict;
        assert_eq!(
            of(Circumstance { shared_organisation: Some(true), ..Circumstance::default() }),
            Verdict::Same
        );
        assert_eq!(
            of(Circumstance { shared_organisation: Some(false), ..Circumstance::default() }),
            Verdict::Review
        );
        assert_eq!(of(Circumstance { listed_together: true, ..Circumstance::default() }), Verdict::Different);
        let apart = compare("汪滔", "Alexandr Wang", Schema::Person);
        assert_ne!(apart.verdict, Verdict::Same);
        let shared = Circumstance { shared_organisation: Some(true), ..Circumstance::default() };
        let two = compare("David Bergmann", "Daniel Bergmann", Schema::Person).within(&shared);
        assert_ne!(two.verdict, Verdict::Same, "one place does not make two given names one");
    }
}
