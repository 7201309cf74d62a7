/// Bytes that are looked at together.
const WIDTH: usize = 32;

/// Tells the places of a text at which something may stand, in order: where `may` holds of the byte before, the byte itself
/// and the two behind it. Zero stands for what is beyond the text.
///
/// Blocks in which it holds nowhere, which is nearly all of sound text, are passed over as one: `may` should compare and
/// join without branches, so that a block becomes a few vector instructions.
#[inline]
pub(super) fn places(bytes: &[u8], may: impl Fn(u8, u8, u8, u8) -> bool + Copy, mut tell: impl FnMut(usize)) {
    let one = |at: usize| {
        let byte = |i: usize| bytes.get(i).copied().unwrap_or_default();
        may(at.checked_sub(1).map_or(0, byte), byte(at), byte(at + 1), byte(at + 2))
    };
    let mut at = 0;
    while at < bytes.len() {
        let end = at + WIDTH;
        let block = at.checked_sub(1).and_then(|from| bytes.get(from..end + 2));
        if let Some(block) = block
            && let (Some(a), Some(b), Some(c), Some(d)) = (
                block.first_chunk::<WIDTH>(),
                block[1..].first_chunk::<WIDTH>(),
                block[2..].first_chunk::<WIDTH>(),
                block[3..].first_chunk::<WIDTH>(),
            )
        {
            let mut any = false;
            for i in 0..WIDTH {
                any |= may(a[i], b[i], c[i], d[i]);
            }
            if !any {
                at = end;
                continue;
            }
        }
        let end = end.min(bytes.len());
        (at..end).filter(|i| one(*i)).for_each(&mut tell);
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn blocks_tell_what_single_bytes_do(bytes in prop::collection::vec(0u8..6, 0..200)) {
            let may = |a: u8, b: u8, c: u8, d: u8| (b == 5) & ((a == 1) | (c == 2) | (d == 0));
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
