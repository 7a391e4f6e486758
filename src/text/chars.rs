//! Classes of characters, and short looks to the left and right of a position.
//!
//! Every look is bounded, so that a rule costs the same on a tweet and on a line of 50 MB.

/// The longest word, in characters, that a rule looks at.
const LOOK: usize = 28;

/// Marks that may end a sentence.
pub(super) fn is_stop(c: char) -> bool {
    matches!(c, '.' | '…') || is_exclaiming(c) || is_ideographic_stop(c)
}

/// Exclamation and question marks.
pub(super) fn is_exclaiming(c: char) -> bool {
    matches!(c, '!' | '?' | '‼' | '⁇' | '⁈' | '⁉' | '‽')
}

/// Stops of scripts that put no space after them.
pub(super) fn is_ideographic_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？')
}

/// Quotation marks that can only open.
pub(super) fn is_open_quote(c: char) -> bool {
    matches!(c, '«' | '“' | '„' | '‹')
}

/// Quotation marks that can only close.
pub(super) fn is_close_quote(c: char) -> bool {
    matches!(c, '»' | '”' | '›')
}

/// Any double quotation mark.
pub(super) fn is_quote(c: char) -> bool {
    c == '"' || is_open_quote(c) || is_close_quote(c)
}

/// Straight and curly apostrophes.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// Hyphens and dashes that may introduce a line of dialogue or of a list.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | '−')
}

/// Marks that introduce an item of a list.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '◦'
            | '▪'
            | '▫'
            | '■'
            | '●'
            | '○'
            | '►'
            | '▶'
            | '▸'
            | '‣'
            | '⁃'
            | '→'
            | '➤'
            | '➔'
            | '✓'
            | '✔'
            | '·'
    )
}

/// Emoji and other pictures, with the joiners and selectors inside them.
pub(super) fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}' | '\u{FE0F}' | '\u{200D}' | '\u{20E3}')
        && !is_bullet(c)
}

/// A letter that may begin a sentence: a capital, or a letter of a script without case.
pub(super) fn is_capital(c: char) -> bool {
    c.is_alphabetic() && !c.is_lowercase()
}

/// The character at `position`.
pub(super) fn next(text: &str, position: usize) -> Option<char> {
    text[position..].chars().next()
}

/// The character that ends at `position`.
pub(super) fn previous(text: &str, position: usize) -> Option<char> {
    text[..position].chars().next_back()
}

/// The first position from `position` on that is not white space.
pub(super) fn skip_spaces(text: &str, position: usize) -> usize {
    text.len() - text[position..].trim_start().len()
}

/// The longest run of characters that pass, from `position` on, up to a fixed length.
pub(super) fn run_after(text: &str, position: usize, pass: impl Fn(char) -> bool) -> &str {
    let rest = &text[position..];
    let length = rest
        .chars()
        .take(LOOK)
        .take_while(|&c| pass(c))
        .map(char::len_utf8)
        .sum();
    &rest[..length]
}

/// The longest run of characters that pass and end at `position`, up to a fixed length.
pub(super) fn run_before(text: &str, position: usize, pass: impl Fn(char) -> bool) -> &str {
    let left = &text[..position];
    let length: usize = left
        .chars()
        .rev()
        .take(LOOK)
        .take_while(|&c| pass(c))
        .map(char::len_utf8)
        .sum();
    &left[left.len() - length..]
}

/// The letters and digits that begin at `position`.
pub(super) fn word_after(text: &str, position: usize) -> &str {
    run_after(text, position, char::is_alphanumeric)
}

/// The letters and digits that end at `position`.
pub(super) fn word_before(text: &str, position: usize) -> &str {
    run_before(text, position, char::is_alphanumeric)
}
