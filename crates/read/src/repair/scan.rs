/// Bytes that are looked at together.
const WIDTH: usize = 32;

/// Tells the places of a text at which something may stand, in order: where `may` holds of the byte before, the byte itself
/// and the two behind it. Zero stands for what is beyond the text.
///
/// `may` should compare and join without branches: then it is worked out for a block by a few vector instructions, and
/// only where it holds is anything looked at one by one.
#[inline]
pub(crate) fn places(bytes: &[u8], may: impl Fn(u8, u8, u8, u8) -> bool + Copy, mut tell: impl FnMut(usize)) {
    let Some((&first, _)) = bytes.split_first() else { return };
    let byte = |i: usize| bytes.get(i).copied().unwrap_or_default();
    if may(0, first, byte(1), byte(2)) {
        tell(0);
    }
    let mut at = 1;
    while let Some(block) = bytes.get(at - 1..at + WIDTH + 2).and_then(<[u8]>::first_chunk) {
        in_block(block, may, |i| tell(at + i));
        at += WIDTH;
    }
    let (rest, left) = (&bytes[at - 1..], bytes.len() - at);
    if left > 0 {
        let mut block = [0; WIDTH + 3];
        block[..rest.len()].copy_from_slice(rest);
        in_block(&block, may, |i| {
            if i < left {
                tell(at + i);
            }
        });
        // Two bytes may be left that a block does not reach, for it looks two further.
        for i in at + WIDTH..bytes.len() {
            if may(byte(i - 1), byte(i), byte(i + 1), byte(i + 2)) {
                tell(i);
            }
        }
    }
}

/// Tells the places of a block, counted from its second byte on.
#[inline(always)]
fn in_block(block: &[u8; WIDTH + 3], may: impl Fn(u8, u8, u8, u8) -> bool, mut tell: impl FnMut(usize)) {
    let mut hits = [0u8; WIDTH];
    for (i, hit) in hits.iter_mut().enumerate() {
        *hit = u8::from(may(block[i], block[i + 1], block[i + 2], block[i + 3]));
    }
    for (word, hits) in hits.as_chunks().0.iter().enumerate() {
        let mut hits = u64::from_le_bytes(*hits);
        while hits != 0 {
            tell(word * 8 + hits.trailing_zeros() as usize / 8);
            hits &= hits - 1; // a byte has one bit at most
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn blocks_tell_what_single_bytes_do(bytes in prop::collection::vec(0u8..6, 0..200)) {
            let may = |a: u8, b: u8, c: u8, d: u8| (b == 5) & ((a == 1) | (c == 2) | (d == 0)) | (b == 0) & (a == c);
            let mut found = Vec::new();
            places(&bytes, may, |at| found.push(at));
            let byte = |i: Option<usize>| i.and_then(|i| bytes.get(i)).copied().unwrap_or_default();
            let wanted: Vec<usize> = (0..bytes.len())
                .filter(|i| may(byte(i.checked_sub(1)), bytes[*i], byte(Some(i + 1)), byte(Some(i + 2))))
                .collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
