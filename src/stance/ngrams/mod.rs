//! What the words of a comment say of its stance, beside what the encoder makes of it.
//!
//! An encoder generalises; a linear model of n-grams knows the words of a debate. Their errors have
//! little in common, so that the sum of their logits (a logarithmic opinion pool) is better than either.

mod features;
mod linear;
mod restricting;
mod weights;

pub use features::{Hashing, Vectoriser};
pub use linear::Linear;
pub use restricting::restricts;
pub use weights::NgramWeights;

use tch::Tensor;

use super::{own_words, sides, softmax};
use crate::model::{ModelError, Weights};

/// Linear models over the n-grams of comments.
///
/// The general one knows of the target only whether it takes something away: it tells which side the words
/// "scandaleux" or "bonne idée" are mostly on. Those of themes were trained on comments of one debate each, where the words
/// themselves tell the camps apart; targets stand on one side of it or the other, or outside, which the
/// n-grams of the target tell. For a target that is along the theme with probability p, counter to it
/// with q and outside with the rest, the logits are
/// `(1 - p - q) · general + p · theme + q · theme with its sides swapped`, in which the general part and those of
/// themes may be weighed apart ([`NgramWeights`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Ngrams {
    /// Makes the vectors of comments.
    pub comments: Vectoriser,
    /// Over all comments outside the themes.
    pub general: Linear,
    /// The same for targets that take something away ([`restricts`]), where it is another one.
    pub restricting: Option<Linear>,
    /// One a theme, towards targets that are along it.
    pub themes: Vec<Linear>,
    /// Tells targets apart: outside all themes, then along and counter for each theme.
    pub targets: Option<Linear>,
    /// Places of the labels `favor` and `against`.
    pub sides: Option<(usize, usize)>,
}

impl Ngrams {
    /// The sets of linear models `ngrams.0.*`, `ngrams.1.*`, ... that a model of these labels has.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] naming the tensor that is missing or has another shape.
    pub fn load_all(weights: &Weights, labels: &[String]) -> Result<Vec<Self>, ModelError> {
        (0..)
            .map(|set| format!("ngrams.{set}"))
            .take_while(|name| weights.contains(&format!("{name}.general.weight")))
            .map(|name| Self::load(weights, &name, labels))
            .collect()
    }

    fn load(weights: &Weights, name: &str, labels: &[String]) -> Result<Self, ModelError> {
        let comments = Vectoriser::load(weights, &format!("{name}.idf"), Hashing::COMMENT)?;
        let load = |part: &str, outputs: usize, features: usize| {
            Linear::load(weights, &format!("{name}.{part}"), outputs, features)
        };
        let themes = (0..)
            .map(|theme| format!("theme.{theme}"))
            .take_while(|theme| weights.contains(&format!("{name}.{theme}.weight")))
            .map(|theme| load(&theme, labels.len(), comments.features()))
            .collect::<Result<Vec<_>, _>>()?;
        let targets = Hashing::TARGET.features();
        let outputs = 1 + 2 * themes.len();
        let restricting = weights.contains(&format!("{name}.restricting.weight"));
        Ok(Self {
            restricting: restricting
                .then(|| load("restricting", labels.len(), comments.features()))
                .transpose()?,
            general: load("general", labels.len(), comments.features())?,
            targets: (!themes.is_empty())
                .then(|| load("targets", outputs, targets))
                .transpose()?,
            themes,
            sides: sides(labels),
            comments,
        })
    }

    /// The tensors of the set number `set`.
    pub fn tensors(&self, set: usize) -> Vec<(String, Tensor)> {
        let name = format!("ngrams.{set}");
        let mut tensors = Vec::from(self.general.tensors(&format!("{name}.general")));
        let idf = self.comments.tensor();
        tensors.extend(idf.map(|idf| (format!("{name}.idf"), idf)));
        if let Some(restricting) = &self.restricting {
            tensors.extend(restricting.tensors(&format!("{name}.restricting")));
        }
        for (theme, linear) in self.themes.iter().enumerate() {
            tensors.extend(linear.tensors(&format!("{name}.theme.{theme}")));
        }
        if let Some(targets) = &self.targets {
            tensors.extend(targets.tensors(&format!("{name}.targets")));
        }
        tensors
    }

    /// What is known of a target before any comment is read.
    pub fn towards(&self, target: &str) -> Towards<'_> {
        let restricting = self.restricting.as_ref().filter(|_| restricts(target));
        let vector = || Vectoriser::plain(Hashing::TARGET).vector(target);
        let shares = |targets: &Linear| softmax(&targets.logits(&vector()), 1.0);
        Towards {
            ngrams: self,
            general: restricting.unwrap_or(&self.general),
            shares: self
                .targets
                .as_ref()
                .filter(|_| self.sides.is_some())
                .map_or_else(|| vec![1.0], shares),
        }
    }
}

/// The n-grams' view of one target.
pub struct Towards<'a> {
    ngrams: &'a Ngrams,
    general: &'a Linear,
    /// The probabilities of standing outside, and along and counter to each theme.
    shares: Vec<f64>,
}

impl Towards<'_> {
    /// One logit a label from each part, for this comment.
    pub fn parts(&self, comment: &str) -> Parts {
        let ngrams = self.ngrams;
        let vector = ngrams.comments.vector(&own_words(comment));
        let general = self.general.logits(&vector);
        let general: Vec<f64> = general.iter().map(|value| self.shares[0] * value).collect();
        let mut themes = vec![0.0; general.len()];
        if let Some((favor, against)) = ngrams.sides {
            for (theme, share) in ngrams.themes.iter().zip(self.shares[1..].chunks_exact(2)) {
                let along = theme.logits(&vector);
                let mut counter = along.clone();
                counter.swap(favor, against);
                for (logit, (along, counter)) in themes.iter_mut().zip(along.iter().zip(&counter)) {
                    *logit += share[0] * along + share[1] * counter;
                }
            }
        }
        Parts {
            general,
            themes,
            outside: self.shares[0],
        }
    }
}

/// What the parts of a set of linear models say of a comment, each times its share.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// Logits of the general model.
    pub general: Vec<f64>,
    /// The sum of those of the themes.
    pub themes: Vec<f64>,
    /// The probability that the target is outside all themes.
    pub outside: f64,
}

impl Parts {
    /// One logit a label.
    pub fn sum(&self, weights: &NgramWeights) -> Vec<f64> {
        let pairs = self.general.iter().zip(&self.themes);
        pairs
            .map(|(general, themes)| weights.general * general + weights.themes * themes)
            .collect()
    }
}
