//! Characters that would steer what shows a text, made visible instead.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with every control character but line feed and tab as its picture (`␀` for NUL) and every
/// character that changes the direction of writing as its number in brackets (`[U+202E]`).
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(c),
            '\u{0}'..='\u{1F}' => {
                shown.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'));
            }
            '\u{7F}' => shown.push('\u{2421}'),
            c if steers(c) => {
                let _ = write!(shown, "[U+{:04X}]", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Whether a character is shown by [`visible`] as something else.
fn steers(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{61C}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FFFE}'
        | '\u{FFFF}'
        | '\u{FEFF}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steering_characters_are_shown() {
        assert_eq!(visible("a\0b\u{1b}[31m\r"), "a␀b␛[31m␍");
        assert_eq!(
            visible("x\u{202E}gpj.exe\u{2069}"),
            "x[U+202E]gpj.exe[U+2069]"
        );
        assert_eq!(visible("\u{85}\u{7F}"), "[U+0085]␡");
        let plain = "« Été »\n\t👩‍👩‍👧 مرحبا";
        assert!(matches!(visible(plain), Cow::Borrowed(same) if same == plain));
    }
}
