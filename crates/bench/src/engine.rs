use anyhow::Context;
use tradewire_extract::{Extractor, Mention};
use tradewire_kb::KnowledgeBase;
use tradewire_model::{Claim, Document};
use tradewire_resolve::Resolver;

/// The way from a document to resolved claims, as `tradewire extract` goes it.
pub struct Engine {
    extractor: Extractor<'static>,
    resolver: Resolver<'static>,
}

impl Engine {
    /// Loads what ships with the program.
    ///
    /// # Errors
    /// Where a shipped rule or entry is broken.
    pub fn new() -> anyhow::Result<Self> {
        let kb = KnowledgeBase::builtin()
            .map_err(|e| anyhow::anyhow!("{e}"))
            .context("the knowledge base is broken")?;
        let extractor = Extractor::new(kb).context("the rules are broken")?;
        Ok(Self { extractor, resolver: Resolver::new(kb) })
    }

    /// The same, without the encoder where `quick` says so.
    ///
    /// # Errors
    /// Where a shipped rule or entry is broken.
    pub fn reading(quick: bool) -> anyhow::Result<Self> {
        let mut engine = Self::new()?;
        if quick {
            engine.extractor = engine.extractor.quick();
        }
        Ok(engine)
    }

    /// The claims of a document, names not yet resolved.
    #[must_use]
    pub fn extract(&self, document: &Document) -> Vec<Claim> {
        self.extractor.extract(document)
    }

    /// The names and titles of a document.
    #[must_use]
    pub fn names(&self, document: &Document) -> Vec<Mention> {
        self.extractor.names(document)
    }

    /// Looks the names of claims up.
    pub fn resolve(&self, claims: &mut [Claim]) {
        self.resolver.resolve(claims);
    }

    /// The claims of a document, names resolved.
    #[must_use]
    pub fn claims(&self, document: &Document) -> Vec<Claim> {
        let mut claims = self.extract(document);
        self.resolve(&mut claims);
        claims
    }
}
