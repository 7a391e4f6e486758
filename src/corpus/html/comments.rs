//! The comments of a page, replies included, each with its own words only.

use std::ops::Range;

use super::content::Line;
use super::dom::{Dom, Step};
use super::element::{
    is_author, is_block, is_comment, is_comment_data, is_comment_text, is_form, is_replies,
    is_silent, is_thread, names,
};
use super::words::any;
use crate::corpus::page::{Entry, Heading, byline, entries, find, has_data, heading, is_name};
use scraper::node::Element;

/// The comments found in the markup.
#[derive(Debug, Default)]
pub(super) struct Thread {
    pub comments: Vec<Entry>,
    /// How many the heading of the thread announces.
    pub count: Option<usize>,
}

/// Reads all comments of a document in its order.
pub(super) fn read(dom: &Dom<'_>) -> Thread {
    let mut reader = Reader {
        dom,
        comments: Vec::new(),
        count: None,
        items: Vec::new(),
        lists: Vec::new(),
        skipped: 0..0,
    };
    for step in dom.walk(0) {
        match step {
            Step::Open(place) | Step::Close(place) if reader.skipped.contains(&place) => {}
            Step::Open(place) => reader.open(place),
            Step::Close(place) => reader.close(place),
        }
    }
    let comments: Vec<Entry> = reader.comments.into_iter().flatten().collect();
    Thread {
        comments,
        count: reader.count,
    }
}

/// A comment whose element is open.
#[derive(Debug, Default)]
struct Item {
    element: usize,
    /// Its place among the comments.
    place: usize,
    author: Option<String>,
    line: Line,
    /// Lines inside the element of the comment's words, and outside of it.
    inside: Vec<String>,
    outside: Vec<String>,
    /// Elements open of each role.
    data: usize,
    text: usize,
    authors: Vec<(usize, Line)>,
}

/// A list of comments that is open.
#[derive(Debug)]
struct List {
    element: usize,
    line: Line,
    lines: Vec<String>,
    /// The comments found before it.
    before: usize,
}

struct Reader<'a> {
    dom: &'a Dom<'a>,
    comments: Vec<Option<Entry>>,
    count: Option<usize>,
    items: Vec<Item>,
    lists: Vec<List>,
    /// Places that are not read.
    skipped: Range<usize>,
}

impl Reader<'_> {
    fn open(&mut self, place: usize) {
        if let Some(text) = self.dom.text(place) {
            self.text(text);
        }
        let Some(element) = self.dom.element(place) else {
            return;
        };
        if (is_silent(element) && element.name() != "head") || is_form(element) {
            self.skipped = place..self.dom.below(place).end;
            return;
        }
        if is_block(element) {
            self.end_line();
        }
        if is_thread(element) && !holds_article(self.dom, place) {
            let before = self.comments.len();
            self.lists.push(List {
                element: place,
                line: Line::default(),
                lines: Vec::new(),
                before,
            });
        }
        if self.is_item(place) && !holds_article(self.dom, place) {
            self.items.push(Item {
                element: place,
                place: self.comments.len(),
                ..Item::default()
            });
            self.comments.push(None);
            return;
        }
        let Some(item) = self.items.last_mut() else {
            return;
        };
        item.data += usize::from(is_comment_data(element));
        if is_comment_text(element) {
            item.end_line();
            item.text += 1;
        }
        let quoted = element.name() == "cite" && item.text > 0;
        if is_author(element) && !quoted {
            item.authors.push((place, Line::default()));
        }
    }

    fn close(&mut self, place: usize) {
        let Some(element) = self.dom.element(place) else {
            return;
        };
        if is_block(element) {
            self.end_line();
        }
        if self.items.last().is_some_and(|item| item.element == place) {
            self.close_item();
        } else if let Some(item) = self.items.last_mut() {
            if item
                .authors
                .last()
                .is_some_and(|(author, _)| *author == place)
            {
                item.close_author();
            }
            if is_comment_text(element) {
                item.end_line();
                item.text = item.text.saturating_sub(1);
            }
            item.data = item
                .data
                .saturating_sub(usize::from(is_comment_data(element)));
        }
        if self.lists.last().is_some_and(|list| list.element == place) {
            self.close_list();
        }
    }

    /// Whether an element is a comment, by its own attributes or as an item of a list of comments.
    fn is_item(&self, place: usize) -> bool {
        let Some(element) = self.dom.element(place) else {
            return false;
        };
        if is_comment(element) {
            return true;
        }
        let parent = self.dom.parent(place);
        let Some(list) = self.dom.element(parent).filter(|_| element.name() == "li") else {
            return false;
        };
        if !matches!(list.name(), "ol" | "ul") {
            return false;
        }
        let above = self.dom.parent(parent);
        match self.items.last() {
            // A list in the words of a comment is part of them.
            Some(item) if item.text > 0 && !is_replies(list) => false,
            Some(item) => is_replies(list) || above == item.element,
            None => {
                let named = is_thread(list);
                let within = self.dom.element(above).is_some_and(is_thread);
                let disqus = list.classes().any(|class| class == "post-list");
                named || disqus || (within && !is_navigation(list))
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(item) = self.items.last_mut() {
            for (_, line) in &mut item.authors {
                line.push(text);
            }
            if item.authors.is_empty() && item.data == 0 {
                item.line.push(text);
            }
        } else if let Some(list) = self.lists.last_mut() {
            list.line.push(text);
        }
    }

    fn end_line(&mut self) {
        if let Some(item) = self.items.last_mut() {
            item.end_line();
        } else if let Some(list) = self.lists.last_mut() {
            list.line.end(&mut list.lines);
        }
    }

    fn close_item(&mut self) {
        let Some(mut item) = self.items.pop() else {
            return;
        };
        item.end_line();
        let (place, entry) = (item.place, item.entry());
        if entry.text.is_empty() {
            // The author may stand in an outer element and the words in an inner one.
            if let Some(inner) = self.comments.get_mut(place + 1).and_then(Option::as_mut)
                && inner.author.is_empty()
            {
                inner.author = entry.author;
            }
            return;
        }
        self.comments[place] = Some(entry);
    }

    fn close_list(&mut self) {
        let Some(mut list) = self.lists.pop() else {
            return;
        };
        list.line.end(&mut list.lines);
        let lines: Vec<&str> = list.lines.iter().map(String::as_str).collect();
        let count = lines.iter().find_map(|line| match heading(line) {
            Some(Heading::Counted(count)) => Some(count),
            _ => None,
        });
        if self.comments[list.before..].iter().all(Option::is_none) {
            // No element for a comment: the lines may be comments all the same.
            let comments = match find(&lines) {
                Some(section) => section.comments,
                None if has_data(&lines) => entries(&lines, count),
                None => Vec::new(),
            };
            self.comments.extend(comments.into_iter().map(Some));
        }
        if let Some(outer) = self.lists.last_mut() {
            outer.lines.extend(list.lines);
        }
        self.count = self.count.or(count);
    }
}

impl Item {
    fn end_line(&mut self) {
        let lines = if self.text > 0 {
            &mut self.inside
        } else {
            &mut self.outside
        };
        self.line.end(lines);
    }

    fn close_author(&mut self) {
        let Some((_, mut line)) = self.authors.pop() else {
            return;
        };
        let mut text = Vec::new();
        line.end(&mut text);
        // The innermost element closes first and has the least besides the name.
        if let (Some(text), None) = (text.pop(), &self.author) {
            self.author = author(&text);
        }
    }

    /// The comment, once its element is closed.
    fn entry(self) -> Entry {
        let outside: Vec<&str> = self.outside.iter().map(String::as_str).collect();
        let inside: Vec<&str> = self.inside.iter().map(String::as_str).collect();
        let lines = if inside.is_empty() {
            outside.clone()
        } else {
            inside.clone()
        };
        // The same reading as for text pages takes dates, buttons and bylines off.
        let joined = |lines: &[&str]| {
            let parts = entries(lines, Some(1));
            let author = parts
                .iter()
                .map(|p| p.author.clone())
                .find(|author| !author.is_empty());
            let texts: Vec<String> = parts
                .into_iter()
                .map(|p| p.text)
                .filter(|text| heading(text).is_none())
                .collect();
            (author.unwrap_or_default(), texts.join("\n"))
        };
        let (found, text) = joined(&lines);
        let author = self
            .author
            .or_else(|| Some(found).filter(|found| !found.is_empty()))
            .or_else(|| {
                let mut outside = outside.iter().filter(|_| !inside.is_empty());
                outside.find_map(|line| author(line).filter(|author| is_name(author)))
            })
            .unwrap_or_default();
        Entry { author, text }
    }
}

/// The name in the text of an author's element: `Jean dit :` and `Par Jean` name Jean.
fn author(text: &str) -> Option<String> {
    if let Some(byline) = byline(text) {
        return Some(byline.author);
    }
    let mut name = text
        .trim()
        .trim_end_matches([':', ',', '-', '·', '•', '|'])
        .trim();
    for word in ["dit", "says", "a écrit"] {
        name = name
            .strip_suffix(word)
            .filter(|n| n.ends_with(char::is_whitespace))
            .unwrap_or(name)
            .trim();
    }
    for word in ["Par ", "par ", "De ", "By "] {
        name = name.strip_prefix(word).unwrap_or(name);
    }
    let short = !name.is_empty() && name.chars().count() <= 60;
    short.then(|| name.to_owned())
}

/// Whether an element that looks like comments holds the page's headline or the article itself.
fn holds_article(dom: &Dom<'_>, place: usize) -> bool {
    dom.below(place)
        .filter_map(|place| dom.element(place))
        .any(|element| {
            matches!(element.name(), "h1" | "main")
                || element.attr("itemprop") == Some("articleBody")
        })
}

/// Whether a list holds page numbers or choices.
fn is_navigation(list: &Element) -> bool {
    const WORDS: [&str; 6] = ["pagination", "nav", "tabs", "menu", "pages", "sort"];
    names(list).iter().any(|name| any(name, &WORDS))
}
