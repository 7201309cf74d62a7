//! Reading a model from bytes. Numbers are little-endian; matrices are rows of outputs.

use ndarray::{Array1, Array2};

use crate::error::EncoderError;
use crate::layers::{Linear, Norm};

/// Values of a block of four bits.
const BLOCK: usize = 32;

/// The rest of a model's bytes.
pub(crate) struct Bytes<'a> {
    all: &'a [u8],
    at: usize,
}

impl<'a> Bytes<'a> {
    pub(crate) fn new(all: &'a [u8]) -> Result<Self, EncoderError> {
        let mut bytes = Self { all, at: 0 };
        match bytes.take(4) {
            Ok(b"TWE1") => Ok(bytes),
            _ => Err(EncoderError::Kind),
        }
    }

    pub(crate) fn take(&mut self, n: usize) -> Result<&'a [u8], EncoderError> {
        let end = self.at.checked_add(n).filter(|end| *end <= self.all.len()).ok_or_else(|| self.short())?;
        let out = &self.all[self.at..end];
        self.at = end;
        Ok(out)
    }

    /// What to say where sizes do not fit.
    pub(crate) fn short(&self) -> EncoderError {
        EncoderError::Short { at: self.at, of: self.all.len() }
    }

    /// Whether all was read.
    pub(crate) fn is_empty(&self) -> bool {
        self.at == self.all.len()
    }

    pub(crate) fn number(&mut self) -> Result<usize, EncoderError> {
        let b = self.take(4)?;
        Ok(u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize)
    }

    pub(crate) fn floats(&mut self, n: usize) -> Result<Vec<f32>, EncoderError> {
        let size = n.checked_mul(4).ok_or_else(|| self.short())?;
        let (all, _) = self.take(size)?.as_chunks::<4>();
        Ok(all.iter().map(|b| f32::from_le_bytes(*b)).collect())
    }

    /// A list of names: how many, then each with its length before it.
    pub(crate) fn names(&mut self) -> Result<Vec<String>, EncoderError> {
        let n = self.number()?;
        (0..n)
            .map(|_| {
                let len = self.take(1)?[0];
                let name = self.take(usize::from(len))?;
                String::from_utf8(name.to_vec()).map_err(|_| self.short())
            })
            .collect()
    }

    /// A matrix of eight bits: the scale of each row, then the rows.
    pub(crate) fn matrix(&mut self, rows: usize, cols: usize) -> Result<Array2<f32>, EncoderError> {
        let scales = self.floats(rows)?;
        let size = rows.checked_mul(cols).ok_or_else(|| self.short())?;
        let values = self.take(size)?;
        let mut out = Array2::zeros((rows, cols));
        if cols > 0 {
            for ((mut row, values), scale) in out.rows_mut().into_iter().zip(values.chunks(cols)).zip(scales)
            {
                for (o, v) in row.iter_mut().zip(values) {
                    *o = f32::from(v.cast_signed()) * scale;
                }
            }
        }
        Ok(out)
    }

    pub(crate) fn linear(&mut self, outputs: usize, inputs: usize) -> Result<Linear, EncoderError> {
        let weights = self.matrix(outputs, inputs)?;
        Ok(Linear { weights, bias: Array1::from(self.floats(outputs)?) })
    }

    pub(crate) fn norm(&mut self, n: usize) -> Result<Norm, EncoderError> {
        Ok(Norm { scale: Array1::from(self.floats(n)?), shift: Array1::from(self.floats(n)?) })
    }
}

/// Rows of four bits in blocks, each with its scale of sixteen bits.
pub(crate) struct Rows {
    bytes: Vec<u8>,
    /// Bytes of a row.
    size: usize,
}

impl Rows {
    pub(crate) fn read(bytes: &mut Bytes<'_>, rows: usize, cols: usize) -> Result<Self, EncoderError> {
        let size = cols / BLOCK * (2 + BLOCK / 2);
        let all =
            rows.checked_mul(size).filter(|_| cols.is_multiple_of(BLOCK)).ok_or_else(|| bytes.short())?;
        Ok(Self { bytes: bytes.take(all)?.to_vec(), size })
    }

    /// Writes a row's values to `out`.
    pub(crate) fn get(&self, row: usize, out: &mut [f32]) {
        let at = row * self.size;
        let blocks = self.bytes[at..at + self.size].chunks_exact(2 + BLOCK / 2);
        for (block, out) in blocks.zip(out.chunks_exact_mut(BLOCK)) {
            let scale = half(u16::from_le_bytes([block[0], block[1]]));
            for (k, b) in block[2..].iter().enumerate() {
                out[k] = (f32::from(b & 15) - 8.0) * scale;
                out[k + BLOCK / 2] = (f32::from(b >> 4) - 8.0) * scale;
            }
        }
    }
}

/// A number of sixteen bits (IEEE 754 binary16).
fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let exponent = i32::from(bits >> 10 & 31);
    let fraction = f32::from(bits & 1023) / 1024.0;
    match exponent {
        0 => sign * fraction * 2f32.powi(-14),
        31 => sign * f32::MAX,
        e => sign * (1.0 + fraction) * 2f32.powi(e - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn numbers_of_sixteen_bits_are_read() {
        for (bits, value) in [(0x3c00, 1.0), (0xc000, -2.0), (0x3555, 0.333_251_95), (0x0001, 5.960_464_5e-8)]
        {
            assert!((half(bits) - value).abs() <= value.abs() * 1e-6, "{bits:x}");
        }
    }
}
