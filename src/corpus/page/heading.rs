//! Lines that open or close a comment section.

use super::fold::{begins, tokens};

/// What a heading line announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::corpus) enum Heading {
    /// So many comments: `2 comments`, `Commentaires (5)`, `Aucun commentaire`.
    Counted(usize),
    /// Comments: `Commentaires`, `Vos réactions`.
    Comments,
    /// Comments if such follow, else a section of the article: `Réactions`.
    Maybe,
    /// The form for a new comment: `Laisser un commentaire`, `Votre adresse e-mail …`.
    Form,
}

impl Heading {
    /// Whether the line is a heading of comments wherever it stands.
    pub fn is_certain(self) -> bool {
        self != Self::Maybe
    }
}

/// Longer lines are no headings, except for the sentences of a form.
const MAX_TOKENS: usize = 30;

/// What the line announces, if it is a heading.
pub(in crate::corpus) fn heading(line: &str) -> Option<Heading> {
    if line.len() > 400 {
        return None;
    }
    let tokens = tokens(line);
    if tokens.is_empty() || tokens.len() > MAX_TOKENS {
        return None;
    }
    if is_form(&tokens) {
        return Some(Heading::Form);
    }
    none(&tokens).or_else(|| comments(line, &tokens))
}

const READERS: [&str; 12] = [
    "lecteurs",
    "lecteur",
    "lectrices",
    "internautes",
    "abonnes",
    "readers",
    "utilisateurs",
    "membres",
    "visiteurs",
    "users",
    "auditeurs",
    "telespectateurs",
];

/// `Aucun commentaire`, `0 commentaire`, `Pas encore de commentaire`.
fn none(tokens: &[String]) -> Option<Heading> {
    let starts = [
        "aucun",
        "aucune",
        "pas de",
        "pas encore de",
        "zero",
        "no",
        "il n y a aucun",
        "il n y a pas encore de",
        "pas encore",
    ];
    let start = starts
        .iter()
        .filter(|start| begins(tokens, start))
        .max_by_key(|s| s.len())?;
    let rest = &tokens[start.split(' ').count()..];
    let (noun, rest) = rest.split_first()?;
    let noun = matches!(
        noun.as_str(),
        "commentaire" | "commentaires" | "comment" | "comments" | "reaction" | "reactions"
    );
    let tail = [
        "pour le moment",
        "pour l instant",
        "a ce jour",
        "yet",
        "sur cet article",
        "pour cet article",
        "a afficher",
        "publie",
    ];
    let ends = rest.is_empty() || tail.iter().any(|tail| begins(rest, tail)) || is_form(rest);
    (noun && ends).then_some(Heading::Counted(0))
}

/// Headings of a list of comments.
fn comments(line: &str, tokens: &[String]) -> Option<Heading> {
    let mut at = 0;
    let mut skip = |words: &[&str]| {
        let found = tokens
            .get(at)
            .is_some_and(|token| words.contains(&token.as_str()));
        at += usize::from(found);
        found
    };
    skip(&[
        "voir",
        "lire",
        "afficher",
        "consulter",
        "masquer",
        "view",
        "show",
        "see",
        "read",
        "hide",
    ]);
    skip(&["tous", "toutes", "all"]);
    let yours = skip(&["vos", "your"]);
    skip(&["les", "the", "ces", "nos"]);
    skip(&["derniers", "dernieres", "latest"]);
    let space = skip(&["espace", "section", "zone", "rubrique"]);
    skip(&["de", "des"]);
    let (mut count, used) = number(&tokens[at..]);
    let digits = count.is_some() && tokens[at].starts_with(|c: char| c.is_ascii_digit());
    at += used;
    let noun = tokens.get(at)?.as_str();
    let mut rest = &tokens[at + 1..];
    let (strong, reply) = match noun {
        "commentaires" | "comments" => (true, false),
        "commentaire" | "comment" => (count.is_some() || space, false),
        "reactions" => (count.is_some() || yours || space, false),
        "reaction" => (count.is_some(), false),
        "avis" | "contributions" | "messages" | "opinions" | "temoignages" => (yours, false),
        "reponses" | "reponse" | "reflexions" | "reflexion" | "responses" | "response"
        | "thoughts" | "thought" | "replies" => (false, true),
        _ => return None,
    };
    if let (None, (Some(after), used)) = (count, number(rest)) {
        count = Some(after);
        rest = &rest[used..];
    }
    let quoted = line.contains(['«', '“', '"', '„']);
    let this = rest
        .iter()
        .any(|token| ["cet", "cette", "ce", "this"].contains(&token.as_str()));
    let about = ["sur", "a", "on", "pour", "to", "de"]
        .iter()
        .any(|word| begins(rest, word));
    let titled = about && count.is_some() && (quoted || (this && digits && rest.len() <= 4));
    let readers = ["de", "des", "from", "par", "by", "nos", "les"];
    let by_readers = rest.len() <= 4
        && rest
            .first()
            .is_some_and(|token| readers.contains(&token.as_str()))
        && rest.iter().any(|token| READERS.contains(&token.as_str()));
    let sorted = [
        "trier",
        "tri",
        "les plus",
        "plus recents",
        "plus anciens",
        "sort",
        "suivre",
    ];
    let tail = rest.is_empty()
        || (count.is_some()
            && ["publies", "publie", "postes", "au total"]
                .iter()
                .any(|w| begins(rest, w)))
        || sorted.iter().any(|word| begins(rest, word))
        || is_form(rest);
    match count {
        Some(count) if titled || (!reply && (strong || digits) && (tail || by_readers)) => {
            Some(Heading::Counted(count))
        }
        None if reply => None,
        None if (strong && tail) || by_readers => Some(Heading::Comments),
        None if tail => Some(Heading::Maybe),
        _ => None,
    }
}

/// A number at the start and how many tokens it takes: `1 234`, `deux`, `1,2 k`.
fn number(tokens: &[String]) -> (Option<usize>, usize) {
    const WORDS: [&str; 13] = [
        "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
        "onze", "douze",
    ];
    let Some(first) = tokens.first() else {
        return (None, 0);
    };
    if let Some(value) = WORDS.iter().position(|word| word == first) {
        return (Some(value), 1);
    }
    if first == "une" || first == "one" {
        return (Some(1), 1);
    }
    let digits = |token: &str| token.len() <= 6 && token.bytes().all(|b| b.is_ascii_digit());
    if !digits(first) {
        return (None, 0);
    }
    let mut text = first.clone();
    let mut used = 1;
    while let Some(token) = tokens.get(used)
        && token.len() == 3
        && digits(token)
        && text.len() <= 6
    {
        text.push_str(token);
        used += 1;
    }
    (text.parse().ok(), used)
}

/// Verbs of an invitation: `Laisser un commentaire`.
const VERBS: [&str; 22] = [
    "laisser", "laissez", "ajouter", "ajoutez", "ecrire", "ecrivez", "poster", "postez", "publier",
    "publiez", "rediger", "redigez", "deposer", "deposez", "envoyer", "envoyez", "leave", "post",
    "add", "write", "donner", "donnez",
];
/// Lines of a form, whole.
const WHOLE: [&str; 25] = [
    "votre commentaire",
    "votre reaction",
    "votre avis",
    "reagir",
    "reagissez",
    "commenter",
    "commentez",
    "reagir a cet article",
    "reagissez a cet article",
    "commenter cet article",
    "commentez cet article",
    "reagir a l article",
    "commenter l article",
    "participer a la discussion",
    "participez a la discussion",
    "repondre a cet article",
    "annuler la reponse",
    "cancel reply",
    "ajouter commentaire",
    "nouveau commentaire",
    "publier commentaire",
    "commentaires fermes",
    "commentaires clos",
    "commentaires desactives",
    "et vous qu en pensez vous",
];
/// Beginnings of the sentences of a form.
const STARTS: [&str; 20] = [
    "votre adresse e mail",
    "votre adresse email",
    "votre adresse de messagerie",
    "your email address",
    "vous devez etre connecte",
    "vous devez etre inscrit",
    "vous devez vous connecter pour",
    "you must be logged in",
    "enregistrer mon nom",
    "save my name",
    "les champs obligatoires",
    "soyez le premier a",
    "soyez la premiere a",
    "be the first to comment",
    "ce site utilise akismet",
    "prevenez moi de tous les nouveaux",
    "les commentaires sont fermes",
    "les commentaires sont clos",
    "les commentaires sont desactives",
    "comments are closed",
];
/// Beginnings of `Connectez-vous pour commenter`.
const LOGIN: [&str; 7] = [
    "connectez vous",
    "identifiez vous",
    "inscrivez vous",
    "se connecter",
    "abonnez vous",
    "log in",
    "connexion",
];

/// Whether the line belongs to the form for a new comment or says that there is none.
fn is_form(tokens: &[String]) -> bool {
    if WHOLE
        .iter()
        .any(|phrase| begins(tokens, phrase) && tokens.len() == phrase.split(' ').count())
        || STARTS.iter().any(|phrase| begins(tokens, phrase))
    {
        return true;
    }
    let verb = tokens
        .first()
        .is_some_and(|token| VERBS.contains(&token.as_str()));
    if verb && tokens.len() >= 3 {
        let article = matches!(
            tokens[1].as_str(),
            "un" | "une" | "votre" | "le" | "a" | "your"
        );
        let noun = matches!(
            tokens[2].as_str(),
            "commentaire" | "comment" | "reponse" | "reply" | "reaction" | "avis"
        );
        let tail = &tokens[3..];
        let ends = [
            "annuler", "cancel", "sur cet", "a cet", "sur ce", "en tant", "pour cet",
        ];
        if article && noun && (tail.is_empty() || ends.iter().any(|end| begins(tail, end))) {
            return true;
        }
    }
    let goal = [
        "commenter",
        "reagir",
        "publier",
        "poster",
        "repondre",
        "participer",
        "comment",
    ];
    LOGIN.iter().any(|phrase| begins(tokens, phrase))
        && tokens.len() <= 14
        && tokens.iter().any(|token| goal.contains(&token.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_with_a_count() {
        for (line, count) in [
            ("2 comments", 2),
            ("3 commentaires", 3),
            ("12 réactions", 12),
            ("Commentaires (5)", 5),
            ("COMMENTAIRES : 8", 8),
            ("1 234 commentaires", 1234),
            ("1 commentaire", 1),
            ("Un commentaire", 1),
            ("Deux commentaires", 2),
            ("Aucun commentaire", 0),
            ("0 commentaire", 0),
            ("Pas encore de commentaires", 0),
            ("Vos réactions (4)", 4),
            ("Voir les 12 commentaires", 12),
            ("2 réflexions sur « Uptobox ferme »", 2),
            ("3 réponses à « Le site ferme »", 3),
            ("Une réflexion sur « Titre »", 1),
            ("6 commentaires sur cet article", 6),
            ("— 4 commentaires —", 4),
            ("## 3 Commentaires", 3),
            ("2 commentaires | Laisser un commentaire", 2),
            ("5 commentaires des lecteurs", 5),
            ("Aucun commentaire pour le moment", 0),
            ("10 avis", 10),
            ("Commentaires (12) Trier par : plus récents", 12),
        ] {
            assert_eq!(heading(line), Some(Heading::Counted(count)), "{line}");
        }
    }

    #[test]
    fn headings_without_a_count() {
        for line in [
            "Commentaires",
            "COMMENTAIRES :",
            "Comments",
            "Vos réactions",
            "Les commentaires",
            "Commentaires des lecteurs",
            "Vos commentaires",
            "Espace commentaires",
            "Les réactions des internautes",
            "💬 Commentaires",
            "Vos avis",
            "Tous les commentaires",
        ] {
            assert_eq!(heading(line), Some(Heading::Comments), "{line}");
        }
        for line in [
            "Réactions",
            "Les réactions",
            "Réaction",
            "Commentaire",
            "Avis",
        ] {
            assert_eq!(heading(line), Some(Heading::Maybe), "{line}");
        }
        for line in [
            "Laisser un commentaire",
            "LAISSEZ UN COMMENTAIRE",
            "Ajouter un commentaire",
            "Laisser un commentaire Annuler la réponse",
            "Votre commentaire *",
            "Réagir à cet article",
            "Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *",
            "Connectez-vous pour réagir",
            "Soyez le premier à commenter !",
            "Leave a reply",
            "Vous devez être connecté pour publier un commentaire.",
            "Les commentaires sont fermés.",
        ] {
            assert_eq!(heading(line), Some(Heading::Form), "{line}");
        }
    }

    #[test]
    fn other_lines_are_no_headings() {
        for line in [
            "",
            "Les commentaires ont été nombreux",
            "Commentaires, analyses et réactions du jour",
            "Les commentaires en ligne",
            "Trois réactions à la décision",
            "Répondre",
            "Il y a 2 commentaires intéressants ici",
            "Votre commentaire est ridicule !",
            "Laisser un commentaire ici ne sert à rien",
            "2 réponses",
            "Le commentaire du ministre",
            "Réactions politiques",
            "Les réactions de la presse",
            "3 commentaires du ministre",
            "Connectez-vous pour lire la suite",
            "Commentaire de l’avocat",
            "12 mars 2023",
        ] {
            assert_eq!(heading(line), None, "{line}");
        }
    }
}
