//! Reading articles and reader comments from pages, HTML, CSV and JSON lines.
//!
//! [`Corpus::open`] finds the files of the inputs and collects the comment rows that stand alone.
//! [`Corpus::articles`] then streams the articles, each with its comments, and
//! [`Corpus::comments`] every comment on its own. What cannot be read is a [`Problem`] with line,
//! column and remedy, and reading goes on. Memory holds one article or row at a time.
//!
//! [`pairs`] reads summary pairs and [`labelled`] hand-coded comments.
//!
//! ```
//! use tribune::corpus::{Corpus, ReadOptions};
//!
//! let folder = tempfile::tempdir()?;
//! let page = folder.path().join("page.txt");
//! std::fs::write(&page, "Le site ferme\n\nLe site a fermé lundi.\n\n1 commentaire\n\nEnfin !")?;
//! let mut corpus = Corpus::open(&[page], &ReadOptions::default())?;
//! for article in corpus.articles() {
//!     let article = article?;
//!     assert_eq!(article.title, "Le site ferme");
//!     assert_eq!(article.text, "Le site a fermé lundi.");
//!     assert_eq!(article.comments[0].text, "Enfin !");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod article;
mod build;
mod decode;
mod dialect;
mod discover;
mod error;
mod gzip;
mod html;
mod ids;
mod join;
mod jsonl;
mod kind;
pub mod labelled;
mod lines;
mod options;
mod page;
pub mod pairs;
mod read;
mod record;
mod row;
mod stream;
mod table;
mod workbook;

pub use article::{Article, Comment};
pub use error::{CorpusError, Problem};
pub use options::{
    BareRows, MAX_DECOMPRESSED, MAX_PAGE_BYTES, MAX_RATIO, MAX_ROW_BYTES, RATIO_FROM, ReadOptions,
};
pub use stream::{Corpus, SourceFile};
