//! Which chunks of a sentence can go without hurting its grammar.

use std::ops::Range;

use super::lexicon::{
    has_statement, is_attribution, is_loose_ending, is_main_clause, is_open_relative, is_subject,
    opens_as_subordinate, opens_with_verb, words,
};

/// Chunks that can go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SparePart {
    pub(super) chunks: Range<usize>,
    /// Whether a comma in front of it goes too.
    pub(super) takes_comma_before: bool,
}

/// Most chunks of an insertion between commas.
const MAX_INSERTION: usize = 4;

/// Fewest words before an ending that goes.
const MIN_BEFORE_ENDING: usize = 7;

/// Most words of an insertion or attribution.
const MAX_WORDS: usize = 30;

/// All parts that can go, in order of their first chunk.
pub(super) fn spare_parts(sentence: &str, chunks: &[Range<usize>]) -> Vec<SparePart> {
    let view = View { sentence, chunks };
    let mut parts = Vec::new();
    for start in 1..chunks.len() {
        parts.extend(view.bracket(start));
        parts.extend(view.dashes(start));
        if view.ends_in_comma(start - 1) && !view.inside(start) {
            parts.extend(view.insertion(start));
            parts.extend(view.attribution(start));
            parts.extend(view.ending(start));
        }
        parts.extend(view.second_statement(start));
    }
    let mut unique: Vec<SparePart> = Vec::new();
    for part in parts {
        if !unique.iter().any(|other| other.chunks == part.chunks) {
            unique.push(part);
        }
    }
    unique
}

/// Whether brackets and quotes open and close in pairs.
pub(crate) fn is_balanced(text: &str) -> bool {
    let mut open = Vec::new();
    let mut straight = 0;
    for character in text.chars() {
        match character {
            '(' | '[' | '«' | '“' => open.push(character),
            ')' | ']' | '»' | '”' => {
                let expected = match character {
                    ')' => '(',
                    ']' => '[',
                    '»' => '«',
                    _ => '“',
                };
                if open.pop() != Some(expected) {
                    return false;
                }
            }
            '"' => straight += 1,
            _ => {}
        }
    }
    open.is_empty() && straight % 2 == 0
}

struct View<'a> {
    sentence: &'a str,
    chunks: &'a [Range<usize>],
}

impl View<'_> {
    fn text(&self, chunks: Range<usize>) -> &str {
        let (first, last) = (&self.chunks[chunks.start], &self.chunks[chunks.end - 1]);
        &self.sentence[first.start..last.end]
    }

    fn chunk(&self, index: usize) -> &str {
        self.text(index..index + 1)
    }

    fn ends_in_comma(&self, index: usize) -> bool {
        self.chunk(index).trim_end().ends_with(',')
    }

    /// Whether a bracket or quote is open where the chunk begins.
    fn inside(&self, index: usize) -> bool {
        !is_balanced(self.text(0..index))
    }

    fn count_words(&self, chunks: Range<usize>) -> usize {
        words(self.text(chunks)).count()
    }

    fn has_quotation(&self) -> bool {
        self.sentence.contains(['«', '»', '"', '“', '”'])
    }

    /// `(...)` or `[...]`, whole. Of several, which belong together in a list, only abbreviations go.
    fn bracket(&self, start: usize) -> Option<SparePart> {
        let close = match self.chunk(start).trim_start().chars().next()? {
            '(' => ')',
            '[' => ']',
            _ => return None,
        };
        let end = (start..self.chunks.len())
            .find(|&index| self.chunk(index).trim_end().ends_with(close))?;
        let whole = !self.inside(start) && is_balanced(self.text(start..end + 1));
        let alone = self.sentence.matches(['(', '[']).count() == 1;
        let abbreviation = self.count_words(start..end + 1) == 1
            && self
                .text(start..end + 1)
                .chars()
                .all(|c| !c.is_lowercase() && !c.is_numeric());
        (whole && (alone || abbreviation)).then_some(SparePart {
            chunks: start..end + 1,
            takes_comma_before: false,
        })
    }

    /// The part between the two dashes of a sentence that has two.
    fn dashes(&self, start: usize) -> Option<SparePart> {
        let is_dash = |index: usize| matches!(self.chunk(index).trim(), "-" | "–" | "—");
        let all: Vec<usize> = (0..self.chunks.len()).filter(|&i| is_dash(i)).collect();
        let [first, second] = all[..] else {
            return None;
        };
        let whole = first == start
            && second + 1 < self.chunks.len()
            && !self.inside(first)
            && is_balanced(self.text(first..second + 1));
        whole.then_some(SparePart {
            chunks: first..second + 1,
            takes_comma_before: false,
        })
    }

    /// Between commas, with the subject before it and its verb after it: an apposition, a relative
    /// clause, a participle.
    fn insertion(&self, start: usize) -> Option<SparePart> {
        let before = self.chunk(start - 1);
        if !is_subject(before) || is_main_clause(before) {
            return None;
        }
        let opening = words(self.chunk(start)).next()?;
        if matches!(opening.as_str(), "et" | "ou" | "mais" | "ni")
            || opens_with_verb(self.chunk(start))
        {
            return None;
        }
        let last = (start + MAX_INSERTION).min(self.chunks.len() - 1);
        let end = (start + 1..=last)
            .find(|&end| self.ends_in_comma(end - 1) && opens_with_verb(self.chunk(end)))?;
        // A chunk in between with its own subject and verb means that the verb found is another's.
        if is_open_relative(self.text(start..end)) {
            return None;
        }
        let next = self.chunk(end);
        if is_attribution(next) && !has_statement(next) && !next.contains(['«', '"', '“']) {
            return None;
        }
        let joins = |index: usize| {
            words(self.chunk(index))
                .next()
                .is_some_and(|word| matches!(word.as_str(), "et" | "ou"))
        };
        let foreign = (start..end).any(|index| is_main_clause(self.chunk(index)) || joins(index));
        (!foreign
            && is_balanced(self.text(start..end))
            && self.count_words(start..end) <= MAX_WORDS)
            .then_some(SparePart {
                chunks: start..end,
                takes_comma_before: true,
            })
    }

    /// "…, selon la police." and "…, a indiqué le ministère, …"; never that of a quotation, whose
    /// speaker the reader must know.
    fn attribution(&self, start: usize) -> Option<SparePart> {
        let chunk = self.chunk(start);
        if self.has_quotation() || !is_attribution(chunk) || has_statement(chunk) {
            return None;
        }
        let last = self.chunks.len();
        let before = self.count_words(0..start);
        let inner = (start + 1..last).find(|&end| {
            self.ends_in_comma(end - 1)
                && (opens_with_verb(self.chunk(end)) || is_main_clause(self.chunk(end)))
        });
        if let Some(end) = inner {
            let subject = !opens_as_subordinate(self.chunk(start - 1));
            return (subject && end == start + 1).then_some(SparePart {
                chunks: start..end,
                takes_comma_before: opens_with_verb(self.chunk(end)),
            });
        }
        self.closes(start, before)
    }

    /// A subordinate clause, a participle or an adverbial at the end.
    fn ending(&self, start: usize) -> Option<SparePart> {
        let chunk = self.chunk(start);
        if !is_loose_ending(chunk) || (self.has_quotation() && is_attribution(chunk)) {
            return None;
        }
        self.closes(start, self.count_words(0..start))
    }

    /// Everything from `start`, if a whole main clause stands before it.
    fn closes(&self, start: usize, before: usize) -> Option<SparePart> {
        let main = (0..start).any(|index| is_main_clause(self.chunk(index)));
        let later = (start + 1..self.chunks.len())
            .any(|index| self.ends_in_comma(index - 1) && is_main_clause(self.chunk(index)));
        let loose_before = words(self.chunk(start - 1))
            .next()
            .is_some_and(|word| matches!(word.as_str(), "et" | "ou" | "mais" | "que" | "si"));
        (main && !later && !loose_before && before >= MIN_BEFORE_ENDING).then_some(SparePart {
            chunks: start..self.chunks.len(),
            takes_comma_before: true,
        })
    }

    /// What follows a semicolon, or a colon after a full statement.
    fn second_statement(&self, start: usize) -> Option<SparePart> {
        let before = self.chunk(start - 1).trim_end();
        let least = if before.ends_with(';') {
            MIN_BEFORE_ENDING
        } else if before.ends_with(':') && !self.has_quotation() {
            MIN_BEFORE_ENDING + 3
        } else {
            return None;
        };
        let main = (0..start).any(|index| is_main_clause(self.chunk(index)));
        (main && !self.inside(start) && self.count_words(0..start) >= least).then_some(SparePart {
            chunks: start..self.chunks.len(),
            takes_comma_before: true,
        })
    }
}
