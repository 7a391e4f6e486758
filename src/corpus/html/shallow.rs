//! Bounds on the markup of a page before it is parsed.
//!
//! The parser's work grows with the number of elements open at a time: an unclosed `<b>` is opened
//! again in every later paragraph, and `<p>` looks for an open one through all its ancestors. Real
//! pages have some 40 elements open at most; one that has hundreds is rewritten without them.

use std::borrow::Cow;
use std::collections::HashMap;

/// Elements open at a time that are kept.
const MAX_OPEN: usize = 256;
/// Unclosed elements of formatting that a page may have before they become `span`.
const MAX_FORMATTING: usize = 32;
/// A longer start tag loses its attributes.
const MAX_TAG: usize = 1 << 15;

const FORMATTING: [&str; 13] = [
    "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
/// Elements that hold no others, or of which there is one.
const UNCOUNTED: [&str; 19] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "html", "head", "body", "frame", "keygen",
];
/// Elements whose end may be left out: which open ones a new one ends, and what those may not be
/// looked for beyond.
const ENDED_BY: [(&[&str], &[&str], &[&str]); 6] = [
    (
        &["li"],
        &["li"],
        &[
            "ul",
            "ol",
            "table",
            "td",
            "section",
            "article",
            "blockquote",
            "dd",
            "dt",
            "dl",
        ],
    ),
    (
        &["dt", "dd"],
        &["dt", "dd"],
        &["dl", "table", "td", "ul", "ol", "li", "section", "article"],
    ),
    (&["td", "th"], &["td", "th"], &["table", "tr"]),
    (&["tr"], &["tr"], &["table"]),
    (
        &["thead", "tbody", "tfoot"],
        &["thead", "tbody", "tfoot"],
        &["table"],
    ),
    (
        &[
            "p",
            "div",
            "ul",
            "ol",
            "dl",
            "table",
            "section",
            "article",
            "aside",
            "blockquote",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "footer",
            "main",
            "nav",
            "pre",
            "form",
            "figure",
        ],
        &["p"],
        &[
            "table", "td", "th", "button", "object", "template", "caption",
        ],
    ),
];
/// Elements whose content is text up to their end tag.
const RAW: [&str; 9] = [
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript",
];

/// The page as it is, or rewritten where it is beyond what pages are.
pub(super) fn limit(html: &str) -> Cow<'_, str> {
    let mut limiter = Limiter {
        html,
        ..Limiter::default()
    };
    limiter.run();
    if limiter.needed {
        Cow::Owned(limiter.out)
    } else {
        Cow::Borrowed(html)
    }
}

#[derive(Default)]
struct Limiter<'a> {
    html: &'a str,
    out: String,
    needed: bool,
    open: Vec<String>,
    dropped: HashMap<String, usize>,
    formatting: HashMap<String, usize>,
    formatting_open: usize,
}

impl Limiter<'_> {
    fn run(&mut self) {
        let html = self.html;
        let mut at = 0;
        while let Some(found) = html[at..].find('<') {
            self.out.push_str(&html[at..at + found]);
            at += found;
            let rest = &html[at..];
            at += match rest.as_bytes().get(1) {
                Some(b'!') if rest.starts_with("<!--") => match rest[4..].find("-->") {
                    Some(end) => end + 7,
                    None => rest.len(),
                },
                Some(b'!' | b'?') => rest.find('>').map_or(rest.len(), |end| {
                    self.out.push_str(&rest[..=end]);
                    end + 1
                }),
                Some(b'/') => self.end_tag(rest),
                Some(c) if c.is_ascii_alphabetic() => self.start_tag(rest),
                _ => {
                    self.out.push('<');
                    1
                }
            };
        }
        self.out.push_str(&html[at..]);
        self.needed |= self.formatting_open > MAX_FORMATTING;
    }

    /// Ends the elements that a new one ends without an end tag of theirs.
    fn end_others(&mut self, name: &str) {
        for (starts, ended, borders) in ENDED_BY {
            if !starts.contains(&name) {
                continue;
            }
            let back = self.open.iter().rposition(|open| {
                ended.contains(&open.as_str()) || borders.contains(&open.as_str())
            });
            if let Some(found) = back.filter(|&at| ended.contains(&self.open[at].as_str())) {
                self.open.truncate(found);
            }
        }
    }

    fn end_tag(&mut self, rest: &str) -> usize {
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let name = name(&rest[2..end]);
        if let Some(count) = self.dropped.get_mut(&name).filter(|count| **count > 0) {
            *count -= 1;
            return end;
        }
        if let Some(count) = self.formatting.get_mut(&name).filter(|count| **count > 0) {
            *count -= 1;
            self.formatting_open -= 1;
        }
        let as_span = FORMATTING.contains(&name.as_str());
        let open = if as_span { "span" } else { &name };
        if let Some(found) = self.open.iter().rposition(|other| other == open) {
            self.open.truncate(found);
        }
        self.out
            .push_str(if as_span { "</span>" } else { &rest[..end] });
        end
    }

    fn start_tag(&mut self, rest: &str) -> usize {
        let end = tag_end(rest);
        let tag = &rest[..end];
        let name = name(&tag[1..]);
        let raw = RAW
            .contains(&name.as_str())
            .then(|| raw_end(&rest[end..], &name));
        let is_formatting = FORMATTING.contains(&name.as_str());
        let counted = !UNCOUNTED.contains(&name.as_str()) && raw.is_none();
        self.end_others(&name);
        if counted && self.open.len() >= MAX_OPEN {
            self.needed = true;
            *self.dropped.entry(name).or_default() += 1;
            return end;
        }
        if is_formatting {
            self.formatting_open += 1;
            self.needed |= self.formatting_open > MAX_FORMATTING;
            *self.formatting.entry(name.clone()).or_default() += 1;
        }
        let written = if is_formatting { "span" } else { &name };
        if counted {
            self.open.push(written.to_owned());
        }
        self.out.push('<');
        self.out.push_str(written);
        if end > MAX_TAG {
            self.needed = true;
            self.out.push('>');
        } else {
            self.out.push_str(&tag[1 + name.len()..]);
        }
        let raw = raw.unwrap_or(0);
        self.out.push_str(&rest[end..end + raw]);
        end + raw
    }
}

/// The name at the start of a tag, in lower case.
fn name(tag: &str) -> String {
    let end = tag
        .find(|c: char| c.is_whitespace() || matches!(c, '/' | '>'))
        .unwrap_or(tag.len());
    tag[..end].to_ascii_lowercase()
}

/// The length of a start tag, past its `>`; quoted values may hold others.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    let mut before = b' ';
    for (at, &byte) in tag.as_bytes().iter().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            None if byte == b'>' => return at + 1,
            // A quote opens a value only after `=`.
            None if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    tag.len()
}

/// The length of raw text up to the end tag of its element.
fn raw_end(rest: &str, name: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(found) = rest[at..].find("</") {
        at += found + 2;
        let candidate = bytes.get(at..at + name.len());
        if candidate.is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes())) {
            return at - 2;
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_pages_stay_as_they_are() {
        let html = "<!doctype html><title>a<b</title><p title='>'>x<br>y<script>if (a<b) {}</script>\
                    <b>z</b><!-- <div> --><p>a < b";
        assert!(matches!(limit(html), Cow::Borrowed(_)));
        let paragraphs = "<p>a<li>b<td><b>c</b>".repeat(10_000);
        assert!(matches!(limit(&paragraphs), Cow::Borrowed(_)));
        let unclosed = "<div><span>x</div>".repeat(10_000);
        assert!(matches!(limit(&unclosed), Cow::Borrowed(_)));
    }

    #[test]
    fn depth_and_formatting_are_bounded() {
        let deep = format!("{}x{}<p>y", "<div>".repeat(1000), "</div>".repeat(1000));
        let limited = limit(&deep);
        assert_eq!(limited.matches("<div>").count(), MAX_OPEN);
        assert_eq!(limited.matches("</div>").count(), MAX_OPEN);
        assert!(limited.ends_with("<p>y"));
        let bold = limit(&"<b class=fn>x".repeat(100)).into_owned();
        assert!(!bold.contains("<b") && bold.contains("<span class=fn>x"));
    }
}
