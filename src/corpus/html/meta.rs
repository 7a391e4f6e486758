//! What the page says about itself in its head.

use scraper::{Html, Node};

/// Values of the head, empty where there are none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Meta {
    og_title: String,
    title: String,
    pub url: String,
    pub outlet: String,
    pub date: String,
}

impl Meta {
    /// The headline: `og:title`, the first `h1`, or the document's title; without the outlet.
    pub fn title(&self, heading: &str, outlet: &str) -> String {
        let found = [self.og_title.as_str(), heading, self.title.as_str()]
            .into_iter()
            .find(|t| !t.trim().is_empty());
        let title = found.map(str::trim).unwrap_or_default();
        if !outlet.is_empty()
            && let Some(rest) = title.strip_suffix(outlet)
        {
            let shorter = rest.trim_end().strip_suffix(['-', '|', '–', '—', '·', '•']);
            if let Some(shorter) = shorter.map(str::trim).filter(|title| !title.is_empty()) {
                return shorter.to_owned();
            }
        }
        title.to_owned()
    }
}

/// Reads `meta`, `link` and `title` elements.
pub(super) fn read(document: &Html) -> Meta {
    let mut meta = Meta::default();
    let mut og_url = String::new();
    let set = |slot: &mut String, value: &str| {
        if slot.is_empty() {
            value.trim().clone_into(slot);
        }
    };
    for node in document.tree.nodes() {
        let Node::Element(element) = node.value() else {
            continue;
        };
        match element.name() {
            "meta" => {
                let keys = ["property", "name", "itemprop"];
                let key = keys
                    .iter()
                    .find_map(|key| element.attr(key))
                    .unwrap_or_default();
                let value = element.attr("content").unwrap_or_default();
                match key.to_ascii_lowercase().as_str() {
                    "og:title" => set(&mut meta.og_title, value),
                    "og:url" => set(&mut og_url, value),
                    "og:site_name" => set(&mut meta.outlet, value),
                    "article:published_time" | "datepublished" | "dc.date" | "date" => {
                        set(&mut meta.date, value);
                    }
                    _ => {}
                }
            }
            "link"
                if element
                    .attr("rel")
                    .is_some_and(|r| r.eq_ignore_ascii_case("canonical")) =>
            {
                set(&mut meta.url, element.attr("href").unwrap_or_default());
            }
            // An svg may have a title, too; the document's comes first.
            "title" => {
                let text: String = node
                    .children()
                    .filter_map(|n| n.value().as_text().map(|t| &**t))
                    .collect();
                set(&mut meta.title, &text);
            }
            _ => {}
        }
    }
    if meta.url.is_empty() {
        meta.url = og_url;
    }
    meta
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_read() {
        let document = Html::parse_document(
            "<title>Un site ferme | Le Courrier</title><link rel=canonical href=' https://a.fr/b '>\
             <meta property=og:url content=https://a.fr/c><meta property=og:site_name content='Le Courrier'>\
             <meta property=article:published_time content=2023-09-21T10:00:00+02:00>",
        );
        let meta = read(&document);
        assert_eq!(
            (meta.url.as_str(), meta.date.as_str()),
            ("https://a.fr/b", "2023-09-21T10:00:00+02:00")
        );
        assert_eq!(meta.title("", "Le Courrier"), "Un site ferme");
        assert_eq!(meta.title("Le titre", "Le Courrier"), "Le titre");
        assert_eq!(Meta::default().title("", ""), "");
    }
}
