//! `tribune run` on the command line: the tables that it writes, read back, and what it tells.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use common::{
    ARTICLES, COMMENTS, ERRORS, Ended, TABLES, Table, arg, built_in_threshold, check_stance, end,
    names, project, put, run, table_bytes, tribune,
};
use tribune::evaluate::faithful::first_missing;
use tribune::text::{Role, count_words, normalise, sentences};

/// The sample pages and the comments under each, as `datasets/samples/README.md` counts them.
const SAMPLES: [(&str, usize); 10] = [
    ("blocage-dns-resolveurs.txt", 40),
    ("enquete-economie-du-streaming.txt", 8),
    ("fermeture-filmovague.txt", 2),
    ("football-sites-de-match.html", 6),
    ("iptv-boitiers-douanes.txt", 12),
    ("proces-hebergeur-nubelink.html", 10),
    ("productrice-film-windows-1252.txt", 5),
    ("rapport-commission-numerique.txt", 0),
    ("saisie-domaines-streamoria.txt", 0),
    ("seized-library-english.txt", 2),
];
const LABELS: [&str; 3] = ["supportive", "opposed", "neutral"];
const MAX_WORDS: f64 = 60.0;

/// The reports over the samples.
struct Reports {
    folder: PathBuf,
    said: Ended,
}

/// One run over the samples with one thread, for all tests of this file.
fn reports() -> &'static Reports {
    static REPORTS: OnceLock<Reports> = OnceLock::new();
    REPORTS.get_or_init(|| {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cli-run-samples");
        fs::remove_dir_all(&folder).ok();
        let said = run(&[
            "run",
            arg(&project("datasets/samples")),
            "-o",
            arg(&folder),
            "--threads",
            "1",
        ]);
        Reports { folder, said }
    })
}

#[test]
fn the_tables_have_the_columns_of_the_contract() {
    let Reports { folder, said } = reports();
    assert_eq!((said.status, said.stdout.as_str()), (0, ""), "{said:?}");
    assert_eq!(names(folder)[..3], TABLES);
    assert_eq!(names(folder)[3..], ["run.json"]);
    for (name, header) in TABLES.iter().zip([ARTICLES, COMMENTS, ERRORS]) {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(text.lines().next(), Some(header), "{name}");
        assert!(said.stderr.contains(name), "{said:?}");
    }
    assert!(Table::read(folder, "errors.csv").is_empty());
}

#[test]
fn each_sample_page_has_its_comments() {
    let folder = &reports().folder;
    let articles = Table::read(folder, "articles.csv");
    let comments = Table::read(folder, "comments.csv");
    let mut found = Vec::new();
    let mut place = 0;
    for (row, (file, _)) in articles.iter().zip(SAMPLES) {
        assert_eq!(
            row["source"],
            arg(&project(&format!("datasets/samples/{file}")))
        );
        assert_eq!(row["article_id"], file.rsplit_once('.').unwrap().0);
        found.push((file, row.number("comments") as usize));
        // The rows stand in input order, one a comment.
        let own = comments[place..]
            .iter()
            .take_while(|c| c["article_id"] == row["article_id"])
            .count();
        assert_eq!(own, row.number("comments") as usize, "{file}");
        let counted = |stance: &str| {
            comments[place..place + own]
                .iter()
                .filter(|c| c["stance"] == stance)
                .count()
        };
        for stance in ["supportive", "opposed", "neutral", "uncertain"] {
            assert_eq!(
                row[&*format!("enforcement_{stance}")],
                counted(stance).to_string(),
                "{file}"
            );
        }
        let sure = own - counted("uncertain");
        let share = &row["enforcement_supportive_share"];
        assert_eq!(share.is_empty(), sure == 0, "{file}");
        if sure > 0 {
            let [low, high] =
                ["low", "high"].map(|e| row.number(&format!("enforcement_supportive_{e}")));
            let share: f64 = share.parse().unwrap();
            assert!(
                (share - counted("supportive") as f64 / sure as f64).abs() < 1e-4,
                "{row:?}"
            );
            assert!(
                0.0 <= low && low <= share && share <= high && high <= 1.0,
                "{row:?}"
            );
        }
        place += own;
    }
    assert_eq!(found, SAMPLES);
    assert_eq!(place, comments.len());
}

#[test]
fn comment_rows_are_complete_and_consistent() {
    let comments = Table::read(&reports().folder, "comments.csv");
    for row in &comments.rows {
        check_stance(row, &LABELS, built_in_threshold());
        assert_eq!(row["dimension"], "enforcement");
        assert!(
            !row["text"].trim().is_empty() && row["truncated"] == "false",
            "{row:?}"
        );
        assert!(
            !row["text"].contains("Répondre") && !row["text"].contains("Signaler"),
            "{row:?}"
        );
    }
    let mut ids = comments.column("comment_id");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), comments.len());
    let windows = comments
        .iter()
        .filter(|row| row["article_id"].contains("windows-1252"));
    assert!(windows.clone().any(|row| row["text"].contains('’')));
    assert!(
        windows
            .clone()
            .all(|row| !row["text"].contains(['\u{FFFD}', '\u{92}']))
    );
}

#[test]
fn summaries_are_sentences_of_their_articles() {
    let articles = Table::read(&reports().folder, "articles.csv");
    for row in &articles.rows {
        let (source, summary) = (&row["source"], &row["summary"]);
        assert!(!summary.is_empty(), "{source}");
        assert_eq!(
            row.number("summary_words") as usize,
            count_words(summary),
            "{source}"
        );
        assert!(row.number("summary_words") <= MAX_WORDS, "{source}");
        assert_eq!(
            (row["method"].as_str(), row["truncated"].as_str()),
            ("extractive", "false")
        );
        for no_sentence in [
            "ommentaire",
            "Facebook",
            "newsletter",
            "cookies",
            "Lire aussi",
            "Partager",
        ] {
            assert!(!summary.contains(no_sentence), "{source}: {summary}");
        }
        // HTML leaves entities and tags in the bytes: those two are compared by their words below.
        let Ok(page) = fs::read_to_string(source) else {
            continue;
        };
        if Path::new(source).extension().is_some_and(|e| e == "html") {
            assert!(!summary.contains(['<', '>', '&']), "{source}: {summary}");
            continue;
        }
        let page = normalise(&page).into_owned();
        let cut = sentences(&page);
        let whole: Vec<&str> = cut.iter().map(|sentence| sentence.text(&page)).collect();
        assert_eq!(
            first_missing(summary, &whole.join(" ")),
            None,
            "{source}: {summary}"
        );
        for heading in cut.iter().filter(|sentence| sentence.role != Role::Body) {
            let heading = heading.text(&page);
            assert!(
                count_words(heading) < 3 || !summary.contains(heading),
                "{source}: {heading}"
            );
        }
    }
    let of = |id: &str| articles.iter().find(|row| row["article_id"] == id).unwrap();
    let english = of("seized-library-english");
    assert_eq!(english["language"], "en");
    assert!(english["warnings"].contains("not French"), "{english:?}");
    assert_eq!(of("iptv-boitiers-douanes")["language"], "fr");
    assert!(of("enquete-economie-du-streaming").number("words") > 4_500.0);
    assert!(!of("proces-hebergeur-nubelink")["title"].is_empty());
}

#[test]
fn two_threads_and_a_second_run_give_the_same_bytes() {
    let first = table_bytes(&reports().folder);
    let temporary = tempfile::tempdir().unwrap();
    let out = temporary.path().join("rapports");
    let foreign = put(&out, "notes.csv", "à,moi\n1,2\n");
    put(&out, "articles.csv", "périmé");
    put(&out, "articles.xlsx", "rien");
    let samples = project("datasets/samples");
    run(&[
        "run",
        arg(&samples),
        "-o",
        arg(&out),
        "--threads",
        "2",
        "--quiet",
    ])
    .with(0);
    for (name, (one, two)) in TABLES.iter().zip(first.iter().zip(table_bytes(&out))) {
        assert!(*one == two, "{name} differs between one and two threads");
    }
    assert_eq!(fs::read_to_string(foreign).unwrap(), "à,moi\n1,2\n");
    assert_eq!(
        fs::read_to_string(out.join("articles.xlsx")).unwrap(),
        "rien"
    );
    assert_eq!(
        names(&out),
        [
            "articles.csv",
            "articles.xlsx",
            "comments.csv",
            "errors.csv",
            "notes.csv",
            "run.json"
        ]
    );
}

#[test]
fn the_end_of_a_run_is_told() {
    let samples = project("datasets/samples/iptv-boitiers-douanes.txt");
    let temporary = tempfile::tempdir().unwrap();
    let ended = run(&["run", arg(&samples), "-o", arg(temporary.path())]).with(0);
    assert!(!ended.stderr.contains('\u{1b}'), "{:?}", ended.stderr);
    assert_eq!(ended.stdout, "");
    ended.says(&[
        "articles   1\n",
        "comments   12\n",
        "█",
        "95% interval",
        "run.json",
        "comments per second",
    ]);
    // Where colours are wanted they are colours, and nothing else steers the terminal.
    let book = fs::read_to_string(project("datasets/codebooks/enforcement.toml")).unwrap();
    let book = book.replace("target = \"", "target = \"\\u001b[31mrouge ");
    let book = put(temporary.path(), "book.toml", book);
    let out = temporary.path().join("out");
    let arguments = [
        "run",
        arg(&samples),
        "-o",
        arg(&out),
        "--codebook",
        arg(&book),
    ];
    let told = end(tribune(arguments).env("CLICOLOR_FORCE", "1")).with(0);
    told.says(&[
        "\u{1b}[1m",
        "\u{1b}[34m",
        "\u{1b}[0m\n",
        "\u{FFFD}[31mrouge",
    ]);
    let told = end(tribune(arguments).env("NO_COLOR", "1")).with(0);
    assert!(!told.stderr.contains('\u{1b}'), "{}", told.stderr);
}

/// What the model's errors are towards another target was not measured.
#[test]
fn comments_towards_their_own_target_are_named_and_not_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let articles = "article_id,title,text\nun,Un,Le site ferme.\ndeux,Deux,Le bus est gratuit.\n";
    let articles = put(folder.path(), "texts.csv", articles);
    let comments = "comment_id,article_id,text,target\n\
        1,un,\"Bravo, il faut fermer tous ces sites pirates.\",\n\
        2,deux,\"Bravo, c'est une excellente idée.\",Rendre les bus gratuits\n";
    let comments = put(folder.path(), "posts.csv", comments);
    let out = folder.path().join("out");
    run(&["run", arg(&articles), arg(&comments), "-o", arg(&out), "-q"]).with(0);
    let table = Table::read(&out, "articles.csv");
    let rows: Vec<_> = table.iter().collect();
    let adjusted = |row: usize| rows[row]["enforcement_supportive_adjusted"].is_empty();
    let warned = |row: usize| rows[row]["warnings"].contains("targets of their own");
    assert_eq!(rows[0]["enforcement_supportive"], "1");
    assert_eq!((adjusted(0), warned(0)), (false, false));
    assert_eq!((adjusted(1), warned(1)), (true, true));
    assert!(rows[1]["warnings"].contains("with the others: 1."));
}

#[test]
fn shells_and_manuals() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ended = run(&["completions", shell]).with(0);
        assert!(ended.stdout.contains("csv-dialect"), "{shell}");
    }
    let folder = tempfile::tempdir().unwrap();
    run(&["man", arg(folder.path())]).with(0);
    let pages = names(folder.path());
    assert!(
        pages.contains(&"tribune.1".to_owned()) && pages.contains(&"tribune-run.1".to_owned()),
        "{pages:?}"
    );
    let page = fs::read_to_string(folder.path().join("tribune-run.1")).unwrap();
    assert!(page.contains("language") && page.contains("formats"));
}
