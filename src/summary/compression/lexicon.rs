//! Closed lists of French words that the rules look at, and a guess at finite verbs.

/// Finite forms of the verbs that news is written with, and clitics that only stand before one.
const FINITE: &[&str] = &[
    "a",
    "ai",
    "as",
    "ont",
    "avait",
    "avaient",
    "aura",
    "auront",
    "aurait",
    "auraient",
    "est",
    "sont",
    "était",
    "étaient",
    "sera",
    "seront",
    "serait",
    "seraient",
    "fut",
    "furent",
    "va",
    "vont",
    "allait",
    "allaient",
    "doit",
    "doivent",
    "devait",
    "devra",
    "devront",
    "devrait",
    "devraient",
    "peut",
    "peuvent",
    "pouvait",
    "pourra",
    "pourront",
    "pourrait",
    "pourraient",
    "veut",
    "veulent",
    "voulait",
    "fait",
    "font",
    "faisait",
    "fera",
    "feront",
    "dit",
    "disent",
    "vient",
    "viennent",
    "venait",
    "viendra",
    "tient",
    "tiennent",
    "prend",
    "prennent",
    "met",
    "mettent",
    "sait",
    "savent",
    "voit",
    "voient",
    "reste",
    "restent",
    "semble",
    "semblent",
    "permet",
    "permettent",
    "explique",
    "estime",
    "affirme",
    "assure",
    "souligne",
    "indique",
    "précise",
    "annonce",
    "rappelle",
    "ajoute",
    "déclare",
    "raconte",
    "confie",
    "regrette",
    "reconnaît",
    "promet",
    "demande",
    "demandent",
    "appelle",
    "appellent",
    "compte",
    "comptent",
    "prévoit",
    "prévoient",
    "propose",
    "proposent",
    "dispose",
    "disposent",
    "représente",
    "représentent",
    "concerne",
    "concernent",
    "existe",
    "existent",
    "commence",
    "continue",
    "continuent",
    "devient",
    "deviennent",
    "revient",
    "souhaite",
    "souhaitent",
    "espère",
    "espèrent",
    "craint",
    "craignent",
    "dénonce",
    "dénoncent",
    "refuse",
    "refusent",
    "accuse",
    "accusent",
    "soupçonne",
    "atteint",
    "atteignent",
    "suit",
    "suivent",
    "vit",
    "vivent",
    "part",
    "partent",
    "sort",
    "sortent",
    "perd",
    "perdent",
    "rend",
    "rendent",
    "attend",
    "attendent",
    "figure",
    "figurent",
    "s'est",
    "s'était",
    "n'a",
    "n'ont",
    "n'est",
    "n'avait",
    "n'était",
    "ne",
    "se",
    "ça",
    "c'est",
    "y",
];

/// Endings that hardly any noun or adjective has.
const FINITE_ENDINGS: &[&str] = &[
    "aient", "èrent", "irent", "urent", "eront", "iront", "erait", "irait",
];

/// Words that open a part which cannot be a main clause.
const SUBORDINATE: &[&str] = &[
    "si",
    "s'il",
    "s'ils",
    "quand",
    "lorsque",
    "lorsqu'il",
    "lorsqu'elle",
    "lorsqu'un",
    "alors",
    "comme",
    "puisque",
    "après",
    "avant",
    "depuis",
    "pendant",
    "durant",
    "lors",
    "dès",
    "afin",
    "pour",
    "par",
    "selon",
    "d'après",
    "malgré",
    "sans",
    "avec",
    "sur",
    "sous",
    "dans",
    "en",
    "à",
    "au",
    "aux",
    "chez",
    "contre",
    "entre",
    "vers",
    "parmi",
    "outre",
    "grâce",
    "face",
    "suite",
    "concernant",
    "quant",
    "bien",
    "même",
    "tandis",
    "qui",
    "que",
    "qu'il",
    "qu'elle",
    "dont",
    "où",
    "ce",
    "jusqu'à",
    "jusqu'au",
    "faute",
    "hors",
    "via",
    "envers",
    "voire",
    "soit",
    "tout",
    "d'un",
    "d'une",
    "de",
    "du",
    "des",
    "d'abord",
    "ainsi",
    "aussi",
    "enfin",
    "ensuite",
    "puis",
    "interrogé",
    "interrogée",
    "interrogés",
    "contacté",
    "contactée",
    "invité",
    "invitée",
    "né",
    "née",
    "âgé",
    "âgée",
    "arrivé",
    "arrivée",
    "arrêté",
    "arrêtée",
    "condamné",
    "condamnée",
    "mis",
    "mise",
    "accusé",
    "accusée",
    "réunis",
    "réunie",
    "parti",
    "partie",
    "venu",
    "venue",
    "présent",
    "présente",
    "seul",
    "seule",
    "hier",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
];

/// Verbs of saying, as they follow a statement: present, inverted, or participle.
const SAYING: &[&str] = &[
    "affirme",
    "affirmé",
    "ajoute",
    "ajouté",
    "annonce",
    "annoncé",
    "appris",
    "assure",
    "assuré",
    "commente",
    "commenté",
    "conclu",
    "conclut",
    "concédé",
    "confie",
    "confié",
    "confirme",
    "confirmé",
    "constate",
    "constaté",
    "déclare",
    "déclaré",
    "déplore",
    "déploré",
    "détaille",
    "détaillé",
    "dit",
    "disent",
    "écrit",
    "estime",
    "estimé",
    "estiment",
    "explique",
    "expliqué",
    "expliquent",
    "fait",
    "glisse",
    "indique",
    "indiqué",
    "indiquent",
    "insiste",
    "insisté",
    "lance",
    "lancé",
    "note",
    "noté",
    "martelé",
    "poursuit",
    "poursuivi",
    "précise",
    "précisé",
    "précisent",
    "raconte",
    "raconté",
    "rappelle",
    "rappelé",
    "rapporte",
    "rapporté",
    "rapportent",
    "reconnaît",
    "reconnu",
    "regrette",
    "regretté",
    "relève",
    "relevé",
    "relate",
    "résume",
    "résumé",
    "révèle",
    "révélé",
    "souligne",
    "souligné",
    "témoigne",
    "témoigné",
];

/// Openings of a part at the end of a sentence that the sentence can do without.
const LOOSE_ENDINGS: &[&str] = &[
    "qui",
    "dont",
    "où",
    "alors que",
    "alors qu'",
    "tandis que",
    "tandis qu'",
    "après",
    "avant de",
    "avant que",
    "notamment",
    "ce qui",
    "ce que",
    "selon",
    "d'après",
    "afin de",
    "afin que",
    "lors d",
    "soit ",
    "comme",
    "bien que",
    "bien qu'",
    "même si",
    "car",
    "puisque",
    "puisqu'",
    "dans le cadre",
    "à l'occasion",
    "en marge",
    "au lendemain",
    "avec",
    "malgré",
    "grâce",
    "faisant",
    "ajoutant",
    "précisant",
    "affirmant",
    "estimant",
    "expliquant",
    "soulignant",
    "évoquant",
    "dénonçant",
    "assurant",
    "rappelant",
    "provoquant",
    "entraînant",
    "laissant",
    "portant",
    "permettant",
    "causant",
    "blessant",
    "tuant",
];

/// Words that open a noun phrase.
const DETERMINERS: &[&str] = &[
    "le",
    "la",
    "les",
    "un",
    "une",
    "des",
    "ce",
    "cet",
    "cette",
    "ces",
    "son",
    "sa",
    "ses",
    "leur",
    "leurs",
    "notre",
    "nos",
    "plusieurs",
    "quelques",
    "quelque",
    "certains",
    "certaines",
    "aucun",
    "aucune",
    "chaque",
    "tous",
    "toutes",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "il",
    "elle",
    "ils",
    "elles",
    "celui-ci",
    "celle-ci",
    "ceux-ci",
    "celles-ci",
];

/// Nouns of time: "six ans plus tard" is no subject.
const TIMES: &[&str] = &[
    "an",
    "ans",
    "année",
    "années",
    "mois",
    "semaine",
    "semaines",
    "jour",
    "jours",
    "heure",
    "heures",
    "minutes",
    "nuit",
    "soir",
    "matin",
    "fois",
    "lendemain",
    "veille",
    "siècle",
];

/// The words of a part, in lower case, elided ones together with what they are elided before.
pub(super) fn words(part: &str) -> impl Iterator<Item = String> + '_ {
    part.split_whitespace()
        .map(|word| {
            word.trim_matches(|c: char| !c.is_alphanumeric())
                .replace('’', "'")
                .to_lowercase()
        })
        .filter(|word| !word.is_empty())
}

fn is_finite(word: &str) -> bool {
    FINITE.contains(&word)
        || FINITE_ENDINGS.iter().any(|ending| word.ends_with(ending))
        || is_future(word)
        || ["s'", "n'"]
            .iter()
            .any(|clitic| word.strip_prefix(clitic).is_some_and(|rest| rest.len() > 1))
            && word != "s'il"
            && word != "s'ils"
}

/// "rouvrira", "permettra", "tiendront"; not "opéra" or "Sahara".
fn is_future(word: &str) -> bool {
    let long = word.chars().count() > 5;
    long && (word.ends_with("ront")
        || (word.ends_with("ra") && !word.ends_with("éra") && !word.ends_with("ara")))
}

/// Whether a part begins with a finite verb.
pub(super) fn opens_with_verb(part: &str) -> bool {
    words(part).next().is_some_and(|word| is_finite(&word))
}

/// Whether a part is a relative clause without its verb: the verb comes after it.
pub(super) fn is_open_relative(part: &str) -> bool {
    let relative = words(part).next().is_some_and(|word| {
        matches!(
            word.as_str(),
            "qui" | "que" | "dont" | "où" | "lequel" | "laquelle" | "lesquels" | "lesquelles"
        ) || word.starts_with("qu'")
    });
    relative && !words(part).any(|word| is_finite(&word))
}

/// Whether a part could be a main clause: it holds a finite verb and does not open as a subordinate.
pub(super) fn is_main_clause(part: &str) -> bool {
    words(part).any(|word| is_finite(&word)) && !opens_as_subordinate(part)
}

/// Whether a part opens with a preposition, a subordinator, an adverb of time or a participle.
pub(super) fn opens_as_subordinate(part: &str) -> bool {
    words(part)
        .next()
        .is_some_and(|word| SUBORDINATE.contains(&word.as_str()) || word.starts_with("qu'"))
}

/// Whether a part reads as a subject: a noun phrase that opens with a determiner, or a name.
pub(super) fn is_subject(part: &str) -> bool {
    let all: Vec<&str> = part
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    let all = match all.first() {
        Some(first) if matches!(first.to_lowercase().as_str(), "mais" | "et" | "or") => &all[1..],
        _ => &all[..],
    };
    let lower: Vec<String> = words(part).collect();
    if lower.iter().any(|word| TIMES.contains(&word.as_str())) {
        return false;
    }
    let Some(first) = all.first() else {
        return false;
    };
    let first_lower = first.replace('’', "'").to_lowercase();
    let elided = first_lower.starts_with("l'");
    let is_name = |word: &&str| {
        word.starts_with(char::is_uppercase)
            || matches!(
                *word,
                "de" | "du" | "des" | "la" | "le" | "van" | "von" | "et"
            )
    };
    DETERMINERS.contains(&first_lower.as_str())
        || elided
        || (all.len() < 6
            && all.iter().all(is_name)
            && (all.len() > 1 || !opens_as_subordinate(part)))
}

/// Whether a part says who said the rest: "selon la police", "a indiqué le ministère".
pub(super) fn is_attribution(part: &str) -> bool {
    let mut words = words(part);
    let Some(first) = words.next() else {
        return false;
    };
    match first.as_str() {
        "selon" | "d'après" => true,
        "a" | "ont" | "avait" | "avaient" | "a-t-il" | "a-t-elle" | "ont-ils" | "ont-elles"
        | "a-t-on" => words.take(2).any(|word| SAYING.contains(&word.as_str())),
        verb => {
            let verb = verb.split('-').next().unwrap_or_default();
            SAYING.contains(&verb) && !verb.ends_with('é')
        }
    }
}

/// Whether a part states what was said: "que", "qu'".
pub(super) fn has_statement(part: &str) -> bool {
    words(part).any(|word| word == "que" || word.starts_with("qu'"))
}

/// Whether a part at the end of a sentence can be spared.
pub(super) fn is_loose_ending(part: &str) -> bool {
    let part = part.trim_start().replace('’', "'").to_lowercase();
    LOOSE_ENDINGS.iter().any(|opening| {
        part.strip_prefix(opening).is_some_and(|rest| {
            opening.ends_with(['\'', ' ', 'd']) || !rest.starts_with(char::is_alphanumeric)
        })
    })
}
