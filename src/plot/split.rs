//! Rows of words with a track each: beside one another in a wide picture, the words above their track in a narrow one.

use super::canvas::{Breadth, Canvas, Rect};
use super::frame::inner;
use super::{Context, axis::Plot};

/// Room between words and the tracks beside them.
const APART: f64 = 20.0;

/// Room below a track, so that words are nearer to their own track than to the one before.
const BELOW: f64 = 14.0;

/// How far tracks below their words are indented, so that marks at their beginning stay on the sheet.
const INDENT: f64 = 14.0;

/// How rows are split.
#[derive(Clone, Copy, Debug)]
pub(super) struct Split {
    above: bool,
    /// The part of a wide picture that is for words.
    part: f64,
    inner: f64,
}

impl Split {
    /// Rows whose words take this part of a wide picture.
    pub(super) fn new(cx: &Context<'_>, part: f64) -> Self {
        Self { above: cx.breadth == Breadth::Narrow, part, inner: inner(cx) }
    }

    /// Whether words stand above their tracks.
    pub(super) const fn above(self) -> bool {
        self.above
    }

    /// Room for a line of words.
    pub(super) fn words(self) -> f64 {
        if self.above { self.inner } else { self.inner * self.part - APART }
    }

    /// Where tracks begin.
    pub(super) fn left(self, room: Rect) -> f64 {
        if self.above { room.left + INDENT } else { room.left + room.width() * self.part }
    }

    /// Height of a row of words and a track of these heights.
    pub(super) fn height(self, words: f64, track: f64) -> f64 {
        if self.above { words + track + BELOW } else { words.max(track) }
    }

    /// Where in a row its words lie and where its track. What of a plot lies behind words is wiped away.
    pub(super) fn halves(self, canvas: &mut Canvas, row: Rect, words: f64, plot: &Plot) -> [Rect; 2] {
        if !self.above {
            return [row, row];
        }
        let middle = row.top + words;
        // A hair beyond the plot, where its outermost lines are half as wide again.
        let (left, right) = (plot.rect.left - 3.0, plot.rect.right + 3.0);
        canvas.rect(Rect { left, right, top: row.top, bottom: middle }, canvas.background);
        [Rect { bottom: middle, ..row }, Rect { top: middle, bottom: row.bottom - BELOW, ..row }]
    }
}
