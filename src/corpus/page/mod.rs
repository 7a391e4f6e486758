//! A page saved as text: title, article, comment section.

mod button;
mod date;
mod fold;
mod footer;
mod heading;
mod name;
mod section;
mod thread;

pub(super) use heading::{Heading, heading};
pub(super) use name::{byline, is_name};
pub(super) use section::find;
pub(super) use thread::{Entry, count_warning, entries, has_data};

use super::article::{Article, Comment};
use fold::ends_sentence;

/// Longest title in words and in characters.
const TITLE: (usize, usize) = (25, 160);

/// Fills in title, text, comments and warnings from a normalised text.
pub(super) fn read(text: &str, article: &mut Article) {
    let text = unglue(text);
    let lines: Vec<&str> = text.lines().collect();
    let section = find(&lines);
    let end = section
        .as_ref()
        .map_or(lines.len(), |section| section.body_end);
    let mut body = &lines[..end];
    if let Some(at) = body.iter().position(|line| !line.trim().is_empty())
        && is_title(body[at])
        && (section.is_some() || body[at + 1..].iter().any(|line| !line.trim().is_empty()))
    {
        body[at].trim().clone_into(&mut article.title);
        body = &body[at + 1..];
    }
    article.text = super::article::clean(&without_links(body).join("\n"));
    if let Some(section) = section {
        article.warnings.extend(section.warning);
        article
            .comments
            .extend(section.comments.into_iter().map(comment));
    }
}

/// The lines of an article without the links to its comments above the first sentence, such as
/// `3 commentaires`.
fn without_links<'a>(body: &[&'a str]) -> Vec<&'a str> {
    let first = body.iter().position(|line| ends_sentence(line));
    let above = first.unwrap_or(0);
    let link = |line: &str| matches!(heading(line), Some(Heading::Counted(_) | Heading::Form));
    let kept = body.iter().enumerate();
    kept.filter(|&(at, line)| at >= above || !link(line))
        .map(|(_, line)| *line)
        .collect()
}

/// A comment without ids.
pub(super) fn comment(entry: Entry) -> Comment {
    Comment {
        author: entry.author,
        text: entry.text,
        ..Comment::default()
    }
}

/// Whether a first line is the title: short, and no sentence.
fn is_title(line: &str) -> bool {
    let line = line.trim();
    let (words, chars) = TITLE;
    let open = line.ends_with([':', ',', ';']);
    let stop = ends_sentence(line) && !line.ends_with(['?', '!']);
    !open && !stop && line.split_whitespace().count() <= words && line.chars().count() <= chars
}

/// Puts a heading that is glued to the last sentence, as in `Twitter.Commentaires`, on a line of
/// its own.
fn unglue(text: &str) -> std::borrow::Cow<'_, str> {
    let start = text.rfind('\n').map_or(0, |at| at + 1);
    let last = &text[start..];
    let stop = |c: char| matches!(c, '.' | '!' | '?' | '…' | '»' | '”');
    // A heading has few words: only the last stop that has no space behind it can come before one.
    if let Some((at, c)) = last.char_indices().rev().take(80).find(|&(_, c)| stop(c)) {
        let tail = &last[at + c.len_utf8()..];
        let glued = tail.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        if glued && at > 0 && heading(tail).is_some_and(Heading::is_certain) {
            let cut = start + at + c.len_utf8();
            return format!("{}\n{}", &text[..cut], &text[cut..]).into();
        }
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Article {
        let mut article = Article::default();
        read(&crate::corpus::article::clean(text), &mut article);
        article
    }

    fn texts(text: &str) -> Vec<String> {
        page(text)
            .comments
            .into_iter()
            .map(|comment| comment.text)
            .collect()
    }

    const BODY: &str = "Le site a fermé lundi matin. Ses administrateurs n’ont donné aucune raison.\n\
                        La justice avait ordonné son blocage au printemps, à la demande des studios.";

    #[test]
    fn titles() {
        let title = |first: &str| page(&format!("{first}\n{BODY}")).title;
        assert_eq!(
            title("Le site ferme ses portes"),
            "Le site ferme ses portes"
        );
        assert_eq!(
            title("Que reste-t-il du piratage ?"),
            "Que reste-t-il du piratage ?"
        );
        assert_eq!(title("Le site a fermé."), "");
        assert_eq!(title("« Le site a fermé. »"), "");
        assert_eq!(title("Le ministre l’a dit :"), "");
        assert_eq!(title(&"mot ".repeat(30)), "");
        assert_eq!(page("Un titre seul").text, "Un titre seul");
        assert_eq!(page(BODY).text, BODY);
    }

    #[test]
    fn a_heading_glued_to_the_end() {
        for end in [
            "\nCommentaires",
            ".Commentaires",
            "\n\nCOMMENTAIRES",
            "…Laisser un commentaire",
        ] {
            let article = page(&format!("{BODY} Suivez-nous sur Twitter{end}"));
            assert!(article.comments.is_empty(), "{end}");
            assert!(
                !article.text.to_lowercase().contains("commentaire"),
                "{end}: {}",
                article.text
            );
            assert!(article.text.contains("Twitter"));
        }
        let kept = format!("{BODY} Tout est dans la v2.0 du site");
        assert_eq!(page(&kept).text, kept);
    }

    #[test]
    fn lines_or_blocks() {
        let lines =
            format!("{BODY}\n2 comments\nEnfin, il était temps!\nDommage pour les abonnés.");
        assert_eq!(
            texts(&lines),
            ["Enfin, il était temps!", "Dommage pour les abonnés."]
        );
        let blocks = format!("{BODY}\n\nCommentaires\n\nEnfin !\nIl était temps.\n\nDommage.");
        assert_eq!(texts(&blocks), ["Enfin !\nIl était temps.", "Dommage."]);
        let counted = format!("{BODY}\n\n3 commentaires\n\nEnfin !\nIl était temps.\n\nDommage.");
        assert_eq!(texts(&counted), ["Enfin !", "Il était temps.", "Dommage."]);
        assert!(page(&counted).warnings.is_empty());
        let mismatch = format!("{BODY}\n\n7 réactions\n\nEnfin !\n\nDommage.");
        assert_eq!(texts(&mismatch).len(), 2);
        assert!(page(&mismatch).warnings[0].contains('7'));
    }

    #[test]
    fn a_link_to_the_comments_is_no_text() {
        let article = page(&format!(
            "Un titre\n2 commentaires\n{BODY}\n1 commentaire\nEnfin !"
        ));
        assert_eq!(article.text, BODY);
        assert_eq!(article.comments.len(), 1);
    }

    #[test]
    fn returns_alone_end_lines() {
        let text = format!("{BODY}\n\n1 commentaire\n\nEnfin !").replace('\n', "\r");
        assert_eq!(texts(&text), ["Enfin !"]);
    }

    #[test]
    fn long_texts_take_linear_time() {
        let long = "Le site a fermé lundi. ".repeat(1 << 17);
        let article = page(&long);
        assert_eq!(article.text.len(), long.trim_end().len());
        let comment = "pirate ".repeat(15_000);
        assert_eq!(
            texts(&format!("{BODY}\n1 commentaire\n{comment}"))[0],
            comment.trim()
        );
    }

    proptest::proptest! {
        #[test]
        fn any_page_is_read(text in "\\PC{0,60}", lines in proptest::collection::vec(
            "(Jean_D dit :|2 commentaires|Répondre|le 12 mars 2023|Commentaires|Bravo !|\
             Laisser un commentaire|3|Réactions||Posté par X le 3 mai|Un texte. Puis deux.)", 0..20)
        ) {
            page(&text);
            page(&lines.join("\n"));
        }
    }
}
