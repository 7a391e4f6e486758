//! Targets that take something away.

/// Beginnings of words that say so.
const STEMS: &[&str] = &[
    "abaiss",
    "abandon",
    "abol",
    "abrog",
    "arrêt",
    "baiss",
    "bann",
    "cess",
    "diminu",
    "durci",
    "empêch",
    "exclu",
    "frein",
    "interdi",
    "limit",
    "plafonn",
    "rédui",
    "réduction",
    "refus",
    "rejet",
    "renonc",
    "résili",
    "restrei",
    "restrict",
    "retard",
    "retir",
    "sanction",
    "supprim",
    "suppress",
    "surtax",
    "suspen",
];

/// Whole words: their beginnings are those of many others.
const WORDS: &[&str] = &[
    "coupe",
    "couper",
    "fermer",
    "fermeture",
    "fin",
    "moins",
    "punir",
    "quitter",
    "sortie",
    "sortir",
    "taxe",
    "taxer",
    "verbaliser",
    "verbalisation",
];

/// Whether a target forbids, cuts, caps, taxes or ends something: "Interdire la chasse", "Faut-il limiter les
/// loyers ?". Whoever praises the thing is against such a target, and for one that creates or extends it.
pub fn restricts(target: &str) -> bool {
    let target = target.to_lowercase();
    let mut words = target.split(|c: char| !c.is_alphanumeric());
    words.any(|word| WORDS.contains(&word) || STEMS.iter().any(|stem| word.starts_with(stem)))
}

#[cfg(test)]
mod tests {
    use super::restricts;

    #[test]
    fn what_takes_away_is_told_from_what_adds() {
        for target in [
            "Interdire la chasse",
            "Faut-il LIMITER les loyers ?",
            "La suppression de l’heure d’été",
            "Mettre fin aux vols de nuit",
            "Une taxe sur la viande",
        ] {
            assert!(restricts(target), "{target}");
        }
        for target in [
            "Ouvrir une ferme-école",
            "Financer les crèches",
            "Le taxi gratuit pour les aînés",
            "La loi Hadopi",
            "",
        ] {
            assert!(!restricts(target), "{target}");
        }
    }
}
