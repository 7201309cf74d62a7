use std::sync::LazyLock;

/// Which script a Chinese character belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// Used in Traditional text only: 戰.
    Traditional,
    /// Used in Simplified text only: 战.
    Simplified,
    /// Used in both, or no Chinese character: 人.
    Both,
}

/// One bit pair per character of the Basic Multilingual Plane.
static VARIANTS: LazyLock<Box<[u8; 0x1_0000]>> = LazyLock::new(|| {
    let mut table = Box::new([0u8; 0x1_0000]);
    // A character that the other side's table maps elsewhere, and never keeps, is foreign to that side.
    for (data, mark) in
        [(include_str!("../data/TSCharacters.txt"), 1), (include_str!("../data/STCharacters.txt"), 2)]
    {
        for line in data.lines() {
            let Some((from, to)) = line.split_once('\t') else { continue };
            let mut targets = to.split_whitespace();
            if !targets.any(|t| t == from)
                && let Some(c) = from.chars().next()
                && let Some(slot) = table.get_mut(c as usize)
            {
                *slot |= mark;
            }
        }
    }
    table
});

/// Tells which script a character belongs to.
///
/// ```
/// use tradewire_script::{Variant, variant};
/// assert_eq!(variant('戰'), Variant::Traditional);
/// assert_eq!(variant('战'), Variant::Simplified);
/// assert_eq!(variant('后'), Variant::Both); // 皇后
/// ```
#[must_use]
#[inline]
pub fn variant(c: char) -> Variant {
    match VARIANTS.get(c as usize) {
        Some(1) => Variant::Traditional,
        Some(2) => Variant::Simplified,
        _ => Variant::Both,
    }
}
