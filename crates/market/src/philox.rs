//! Random numbers that depend on a key and a place, not on what was drawn before.

/// Four 32-bit words for a counter under a key: Philox4x32-10.
///
/// J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, «Parallel random numbers: as easy as 1, 2, 3», SC11 (2011). The
/// same counter and key give the same words on every machine and in whatever order they are asked for, so a simulation
/// does not change with the number of threads.
#[must_use]
#[inline(always)]
pub fn philox4x32(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
    const STEPS: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
    for round in 0..10 {
        if round > 0 {
            key[0] = key[0].wrapping_add(STEPS[0]);
            key[1] = key[1].wrapping_add(STEPS[1]);
        }
        let a = u64::from(MULTIPLIERS[0]) * u64::from(counter[0]);
        let b = u64::from(MULTIPLIERS[1]) * u64::from(counter[2]);
        #[expect(clippy::cast_possible_truncation, reason = "the low word is what is meant")]
        let low = |x: u64| x as u32;
        let high = |x: u64| low(x >> 32);
        counter = [high(b) ^ counter[1] ^ key[0], low(b), high(a) ^ counter[3] ^ key[1], low(a)];
    }
    counter
}

/// A word as a number strictly between 0 and 1: the middle of its 2⁻³² wide cell.
#[must_use]
#[inline(always)]
pub(crate) fn unit(word: u32) -> f64 {
    (f64::from(word) + 0.5) * (1.0 / 4_294_967_296.0)
}

/// A seed as a key.
#[must_use]
pub(crate) fn key(seed: u64) -> [u32; 2] {
    let b = seed.to_le_bytes();
    [u32::from_le_bytes([b[0], b[1], b[2], b[3]]), u32::from_le_bytes([b[4], b[5], b[6], b[7]])]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers that the authors ship with Random123.
    #[test]
    fn known_answers() {
        assert_eq!(philox4x32([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            philox4x32([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
        assert_eq!(
            philox4x32([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn no_word_is_zero_or_one() {
        assert!(unit(0) > 0.0 && unit(u32::MAX) < 1.0);
    }
}
