use ndarray::{Array2, ArrayView2, Axis, Slice};

use crate::error::EncoderError;
use crate::file::{Bytes, Rows};
use crate::layers::{Layer, Linear, Norm, exp, gelu, softmax, softmaxes};
use crate::pieces::{BEGIN, END, MARKS, Piece, Pieces};

/// The model that ships with the program.
static SHIPPED: &[u8] = include_bytes!("../data/encoder.bin");

/// What the model tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// What a piece is: the first is nothing, then the first and the further pieces of each sort of name and figure.
    pub tags: Vec<String>,
    /// What a word may tell, as labelled passages name it: `move.join`, `offer`.
    pub tells: Vec<String>,
    /// Parts: the first is none.
    pub roles: Vec<String>,
    /// How firmly something is told: the first is as a fact.
    pub manners: Vec<String>,
}

/// A model, ready to read.
pub struct Encoder {
    labels: Labels,
    pieces: Pieces,
    /// What pieces and places mean before anything is read.
    meanings: Rows,
    places: Array2<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    /// How many ways a piece looks at the others at once.
    heads: usize,
    tag: Linear,
    tell: [Linear; 2],
    manner: [Linear; 2],
    /// A word that tells something, and any piece, as they meet in parts.
    teller: Linear,
    player: Linear,
    /// What a teller asks of a player for each role, row by row of roles.
    asks: Array2<f32>,
    by_teller: Array2<f32>,
    by_player: Linear,
}

impl Encoder {
    /// The model that ships with the program.
    ///
    /// # Errors
    /// [`EncoderError`] where the bytes in the program are damaged.
    pub fn shipped() -> Result<Self, EncoderError> {
        Self::from_bytes(SHIPPED)
    }

    /// A model from the bytes that `train/export.py` writes.
    ///
    /// # Errors
    /// [`EncoderError`] where they are of another kind, too short, or of sizes that do not fit.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EncoderError> {
        let mut b = Bytes::new(bytes)?;
        let [width, layers, heads, wide, places, n, meet, told, held] = {
            let mut all = [0; 9];
            for x in &mut all {
                *x = b.number()?;
            }
            all
        };
        if heads == 0 || !width.is_multiple_of(heads) || places < 3 {
            return Err(b.short());
        }
        let labels = Labels { tags: b.names()?, tells: b.names()?, roles: b.names()?, manners: b.names()? };
        let pieces = Pieces::read(&mut b, n)?;
        let meanings = Rows::read(&mut b, n + MARKS as usize, width)?;
        let places = b.matrix(places, width)?;
        let norm = b.norm(width)?;
        let layers = (0..layers)
            .map(|_| {
                Ok(Layer {
                    look: b.linear(3 * width, width)?,
                    seen: b.linear(width, width)?,
                    seen_norm: b.norm(width)?,
                    widen: b.linear(wide, width)?,
                    narrow: b.linear(width, wide)?,
                    norm: b.norm(width)?,
                })
            })
            .collect::<Result<_, EncoderError>>()?;
        let roles = labels.roles.len();
        let model = Self {
            tag: b.linear(labels.tags.len(), width)?,
            tell: [b.linear(told, width)?, b.linear(labels.tells.len(), told)?],
            manner: [b.linear(held, width)?, b.linear(labels.manners.len(), held)?],
            teller: b.linear(meet, width)?,
            player: b.linear(meet, width)?,
            asks: b.matrix(roles * meet, meet)?,
            by_teller: b.matrix(roles, meet)?,
            by_player: b.linear(roles, meet)?,
            labels,
            pieces,
            meanings,
            places,
            norm,
            layers,
            heads,
        };
        if b.is_empty() { Ok(model) } else { Err(b.short()) }
    }

    /// What the model tells apart.
    #[must_use]
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The most pieces that are read at once.
    #[must_use]
    pub fn most(&self) -> usize {
        self.places.nrows() - 2
    }

    /// A text cut into pieces, in order.
    #[must_use]
    pub fn pieces(&self, text: &str) -> Vec<Piece> {
        self.pieces.cut(text)
    }

    /// Reads pieces that stand behind each other, as many as [`Encoder::most`]; of more, the first.
    #[must_use]
    pub fn read(&self, pieces: &[Piece]) -> Reading<'_> {
        let pieces = &pieces[..pieces.len().min(self.most())];
        let n = pieces.len() + 2;
        let ids = std::iter::once(BEGIN).chain(pieces.iter().map(|p| p.id)).chain([END]);
        let mut x = Array2::zeros((n, self.places.ncols()));
        for ((mut row, id), place) in x.rows_mut().into_iter().zip(ids).zip(self.places.rows()) {
            if let Some(row) = row.as_slice_mut() {
                self.meanings.get(id as usize, row);
            }
            row += &place;
        }
        self.norm.apply(&mut x);
        for layer in &self.layers {
            x = layer.of(&x, self.heads);
        }
        let x = x.slice_axis(Axis(0), Slice::from(1..n - 1));
        let mut tags = self.tag.of(&x);
        softmaxes(&mut tags);
        let mut tells = self.tell[0].of(&x);
        gelu(&mut tells);
        let mut tells = self.tell[1].of(&tells.view());
        tells.mapv_inplace(|v| 1.0 / (1.0 + exp(-v)));
        let mut players = self.player.of(&x);
        gelu(&mut players);
        let by_player = self.by_player.of(&players.view());
        Reading { encoder: self, hidden: x.to_owned(), tags, tells, players, by_player }
    }
}

/// What the model makes of some pieces.
pub struct Reading<'e> {
    encoder: &'e Encoder,
    /// A row for each piece.
    hidden: Array2<f32>,
    tags: Array2<f32>,
    tells: Array2<f32>,
    players: Array2<f32>,
    by_player: Array2<f32>,
}

impl Reading<'_> {
    /// What became of one piece.
    fn at(&self, piece: usize) -> ArrayView2<'_, f32> {
        self.hidden.slice_axis(Axis(0), Slice::from(piece..piece + 1))
    }

    /// How many pieces were read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hidden.nrows()
    }

    /// Whether nothing was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hidden.nrows() == 0
    }

    /// Shares of what a piece is, as [`Labels::tags`] orders them.
    #[must_use]
    pub fn tags(&self, piece: usize) -> &[f32] {
        row(&self.tags, piece)
    }

    /// How likely a piece begins a word that tells each of [`Labels::tells`]; one may tell several things.
    #[must_use]
    pub fn tells(&self, piece: usize) -> &[f32] {
        row(&self.tells, piece)
    }

    /// Shares of how firmly that is told which a word tells, by its first piece, as [`Labels::manners`] orders them.
    #[must_use]
    pub fn manner(&self, piece: usize) -> Vec<f32> {
        let [first, second] = &self.encoder.manner;
        let mut held = first.of(&self.at(piece));
        gelu(&mut held);
        let mut out = second.of(&held.view()).into_raw_vec_and_offset().0;
        softmax(&mut out);
        out
    }

    /// Shares of the parts that every piece plays in what a word tells, by its first piece: those of each piece behind
    /// those of the one before, as [`Labels::roles`] orders them.
    #[must_use]
    pub fn parts(&self, piece: usize) -> Vec<f32> {
        let e = self.encoder;
        let mut teller = e.teller.of(&self.at(piece));
        gelu(&mut teller);
        let meet = teller.ncols();
        let roles = e.labels.roles.len();
        let asked = e.asks.dot(&teller.row(0));
        let Ok(asked) = asked.into_shape_with_order((roles, meet)) else { return Vec::new() };
        let mut out = self.players.dot(&asked.t());
        out += &self.by_player;
        out += &e.by_teller.dot(&teller.row(0));
        let mut out: Vec<f32> = out.iter().copied().collect();
        out.chunks_mut(roles).for_each(softmax);
        out
    }
}

fn row(of: &Array2<f32>, at: usize) -> &[f32] {
    let width = of.ncols();
    of.as_slice().and_then(|all| all.get(at * width..(at + 1) * width)).unwrap_or_default()
}
