//! Comments to report rows.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use sha2::{Digest, Sha256};

use super::{COMMENTS_AT_ONCE, Pseudonyms};
use crate::{
    corpus::Comment,
    evaluate::prevalence::Prevalence,
    report::{CommentRow, DimensionCounts, Scheme, SchemeDimension},
    stance::{
        Codebook, Dimension, Pair, Prediction, StanceClassifier, StanceError, UNCERTAIN, decide,
        evidence,
    },
    text::count_words,
};

/// The columns that a codebook gives a report; with shares corrected for the classifier's errors where
/// its model holds how often it errs.
pub fn scheme(codebook: &Codebook, classifier: &dyn StanceClassifier) -> Scheme {
    let dimensions = codebook
        .dimensions
        .iter()
        .map(|dimension| {
            SchemeDimension::new(
                &dimension.id,
                dimension.labels.iter().map(|label| label.id.clone()),
            )
        })
        .collect();
    let measured = |dimension| classifier.confusion(dimension).is_some();
    Scheme {
        dimensions,
        adjusted: codebook.dimensions.iter().any(measured),
    }
}

/// The seed of the bootstrap of corrected shares.
const SEED: u64 = 1;

/// A first paragraph of fewer words is not taken for a copy: many comments begin with "Bravo !".
const COPIED_WORDS: usize = 4;

type Key = [u8; 32];

/// A share with the ends of its interval, where it can be told.
type Ends = Option<[f64; 3]>;

/// Classifies comments as they come and remembers texts for [`CommentRow::duplicate_of`].
pub struct Stances<'a> {
    classifier: &'a dyn StanceClassifier,
    codebook: &'a Codebook,
    pseudonyms: Option<&'a Pseudonyms>,
    evidence: bool,
    /// The measured errors of the classifier, by dimension.
    errors: Vec<Option<Prevalence>>,
    /// For targets of comments' own, in which dimensions these errors were not measured towards them.
    unmeasured: HashMap<String, Vec<bool>>,
    /// Corrected shares that were asked for before, by dimension and counts.
    corrected: RefCell<HashMap<(usize, Vec<u64>), Ends>>,
    /// The first comment with an article, target and text, and its codings by dimension.
    seen: HashMap<Key, (String, Vec<Coding>)>,
    /// What earlier comments of the articles say, to tell a copied paragraph.
    said: HashSet<Key>,
}

/// What is known of a comment in one dimension.
struct Coding {
    prediction: Prediction,
    /// The part of the comment that decides, or empty where it is not looked for.
    evidence: String,
}

impl<'a> Stances<'a> {
    /// Checks that the classifier serves every dimension of the codebook.
    ///
    /// # Errors
    /// [`StanceError::Unserved`].
    pub fn new(
        classifier: &'a dyn StanceClassifier,
        codebook: &'a Codebook,
        pseudonyms: Option<&'a Pseudonyms>,
    ) -> Result<Self, StanceError> {
        for dimension in &codebook.dimensions {
            classifier.check(dimension)?;
        }
        let errors = codebook
            .dimensions
            .iter()
            .map(|dimension| Prevalence::new(&classifier.confusion(dimension)?, SEED).ok())
            .collect();
        Ok(Self {
            classifier,
            codebook,
            pseudonyms,
            evidence: true,
            errors,
            unmeasured: HashMap::new(),
            corrected: RefCell::default(),
            seen: HashMap::new(),
            said: HashSet::new(),
        })
    }

    /// Says whether the part of each comment that decides is looked for, which costs about as many
    /// classifications more as comments have sentences; it is unless this says no.
    #[must_use]
    pub fn with_evidence(mut self, evidence: bool) -> Self {
        self.evidence = evidence;
        self
    }

    /// Forgets the texts of earlier articles, whose comments are all done.
    pub fn forget(&mut self) {
        self.seen.clear();
        self.said.clear();
    }

    /// One row per comment and dimension, in the comments' order. A text that occurred before under
    /// the same article and towards the same target is not classified again.
    ///
    /// # Errors
    /// Those of the classifier.
    pub fn rows(&mut self, comments: &[Comment]) -> Result<Vec<CommentRow>, StanceError> {
        let mut rows = Vec::with_capacity(comments.len() * self.codebook.dimensions.len());
        for portion in comments.chunks(COMMENTS_AT_ONCE) {
            self.portion(portion, &mut rows)?;
        }
        Ok(rows)
    }

    /// Counts over the rows of an article's comments, one entry per dimension.
    pub(super) fn counts(&self, comments: &[Comment], rows: &[CommentRow]) -> Vec<DimensionCounts> {
        let targets: HashSet<&str> = own_targets(comments).collect();
        let count = |(place, dimension): (usize, &Dimension)| {
            let of = |stance: &str| {
                let hits = rows
                    .iter()
                    .filter(|row| row.dimension == dimension.id && row.stance == stance);
                hits.count() as u64
            };
            let counts: Vec<u64> = dimension.labels.iter().map(|label| of(&label.id)).collect();
            let unmeasured = |target: &&str| self.unmeasured.get(*target).is_some_and(|u| u[place]);
            DimensionCounts {
                adjusted: (!targets.iter().any(unmeasured))
                    .then(|| self.corrected(place, &counts))
                    .flatten(),
                uncertain: of(UNCERTAIN),
                counts,
            }
        };
        let dimensions = self.codebook.dimensions.iter();
        dimensions.enumerate().map(count).collect()
    }

    /// The share of each dimension's first label among so many comments, with its interval, corrected for
    /// the classifier's errors; `None` where they were not measured, or not towards the target of a comment
    /// that was classified. One entry per dimension.
    pub fn adjusted(&self, found: &[DimensionCounts]) -> Vec<Ends> {
        let share = |(place, found): (usize, &DimensionCounts)| {
            let unmeasured = self.unmeasured.values().any(|unmeasured| unmeasured[place]);
            (!unmeasured)
                .then(|| self.corrected(place, &found.counts))
                .flatten()
        };
        found.iter().enumerate().map(share).collect()
    }

    fn corrected(&self, place: usize, counts: &[u64]) -> Ends {
        let errors = self.errors[place].as_ref()?;
        let mut known = self.corrected.borrow_mut();
        let share = known.entry((place, counts.to_vec()));
        *share.or_insert_with(|| errors.first_share(counts))
    }

    /// Finds out in which dimensions errors were measured towards a target of a comment's own.
    fn learn_target(&mut self, target: &str) {
        if self.unmeasured.contains_key(target) {
            return;
        }
        let unmeasured = |dimension: &Dimension| {
            let towards = Dimension {
                target: target.to_owned(),
                ..dimension.clone()
            };
            self.classifier.confusion(&towards).is_none()
        };
        let unmeasured = self.codebook.dimensions.iter().map(unmeasured).collect();
        self.unmeasured.insert(target.to_owned(), unmeasured);
    }

    fn portion(
        &mut self,
        comments: &[Comment],
        rows: &mut Vec<CommentRow>,
    ) -> Result<(), StanceError> {
        for target in own_targets(comments) {
            self.learn_target(target);
        }
        let keys: Vec<Key> = comments.iter().map(key).collect();
        let mut first: HashMap<Key, usize> = HashMap::new();
        let mut new: Vec<(usize, &str)> = Vec::new();
        for (index, (comment, key)) in comments.iter().zip(&keys).enumerate() {
            let known = self.seen.contains_key(key) || first.contains_key(key);
            if !known && !comment.text.trim().is_empty() {
                first.insert(*key, index);
                new.push((index, self.own_part(comment)));
            }
            self.said.insert(said(&comment.article_id, &comment.text));
        }
        let mut codings: Vec<Vec<Coding>> = new.iter().map(|_| Vec::new()).collect();
        for dimension in &self.codebook.dimensions {
            let found = self.code(
                dimension,
                new.iter().map(|&(index, own)| (&comments[index], own)),
            )?;
            for (slot, coding) in codings.iter_mut().zip(found) {
                slot.push(coding);
            }
        }
        for (&(index, _), codings) in new.iter().zip(codings) {
            self.seen
                .insert(keys[index], (comments[index].id.clone(), codings));
        }
        for (index, comment) in comments.iter().enumerate() {
            let known = self.seen.get(&keys[index]);
            let is_first = first.get(&keys[index]) == Some(&index);
            for (place, dimension) in self.codebook.dimensions.iter().enumerate() {
                let mut row = match known {
                    Some((_, codings)) => row(dimension, &codings[place]),
                    None => empty_row(dimension),
                };
                if let (Some((id, _)), false) = (known, is_first) {
                    row.duplicate_of.clone_from(id);
                }
                self.describe(comment, &mut row);
                rows.push(row);
            }
        }
        Ok(())
    }

    /// The comment without its first paragraph, where that is an earlier comment of the same article
    /// in full: a copy stands for what is answered, and is not the writer's stance.
    fn own_part<'c>(&self, comment: &'c Comment) -> &'c str {
        let text = comment.text.as_str();
        match text.trim_start().split_once('\n') {
            Some((first, rest))
                if count_words(first) >= COPIED_WORDS
                    && !rest.trim().is_empty()
                    && self.said.contains(&said(&comment.article_id, first)) =>
            {
                rest.trim_start()
            }
            _ => text,
        }
    }

    /// Codes comments in one dimension, each by its own words.
    fn code<'c>(
        &self,
        dimension: &'c Dimension,
        comments: impl Iterator<Item = (&'c Comment, &'c str)>,
    ) -> Result<Vec<Coding>, StanceError> {
        let pairs: Vec<Pair> = comments
            .map(|(comment, own)| Pair {
                target: comment.target.as_deref().unwrap_or(&dimension.target),
                comment: own,
            })
            .collect();
        let predictions = self.classifier.classify(dimension, &pairs)?;
        let evidence = if self.evidence {
            evidence(self.classifier, dimension, &pairs, &predictions)?
                .iter()
                .zip(&pairs)
                .map(|(found, pair)| found.text(pair.comment).to_owned())
                .collect()
        } else {
            vec![String::new(); pairs.len()]
        };
        let coding = |(prediction, evidence)| Coding {
            prediction,
            evidence,
        };
        Ok(predictions.into_iter().zip(evidence).map(coding).collect())
    }

    fn describe(&self, comment: &Comment, row: &mut CommentRow) {
        row.article_id.clone_from(&comment.article_id);
        row.comment_id.clone_from(&comment.id);
        row.author = match self.pseudonyms {
            Some(pseudonyms) => pseudonyms.of(&comment.author),
            None => comment.author.clone(),
        };
        row.text.clone_from(&comment.text);
        row.warnings.extend(comment.warnings.iter().cloned());
        row.extra = extra(comment)
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
    }
}

fn own_targets(comments: &[Comment]) -> impl Iterator<Item = &str> {
    let targets = comments.iter().map(|comment| comment.target.as_deref());
    targets.flatten()
}

/// The columns of a comment's input that are passed through, as (name, value).
fn extra(comment: &Comment) -> impl Iterator<Item = (&str, &str)> {
    let own = [
        ("target", &comment.target),
        ("target_id", &comment.target_id),
        ("label", &comment.label),
    ];
    own.into_iter()
        .filter_map(|(name, value)| value.as_deref().map(|value| (name, value)))
        .chain(
            comment
                .extra
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        )
}

/// The names of the columns that a comment's row passes through.
pub fn extra_names(comment: &Comment) -> impl Iterator<Item = &str> {
    extra(comment).map(|(name, _)| name)
}

fn key(comment: &Comment) -> Key {
    let target = comment.target.as_deref().unwrap_or_default();
    digest([&comment.article_id, target, &comment.text])
}

/// What stands for a text under an article, without quotation marks around it.
fn said(article: &str, text: &str) -> Key {
    let marks = |c: char| c.is_whitespace() || "«»\"“”>".contains(c);
    digest([article, text.trim_matches(marks), ""])
}

fn digest(parts: [&str; 3]) -> Key {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

fn row(dimension: &Dimension, coding: &Coding) -> CommentRow {
    let prediction = &coding.prediction;
    let (stance, confidence) = decide(dimension, &prediction.probabilities);
    CommentRow {
        dimension: dimension.id.clone(),
        stance: stance.to_owned(),
        confidence,
        probabilities: prediction.probabilities.clone(),
        evidence: coding.evidence.clone(),
        truncated: prediction.truncated,
        ..CommentRow::default()
    }
}

/// The row of a comment without text: every label is as likely as the others.
fn empty_row(dimension: &Dimension) -> CommentRow {
    let share = 1.0 / dimension.labels.len() as f64;
    CommentRow {
        dimension: dimension.id.clone(),
        stance: UNCERTAIN.to_owned(),
        confidence: share,
        probabilities: vec![share; dimension.labels.len()],
        warnings: vec!["The comment has no text.".to_owned()],
        ..CommentRow::default()
    }
}
