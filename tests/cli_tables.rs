//! `tribune run` on the command line with inputs, codebooks and options of every kind.

mod common;

use std::path::Path;

use common::{ARTICLES, COMMENTS, Table, arg, check_stance, end, put, run, table_bytes, tribune};

const PAGE: &str = "Un site de streaming ferme ses portes\n\n\
    Le site FilmoPassion a cessé ses activités mardi soir, après une plainte des producteurs. \
    Ses administrateurs ont publié un bref message d’adieu. Ils y remercient leurs visiteurs.\n\n\
    2 commentaires\n\nBien fait pour eux.\n\nEncore une fermeture inutile.\n";

#[test]
fn outputs_among_the_inputs_are_not_read_again() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "a/page.txt", PAGE);
    put(folder.path(), "b/page.txt", PAGE.replace("mardi", "jeudi"));
    put(folder.path(), ".cache/page.txt", PAGE);
    // Relative paths, from a folder that is not the project's.
    let again =
        || end(tribune(["run", ".", "-o", "sortie", "--words", "15"]).current_dir(folder.path()));
    again().with(0);
    let out = folder.path().join("sortie");
    let first = table_bytes(&out);
    again().with(0).says(&["articles.csv", "left out"]);
    assert!(
        first == table_bytes(&out),
        "the second run gives other tables"
    );
    let articles = Table::read(&out, "articles.csv");
    let ids = articles.column("article_id");
    assert!(articles.len() == 2 && ids[0] != ids[1], "{ids:?}");
    for row in &articles.rows {
        assert_eq!(row["title"], "Un site de streaming ferme ses portes");
        assert!(
            (1.0..=15.0).contains(&row.number("summary_words")),
            "{row:?}"
        );
        assert_eq!(row["comments"], "2");
    }
    let comments = Table::read(&out, "comments.csv");
    assert_eq!(comments.len(), 4);
    assert_eq!(
        comments[0]["duplicate_of"], "",
        "equal comments under two articles are two"
    );
    assert_eq!(comments[2]["duplicate_of"], "");
}

const NAMES: [&str; 3] = ["Amandine-du-34", "Zébulon", "=Le vieux loup"];

/// Articles and their comments in two tables, the comments first.
fn joined(folder: &Path) {
    let [a, z, loup] = NAMES;
    let comments = format!(
        "\u{FEFF}comment_id;article_id;author;text;votes\r\n\
         1;20;{a};Il était temps que la justice agisse.;12\r\n\
         2;10;{z};« Ridicule » ; ils rouvriront demain.;-3\r\n\
         3;20;{loup};+1 avec Amandine;4\r\n\
         4;20;{a};Il était temps que la justice agisse.;0\r\n\
         5;99;{z};Un commentaire sans article.;1\r\n"
    );
    put(
        folder,
        "01-commentaires.csv",
        comments
            .replace("« Ridicule » ; ils", "\"« Ridicule » ; ils")
            .replace("demain.;", "demain.\";"),
    );
    let articles = "article_id,title,text,rubrique,url\n\
        10,,Le tribunal a tranché lundi. Les sites devront fermer sous huit jours.,Justice,https://journal.example/10\n\
        20,Une saisie,\"Les douanes ont saisi 6.240 boîtiers, mardi, près de Lyon.\",Société,\n";
    put(folder, "02-articles.csv", articles);
}

#[test]
fn tables_are_joined_and_authors_become_pseudonyms() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("entrée");
    joined(&input);
    let out = |name: &str| folder.path().join(name);
    let go = |name: &str, more: &[&str]| {
        let out = out(name);
        let all = [&["run", arg(&input), "-o", arg(&out)], more].concat();
        run(&all)
            .with(0)
            .says(&["1 comment row(s) name no article"]);
        Table::read(&out, "comments.csv")
    };
    let plain = go("plain", &[]);
    assert_eq!(plain.header, format!("{COMMENTS},votes"));
    assert_eq!(plain.column("comment_id"), ["2", "1", "3", "4", "5"]);
    assert_eq!(plain.column("duplicate_of"), ["", "", "", "1", ""]);
    assert_eq!(plain[0]["text"], "« Ridicule » ; ils rouvriront demain.");
    assert_eq!(
        (plain[0]["votes"].as_str(), plain[2]["text"].as_str()),
        ("'-3", "'+1 avec Amandine")
    );
    assert_eq!(plain[2]["author"], "'=Le vieux loup");
    assert_eq!(plain[3]["confidence"], plain[1]["confidence"]);
    assert!(
        plain[4]["warnings"].contains("article_id"),
        "{:?}",
        plain[4]
    );
    let articles = Table::read(&out("plain"), "articles.csv");
    assert_eq!(articles.header, format!("{ARTICLES},rubrique"));
    assert_eq!(articles.column("comments"), ["1", "3"]);
    assert_eq!(
        (articles[0]["url"].as_str(), articles[0]["title"].as_str()),
        ("https://journal.example/10", "")
    );
    // Shorter than the limit: whole.
    assert_eq!(
        articles[0]["summary"],
        "Le tribunal a tranché lundi. Les sites devront fermer sous huit jours."
    );
    assert_eq!(articles[1]["rubrique"], "Société");

    let one = go("un", &["--pseudonymise", "--salt", "sel"]);
    let two = go("deux", &["--pseudonymise"]);
    for table in [&one, &two] {
        let authors = table.column("author");
        for name in NAMES {
            assert!(
                authors.iter().all(|author| !author.contains(name)),
                "{authors:?}"
            );
        }
        assert!(
            authors.iter().all(|author| !author.is_empty()),
            "{authors:?}"
        );
        assert!(
            authors[1] == authors[3] && authors[0] == authors[4],
            "{authors:?}"
        );
        assert!(
            authors[0] != authors[1] && authors[1] != authors[2],
            "{authors:?}"
        );
        assert_eq!(table.column("text"), plain.column("text"));
    }
    assert_ne!(one.column("author"), two.column("author"));
    let same = go("trois", &["--pseudonymise", "--salt", "sel"]);
    assert_eq!(one.column("author"), same.column("author"));
}

const MUSEUMS: &str = r#"
name = "musées"
[[dimension]]
id = "gratuité"
target = "Rendre les musées gratuits"
threshold = 0.0
[[dimension.label]]
id = "contre"
role = "against"
[[dimension.label]]
id = "sans_avis"
role = "none"
[[dimension.label]]
id = "pour"
role = "favor"
[[dimension]]
id = "dimanche"
target = "Ouvrir les musées le dimanche"
threshold = 1.0
[[dimension.label]]
id = "pour"
role = "favor"
[[dimension.label]]
id = "contre"
role = "against"
[[dimension.label]]
id = "neutre"
role = "none"
"#;

#[test]
fn another_codebook_names_the_columns() {
    let folder = tempfile::tempdir().unwrap();
    let page = put(folder.path(), "page.txt", PAGE);
    let codebook = put(folder.path(), "musées.toml", MUSEUMS);
    let out = folder.path().join("sortie");
    run(&[
        "run",
        arg(&page),
        "-o",
        arg(&out),
        "--codebook",
        arg(&codebook),
    ])
    .with(0);
    let articles = Table::read(&out, "articles.csv");
    let columns = "comments,gratuité_contre,gratuité_sans_avis,gratuité_pour,gratuité_uncertain,\
        gratuité_contre_share,gratuité_contre_low,gratuité_contre_high,dimanche_pour,dimanche_contre,\
        dimanche_neutre,dimanche_uncertain,dimanche_pour_share,dimanche_pour_low,dimanche_pour_high,truncated";
    // No corrected shares: the model's errors were measured towards another target.
    assert!(articles.header.contains(columns), "{}", articles.header);
    let comments = Table::read(&out, "comments.csv");
    assert!(
        comments
            .header
            .contains("confidence,p_contre,p_sans_avis,p_pour,p_neutre,evidence"),
        "{}",
        comments.header
    );
    assert_eq!(
        comments.column("dimension"),
        ["gratuité", "dimanche", "gratuité", "dimanche"]
    );
    for rows in comments.chunks(2) {
        check_stance(&rows[0], &["contre", "sans_avis", "pour"], 0.0);
        check_stance(&rows[1], &["pour", "contre", "neutre"], 1.0);
        assert_eq!(
            (
                rows[0]["p_neutre"].as_str(),
                rows[1]["p_sans_avis"].as_str()
            ),
            ("", "")
        );
        assert_ne!(rows[0]["stance"], "uncertain");
        assert_eq!(rows[1]["stance"], "uncertain");
    }
    assert_eq!(articles[0]["dimanche_uncertain"], "2");
    assert_eq!(articles[0]["dimanche_pour_share"], "");
}

#[test]
fn a_codebook_that_cannot_be_used_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let page = put(folder.path(), "page.txt", PAGE);
    let out = folder.path().join("sortie");
    let go = |codebook: &Path| {
        run(&[
            "run",
            arg(&page),
            "-o",
            arg(&out),
            "--codebook",
            arg(codebook),
        ])
        .with(2)
    };
    let with = |from: &str, to: &str| {
        put(
            folder.path(),
            "c.toml",
            MUSEUMS.trim().replacen(from, to, 1),
        )
    };
    go(&with(
        "target = \"Rendre les musées gratuits\"",
        "target = 3",
    ))
    .says(&["c.toml", "line 4", "string"]);
    go(&with("threshold = 0.0", "seuil = 0.0")).says(&["c.toml", "line 5", "seuil", "threshold"]);
    go(&with("[[dimension.label]]", "[[dimension.label")).says(&["c.toml", "line 6"]);
    go(&with("threshold = 0.0", "threshold = 50")).says(&["c.toml", "gratuité", "0 to 1"]);
    go(&with("\"sans_avis\"", "\"contre\"")).says(&["c.toml", "two labels `contre`"]);
    go(&with("\"sans_avis\"", "\"uncertain\"")).says(&["c.toml", "reserved"]);
    go(&with("\"dimanche\"", "\"gratuité\"")).says(&["c.toml", "two dimensions"]);
    go(&folder.path().join("absent.toml")).says(&["absent.toml", "codebook"]);
    // The built-in model needs each of the three roles once.
    let unserved = go(&with("role = \"none\"", "role = \"favor\""));
    unserved.says(&[
        "gratuité",
        "favor, against and none",
        "tribune train stance",
    ]);
    assert!(!out.join("articles.csv").exists());
}
