//! One spelling for every text: NFC, `\n`, single spaces, no invisible characters.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The text in Unicode's form C with `\n` as its only line end.
///
/// CRLF, CR, NEL, vertical tabs, form feeds and U+2028/9 become `\n`; soft hyphens, zero-width
/// characters, bidirectional controls, byte order marks and other control characters are removed;
/// tabs become spaces; a run of spaces inside a line becomes one (a no-break space, U+00A0 or
/// U+202F, stays as it is unless it stands beside another space); spaces before a line end go, and
/// more than two line ends in a row become two. A text that is already so is borrowed.
///
/// ```
/// use tribune::text::normalise;
///
/// assert_eq!(normalise("De\u{301}ja\u{300}  vu\u{ad}\r\n\r\n\r\nFin \t"), "Déjà vu\n\nFin");
/// ```
pub fn normalise(text: &str) -> Cow<'_, str> {
    let clean = clean(text);
    match is_nfc_quick(clean.chars()) {
        IsNormalized::Yes => clean,
        IsNormalized::No | IsNormalized::Maybe => {
            let composed: String = clean.nfc().collect();
            if composed == text {
                Cow::Borrowed(text)
            } else {
                Cow::Owned(composed)
            }
        }
    }
}

/// What a character is to the cleaner.
enum Class {
    LineEnd,
    Space,
    FixedSpace,
    Removed,
    Kept,
}

fn class(c: char) -> Class {
    match c {
        '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Class::LineEnd,
        '\u{A0}' | '\u{202F}' => Class::FixedSpace,
        '\t' => Class::Space,
        c if is_invisible(c) => Class::Removed,
        c if c.is_whitespace() => Class::Space,
        _ => Class::Kept,
    }
}

/// Control and format characters that no reader sees.
fn is_invisible(c: char) -> bool {
    match c {
        ' '..='~' => false,
        '\u{AD}'
        | '\u{61C}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' => true,
        _ => c.is_control(),
    }
}

/// Spaces and line ends that have been read and not yet written.
#[derive(Default)]
struct Gap {
    lines: usize,
    spaces: usize,
    fixed: Option<char>,
}

impl Gap {
    fn line_end(&mut self) {
        self.lines += 1;
        self.spaces = 0;
        self.fixed = None;
    }

    fn space(&mut self, fixed: Option<char>) {
        self.fixed = if self.spaces == 0 {
            fixed
        } else {
            self.fixed.and(fixed).and(self.fixed)
        };
        self.spaces += 1;
    }

    fn write(&mut self, out: &mut String) {
        for _ in 0..self.lines.min(2) {
            out.push('\n');
        }
        if self.spaces > 0 {
            out.push(self.fixed.unwrap_or(' '));
        }
        *self = Self::default();
    }
}

/// Everything but the composition of letters; borrows a text that is already clean.
fn clean(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len());
    let mut gap = Gap::default();
    let mut after_return = false;
    for c in text.chars() {
        match class(c) {
            Class::LineEnd if c == '\n' && after_return => {}
            Class::LineEnd => gap.line_end(),
            Class::Space => gap.space(None),
            Class::FixedSpace => gap.space(Some(c)),
            Class::Removed => continue,
            Class::Kept => {
                gap.write(&mut out);
                out.push(c);
            }
        }
        after_return = c == '\r';
    }
    gap.spaces = 0;
    gap.write(&mut out);
    if out == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_newlines() {
        assert_eq!(
            normalise("a\r\nb\rc\u{85}d\u{2028}e\u{2029}f\ng"),
            "a\nb\nc\nd\ne\nf\ng"
        );
        assert_eq!(
            normalise("un\r\n\r\n\r\n\r\ndeux\r\r\rtrois"),
            "un\n\ndeux\n\ntrois"
        );
    }

    #[test]
    fn invisible_characters_go() {
        assert_eq!(
            normalise("\u{FEFF}strea\u{AD}ming\u{200B} \u{202E}légal\u{0}"),
            "streaming légal"
        );
        assert_eq!(normalise("e\u{200B}\u{301}cole"), "école");
    }

    #[test]
    fn spaces_collapse_and_no_break_spaces_stay() {
        assert_eq!(normalise("un \t deux   \n  trois"), "un deux\n trois");
        assert_eq!(
            normalise("Pourquoi\u{A0}?\u{202F}!"),
            "Pourquoi\u{A0}?\u{202F}!"
        );
        assert_eq!(normalise("a\u{A0}\u{A0}b \u{A0}c"), "a\u{A0}b c");
        assert_eq!(normalise("blanc \n \n\t\n \nfin"), "blanc\n\nfin");
    }

    #[test]
    fn a_normal_text_is_borrowed() {
        for text in [
            "",
            "Une phrase.\n\nUne autre, déjà composée\u{A0}!",
            "👩🏽 ok",
            "ท\u{e35}\u{e48}",
        ] {
            assert!(matches!(normalise(text), Cow::Borrowed(_)), "{text:?}");
        }
    }
}
