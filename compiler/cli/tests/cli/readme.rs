//! What the README shows: its commands run, and do what it says.

use std::collections::BTreeSet;
use std::path::Path;

use crate::{Place, Run};

fn readme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    std::fs::read_to_string(path).expect("the README")
}

/// A part of the README, by the heading over it.
fn section<'r>(readme: &'r str, heading: &str) -> &'r str {
    let (_, rest) = readme.split_once(&format!("\n## {heading}\n")).expect("the section");
    rest.split_once("\n## ").map_or(rest, |(section, _)| section)
}

/// The blocks between fences that begin with this word.
fn blocks<'r>(text: &'r str, word: &str) -> Vec<&'r str> {
    let fence = format!("```{word}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

/// The pieces of code in running text and tables, each in one line.
fn spans(text: &str) -> Vec<String> {
    let running: String = text.split("```").step_by(2).collect();
    let one_line = |span: &str| span.split_whitespace().collect::<Vec<_>>().join(" ");
    running.split('`').skip(1).step_by(2).map(|span| one_line(span).replace("\\|", "|")).collect()
}

/// The commands among them: `annexa check my-isms`.
fn commands(text: &str) -> Vec<String> {
    spans(text).into_iter().filter(|span| span.starts_with("annexa ")).collect()
}

/// The words behind `annexa`, as a shell cuts them.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, piece) in command.split('\'').enumerate() {
        match at % 2 {
            0 => words.extend(piece.split_whitespace().map(str::to_owned)),
            _ => words.push(piece.to_owned()),
        }
    }
    words.into_iter().skip(1).collect()
}

impl Place {
    fn annexa(&self, command: &str) -> Run {
        let words = words(command);
        self.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// The five minutes of the README, from its first word to its last, on a package of its own.
#[test]
fn five_minutes() {
    let readme = readme();
    let tour = section(&readme, "Five minutes");
    let place = Place::new();
    let mut run: BTreeSet<String> = BTreeSet::new();
    let mut annexa = |command: &str| {
        run.insert(command.to_owned());
        place.annexa(command)
    };

    annexa("annexa new my-isms --example").code(0);
    assert!(tour.contains("finds ten things in it, two of them errors"));
    let first = annexa("annexa check my-isms").code(1);
    let told = place.annexa("annexa check my-isms --message-format json").objects();
    assert_eq!(told.len(), 10, "{}", first.out);
    assert_eq!(told.iter().filter(|p| p["level"] == "error").count(), 2, "{}", first.out);
    // The problem at the top of the page is one of them, as it is shown there.
    let shown = blocks(&readme, "text")[0];
    assert!(first.out.contains(shown), "shown:\n{shown}\nfound:\n{}", first.out);

    let soa = place.read("my-isms/soa.isms");
    let (excluding, others): (Vec<&str>, Vec<&str>) =
        soa.lines().partition(|line| line.contains("exclude: A.7.9 "));
    assert_eq!(excluding.len(), 1, "the line that the README speaks of");
    place.write("my-isms/soa.isms", others.join("\n") + "\n");
    let left = place.annexa("annexa check my-isms").out;
    assert!(!left.contains("excluded-but-needed"), "{left}");
    let why = annexa("annexa why A.7.9 my-isms").code(0).out;
    assert!(why.contains("include: A.*"), "{why}");
    let page = annexa("annexa explain excluded-but-needed").code(0).out;
    assert!(page.contains("Wrong") && page.contains("Mended"), "{page}");
    let before = place.files();
    place.annexa("annexa fix my-isms --dry-run").code(1);
    place.annexa("annexa fix my-isms --dry-run --unsafe").code(1);
    assert_eq!(place.files(), before, "`--dry-run` only shows it");
    annexa("annexa fix my-isms").code(1);

    let errors = |place: &Place| {
        let told = place.annexa("annexa check my-isms --message-format json").objects();
        told.iter().filter(|p| p["level"] == "error").map(|p| p["name"].to_string()).collect::<Vec<_>>()
    };
    let before = errors(&place);
    let statement = blocks(tour, "text")[0];
    let access = place.read("my-isms/policies/access.isms");
    let (inside, behind) = access.rsplit_once('}').expect("the last brace");
    place.write("my-isms/policies/access.isms", format!("{inside}\n{statement}\n}}{behind}"));
    let after = errors(&place);
    assert_eq!(after, before, "the statement is in order");
    let signed_in = place.annexa("annexa why A.8.5 my-isms").code(0).out;
    assert!(signed_in.contains("Second factor"), "{signed_in}");

    let status = annexa("annexa status my-isms").code(0).out;
    assert!(status.contains("A.8") && status.contains("Clause"), "{status}");
    let table = annexa("annexa soa my-isms").code(0).out;
    assert!(table.contains("A.8.34"), "{table}");

    annexa("annexa build my-isms --as-of 2026-11-23");
    annexa("annexa build my-isms");
    let built = place.files();
    for ending in [".html", ".md", ".csv", ".json"] {
        let out = |(path, _): &&(String, Vec<u8>)| path.starts_with("my-isms/out/") && path.ends_with(ending);
        assert!(built.iter().any(|file| out(&file)), "{ending}");
    }
    place.annexa("annexa build my-isms");
    assert_eq!(place.files(), built, "the same package and date give the same bytes");

    // Nobody is at a terminal here, and it says what to do then.
    let asked = annexa("annexa new my-company").code(2);
    assert!(asked.err.contains("--answers"), "{}", asked.err);

    // The table that was published is a spreadsheet saved as CSV.
    let (_, csv) = built.iter().find(|(path, _)| path.ends_with("soa.csv")).expect("the table");
    place.write("FILE.csv", csv);
    let import = annexa("annexa import soa FILE.csv --out another-folder").code(0);
    assert!(import.out.contains("justification"), "what each column was taken for:\n{}", import.out);
    place.annexa("annexa check another-folder");
    assert!(place.read("another-folder/annexa.toml").contains("iso27001"));

    let left: Vec<String> = commands(tour).into_iter().filter(|command| !run.contains(command)).collect();
    assert!(left.is_empty(), "shown in the five minutes, and not run here: {left:?}");
}

/// The table of commands names every command that there is, none that there is not, and only options that they have.
#[test]
fn the_table_of_commands() {
    let readme = readme();
    let place = Place::new();
    let help = place.run(&["--help"]).code(0).out;
    let (_, listed) = help.split_once("Commands:\n").expect("the commands");
    let listed: BTreeSet<&str> = listed
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .collect();
    let rows: Vec<&str> =
        section(&readme, "Commands").lines().filter(|line| line.starts_with("| `annexa ")).collect();
    let shown: Vec<String> = rows.iter().flat_map(|row| commands(row)).collect();
    let named: BTreeSet<&str> = shown.iter().filter_map(|command| command.split(' ').nth(1)).collect();
    assert_eq!(named, listed);
    // Wherever else a command stands on the page, there is one.
    let elsewhere = commands(&readme);
    let unknown = elsewhere.iter().filter(|c| c.split(' ').nth(1).is_none_or(|name| !listed.contains(name)));
    assert_eq!(unknown.collect::<Vec<_>>(), Vec::<&String>::new());
    for row in rows {
        let of_row = commands(row);
        let helps: Vec<String> = of_row
            .iter()
            .filter_map(|command| command.split(' ').nth(1))
            .map(|name| place.run(&[name, "--help"]).code(0).out)
            .collect();
        let options = spans(row).into_iter().flat_map(|span| {
            let words: Vec<String> = span.split(' ').map(str::to_owned).collect();
            words.into_iter().filter(|word| word.starts_with("--"))
        });
        for option in options {
            // Those of `annexa catalog show` and its like stand in their own help.
            let nested = || {
                let name = of_row[0].split(' ').nth(1).expect("a command");
                let verbs = of_row[0].split(' ').nth(2).unwrap_or_default().split('|');
                verbs.map(|verb| place.run(&[name, verb, "--help"]).out).any(|help| help.contains(&option))
            };
            assert!(helps.iter().any(|help| help.contains(&option)) || nested(), "{option} of {row}");
        }
    }
}

/// Every command of the table runs, with what its words in capitals stand for.
#[test]
fn the_commands_of_the_table_run() {
    let readme = readme();
    let place = Place::new();
    place.annexa("annexa new my-isms --example").code(0);
    place.annexa("annexa build my-isms");
    let csv = place.files().into_iter().find(|(path, _)| path.ends_with("soa.csv")).expect("a table").1;
    place.write("FILE.csv", csv);
    place.write("rules.md", "# Rules\n\nNobody must run.\n");
    place.write("house.yaml", "name: House\nH-1:\n  family: H\n  name: Locks\n");
    place.write("signed.txt", "Signed on paper");
    place.write("assets.csv", "Asset Name,Type,Owner\nTill,Equipment,Shop\n");
    place.write(
        "my-isms/german.isms",
        "translation access-de \"Zugang\" of access to \"de\" { \"\"\"Wer etwas benutzt, meldet sich an.\"\"\" }\n",
    );
    for command in commands(section(&readme, "Commands")) {
        let (arguments, code) = match command.as_str() {
            "annexa new [DIR]" => ("new another --example", 0),
            "annexa check [DIR]" => ("check my-isms", 1),
            "annexa fix [DIR]" => ("fix my-isms", 1),
            "annexa fmt [PATH]..." => ("fmt my-isms", 0),
            "annexa build [DIR]" => ("build my-isms", 1),
            // It listens until somebody ends it; `serve.rs` looks at it.
            "annexa serve [DIR]" => ("serve --help", 0),
            "annexa approve NAME --by PERSON" => ("approve access --by mara --record signed.txt my-isms", 0),
            "annexa accept RISK" => ("accept stolen-laptop --by tomas --record signed.txt my-isms", 0),
            "annexa translated NAME --by PERSON" => ("translated access-de --by mara my-isms", 0),
            "annexa soa" => ("soa my-isms", 0),
            "annexa status" => ("status my-isms", 0),
            "annexa forecast --until DATE" => ("forecast --until 2190-01-01 my-isms", 0),
            "annexa certify" => ("certify --requests my-isms", 0),
            "annexa handover PERSON --to PERSON" => ("handover tomas --to mara --dry-run my-isms", 0),
            "annexa impact NAME" => ("impact tech-lead my-isms", 0),
            "annexa what-if --drop NAME" => ("what-if --drop help-desk my-isms", 0),
            "annexa why CONTROL" => ("why A.7.9 my-isms", 0),
            "annexa query QUERY" => ("query risk my-isms", 0),
            "annexa explain [NAME]" => ("explain uncovered-control", 0),
            "annexa catalog list|show|search" => ("catalog list", 0),
            "annexa import soa FILE" => ("import soa FILE.csv --out imported", 0),
            "annexa import assets|suppliers|people|obligations|risks FILE" => {
                ("import assets assets.csv --into my-isms", 0)
            }
            "annexa import policy FILE" => ("import policy rules.md --into my-isms", 0),
            "annexa import framework FILE" => ("import framework house.yaml --into my-isms", 0),
            "annexa import PATH..." => ("import FILE.csv", 0),
            // Nobody speaks to it, so it ends at once, without the word of farewell that the protocol asks for.
            "annexa lsp" => ("lsp", 1),
            "annexa completions SHELL" => ("completions bash", 0),
            other => panic!("`{other}` is in the table, and not run here"),
        };
        let run = place.annexa(&format!("annexa {arguments}"));
        assert_eq!(run.code, code, "{command}\n{}{}", run.out, run.err);
    }
}
