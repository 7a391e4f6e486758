//! The language that a text is written in.

use whatlang::Lang;

/// How much of a text is looked at, in bytes.
const SAMPLE: usize = 16 * 1024;

/// A detected language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// ISO 639-1 code such as `fr`; empty where the language is unknown.
    pub code: &'static str,
    /// Whether the text is long and clear enough for the code to be trusted.
    pub reliable: bool,
}

impl Language {
    const UNKNOWN: Self = Self {
        code: "",
        reliable: false,
    };
}

/// The language of a text, judged by its first 16 KiB (trigrams, through `whatlang`).
///
/// ```
/// use tribune::text::language;
///
/// assert_eq!(language("Le tribunal a ordonné hier le blocage de trois sites de streaming.").code, "fr");
/// assert_eq!(language("12 345").code, "");
/// ```
pub fn language(text: &str) -> Language {
    let sample = head(text);
    match whatlang::detect(sample) {
        Some(info) => Language {
            code: code(info.lang()),
            reliable: info.is_reliable(),
        },
        None => Language::UNKNOWN,
    }
}

/// The text's beginning, cut at a character.
fn head(text: &str) -> &str {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The two-letter code of a language that `whatlang` knows.
fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Afr => "af",
        Lang::Aka => "ak",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_and_english_news_are_told_apart() {
        let french = language(
            "Les ayants droit se réjouissent de la fermeture du site, que la justice avait demandée.",
        );
        assert_eq!(
            french,
            Language {
                code: "fr",
                reliable: true
            }
        );
        let english = language(
            "Rights holders welcomed the closure of the website, which a court had ordered in May.",
        );
        assert_eq!(
            english,
            Language {
                code: "en",
                reliable: true
            }
        );
    }

    #[test]
    fn no_letters_no_language() {
        for text in ["", "   ", "12.30 — 45 %", "👏👏👏"] {
            assert_eq!(language(text), Language::UNKNOWN, "{text:?}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let text = format!("a{}", "é".repeat(SAMPLE));
        assert!(head(&text).len() <= SAMPLE);
    }
}
