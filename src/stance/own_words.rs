//! A comment without what its writer quotes from another one.

use std::borrow::Cow;

/// The comment without lines that begin with `>`, the line "... a écrit :" before them, and mentions
/// (`@name`) at its beginning. A comment that is nothing else stays as it is.
///
/// Quotations within the text (« ... ») stay: they are part of what the writer says.
pub fn own_words(comment: &str) -> Cow<'_, str> {
    let lines: Vec<&str> = comment.lines().collect();
    let quoted = |index: usize| {
        let line = lines.get(index);
        line.is_some_and(|line| line.trim_start().starts_with(['>', '＞']))
    };
    let foreign = |index: usize| quoted(index) || introduces(lines[index]) && quoted(index + 1);
    let kept: Vec<&str> = (0..lines.len())
        .filter(|&index| !foreign(index))
        .map(|index| lines[index])
        .collect();
    let text = if kept.len() == lines.len() {
        Cow::Borrowed(comment)
    } else {
        Cow::Owned(kept.join("\n"))
    };
    let own = without_mentions(&text);
    if own.len() == comment.len() || !own.chars().any(char::is_alphanumeric) {
        return Cow::Borrowed(comment);
    }
    Cow::Owned(own.to_owned())
}

/// Whether a line says whose words follow.
fn introduces(line: &str) -> bool {
    let line = line.trim_end().to_lowercase();
    line.strip_suffix(':').is_some_and(|line| {
        let line = line.trim_end();
        line.ends_with("a écrit") || line.ends_with("a dit") || line.ends_with("wrote")
    })
}

fn without_mentions(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some(mention) = rest.strip_prefix('@') {
        let end = mention
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
            .unwrap_or(mention.len());
        if end == 0 {
            break;
        }
        rest = mention[end..].trim_start_matches(|c: char| c.is_whitespace() || ",:;".contains(c));
    }
    if rest.len() == text.trim_start().len() {
        text
    } else {
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::own_words;

    #[test]
    fn quoted_lines_and_mentions_go() {
        assert_eq!(
            own_words("> Il faut tout fermer.\n> Et vite.\nNon, laissez-les vivre."),
            "Non, laissez-les vivre."
        );
        assert_eq!(
            own_words("Le lecteur du port a écrit :\n> Fermez tout !\n\nQuelle sottise."),
            "\nQuelle sottise."
        );
        assert_eq!(
            own_words("@vieux.loup, @marin_22 : tout à fait d'accord"),
            "tout à fait d'accord"
        );
    }

    #[test]
    fn what_is_the_writers_stays() {
        for comment in [
            "Rien à redire.",
            "« Il faut fermer », dit-il. Et puis quoi encore ?",
            "> Il faut tout fermer.",
            "@marin_22",
            "Écrivez à moi @ la rédaction",
            "@ tous : lisez le texte",
            "5 > 3, c'est un fait",
            "",
        ] {
            assert_eq!(own_words(comment), comment);
        }
    }
}
