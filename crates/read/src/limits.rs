/// What one document may cost; beyond it, reading ends with a coded rejection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest input in bytes.
    pub size_bytes: usize,
    /// Deepest nesting of elements that is kept as structure; what lies deeper is read as if it lay there.
    pub depth: usize,
    /// Most elements and texts of one page.
    pub nodes: usize,
    /// Longest line of JSON lines in bytes.
    pub line_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { size_bytes: 64 << 20, depth: 512, nodes: 4_000_000, line_bytes: 64 << 20 }
    }
}
