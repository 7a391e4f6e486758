//! The evidence inside a comment.

/// A part of a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its words.
    pub text: String,
    /// Whether it is evidence.
    pub marked: bool,
}

/// The text in pieces, with the evidence marked where it stands in the text. Evidence of several
/// passages has `…` between them. Evidence that is not found leaves the text unmarked.
pub fn pieces(text: &str, evidence: &str) -> Vec<Piece> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let evidence = evidence.trim();
    if !evidence.is_empty() {
        if let Some(at) = text.find(evidence) {
            found.push((at, at + evidence.len()));
        } else {
            let passages = evidence.split('…').map(str::trim).filter(|p| !p.is_empty());
            let places = passages.filter_map(|p| text.find(p).map(|at| (at, at + p.len())));
            found.extend(places);
        }
    }
    found.sort_unstable();
    let mut pieces = Vec::new();
    let mut push = |text: &str, marked: bool| {
        if !text.is_empty() {
            let text = super::visible(text).into_owned();
            pieces.push(Piece { text, marked });
        }
    };
    let mut end = 0;
    for (from, to) in found {
        if from >= end {
            push(&text[end..from], false);
            push(&text[from..to], true);
            end = to;
        }
    }
    push(&text[end..], false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, evidence: &str) -> String {
        let piece = |p: Piece| {
            if p.marked {
                format!("[{}]", p.text)
            } else {
                p.text
            }
        };
        pieces(text, evidence).into_iter().map(piece).collect()
    }

    #[test]
    fn evidence_is_marked_where_it_stands() {
        assert_eq!(shown("Bravo, enfin !", "enfin"), "Bravo, [enfin] !");
        assert_eq!(shown("un deux trois", "trois … un"), "[un] deux [trois]");
        assert_eq!(shown("un deux", "deux trois … un deux"), "[un deux]");
        assert_eq!(shown("un", "quatre"), "un");
        assert_eq!(shown("", "x"), "");
        assert_eq!(shown("é…é", "é…é"), "[é…é]");
    }
}
