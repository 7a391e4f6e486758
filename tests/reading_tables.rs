//! CSV and JSON lines: articles, comments, and how they find each other.

use std::io::Write;
use std::path::{Path, PathBuf};

use tribune::corpus::{Article, Corpus, Problem, ReadOptions, labelled, pairs};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    fn open(&self) -> Corpus {
        Corpus::open(&[self.path().to_owned()], &ReadOptions::default()).unwrap()
    }
}

fn split(corpus: &mut Corpus) -> (Vec<Article>, Vec<Problem>) {
    let (mut articles, mut problems) = (Vec::new(), Vec::new());
    for article in corpus.articles() {
        match article {
            Ok(article) => articles.push(article),
            Err(problem) => problems.push(problem),
        }
    }
    (articles, problems)
}

fn shown(articles: &[Article]) -> Vec<String> {
    let comment = |c: &tribune::corpus::Comment| format!("{}:{}", c.id, c.text);
    articles
        .iter()
        .map(|a| {
            format!(
                "{} [{}]",
                a.id,
                a.comments.iter().map(comment).collect::<Vec<_>>().join(" ")
            )
        })
        .collect()
}

#[test]
fn comments_join_articles_whatever_the_order_of_files() {
    let folder = Folder::new();
    folder.write(
        "a_comments.csv",
        "comment_id;article_id;text;author;note\nc1;2;oui, oui;Ana;x\nc2;1;non;;\nc3;9;rien;;\n",
    );
    folder.write(
        "b_articles.csv",
        "article_id,title,text,url,rubrique\n1,Un,Corps un.,http://a,droit\n2,,Corps deux.,,\n",
    );
    folder.write(
        "c_comments.jsonl",
        "{\"comment_id\": 4, \"article_id\": 1, \"text\": \"peut-être\"}\n",
    );
    let mut corpus = folder.open();
    assert_eq!(
        (corpus.article_count(), corpus.lone_comment_count()),
        (2, 4)
    );
    for _ in 0..2 {
        let (articles, problems) = split(&mut corpus);
        assert_eq!(
            shown(&articles),
            ["1 [c2:non 4:peut-être]", "2 [c1:oui, oui]"]
        );
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(articles[0].url, "http://a");
        assert_eq!(
            articles[0].extra,
            [("rubrique".to_owned(), "droit".to_owned())]
        );
        assert_eq!(
            articles[1].comments[0].extra,
            [("note".to_owned(), "x".to_owned())]
        );
        assert_eq!(articles[1].comments[0].author, "Ana");
        let orphans: Vec<String> = corpus
            .orphans()
            .map(|comment| comment.unwrap().id)
            .collect();
        assert_eq!(orphans, ["c3"]);
    }
    let all: Vec<String> = corpus
        .comments()
        .map(|comment| comment.unwrap().id)
        .collect();
    assert_eq!(all, ["c1", "c2", "c3", "4"]);
}

#[test]
fn comments_of_articles_and_alone_come_in_input_order() {
    let folder = Folder::new();
    folder.write("a.jsonl", "{\"id\":7,\"title\":null,\"text\":\"Corps.\",\"comments\":[{\"text\":\"un\"},\"deux\"]}\n{\"id\":8,\"text\":\"Corps.\",\"comments\":null}\n");
    folder.write("b.csv", "comment,label,target\ntrois,pour,Il faut fermer\n");
    folder.write(
        "c.txt",
        "Une phrase assez longue.\n\n1 commentaire\n\nquatre",
    );
    let mut corpus = folder.open();
    let all: Vec<(String, String)> = corpus
        .comments()
        .map(|comment| comment.unwrap())
        .map(|c| (c.id, c.text))
        .collect();
    let all: Vec<(&str, &str)> = all
        .iter()
        .map(|(id, text)| (id.as_str(), text.as_str()))
        .collect();
    assert_eq!(
        all,
        [
            ("7-1", "un"),
            ("7-2", "deux"),
            ("b-2", "trois"),
            ("c-1", "quatre")
        ]
    );
}

#[test]
fn bare_rows_are_comments_for_classify() {
    let folder = Folder::new();
    let path = folder.write("labelled.csv", "text,label\nbien,favor\nmal,contre\n");
    let mut corpus =
        Corpus::open(std::slice::from_ref(&path), &ReadOptions::for_comments()).unwrap();
    assert_eq!(corpus.comments().count(), 2);
    let mut corpus = Corpus::open(&[path], &ReadOptions::default()).unwrap();
    assert_eq!(corpus.articles().count(), 2);
}

#[test]
fn equal_names_and_ids_in_two_folders_stay_apart() {
    let folder = Folder::new();
    for (name, comment) in [("janvier", "un"), ("mars", "deux")] {
        folder.write(
            &format!("{name}/page.txt"),
            "Une phrase assez longue pour un article.",
        );
        folder.write(&format!("{name}/articles.csv"), "id,text\n1,Corps.\n");
        folder.write(
            &format!("{name}/comments.csv"),
            format!("comment_id,article_id,text\n5,1,{comment}\n"),
        );
    }
    folder.write(
        "page.txt.gz",
        gzip(b"Une autre phrase, assez longue elle aussi."),
    );
    let (articles, problems) = split(&mut folder.open());
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(
        shown(&articles),
        [
            "1 [5:un]",
            "page []",
            "mars/1 [5:deux]",
            "mars/page []",
            &format!("{}/page []", name(folder.path()))
        ]
    );
    assert!(articles[2].warnings[0].contains("`1`"));
    assert_eq!(articles[2].comments[0].article_id, "mars/1");
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn dialects_and_encodings_of_csv() {
    let rows = "article_id,title,text\n1,Été,\"Un texte, à lire\"\n2,Nöël,\"Le \"\"site\"\" a fermé\nhier\"\n";
    let windows_1252 = encoding_rs::WINDOWS_1252.encode(rows).0.into_owned();
    let utf16: Vec<u8> = format!("\u{FEFF}{rows}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let quoted = rows.replace(
        "1,Été,\"Un texte, à lire\"",
        "\"1\";\"Été\";\"Un texte, à lire\"",
    );
    let excel = format!(
        "\u{FEFF}{}",
        quoted
            .replace("\n2,Nöël,", "\n2;Nöël;")
            .replace("article_id,title,", "article_id;title;")
    );
    for bytes in [
        rows.as_bytes().to_vec(),
        format!("\u{FEFF}{rows}").into_bytes(),
        windows_1252,
        utf16,
        excel.replace('\n', "\r\n").into_bytes(),
        format!("sep=,\r\n{rows}").into_bytes(),
        gzip(rows.as_bytes()),
    ] {
        let folder = Folder::new();
        folder.write("articles.csv", bytes);
        let (articles, problems) = split(&mut folder.open());
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(articles[0].title, "Été");
        assert_eq!(articles[0].text, "Un texte, à lire");
        assert_eq!(
            (articles[1].title.as_str(), articles[1].text.as_str()),
            ("Nöël", "Le \"site\" a fermé\nhier")
        );
    }
}

#[test]
fn own_outputs_and_hidden_files_are_left_out_of_folders() {
    let folder = Folder::new();
    folder.write("page.txt", "Une phrase assez longue pour un article.");
    folder.write(".cache/page.txt", "Cachée.");
    folder.write(".page.txt", "Cachée.");
    folder.write("notes.md", "Rien.");
    folder.write("out/run.json", "{}");
    let own = folder.write(
        "out/articles.csv",
        "article_id,source,title,summary,summary_words,method\n1,a,b,c,1,extractive\n",
    );
    folder.write("out/comments.csv", "article_id,comment_id,author,text,dimension,stance,confidence,p_a,evidence,duplicate_of\n1,2,a,b,c,d,1,1,,\n");
    folder.write(
        "out/errors.csv",
        "input,line,column,problem,remedy\na,1,1,b,c\n",
    );
    folder.write(
        "out/report.html",
        "<html><meta name=generator content=tribune><p>Rapport",
    );
    let mut corpus = folder.open();
    assert_eq!(shown(&split(&mut corpus).0), ["page []"]);
    assert_eq!(corpus.notices().len(), 4, "{:?}", corpus.notices());
    // A file that is named is read, and says what it is.
    let mut corpus = Corpus::open(&[own], &ReadOptions::default()).unwrap();
    let problem = split(&mut corpus).1.remove(0);
    assert!(
        problem.problem.contains("no column `text`") && problem.remedy.contains("output"),
        "{problem}"
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_once_and_never_for_ever() {
    let folder = Folder::new();
    let page = folder.write("a/page.txt", "Une phrase assez longue pour un article.");
    folder.write("b/autre.txt", "Une autre phrase assez longue.");
    std::os::unix::fs::symlink(folder.path(), folder.path().join("a/boucle")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("b"), folder.path().join("a/vers_b")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("a"), folder.path().join("b/vers_a")).unwrap();
    std::os::unix::fs::symlink("nulle/part", folder.path().join("casse.txt")).unwrap();
    std::os::unix::fs::symlink(&page, folder.path().join("lien.txt")).unwrap();
    let (articles, problems) = split(&mut folder.open());
    let mut ids: Vec<&str> = articles.iter().map(|article| article.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["autre", "page"]);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].input.ends_with("casse.txt"));
}

#[test]
fn a_named_file_of_another_extension_is_told_by_its_content() {
    let folder = Folder::new();
    let inputs = vec![
        folder.write("articles.tsv", "id\ttext\n1\tUn texte\n"),
        folder.write("lignes.ndjson", "{\"id\": 2, \"text\": \"a\"}\n"),
        folder.write(
            "page.xhtml",
            "<!doctype html><p>Bonjour à tous, lecteurs.</p>",
        ),
        folder.write("page", "Une phrase assez longue pour un article."),
        folder.write("objet.json", "{\n \"id\": 2\n}\n"),
        folder.write("doc.pdf", "%PDF-1.7\n"),
        folder.path().join("absent.txt"),
    ];
    let mut corpus = Corpus::open(&inputs, &ReadOptions::default()).unwrap();
    let (articles, problems) = split(&mut corpus);
    assert_eq!(
        shown(&articles),
        ["1 []", "2 []", "page []", "page-2 []"].map(|id| {
            if id == "page-2 []" {
                format!("{}/page []", name(folder.path()))
            } else {
                id.to_owned()
            }
        })
    );
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(texts[0].contains("not JSON lines"), "{texts:?}");
    assert!(
        texts[1].contains("looks binary: a PDF document"),
        "{texts:?}"
    );
    assert!(texts[2].contains("no such file"), "{texts:?}");
}

#[test]
fn memory_holds_no_articles() {
    // Articles come one after the other: the first is there before the rest is read.
    let folder = Folder::new();
    let mut lines = String::from("{\"id\": 1, \"text\": \"a\"}\n");
    lines.push_str("{\"id\": 2, \"text\": \n");
    let path = folder.write("a.jsonl", lines);
    let mut corpus = Corpus::open(&[path], &ReadOptions::default()).unwrap();
    let mut articles = corpus.articles();
    assert_eq!(articles.next().unwrap().unwrap().id, "1");
    assert_eq!(articles.next().unwrap().unwrap_err().line, Some(2));
    assert!(articles.next().is_none());
}

#[test]
fn pairs_and_labels_from_compressed_files() {
    let folder = Folder::new();
    let path = folder.write(
        "p.jsonl.gz",
        gzip("{\"id\":1,\"article\":\"Le corps.\",\"abstract\":\"Bref.\"}\n".as_bytes()),
    );
    let pair = pairs::read(&path, &ReadOptions::default())
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(pair.summary, "Bref.");
    let path = folder.write(
        "l.csv.gz",
        gzip("comment;label\nBien vu;favor\n".as_bytes()),
    );
    assert_eq!(
        labelled::read_sheet(&path, &ReadOptions::default())
            .unwrap()
            .rows[0]
            .text,
        "Bien vu"
    );
}
