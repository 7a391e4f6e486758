//! The article of a page: its paragraphs and headings, line by line.

use scraper::node::Element;

use super::dom::{Dom, Step};
use super::element::{is_aside, is_block, is_comment, is_form, is_silent, is_thread};

/// The article's text and what else stands in it.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// Paragraphs and headings in order.
    pub lines: Vec<String>,
    /// The first `h1` of the article, else of the page.
    pub heading: String,
    /// The first `time` of the article.
    pub date: String,
}

/// Reads the article of a document.
pub(super) fn read(dom: &Dom<'_>) -> Content {
    let sizes = sizes(dom);
    let root = root(dom, &sizes);
    let mut content = walk(dom, root, &sizes);
    if content.date.is_empty() {
        content.date = time_above(dom, root).unwrap_or_default();
    }
    if content.heading.is_empty() {
        let h1 = dom
            .places()
            .find(|&p| dom.element(p).is_some_and(|e| e.name() == "h1"));
        content.heading = h1.map(|h1| text_of(dom, h1)).unwrap_or_default();
    }
    content
}

/// Whether an element and all in it is no part of an article.
fn is_outside(element: &Element) -> bool {
    is_silent(element) || is_form(element) || is_comment(element) || is_thread(element)
}

/// For each place the letters below it that are neither link nor outside.
fn sizes(dom: &Dom<'_>) -> Vec<usize> {
    let mut sizes = vec![0; dom.places().len()];
    let mut end_of_links = 0;
    let mut end_of_outside = 0;
    for place in dom.places() {
        if let Some(element) = dom.element(place) {
            let aside = matches!(element.name(), "aside" | "footer");
            if place >= end_of_outside && (aside || is_outside(element)) {
                end_of_outside = dom.below(place).end;
            }
            if element.name() == "a" {
                end_of_links = end_of_links.max(dom.below(place).end);
            }
        } else if let Some(text) = dom.text(place)
            && place >= end_of_links.max(end_of_outside)
        {
            sizes[place] = text.chars().filter(|c| !c.is_whitespace()).count();
        }
    }
    for place in dom.places().skip(1).rev() {
        sizes[dom.parent(place)] += sizes[place];
    }
    sizes
}

/// The element that holds the article, or the whole document.
///
/// A marked body of the text comes first, then the largest `article`, then `main`; each only if
/// it has a good part of the next one's text, since teasers are articles as well.
fn root(dom: &Dom<'_>, sizes: &[usize]) -> usize {
    const CLASSES: [&str; 9] = [
        "entry-content",
        "post-content",
        "article-body",
        "article-content",
        "article__content",
        "article__body",
        "article-text",
        "post-body",
        "td-post-content",
    ];
    let marked = |element: &Element| {
        element.attr("itemprop") == Some("articleBody")
            || element
                .classes()
                .any(|class| CLASSES.contains(&class.to_lowercase().as_str()))
    };
    let article = |element: &Element| element.name() == "article" && !is_comment(element);
    let main = |element: &Element| element.name() == "main" || element.attr("role") == Some("main");
    let body = |element: &Element| element.name() == "body";
    let largest = |test: &dyn Fn(&Element) -> bool| {
        let found = dom
            .places()
            .filter(|&p| sizes[p] > 0 && dom.element(p).is_some_and(test));
        // Of equally large ones the first, which is the outer one.
        found.reduce(|best, next| {
            if sizes[next] > sizes[best] {
                next
            } else {
                best
            }
        })
    };
    // Each with the share, in percent, of the next ones' text that it must have.
    let candidates = [
        (largest(&marked), 60),
        (largest(&article), 40),
        (largest(&main), 20),
        (largest(&body), 0),
    ];
    let mut best: Option<(usize, usize)> = None;
    for (place, share) in candidates
        .iter()
        .filter_map(|(place, share)| Some(((*place)?, *share)))
    {
        match best {
            Some((best, needed)) if sizes[best] * 100 >= sizes[place] * needed => {}
            _ => best = Some((place, share)),
        }
    }
    best.map_or(0, |(place, _)| place)
}

fn walk(dom: &Dom<'_>, root: usize, sizes: &[usize]) -> Content {
    let is_body = dom
        .element(root)
        .is_none_or(|element| element.name() == "body");
    let mut content = Content::default();
    let mut line = Line::default();
    let (mut skipped, mut articles) = (0..0, 0);
    for step in dom.walk(root) {
        let (place, opens) = match step {
            Step::Open(place) => (place, true),
            Step::Close(place) => (place, false),
        };
        if skipped.contains(&place) {
            continue;
        }
        let Some(element) = dom.element(place) else {
            if opens {
                line.push(dom.text(place).unwrap_or_default());
            }
            continue;
        };
        if is_block(element) {
            line.end(&mut content.lines);
        }
        if !opens {
            continue;
        }
        let name = element.name();
        articles += usize::from(matches!(name, "article" | "main"));
        // What has most of the text is the article, however it is called.
        let small = sizes[place] * 5 < sizes[root] * 2;
        let aside = small && (is_aside(element) || (name == "header" && is_body && articles == 0));
        let outside = place != root && is_outside(element);
        if content.date.is_empty() && !outside {
            // A time in the byline is the article's as well.
            let end = if aside {
                dom.below(place).end.min(place + 200)
            } else {
                place + 1
            };
            content.date = (place..end)
                .find_map(|place| time(dom, place))
                .unwrap_or_default();
        }
        if name == "h1" && content.heading.is_empty() {
            content.heading = text_of(dom, place);
        }
        if name == "h1" || outside || (place != root && aside) {
            skipped = place..dom.below(place).end;
        } else if matches!(name, "td" | "th") {
            line.push(" ");
        }
    }
    line.end(&mut content.lines);
    content
}

/// The first date above the article, where a byline may stand.
fn time_above(dom: &Dom<'_>, root: usize) -> Option<String> {
    let mut next = 0;
    (0..root).find_map(|place| {
        let element = dom.element(place).filter(|_| place >= next)?;
        let other = place != root && (is_outside(element) || element.name() == "aside");
        // An ancestor of the article is none of these.
        if other && element.name() != "head" && !dom.below(place).contains(&root) {
            next = dom.below(place).end;
        }
        time(dom, place).filter(|_| place >= next)
    })
}

/// The date of a `time` element.
fn time(dom: &Dom<'_>, place: usize) -> Option<String> {
    let element = dom
        .element(place)
        .filter(|element| element.name() == "time")?;
    Some(
        element
            .attr("datetime")
            .map_or_else(|| text_of(dom, place), str::to_owned),
    )
}

/// The text below a place, on one line.
fn text_of(dom: &Dom<'_>, place: usize) -> String {
    let mut line = Line::default();
    dom.below(place)
        .filter_map(|place| dom.text(place))
        .for_each(|text| line.push(text));
    line.text.trim_end().to_owned()
}

/// A line as a browser shows it: runs of blank space are one space.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
}

impl Line {
    /// Adds the text of a node.
    pub fn push(&mut self, text: &str) {
        for c in text.chars() {
            // No-break spaces are kept: they belong to French punctuation.
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                if !self.text.is_empty() && !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
            } else {
                self.text.push(c);
            }
        }
    }

    /// Moves the line to `lines` unless it is blank.
    pub fn end(&mut self, lines: &mut Vec<String>) {
        let text = std::mem::take(&mut self.text);
        if !text.trim().is_empty() {
            lines.push(text.trim().to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    fn lines(html: &str) -> Vec<String> {
        read(&Dom::new(&Html::parse_document(html))).lines
    }

    #[test]
    fn the_article_is_found_among_teasers() {
        let text = "Une phrase de l’article qui suffit à le rendre plus long que les autres. ";
        let html = format!(
            "<main><article><p>Un autre article.</p></article><div><p>{0}</p><p>{0}</p></div></main>",
            text.repeat(3)
        );
        assert_eq!(lines(&html).len(), 3);
        let html = format!("<article><p>{text}</p></article><article><p>Teaser.</p></article>");
        assert_eq!(lines(&html), [text.trim()]);
    }

    #[test]
    fn lines_follow_blocks() {
        let html = "<div>Un <i>mot</i>\n  puis<br>deux<ul><li>a<li>b</ul><table><tr><td>x<td>y</table></div>";
        assert_eq!(lines(html), ["Un mot puis", "deux", "a", "b", "x y"]);
    }

    #[test]
    fn what_stands_beside_the_article_is_left_out() {
        let html = "<body><header>Le Courrier</header><article><header><p class=chapo>Le chapô de \
                    l’article, assez long.</p><p class=meta>Par <time datetime=2023-09-21>hier</time></p></header>\
                    <p>Le premier paragraphe, assez long lui aussi.</p><div class=share-bar>Partager</div>\
                    <figure><img><figcaption>Une photo</figcaption></figure></article><aside>Pub</aside>";
        let content = read(&Dom::new(&Html::parse_document(html)));
        assert_eq!(content.lines.len(), 2, "{:?}", content.lines);
        assert_eq!(content.date, "2023-09-21");
    }
}
