//! Subheadings that a page ran into the sentence after them: "Des infractions Le procureur a indiqué".

/// Words with which a sentence begins, and hardly ever a name in its midst.
const OPENERS: &str = "le la les un une des du pour dans en selon il elle ils elles on ce cette ces cet après avant \
    au aux mais si depuis par sur à avec alors lors son sa ses leur leurs nous vous je plus pas \
    comme quand lorsque malgré face ainsi chez entre parmi tous plusieurs lundi mardi mercredi \
    jeudi vendredi samedi dimanche hier outre sans chaque enfin";

/// The same, elided: the rest of the word follows the apostrophe.
const ELIDED: [&str; 6] = ["l", "d", "c", "j", "s", "qu"];

/// Words after which a capitalised word begins a title or a name.
const BEFORE_NAMES: &str = "film films série émission livre roman chanson titre titres album pièce journal quotidien \
    magazine hebdomadaire hebdo mensuel association groupe collectif site spectacle documentaire \
    tube ouvrage parti mouvement single disque jeu opéra restaurant bar boutique fondation \
    programme revue radio chaîne blog compte page projet opération exposition club duo trio saga \
    comédie drame bande ong syndicat média médias podcast clip rubrique intitulé intitulée \
    baptisé baptisée nommé nommée appelé appelée surnommé surnommée de à dans selon par sur avec \
    et ou pour en au du des le la les un une que qui est sont";

/// Words of a subheading at most.
const LONGEST: usize = 12;

/// Whether a sentence seems to begin with a subheading: words without punctuation, then a capitalised
/// word that opens sentences and is no part of a name, as the lower-case word after it shows.
pub(crate) fn has_run_in_heading(sentence: &str) -> bool {
    let words: Vec<&str> = sentence.split_whitespace().take(LONGEST + 2).collect();
    if !words.first().is_some_and(|first| starts_upper(first)) {
        return false;
    }
    words.windows(3).enumerate().any(|(place, window)| {
        let plain = words[..=place].iter().all(|word| {
            word.chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '%'))
        });
        plain
            && place < LONGEST
            && !starts_upper(window[0])
            && !listed(BEFORE_NAMES, without_elision(window[0]))
            && opens(window[1], window[2])
    })
}

/// Whether `word` is capitalised and opens a sentence that goes on in lower case with `next`.
fn opens(word: &str, next: &str) -> bool {
    if !starts_upper(word) {
        return false;
    }
    let lower = word.to_lowercase();
    match lower.split_once(['\'', '’']) {
        Some((elided, rest)) => ELIDED.contains(&elided) && word.contains(rest) && !rest.is_empty(),
        None => listed(OPENERS, &lower) && next.starts_with(char::is_lowercase),
    }
}

fn listed(list: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    list.split(' ').any(|listed| listed == word)
}

fn without_elision(word: &str) -> &str {
    word.rsplit(['\'', '’']).next().unwrap_or(word)
}

fn starts_upper(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::has_run_in_heading;

    #[test]
    fn a_heading_before_the_sentence_is_seen() {
        for sentence in [
            "Des manquements graves Le préfet a suspendu l'exploitant.",
            "Un marché sous tension L'offre ne suit plus la demande.",
            "Des masques et des gants Pour limiter les contacts, la mairie a tout prévu.",
        ] {
            assert!(has_run_in_heading(sentence), "{sentence}");
        }
    }

    #[test]
    fn names_and_titles_within_a_sentence_are_not_headings() {
        for sentence in [
            "Le préfet a suspendu l'exploitant.",
            "Invitée de l'émission Dimanche en politique, la ministre a répondu.",
            "Le film La forêt des songes sort mercredi.",
            "La maire de Le Mans a répondu.",
            "Selon les chiffres du ministère, Le Havre arrive en tête.",
            "Les habitants du Havre sont inquiets.",
            "Interrogé lundi, Le Drian a démenti.",
        ] {
            assert!(!has_run_in_heading(sentence), "{sentence}");
        }
    }
}
