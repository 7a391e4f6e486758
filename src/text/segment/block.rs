//! Lines gathered into the paragraphs in which sentences are sought.

use std::ops::Range;

use crate::text::chars::{
    is_bullet, is_close_quote, is_dash, is_open_quote, is_pictograph, is_stop,
};

/// A line as long as this may have been broken by a program rather than by its author.
const WRAP_AT_LEAST: usize = 40;

/// No program breaks lines later than this.
const WRAP_AT_MOST: usize = 130;

/// A line that is not blank, without the spaces round it.
struct Line<'a> {
    start: usize,
    text: &'a str,
    after_blank: bool,
}

/// The paragraphs of a text, in order: its lines, save that a line broken in mid-sentence goes on,
/// and that a colon before a quotation on the next line keeps the two together.
pub(super) fn blocks(text: &str) -> Vec<Range<usize>> {
    let lines = lines(text);
    let width = wrap_width(&lines);
    let mut blocks: Vec<Range<usize>> = Vec::with_capacity(lines.len());
    let mut last: Option<&Line> = None;
    for line in &lines {
        let end = line.start + line.text.len();
        match (last, blocks.last_mut()) {
            (Some(last), Some(block)) if goes_on(last, line, width) => block.end = end,
            _ => blocks.push(line.start..end),
        }
        last = Some(line);
    }
    blocks
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let (mut start, mut after_blank) = (0, false);
    for raw in text.split('\n') {
        let line = raw.trim();
        if line.is_empty() {
            after_blank = true;
        } else {
            let lead = raw.len() - raw.trim_start().len();
            lines.push(Line {
                start: start + lead,
                text: line,
                after_blank,
            });
            after_blank = false;
        }
        start += raw.len() + 1;
    }
    lines
}

/// Whether the sentence at the end of `line` goes on in `next`.
fn goes_on(line: &Line, next: &Line, width: Option<usize>) -> bool {
    if line.text.ends_with(':') {
        return next.text.starts_with(|c| is_open_quote(c) || c == '"');
    }
    if next.after_blank || has_final_stop(line.text) || opens_item(next.text) {
        return false;
    }
    let lower = next.text.starts_with(char::is_lowercase);
    let long = line.text.len() >= WRAP_AT_LEAST;
    let full = width.is_some_and(|width| line.text.chars().count() * 3 >= width * 2);
    full || (lower && (long || line.text.ends_with(',')))
}

/// The width at which a text's lines were broken by a program, if they were.
fn wrap_width(lines: &[Line]) -> Option<usize> {
    let width = lines.iter().map(|line| line.text.chars().count()).max()?;
    let broken = lines.windows(2).filter(|pair| {
        let [line, next] = pair else { return false };
        !next.after_blank
            && line.text.len() >= WRAP_AT_LEAST
            && !has_final_stop(line.text)
            && next.text.starts_with(char::is_lowercase)
    });
    let broken = broken.count();
    ((WRAP_AT_LEAST..=WRAP_AT_MOST).contains(&width) && broken >= 3 && broken * 4 >= lines.len())
        .then_some(width)
}

/// Whether a text's last mark, closing signs aside, is a stop.
pub(in crate::text) fn has_final_stop(text: &str) -> bool {
    text.trim_end_matches(|c: char| {
        c.is_whitespace()
            || is_close_quote(c)
            || is_pictograph(c)
            || matches!(c, '"' | ')' | ']' | '\'' | '’')
    })
    .ends_with(is_stop)
}

/// Whether a line begins like the item of a list: `- `, `• `, `1. `, `a) `.
pub(in crate::text) fn opens_item(line: &str) -> bool {
    let mut chars = line.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    if is_bullet(first) || is_dash(first) || first == '*' {
        return true;
    }
    let label = line
        .find(|c: char| !c.is_ascii_alphanumeric())
        .map(|end| line.split_at(end));
    label.is_some_and(|(label, rest)| {
        let short =
            label.len() <= 2 && (label.len() == 1 || label.bytes().all(|b| b.is_ascii_digit()));
        let mut rest = rest.chars();
        short
            && matches!(rest.next(), Some('.' | ')' | '/' | '°'))
            && rest.next().is_some_and(char::is_whitespace)
    })
}
