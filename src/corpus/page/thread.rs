//! The lines of a comment section, divided into comments.

use super::button::{Button, button};
use super::date::is_date;
use super::name::{Byline, byline, is_name, is_written_as_name};

/// A comment as the lines give it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::corpus) struct Entry {
    pub author: String,
    pub text: String,
}

/// What a line is to the comments around it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Class {
    Text,
    /// Above a comment, perhaps with its author.
    Above(Option<String>),
    /// Below a comment, perhaps with its author.
    Below(Option<String>),
    /// A date whose place is not known yet, with the author if the line names one.
    Date(Option<String>),
    /// Neither text nor border.
    Loose,
    Number,
}

#[derive(Debug, Clone)]
struct Item {
    class: Class,
    text: String,
    blank_before: bool,
}

/// How text without a border between is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Division {
    /// Not at all.
    Borders,
    /// At blank lines.
    Blocks,
    /// At every line.
    Lines,
}

/// Whether there is a line that only stands beside comments: a date, a byline, a button.
pub(in crate::corpus) fn has_data(lines: &[&str]) -> bool {
    let classes: Vec<Class> = items(lines).into_iter().map(|item| item.class).collect();
    let borders = classes
        .iter()
        .filter(|c| matches!(c, Class::Above(_) | Class::Below(_) | Class::Date(_)));
    // A line may look like one by chance in a long text; every fourth may not.
    borders.count() * 8 >= classes.len().max(1) && classes.contains(&Class::Text)
}

/// The comments of a section without its heading; `count` is what the heading says.
///
/// Where every comment has a date, a byline or a button, these divide them. Else blank lines do
/// where there are any, else every line is a comment. A way that gives the heading's count is
/// preferred to one that does not.
pub(in crate::corpus) fn entries(lines: &[&str], count: Option<usize>) -> Vec<Entry> {
    let mut items = items(lines);
    place_dates(&mut items);
    let by = |division| divide(&items, division);
    let borders = by(Division::Borders);
    let regular = borders.iter().all(|draft| draft.bordered)
        && (borders.len() > 1 || (borders.len() == 1 && count == Some(1)));
    let blank = items.iter().skip(1).any(|item| item.blank_before);
    let first = match (regular, blank) {
        (true, _) => Division::Borders,
        (false, true) => Division::Blocks,
        (false, false) => Division::Lines,
    };
    let ways = [first, Division::Borders, Division::Blocks, Division::Lines];
    let fitting = count.and_then(|count| ways.into_iter().find(|way| by(*way).len() == count));
    let division = fitting.unwrap_or(first);
    let mut drafts = by(division);
    if division != Division::Lines {
        name_first_lines(&mut drafts);
    }
    name_prefixes(&mut drafts);
    take_off_markers(&mut drafts);
    drafts
        .into_iter()
        .map(|draft| Entry {
            author: draft.author.unwrap_or_default(),
            text: draft.lines.join("\n"),
        })
        .collect()
}

/// The warning where the heading says another number than was found.
pub(in crate::corpus) fn count_warning(said: Option<usize>, found: usize) -> Option<String> {
    let said = said.filter(|said| *said != found)?;
    let comments = if said == 1 { "comment" } else { "comments" };
    let were = if found == 1 { "was" } else { "were" };
    Some(format!(
        "The heading says {said} {comments}, {found} {were} found."
    ))
}

fn items(lines: &[&str]) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut blank_before = false;
    for line in lines.iter().map(|line| line.trim()) {
        if line.is_empty() {
            blank_before = true;
            continue;
        }
        let (class, text) = classify(line);
        items.push(Item {
            class,
            text: line.to_owned(),
            blank_before,
        });
        blank_before = false;
        if let Some(text) = text {
            items.push(Item {
                class: Class::Text,
                text,
                blank_before: false,
            });
        }
    }
    // A number counts votes beside other data, else it is a comment.
    let votes: Vec<bool> = (0..items.len())
        .map(|at| {
            let data = |at: Option<usize>| {
                at.and_then(|at| items.get(at))
                    .is_some_and(|i| i.class != Class::Text)
            };
            data(at.checked_sub(1)) || data(at.checked_add(1))
        })
        .collect();
    for (item, vote) in items.iter_mut().zip(votes) {
        if item.class == Class::Number {
            item.class = if vote { Class::Loose } else { Class::Text };
        }
    }
    items
}

/// The class of a line, and the text that follows a byline on it.
fn classify(line: &str) -> (Class, Option<String>) {
    if is_date(line) {
        return (Class::Date(None), None);
    }
    match button(line) {
        Some(Button::Closing) => return (Class::Below(None), None),
        Some(Button::Loose) => return (Class::Loose, None),
        Some(Button::Number) => return (Class::Number, None),
        None => {}
    }
    match byline(line) {
        Some(Byline {
            author,
            text,
            above: true,
        }) => (Class::Above(Some(author)), text),
        Some(Byline { author, .. }) => (Class::Date(Some(author)), None),
        None => (Class::Text, None),
    }
}

/// Decides whether dates stand above or below their comments, and finds the names beside them.
fn place_dates(items: &mut [Item]) {
    let solid: Vec<usize> = (0..items.len())
        .filter(|&at| items[at].class != Class::Loose)
        .collect();
    let is_dated = |at: usize| matches!(items[at].class, Class::Date(_));
    if !solid.iter().any(|&at| is_dated(at)) {
        return;
    }
    let is_text = |at: usize| items[at].class == Class::Text;
    let named = |at: usize| is_text(at) && is_name(&items[at].text);
    let border = |at: usize| !is_text(at);
    let first_is_text =
        is_text(solid[0]) && !(named(solid[0]) && solid.len() > 1 && is_dated(solid[1]));
    let dated_end = solid
        .iter()
        .rev()
        .take_while(|&&at| border(at))
        .any(|&at| is_dated(at));
    let speaker_first = matches!(items[solid[0]].class, Class::Above(_));
    let below = dated_end && (first_is_text || speaker_first || is_text(solid[0]));
    // A date before the name: so for every date, or for none.
    let date_then_name = !below
        && is_dated(solid[0])
        && solid
            .iter()
            .enumerate()
            .filter(|&(_, &at)| is_dated(at))
            .all(|(place, _)| {
                let next = |n: usize| solid.get(place + n).copied();
                next(1).is_some_and(named) && next(2).is_some_and(is_text)
            });
    let mut classes: Vec<(usize, Class)> = Vec::new();
    for (place, &at) in solid.iter().enumerate() {
        let Class::Date(author) = &items[at].class else {
            continue;
        };
        let beside = |n: Option<usize>| n.and_then(|n| solid.get(n)).copied();
        let (before, after) = (beside(place.checked_sub(1)), beside(Some(place + 1)));
        let mut class = |at: usize, author: Option<String>| {
            let class = if below {
                Class::Below(author)
            } else {
                Class::Above(author)
            };
            classes.push((at, class));
        };
        class(at, author.clone());
        if author.is_some() {
            continue;
        }
        let name = |at: usize| Some(items[at].text.clone());
        if date_then_name {
            if let Some(after) = after {
                class(after, name(after));
            }
        } else if let Some(before) = before.filter(|&before| named(before)) {
            // The name is one only if the comment has text besides it.
            let earlier = beside(place.checked_sub(2));
            let has_text = if below {
                earlier.is_some_and(is_text)
            } else {
                solid[place + 1..]
                    .iter()
                    .find(|&&at| !matches!(items[at].class, Class::Above(_) | Class::Date(_)))
                    .is_some_and(|&at| is_text(at))
            };
            if has_text {
                class(before, name(before));
            }
        }
    }
    for (at, class) in classes {
        items[at].class = class;
    }
}

#[derive(Debug, Default)]
struct Draft {
    author: Option<String>,
    lines: Vec<String>,
    /// A date, a byline or a button stands beside it.
    bordered: bool,
}

fn divide(items: &[Item], division: Division) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut draft = Draft::default();
    let mut closed = false;
    let mut close = |draft: &mut Draft| {
        let done = std::mem::take(draft);
        if !done.lines.is_empty() {
            drafts.push(done);
        }
    };
    for item in items {
        let has_text = !draft.lines.is_empty();
        match &item.class {
            Class::Above(author) => {
                if has_text {
                    close(&mut draft);
                    closed = false;
                }
                draft.bordered = true;
                if author.is_some() {
                    draft.author.clone_from(author);
                }
            }
            Class::Below(author) => {
                if has_text {
                    draft.bordered = true;
                    closed = true;
                    if author.is_some() {
                        draft.author.clone_from(author);
                    }
                }
            }
            Class::Text => {
                let divided = match division {
                    Division::Borders => false,
                    Division::Blocks => item.blank_before,
                    Division::Lines => true,
                };
                if has_text && (closed || divided) {
                    close(&mut draft);
                    closed = false;
                }
                draft.lines.push(item.text.clone());
            }
            Class::Loose | Class::Date(_) | Class::Number => {}
        }
    }
    close(&mut draft);
    drafts
}

/// Takes the first lines as authors where every comment begins with a name and has more lines.
fn name_first_lines(drafts: &mut [Draft]) {
    let bordered = drafts.iter().all(|draft| draft.bordered);
    let enough = drafts.len() >= if bordered { 2 } else { 3 };
    let is_author = |line: &str| {
        let one_word = bordered && !line.contains(' ') && is_name(line);
        one_word || is_written_as_name(line)
    };
    let named = |draft: &Draft| {
        draft.author.is_none() && draft.lines.len() > 1 && is_author(&draft.lines[0])
    };
    if enough && drafts.iter().all(named) {
        for draft in drafts {
            draft.author = Some(draft.lines.remove(0));
        }
    }
}

/// Takes bullets or numbers off where every comment has one.
fn take_off_markers(drafts: &mut [Draft]) {
    let rest = |place: usize, line: &str| {
        let marker = line.split_whitespace().next()?;
        let number = marker
            .strip_suffix(['.', ')'])
            .and_then(|n| n.parse::<usize>().ok());
        let bullet = ["-", "–", "—", "•", "*", "·"].contains(&marker);
        let rest = line[marker.len()..].trim();
        let listed = bullet || number == Some(place + 1);
        (listed && !rest.is_empty()).then(|| rest.to_owned())
    };
    let rests: Option<Vec<String>> = drafts
        .iter()
        .enumerate()
        .map(|(place, draft)| rest(place, draft.lines.first()?))
        .collect();
    let Some(rests) = rests.filter(|rests| rests.len() > 1) else {
        return;
    };
    for (draft, rest) in drafts.iter_mut().zip(rests) {
        draft.lines[0] = rest;
    }
}

/// Takes the names before a colon as authors where every comment begins so.
fn name_prefixes(drafts: &mut [Draft]) {
    let prefix = |draft: &Draft| {
        let (name, text) = draft.lines.first()?.split_once(':')?;
        let named = draft.author.is_none() && is_written_as_name(name.trim());
        let text = text.trim();
        (named && (!text.is_empty() || draft.lines.len() > 1))
            .then(|| (name.trim().to_owned(), text.to_owned()))
    };
    let prefixes: Option<Vec<_>> = drafts.iter().map(prefix).collect();
    let Some(prefixes) = prefixes.filter(|prefixes| prefixes.len() > 1) else {
        return;
    };
    for (draft, (name, text)) in drafts.iter_mut().zip(prefixes) {
        draft.author = Some(name);
        if text.is_empty() {
            draft.lines.remove(0);
        } else {
            draft.lines[0] = text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, count: Option<usize>) -> Vec<String> {
        let lines: Vec<&str> = text.lines().collect();
        let show = |entry: Entry| match entry.author.as_str() {
            "" => entry.text,
            author => format!("[{author}] {}", entry.text),
        };
        entries(&lines, count).into_iter().map(show).collect()
    }

    #[test]
    fn bylines_dates_and_buttons_are_no_text() {
        let expected = [
            "[Jean_D] Il était temps.\nVraiment.",
            "[Sophie] Pas d’accord du tout.",
        ];
        for text in [
            "Jean_D dit :\nle 12 mars 2023 à 14 h 05\nIl était temps.\nVraiment.\nRépondre\n\
             Sophie dit :\nil y a 3 heures\nPas d’accord du tout.\nRépondre",
            "Jean_D\n12 mars 2023\nIl était temps.\nVraiment.\nSophie\n13 mars 2023\nPas d’accord du tout.",
            "Il était temps.\nVraiment.\nPosté par Jean_D le 12 mars 2023\nPas d’accord du tout.\n\
             Posté par Sophie le 13 mars 2023",
            "Jean_D\n\nle 12 mars 2023\n\nIl était temps.\n\nVraiment.\n\nRépondre\n\nSophie\n\n\
             le 13 mars 2023\n\nPas d’accord du tout.\n\nRépondre",
            "Jean_D | 12 mars 2023\nIl était temps.\nVraiment.\n\nSophie | 13 mars 2023\nPas d’accord du tout.",
            "Jean_D\nIl était temps.\nVraiment.\nJ’aime · Répondre · 3 h\nSophie\nPas d’accord du tout.\n\
             J’aime · Répondre · 2 h",
            "12 mars 2023\nJean_D\nIl était temps.\nVraiment.\n13 mars 2023\nSophie\nPas d’accord du tout.",
            "Il était temps.\nVraiment.\nJean_D\n12 mars 2023\nPas d’accord du tout.\nSophie\n13 mars 2023",
            "#1 Jean_D, le 12 mars 2023 à 14h05\nIl était temps.\nVraiment.\n3\nSignaler\n\
             #2 Sophie, le 12 mars 2023 à 15h05\nPas d’accord du tout.\n0\nSignaler",
        ] {
            assert_eq!(found(text, None), expected, "{text}");
        }
    }

    #[test]
    fn short_comments_are_not_taken_for_names() {
        let text = "Scandale\nil y a 3 heures\nFermez tout\nil y a 2 heures";
        assert_eq!(found(text, None), ["Scandale", "Fermez tout"]);
        assert_eq!(
            found("+1\n\n12\n\nJ’aime bien", None),
            ["+1", "12", "J’aime bien"]
        );
    }

    #[test]
    fn blocks_of_data_belong_to_the_comment_beside() {
        let text = "Jean_D dit :\n\nIl était temps.\n\nUn anonyme passe.\n\nRépondre";
        assert_eq!(
            found(text, None),
            ["[Jean_D] Il était temps.", "Un anonyme passe."]
        );
        let text = "Jean dit : Il était temps.\nMarie dit : Non.";
        assert_eq!(
            found(text, None),
            ["[Jean] Il était temps.", "[Marie] Non."]
        );
        let text = "Jean_D : Il était temps.\nMarie : Non : pas encore.";
        assert_eq!(
            found(text, None),
            ["[Jean_D] Il était temps.", "[Marie] Non : pas encore."]
        );
    }

    #[test]
    fn bullets_and_numbers_are_no_text() {
        assert_eq!(
            found("1. Bravo !\n2. 3 ans, enfin.", None),
            ["Bravo !", "3 ans, enfin."]
        );
        assert_eq!(found("- Bravo !\n- Non.", None), ["Bravo !", "Non."]);
        assert_eq!(found("- Bravo !\nNon.", None), ["- Bravo !", "Non."]);
    }

    #[test]
    fn the_count_decides() {
        let text = "Un.\nDeux.\n\nTrois.";
        assert_eq!(found(text, None).len(), 2);
        assert_eq!(found(text, Some(3)).len(), 3);
        assert_eq!(found(text, Some(1)).len(), 1);
        assert_eq!(found(text, Some(9)).len(), 2);
        assert!(
            count_warning(Some(9), 2)
                .unwrap()
                .contains("says 9 comments, 2 were")
        );
        assert_eq!(
            (count_warning(Some(2), 2), count_warning(None, 2)),
            (None, None)
        );
    }

    #[test]
    fn data_are_recognised() {
        assert!(has_data(&["Jean dit :", "Oui."]) && has_data(&["Oui.", "Répondre"]));
        assert!(!has_data(&["Le ministre a parlé.", "Puis il s’est tu."]) && !has_data(&[]));
    }
}
