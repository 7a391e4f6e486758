//! What class names and ids say.

/// The words of a name as authors of style sheets build it: `commentBody`, `comment__body`,
/// `comment-body` all give `comment`, `body`.
pub(super) fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().take(100).collect();
    let mut words: Vec<String> = vec![String::new()];
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| chars[at]);
        let after = chars.get(at + 1);
        let hump = c.is_uppercase()
            && before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit())
            || c.is_uppercase()
                && before.is_some_and(char::is_uppercase)
                && after.is_some_and(|a| a.is_lowercase());
        let number = c.is_ascii_digit() != before.is_some_and(|b| b.is_ascii_digit());
        if !c.is_alphanumeric() || hump || (number && before.is_some()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether one of the words is in the list.
pub(super) fn any(words: &[String], list: &[&str]) -> bool {
    words.iter().any(|word| list.contains(&word.as_str()))
}

/// Whether the last word is in the list.
pub(super) fn ends(words: &[String], list: &[&str]) -> bool {
    words
        .last()
        .is_some_and(|word| list.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        for (name, expected) in [
            ("comment-body", "comment body"),
            ("comment__body--new", "comment body new"),
            ("commentBody", "comment body"),
            ("UFIComment", "ufi comment"),
            ("comment12", "comment 12"),
            ("li-comment-12", "li comment 12"),
            ("_3-8y", "3 8 y"),
            ("", ""),
        ] {
            assert_eq!(words(name).join(" "), expected);
        }
    }
}
