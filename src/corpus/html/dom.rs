//! The document as a list in reading order, which is walked without recursion.

use std::collections::HashMap;

use scraper::node::Element;
use scraper::{Html, Node};

/// A document's nodes; a node is known by its place, and the root is 0.
pub(super) struct Dom<'a> {
    nodes: Vec<DomNode<'a>>,
}

struct DomNode<'a> {
    value: &'a Node,
    parent: usize,
    /// The place after the node's last descendant.
    end: usize,
}

/// A step of a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A node begins.
    Open(usize),
    /// A node and all in it has ended.
    Close(usize),
}

impl<'a> Dom<'a> {
    /// Lists the nodes of a document.
    pub fn new(document: &'a Html) -> Self {
        let mut places = HashMap::new();
        let mut nodes: Vec<DomNode<'a>> = Vec::new();
        for node in document.tree.root().descendants() {
            let place = nodes.len();
            let parent = node
                .parent()
                .and_then(|parent| places.get(&parent.id()).copied());
            places.insert(node.id(), place);
            nodes.push(DomNode {
                value: node.value(),
                parent: parent.unwrap_or(0),
                end: place + 1,
            });
        }
        for place in (1..nodes.len()).rev() {
            let DomNode { parent, end, .. } = nodes[place];
            nodes[parent].end = nodes[parent].end.max(end);
        }
        Self { nodes }
    }

    /// All places in reading order.
    pub fn places(&self) -> std::ops::Range<usize> {
        0..self.nodes.len()
    }

    /// The places below a node.
    pub fn below(&self, place: usize) -> std::ops::Range<usize> {
        place + 1..self.nodes[place].end
    }

    /// The element at a place.
    pub fn element(&self, place: usize) -> Option<&'a Element> {
        self.nodes[place].value.as_element()
    }

    /// The text at a place.
    pub fn text(&self, place: usize) -> Option<&'a str> {
        self.nodes[place].value.as_text().map(|text| &**text)
    }

    /// The node above; the root's is the root.
    pub fn parent(&self, place: usize) -> usize {
        self.nodes[place].parent
    }

    /// A node and all below it, each opened and closed.
    pub fn walk(&self, root: usize) -> impl Iterator<Item = Step> + '_ {
        let mut open: Vec<usize> = Vec::new();
        let mut next = root;
        let end = self.nodes[root].end;
        std::iter::from_fn(move || {
            match open.last() {
                Some(&last) if self.nodes[last].end <= next => {
                    open.pop();
                    return Some(Step::Close(last));
                }
                _ if next >= end => return None,
                _ => {}
            }
            open.push(next);
            next += 1;
            Some(Step::Open(next - 1))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_come_in_reading_order() {
        let document = Html::parse_document("<p>a<b>c</b>d</p><p>e");
        let dom = Dom::new(&document);
        let mut shown = String::new();
        for step in dom.walk(0) {
            match step {
                Step::Open(place) => {
                    if let Some(element) = dom.element(place) {
                        shown.extend(["<", element.name(), ">"]);
                    }
                    shown += dom.text(place).unwrap_or_default();
                }
                Step::Close(place) if dom.element(place).is_some() => shown += "/",
                Step::Close(_) => {}
            }
        }
        assert_eq!(shown, "<html><head>/<body><p>a<b>c/d/<p>e///");
        let b = dom
            .places()
            .find(|&p| dom.element(p).is_some_and(|e| e.name() == "b"))
            .unwrap();
        assert_eq!(dom.text(dom.below(b).next().unwrap()), Some("c"));
        assert_eq!(dom.element(dom.parent(b)).unwrap().name(), "p");
    }
}
