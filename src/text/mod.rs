//! French text: normalisation, words, sentences and their roles, language.
//!
//! A text flows one way through this module. [`normalise()`] gives every later step one spelling of
//! each letter and one kind of line end. [`sentences()`] cuts the normalised text: lines are gathered
//! into paragraphs, paragraphs are cut at their stops by small rules (abbreviations, quotations,
//! words glued together where a line break was lost), and every sentence then gets a [`Role`], so
//! that headings, captions and a site's own footer stay out of summaries. [`words()`] is the one
//! definition of a word that all counts rest on, and [`language()`] says what a text is written in.
//!
//! Everything here is pure, allocates little, and runs in time linear in the text's length.
//!
//! ```
//! use tribune::text::{Role, normalise, sentences};
//!
//! let text = normalise("Le site a fermé.\r\nUne page se tourne\r\nM. Martin l’avait prévu.");
//! let roles: Vec<_> = sentences(&text).iter().map(|s| (s.text(&text).to_owned(), s.role)).collect();
//! assert_eq!(roles[0], ("Le site a fermé.".to_owned(), Role::Body));
//! assert_eq!(roles[1], ("Une page se tourne".to_owned(), Role::Heading));
//! assert_eq!(roles[2], ("M. Martin l’avait prévu.".to_owned(), Role::Body));
//! ```

mod boilerplate;
mod chars;
mod language;
mod normalise;
mod role;
mod segment;
mod words;

pub use language::{Language, language};
pub use normalise::normalise;
pub use role::Role;
pub use segment::{Sentence, sentences};
pub use words::{count_words, words};
