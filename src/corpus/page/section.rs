//! Where the comment section of a page begins and ends.

use super::button::button;
use super::fold::{ends_sentence, fold};
use super::footer::{Footer, footer, is_field};
use super::heading::{Heading, heading};
use super::thread::{Entry, count_warning, entries, has_data};

/// The comment section of a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::corpus) struct Section {
    /// The article ends before this line.
    pub body_end: usize,
    pub comments: Vec<Entry>,
    /// Where the heading's count is another one.
    pub warning: Option<String>,
}

/// So many headings are looked at, which bounds the time for a page made of nothing else.
const MOST_HEADINGS: usize = 40;

/// Finds the comment section: the last heading that comments, or nothing, plausibly follow.
pub(in crate::corpus) fn find(lines: &[&str]) -> Option<Section> {
    let headings: Vec<(usize, Heading)> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, heading(line)?)))
        .collect();
    let page = Page {
        lines,
        headings: &headings,
    };
    let mut chosen: Option<Candidate> = None;
    let certain = headings
        .iter()
        .rev()
        .filter(|(_, heading)| *heading != Heading::Form);
    for &(at, heading) in certain.take(MOST_HEADINGS) {
        let candidate = page.candidate(at, heading);
        if !page.is_plausible(&candidate) {
            continue;
        }
        // The last one counts, unless its count is wrong and an earlier one's is right.
        if candidate.is_exact() || chosen.is_none() {
            let done = candidate.is_exact();
            chosen = Some(candidate);
            if done {
                break;
            }
        }
    }
    let chosen = chosen.or_else(|| {
        let forms = headings
            .iter()
            .filter(|(_, heading)| *heading == Heading::Form);
        forms
            .take(MOST_HEADINGS)
            .map(|&(at, heading)| page.candidate(at, heading))
            .find(|candidate| page.is_plausible(candidate))
    })?;
    let warning = count_warning(chosen.count(), chosen.comments.len());
    let body_end = page.body_end(chosen.at);
    let comments = if chosen.count() == Some(0) {
        Vec::new()
    } else {
        chosen.comments
    };
    Some(Section {
        body_end,
        comments,
        warning,
    })
}

struct Page<'a> {
    lines: &'a [&'a str],
    headings: &'a [(usize, Heading)],
}

/// A heading and what would be the comments below it.
struct Candidate {
    at: usize,
    heading: Heading,
    comments: Vec<Entry>,
    has_data: bool,
}

impl Candidate {
    fn count(&self) -> Option<usize> {
        match self.heading {
            Heading::Counted(count) => Some(count),
            _ => None,
        }
    }

    fn is_exact(&self) -> bool {
        self.count()
            .is_some_and(|count| count > 0 && count == self.comments.len())
    }
}

impl<'a> Page<'a> {
    fn candidate(&self, at: usize, heading: Heading) -> Candidate {
        let count = match heading {
            Heading::Counted(count) => Some(count),
            _ => None,
        };
        let content = self.content(at + 1);
        let has_data = has_data(&content);
        Candidate {
            at,
            heading,
            comments: entries(&content, count),
            has_data,
        }
    }

    /// The lines of a section from `start` on, to where a form or the site's own lines end it.
    ///
    /// A form that stands before all comments is stepped over if comment data follow it.
    fn content(&self, start: usize) -> Vec<&'a str> {
        let mut content: Vec<&str> = Vec::new();
        let mut empty = true;
        let mut at = start;
        while let Some(&line) = self.lines.get(at) {
            let form = self.heading_at(at) == Some(Heading::Form);
            if form && empty && self.data_follow(at + 1) {
                at += 1;
                while self.lines.get(at).is_some_and(|line| {
                    line.trim().is_empty() || is_field(line) || self.heading_at(at).is_some()
                }) {
                    at += 1;
                }
                continue;
            }
            match footer(line) {
                Some(Footer::End) => break,
                _ if form => break,
                Some(Footer::Line) => {}
                None if empty && self.heading_at(at).is_some() => {}
                None => {
                    empty = empty && (line.trim().is_empty() || button(line).is_some());
                    content.push(line);
                }
            }
            at += 1;
        }
        content
    }

    fn heading_at(&self, at: usize) -> Option<Heading> {
        let found = self
            .headings
            .binary_search_by_key(&at, |(at, _)| *at)
            .ok()?;
        Some(self.headings[found].1)
    }

    /// Whether the next lines with text are those of comments.
    fn data_follow(&self, start: usize) -> bool {
        let lines = self.lines[start..].iter().copied();
        let next: Vec<&str> = lines
            .filter(|line| !line.trim().is_empty() && !is_field(line) && heading(line).is_none())
            .take(4)
            .collect();
        has_data(&next)
    }

    /// The end of the article: before the heading and the lines of the section above it.
    fn body_end(&self, at: usize) -> usize {
        let mut end = at;
        for above in (0..at).rev() {
            let line = self.lines[above];
            let belongs = self.heading_at(above).is_some_and(Heading::is_certain)
                || is_field(line)
                || matches!(button(line), Some(super::button::Button::Loose));
            if belongs {
                end = above;
            } else if !line.trim().is_empty() {
                break;
            }
        }
        end
    }

    fn is_plausible(&self, candidate: &Candidate) -> bool {
        let before: Vec<&str> = paragraphs(&self.lines[..candidate.at]);
        if candidate.comments.is_empty() {
            // Nothing follows but a form or the site's own lines.
            return true;
        }
        // A title may be a question.
        let stop = |line: &&&str| is_sentence(line) && !line.ends_with(['?', '!']);
        let top = before.iter().find(stop).is_none();
        let first = self.lines[..candidate.at]
            .iter()
            .all(|line| line.trim().is_empty());
        match candidate.heading {
            _ if candidate.is_exact() => true,
            _ if candidate.has_data => true,
            Heading::Maybe => false,
            Heading::Counted(0) => {
                let after: usize = candidate.comments.iter().map(|c| c.text.len()).sum();
                after * 2 < before.iter().map(|line| line.len()).sum::<usize>()
            }
            Heading::Counted(_) | Heading::Comments | Heading::Form => {
                first || !reads_like_article(&before, top, &candidate.comments)
            }
        }
    }
}

fn paragraphs<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    lines
        .iter()
        .copied()
        .filter(|line| !line.trim().is_empty())
        .collect()
}

fn is_sentence(line: &str) -> bool {
    ends_sentence(line) && line.split_whitespace().nth(3).is_some()
}

/// Whether what follows a heading is an article rather than comments: nobody says `je`, exclaims
/// or leaves out the stop, and there are section headings, or at least four long paragraphs that
/// are a good part of the page. Where there is no sentence above (`top`), the heading may count
/// the comments of an article that only begins there, and less will do.
fn reads_like_article(before: &[&str], top: bool, after: &[Entry]) -> bool {
    let headings = after
        .windows(2)
        .filter(|pair| is_section_heading(&pair[0].text) && pair[1].text.len() >= 60)
        .count();
    let personal = after
        .iter()
        .filter(|entry| is_personal(&entry.text))
        .count();
    let personal = personal.saturating_sub(headings);
    let size = |texts: &mut dyn Iterator<Item = &str>| texts.map(str::len).sum::<usize>();
    let size_before = size(&mut before.iter().copied());
    let size_after = size(&mut after.iter().map(|entry| entry.text.as_str()));
    let paragraphs = after.len() - headings;
    let mean = size_after / paragraphs.max(1);
    if top {
        return mean >= 60 && personal * 3 < paragraphs;
    }
    let sections = headings > 0 && headings * 2 < paragraphs && mean >= 80 && personal == 0;
    let long = after.len() >= 4 && mean >= 150 && size_after * 2 >= size_before;
    sections || (long && personal * 5 < after.len())
}

/// Whether a text is a few words without a stop, as the heading of a section is.
fn is_section_heading(text: &str) -> bool {
    !ends_sentence(text) && text.split_whitespace().nth(8).is_none()
}

/// Whether a text speaks as a reader does.
fn is_personal(text: &str) -> bool {
    const WORDS: [&str; 17] = [
        "je",
        "j'ai",
        "j'aime",
        "moi",
        "perso",
        "lol",
        "mdr",
        "merci",
        "bravo",
        "vous",
        "tu",
        "mon",
        "ma",
        "mes",
        "franchement",
        "honte",
        "svp",
    ];
    if text.starts_with(['«', '“', '"']) {
        return false;
    }
    let head: String = text.chars().take(2000).collect();
    let folded = fold(&head);
    let mut words = folded.split(|c: char| !c.is_alphanumeric() && c != '\'');
    text.starts_with(char::is_lowercase)
        || !ends_sentence(text)
        || text.contains('!')
        || words.any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: [&str; 3] = [
        "Le site a fermé lundi matin, et ses administrateurs n’ont donné aucune raison à cela.",
        "La justice avait ordonné son blocage au printemps, à la demande des studios américains, \
         qui se plaignaient depuis des années de la diffusion de leurs films avant leur sortie.",
        "Un porte-parole du ministère a salué la décision, en rappelant que d’autres suivraient.",
    ];

    fn section(tail: &str) -> Option<(usize, Vec<String>)> {
        let lines: Vec<&str> = BODY.into_iter().chain(tail.lines()).collect();
        let section = find(&lines)?;
        Some((
            section.body_end,
            section.comments.into_iter().map(|c| c.text).collect(),
        ))
    }

    fn comments(tail: &str) -> Vec<String> {
        let (end, comments) = section(tail).unwrap();
        assert_eq!(end, BODY.len(), "{tail}");
        comments
    }

    #[test]
    fn a_form_ends_the_section() {
        let tail = "2 commentaires\nEnfin !\nDommage.\nLaisser un commentaire\nNom *\nE-mail *";
        assert_eq!(comments(tail), ["Enfin !", "Dommage."]);
        let form =
            "Laisser un commentaire\nVotre adresse e-mail ne sera pas publiée.\nNom *\nSite web";
        assert_eq!(comments(form), Vec::<String>::new());
        assert_eq!(
            comments(&format!("{form}\n\n2 commentaires\n\nEnfin !\n\nNon.")),
            ["Enfin !", "Non."]
        );
        let login = "Commentaires\nConnectez-vous pour commenter\nJean dit :\nEnfin !";
        assert_eq!(comments(login), ["Enfin !"]);
        assert_eq!(
            comments("Laisser un commentaire\n\nBravo !\n\nJe suis contre."),
            ["Bravo !", "Je suis contre."]
        );
    }

    #[test]
    fn sections_without_comments() {
        for tail in [
            "Commentaires",
            "Aucun commentaire",
            "0 commentaire\nSoyez le premier à réagir !",
            "Commentaires\nNe manquez rien, suivez-nous sur Twitter.",
            "Commentaires (0)",
            "Aucun commentaire\n\nArticles similaires\nUn autre site ferme",
            "Réactions",
        ] {
            assert_eq!(comments(tail), Vec::<String>::new(), "{tail}");
        }
    }

    #[test]
    fn sections_of_the_article_stay() {
        assert_eq!(
            section("Réactions\nLe ministre s’est dit satisfait de cette décision rapide."),
            None
        );
        assert_eq!(
            section("Les commentaires vont bon train.\nD’autres sites suivront."),
            None
        );
        let middle = format!(
            "Commentaires\n{}\n{}\nLa suite\n{}",
            BODY[1], BODY[2], BODY[0]
        );
        assert_eq!(section(&middle), None);
        let (end, found) = section(&format!("{middle}\n1 commentaire\nBravo !")).unwrap();
        assert_eq!((end, found), (8, vec!["Bravo !".to_owned()]));
        let polite = format!("Commentaires\n{}\n{}", BODY[1], BODY[2]);
        assert_eq!(comments(&polite).len(), 2);
        let (end, _) = section(&format!("Réactions\n{}\nVos réactions\nBravo !", BODY[1])).unwrap();
        assert_eq!(end, 5);
        assert_eq!(comments("Réactions\nJean dit :\nBravo !"), ["Bravo !"]);
    }

    #[test]
    fn a_count_above_the_article_is_not_its_end() {
        let lines: Vec<&str> = ["Un titre", "3 commentaires"]
            .into_iter()
            .chain(BODY)
            .collect();
        // Three paragraphs fit the count by chance: the heading below is looked at first.
        let below: Vec<&str> = lines
            .iter()
            .copied()
            .chain(["1 commentaire", "Bravo !"])
            .collect();
        assert_eq!(find(&below).unwrap().body_end, 5);
        let mut four = lines.clone();
        four[1] = "4 commentaires";
        assert_eq!(find(&four), None);
        four.push("Laisser un commentaire");
        assert_eq!(find(&four).unwrap().body_end, 5);
    }

    #[test]
    fn two_headings_and_the_footer() {
        let tail = "Commentaires\n\n2 commentaires\nTrier par : plus récents\n\nEnfin !\n\nNon.\n\n\
                    À lire aussi\nUn autre article";
        assert_eq!(comments(tail), ["Enfin !", "Non."]);
    }
}
