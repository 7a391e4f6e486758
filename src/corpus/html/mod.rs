//! An HTML page: metadata, article and comments from the document tree.
//!
//! All walks over the tree are loops, and [`shallow::limit`] bounds its depth beforehand, so that
//! neither the parser nor the walks depend on how a page is nested.

mod comments;
mod content;
mod dom;
mod element;
mod meta;
mod shallow;
mod words;

use scraper::Html;

use super::article::{Article, clean, clean_line};
use super::page::{self, count_warning};
use dom::Dom;

/// Fills in an article from the text of an HTML file.
pub(super) fn read(text: &str, article: &mut Article) {
    let document = Html::parse_document(&shallow::limit(text));
    let meta = meta::read(&document);
    let dom = Dom::new(&document);
    let thread = comments::read(&dom);
    let content = content::read(&dom);
    article.outlet = clean_line(&meta.outlet);
    article.title = clean_line(&meta.title(&content.heading, &article.outlet));
    meta.url.trim().clone_into(&mut article.url);
    article.date = clean_line(if meta.date.is_empty() {
        &content.date
    } else {
        &meta.date
    });
    let lines: Vec<String> = content.lines.iter().map(|line| clean_line(line)).collect();
    let mut lines: Vec<&str> = lines
        .iter()
        .map(String::as_str)
        .filter(|l| !l.is_empty())
        .collect();
    if lines.first().is_some_and(|line| *line == article.title) {
        lines.remove(0);
    }
    let mut comments = thread.comments;
    let mut warning = count_warning(thread.count, comments.len());
    if comments.is_empty()
        && let Some(section) = page::find(&lines)
    {
        // A section without markup of its own: headings and paragraphs as in a text page.
        lines.truncate(section.body_end);
        warning = section.warning.or(warning);
        comments = section.comments;
    }
    article.text = clean(&lines.join("\n"));
    article.warnings.extend(warning);
    article.comments = comments
        .into_iter()
        .map(|mut entry| {
            entry.text = clean(&entry.text);
            entry.author = clean_line(&entry.author);
            page::comment(entry)
        })
        .collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Article {
        let mut article = Article::default();
        read(html, &mut article);
        article
    }

    #[test]
    fn a_small_page() {
        let article = page(
            "<title>Un site ferme - Le Courrier</title><meta property='og:site_name' content='Le Courrier'>\
             <nav><a>Accueil</a></nav><article><h1>Un site ferme</h1><p>Il a fermé <b>lundi</b>.</p>\
             <h2>La suite</h2><p>On ne sait pas.<script>x()</script></article>\
             <div id=comments><h3>1 commentaire</h3><ol><li><b class=fn>Jean</b> <p>Enfin&nbsp;!</ol></div>\
             <footer>© Le Courrier</footer>",
        );
        assert_eq!(
            (article.title.as_str(), article.outlet.as_str()),
            ("Un site ferme", "Le Courrier")
        );
        assert_eq!(article.text, "Il a fermé lundi.\nLa suite\nOn ne sait pas.");
        assert_eq!(article.comments[0].author, "Jean");
        assert_eq!(article.comments[0].text, "Enfin\u{A0}!");
        assert_eq!(article.warnings, Vec::<String>::new());
    }

    #[test]
    fn deep_nesting_is_survived() {
        for (open, close) in [
            ("<div>", "</div>"),
            ("<b>", "</b>"),
            ("<ul><li>", "</ul>"),
            ("<p><b>", ""),
            ("<i x>", ""),
            ("<table><tr><td>", ""),
            ("<svg><g>", ""),
            ("<blockquote class=comment>", ""),
            ("<a>", ""),
            ("<font size=1><p>", ""),
            ("<li>", ""),
            ("<span><li><dd>", ""),
            ("</p>", ""),
            ("<!--", ""),
        ] {
            let html = format!(
                "<p>Début.</p>{}<p>Le fond.</p>{}",
                open.repeat(20_000),
                close.repeat(20_000)
            );
            page(&html);
        }
        let deep = format!(
            "<body>{}<p>Le fond.</p>{}",
            "<div>".repeat(100_000),
            "</div>".repeat(100_000)
        );
        assert_eq!(page(&deep).text, "Le fond.");
    }

    #[test]
    fn many_attributes_take_no_time() {
        let attributes: Vec<String> = (0..200_000).map(|n| format!("a{n}=1")).collect();
        let attributes = attributes.join(" ");
        assert_eq!(
            page(&format!("<p {attributes}>Un texte.</p>")).text,
            "Un texte."
        );
    }

    proptest::proptest! {
        #[test]
        fn any_html_is_read(parts in proptest::collection::vec(
            "(<div>|</div>|<p|>|<li class=comment>|</li>|<ol>|<b>|</b>|<!--|-->|<script>|</script>|é|\
             2 commentaires|<h1>|Jean dit :|<table>|<td>|=\"|'|<article>|&amp|<textarea>|<time>)", 0..40)
        ) {
            page(&parts.concat());
        }
    }
}
