//! Summaries that an encoder-decoder checkpoint writes.
//!
//! What the model reads are the body sentences of the article, without title, headings and
//! boilerplate. An article beyond the model's window is handled as [`OnLong`] says.

mod finish;
mod parts;
mod source;

use super::{Document, MAX_WORDS, Refusal, Summariser, Summary, SummaryError};
use crate::{
    model::{ModelError, generation::Generator},
    text::count_words,
};
use source::Source;

/// What happens to an article with more tokens than the model reads at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnLong {
    /// Parts of it, cut between sentences, are summarised, then their summaries together.
    #[default]
    Chunk,
    /// Only its beginning is read.
    Truncate,
    /// It is refused.
    Error,
}

/// Rounds of summaries of summaries; each makes a text several times shorter.
const ROUNDS: usize = 8;

/// Writes summaries with a [`Generator`].
pub struct Abstractive {
    generator: Generator,
    on_long: OnLong,
}

/// An article on its way to a summary.
struct Work {
    /// What is read in the next round: sentences, later summaries of parts.
    units: Vec<String>,
    /// Tokens of the round before.
    tokens: usize,
    rounds: usize,
    /// Parts of the first round.
    parts: usize,
    truncated: bool,
    warnings: Vec<String>,
    state: State,
}

enum State {
    /// The next text is a summary of all.
    Last,
    /// The next texts are summaries of parts.
    Parts,
    Done(String),
    Refused,
}

impl Abstractive {
    /// A summariser over `generator`.
    pub fn new(generator: Generator, on_long: OnLong) -> Self {
        Self { generator, on_long }
    }

    /// Ids of a text behind the model's prefix, cut at the window, and whether they were cut.
    fn encode(&self, text: &str) -> Result<(Vec<i64>, bool), ModelError> {
        let settings = self.generator.settings();
        let text = format!("{}{text}", settings.prefix);
        self.generator.tokenizer().encode(&text, settings.window)
    }

    fn refuses(&self, source: &Source) -> Result<bool, ModelError> {
        Ok(self.on_long == OnLong::Error && self.encode(&source.text())?.1)
    }

    fn refusal_of(&self) -> Refusal {
        Refusal {
            problem: format!(
                "the article is longer than the {} tokens that the model reads",
                self.generator.settings().window
            ),
            remedy: "use --on-long chunk or --on-long truncate".to_owned(),
        }
    }

    fn start(&self, document: &Document) -> Result<Work, ModelError> {
        let source = Source::new(document);
        let mut warnings = Vec::new();
        let mut state = State::Last;
        if source.sentences.is_empty() {
            state = State::Done(String::new());
        } else if self.refuses(&source)? {
            state = State::Refused;
            let Refusal { problem, remedy } = self.refusal_of();
            warnings.push(format!("Not summarised: {problem}; {remedy}."));
        }
        if source.truncated {
            warnings.push(format!(
                "Only the first {MAX_WORDS} words of the article were looked at."
            ));
        }
        Ok(Work {
            units: source.sentences,
            tokens: usize::MAX,
            rounds: 0,
            parts: 0,
            truncated: source.truncated,
            warnings,
            state,
        })
    }

    /// The inputs of an article's next round.
    fn inputs(&self, work: &mut Work) -> Result<Vec<Vec<i64>>, ModelError> {
        if matches!(work.state, State::Done(_) | State::Refused) {
            return Ok(Vec::new());
        }
        let text = work.units.join(" ");
        let (ids, cut) = self.encode(&text)?;
        if !cut {
            work.state = State::Last;
            return Ok(vec![ids]);
        }
        let window = self.generator.settings().window;
        let tokens = self.generator.tokenizer().ends(&text)?.len();
        let shrinks = tokens < work.tokens && work.rounds < ROUNDS;
        if self.on_long == OnLong::Chunk && shrinks {
            let (parts, cut) = parts::encode(&work.units, &self.generator)?;
            work.truncated |= cut;
            if work.rounds == 0 {
                work.parts = parts.len();
                work.warnings.push(format!(
                    "The article has {tokens} tokens, the model reads {window} at once: {} parts were \
                     summarised, then their summaries.",
                    parts.len()
                ));
            }
            work.tokens = tokens;
            work.rounds += 1;
            work.state = State::Parts;
            return Ok(parts);
        }
        work.truncated = true;
        work.warnings.push(if work.rounds == 0 {
            format!("Only the first {window} of the article's {tokens} tokens were read.")
        } else {
            format!("Only the first {window} of {tokens} tokens of the parts' summaries were read.")
        });
        work.state = State::Last;
        Ok(vec![ids])
    }
}

impl Summariser for Abstractive {
    fn summarise(
        &self,
        documents: &[Document],
        words: usize,
    ) -> Result<Vec<Summary>, SummaryError> {
        let mut articles: Vec<Work> = documents
            .iter()
            .map(|document| self.start(document))
            .collect::<Result<_, _>>()?;
        loop {
            let mut inputs = Vec::new();
            let mut counts = Vec::with_capacity(articles.len());
            for work in &mut articles {
                let own = self.inputs(work)?;
                counts.push(own.len());
                inputs.extend(own);
            }
            if inputs.is_empty() {
                break;
            }
            let mut outputs = self.generator.generate(&inputs)?.into_iter();
            for (work, count) in articles.iter_mut().zip(counts) {
                let texts: Vec<String> = outputs
                    .by_ref()
                    .take(count)
                    .map(|ids| self.generator.tokenizer().decode(&ids))
                    .collect::<Result<_, _>>()?;
                match work.state {
                    State::Last => work.state = State::Done(texts.concat()),
                    State::Parts => {
                        work.units = texts.into_iter().filter(|t| !t.is_empty()).collect();
                    }
                    State::Done(_) | State::Refused => {}
                }
            }
        }
        Ok(documents
            .iter()
            .zip(articles)
            .map(|(document, work)| summary(document, work, words))
            .collect())
    }

    fn refusal(&self, document: &Document) -> Option<Refusal> {
        // What else goes wrong, `summarise` reports.
        let refused = self.refuses(&Source::new(document)).unwrap_or(false);
        refused.then(|| self.refusal_of())
    }
}

fn summary(document: &Document, work: Work, words: usize) -> Summary {
    let read = !work.units.is_empty() || work.rounds > 0;
    let mut warnings = work.warnings;
    let text = match work.state {
        State::Done(text) if read => text,
        _ => {
            return Summary {
                method: "none".to_owned(),
                truncated: work.truncated,
                warnings,
                ..Summary::default()
            };
        }
    };
    let text = finish::limit(&finish::tidy(&text), words);
    if text.is_empty() {
        warnings.push("The model wrote nothing.".to_owned());
    }
    warnings.extend(finish::novelty(&text, document));
    Summary {
        words: count_words(&text),
        text,
        method: "abstractive".to_owned(),
        truncated: work.truncated,
        warnings,
    }
}
