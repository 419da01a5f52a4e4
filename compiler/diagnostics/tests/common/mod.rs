//! A small package with problems, as the compiler would find them.
#![allow(dead_code, reason = "each test binary uses some of it")]

use annexa_diagnostics::{
    Basis, Edit, FileId, Level, Place, Problem, ProblemKind, Safety, Section, Sources, Span,
};

pub struct Files(pub Vec<(&'static str, String)>);

impl Sources for Files {
    fn path(&self, file: FileId) -> &str {
        self.0.get(file.0 as usize).map_or("", |f| f.0)
    }
    fn text(&self, file: FileId) -> &str {
        self.0.get(file.0 as usize).map_or("", |f| &f.1)
    }
}

impl Files {
    /// The place of the `nth` (from 0) occurrence of `words` in a file.
    pub fn nth(&self, file: u32, words: &str, nth: usize) -> Place {
        let (start, found) = self.text(FileId(file)).match_indices(words).nth(nth).expect(words);
        Place { file: FileId(file), span: Span::new(start as u32, (start + found.len()) as u32) }
    }
    pub fn at(&self, file: u32, words: &str) -> Place {
        self.nth(file, words, 0)
    }
}

pub fn place(file: u32, start: usize, end: usize) -> Place {
    Place { file: FileId(file), span: Span::new(start as u32, end as u32) }
}

macro_rules! kinds {
    ($($name:ident $text:literal $level:ident $basis:ident $clause:literal $section:ident;)*) => {
        $(pub static $name: ProblemKind = ProblemKind {
            name: $text, level: Level::$level, release: None, basis: Basis::$basis, clause: $clause,
            section: Section::$section, summary: "",
        };)*
    };
}

kinds! {
    UNDECIDED "undecided-control" Error Requirement "6.1.3 c) and d)" Coverage;
    WRONG_TYPE "wrong-type" Error Language "" Language;
    UNKNOWN_NAME "unknown-name" Error Language "" Language;
    UNCLOSED "unclosed-prose" Error Language "" Language;
    WEAK "weak-justification" Warning Advice "" Coverage;
    PARTLY "partly-covered-control" Warning Guidance "ISO/IEC 27003, 6.1.3" Coverage;
    AUTHORITY "accepted-without-authority" Warning Rule "" Risk;
    MARK "typographic-mark" Hint Language "" Language;
    SYNTAX "syntax-error" Error Language "" Language;
    CONTROL "rule-without-doer" Warning Requirement "A.5.2" Coverage;
}

pub const SOA: u32 = 0;
pub const ORGANIZATION: u32 = 1;
pub const RISKS: u32 = 2;
pub const WORLD: u32 = 3;
pub const DOS: u32 = 4;
pub const EMPTY: u32 = 5;
pub const END: u32 = 6;
pub const ODD: u32 = 7;

pub fn package() -> Files {
    let soa = r#"// The Statement of Applicability: one decision for each of the 93 controls of Annex A.

soa clinic-cloud-soa "Statement of Applicability" for clinic-cloud against iso27001 {
    version: "4"
    owner: patient-db
    approver: ceo

    include: A.5.1 .. A.5.7, A.6.1 because "Baseline of the organization"
    exclude: A.8.30 because "All software is written by {platform-team}; no development is outsourced"
    not-yet: A.8.11, A.8.12 due 2027-03-31 by head-of-platform because "Data masking and leakage prevention follow the new sign-in service"
}
"#;
    let organization = r#"organization praxis-verbund "Praxisverbund Nord" {
    registered: "Kiel"
}

role ciso "Information security officer" {
    holder: ada-kim since 2025-01-01
}

/// Everything that we know about patients.
asset patient-db "Patient database" {
    category: system
    owner: head-of-platform
}
"#;
    let long = format!(
        "risk lost-backups \"Backups are lost\" for clinic-cloud {{\n    owner: head-of-platform\n    because: \"{}the backups of {{patient-dv}} lie in the same building as the system itself{}\"\n}}\n",
        "Since the move to the new building in the spring, nobody has looked at the matter again, and "
            .repeat(4),
        ", and the fire doors between the two rooms have been held open with a wedge since August".repeat(5)
    );
    let world = "team 運用チーム \"運用チーム 👩‍💻🇩🇪\" { lead: 山田太郎, ada }\nrole u\u{308}berwachung \"U\u{308}berwachung — e\u{301}te\u{301}\" { holder: o\u{308}zil }\n";
    let dos = "policy access \"Access control\" {\r\n\towner:\tciso\r\n\tstatement mfa {\r\n\t\tstatus: done\r\n\t}\r\n}\r\n";
    let end = "policy backup \"Backup\" {\n    body: \"\"\"\n    Backups are taken every night.";
    let odd = "let a = \"\u{1b}[31mred\u{202e}txet\u{7}\"\u{b}\u{2028} let b = nothing\n";
    Files(vec![
        ("soa.isms", soa.to_owned()),
        ("organization.isms", organization.to_owned()),
        ("risks/backups.isms", long),
        ("teams.isms", world.to_owned()),
        ("policies/access.isms", dos.to_owned()),
        ("empty.isms", String::new()),
        ("policies/backup.isms", end.to_owned()),
        ("odd.isms", odd.to_owned()),
    ])
}

/// The controls of Annex A that no pattern of the package reaches.
pub fn undecided() -> Vec<String> {
    let themes = [(5, 8, 37), (6, 2, 8), (7, 1, 14), (8, 1, 34)];
    let rest = themes
        .into_iter()
        .flat_map(|(theme, first, last)| (first..=last).map(move |n| format!("A.{theme}.{n}")));
    rest.filter(|id| !["A.8.30"].contains(&id.as_str())).collect()
}

pub fn problems(files: &Files) -> Vec<(&'static str, Problem)> {
    let items = undecided();
    let fix = items.iter().map(|id| format!("    include: {id} because \"…\"\n")).collect::<String>();
    let end = files.text(FileId(SOA)).rfind('}').unwrap_or(0);
    let insert = |at: usize, text: String| vec![Edit { place: place(SOA, at, at), text }];
    let len = |file: u32| files.text(FileId(file)).len();
    vec![
        (
            "undecided",
            Problem::new(&UNDECIDED, files.at(SOA, "clinic-cloud-soa"),
                format!("{} controls of `iso27001` have no decision", items.len()), "no pattern here reaches them")
                .related(files.at(SOA, "A.5.1 .. A.5.7, A.6.1"), "these patterns decide 8 controls")
                .items(items)
                .note("a statement of applicability says of each control of Annex A whether it applies, and why")
                .help("include or exclude them, one by one or by theme: `include: A.8.* because \"…\"`")
                .fix("write a decision for each of them", Safety::Review, insert(end, fix)),
        ),
        (
            "wrong_type",
            Problem::new(&WRONG_TYPE, files.nth(SOA, "patient-db", 0), "`owner` takes a role, and `patient-db` is an asset",
                "an asset")
                .related(files.at(ORGANIZATION, "patient-db"), "declared as an asset here")
                .related(files.at(ORGANIZATION, "ciso"), "a role that this package has")
                .note("`owner`: the role that answers for the document and its review")
                .help("name a role: `owner: ciso`")
                .fix("write `ciso`", Safety::Safe, vec![Edit { place: files.at(SOA, "patient-db"), text: "ciso".into() }])
                .fix("remove the field", Safety::Review, vec![Edit { place: files.at(SOA, "    owner: patient-db\n"), text: String::new() }]),
        ),
        (
            "weak_two_labels_one_line",
            Problem::new(&WEAK, files.at(SOA, "\"Baseline of the organization\""),
                "one justification stands for 8 controls, and it says why for none of them", "says nothing about any of them")
                .related(files.at(SOA, "A.5.1 .. A.5.7"), "7 controls")
                .related(files.at(SOA, "A.6.1"), "1 control, which personnel law asks for in your sector: an auditor will want to see the obligation that gives it its reason")
                .help("give the reason of each theme, or let risks and obligations give it"),
        ),
        (
            "long_line",
            Problem::new(&UNKNOWN_NAME, files.at(RISKS, "patient-dv"), "nothing is named `patient-dv`",
                "not found in this package")
                .related(files.at(RISKS, "lost-backups"), "in the reason of this risk")
                .related(files.nth(RISKS, "in the spring", 2), "far to the left")
                .help("did you mean `patient-db`?")
                .fix("write `patient-db`", Safety::Safe, vec![Edit { place: files.at(RISKS, "patient-dv"), text: "patient-db".into() }]),
        ),
        (
            "wide_characters",
            Problem::new(&UNKNOWN_NAME, files.at(WORLD, "山田太郎"), "nothing is named `山田太郎`", "not found in this package")
                .related(files.at(WORLD, "運用チーム"), "the team whose lead it is")
                .related(files.at(WORLD, "o\u{308}zil"), "not found either")
                .help("declare it: `person 山田太郎 \"…\"`"),
        ),
        (
            "dos",
            Problem::new(&UNKNOWN_NAME, files.at(DOS, "done"), "`done` is no status", "not a status")
                .related(files.at(DOS, "\r\n\tstatement"), "in this statement")
                .help("write `implemented`, which is what was probably meant")
                .fix("write `implemented`", Safety::Safe, vec![Edit { place: files.at(DOS, "done"), text: "implemented".into() }]),
        ),
        ("empty", Problem::new(&SYNTAX, place(EMPTY, 0, 0), "this file is empty", "nothing stands here").at_level(Level::Hint)),
        (
            "end_of_file",
            Problem::new(&UNCLOSED, place(END, len(END), len(END)), "the prose is never closed", "the file ends here")
                .related(files.at(END, "\"\"\""), "it opens here")
                .help("close it with `\"\"\"` on a line of its own"),
        ),
        ("out_of_range", Problem::new(&SYNTAX, place(END, 9000, 12000), "a place that is not there", "")
            .related(place(END, 40, 2), "backwards").related(place(99, 5, 7), "in no file")),
        (
            "whole_declaration",
            Problem::new(&AUTHORITY, place(ORGANIZATION, 0, len(ORGANIZATION)),
                "a message that is long enough to be wrapped, since it names `head-of-platform`, `clinic-cloud`, `patient-db` and the rest of what takes part in it", "all of it")
                .related(place(ORGANIZATION, 56, 80), "in two lines")
                .related(files.at(ORGANIZATION, "{\n    holder: ada-kim since 2025-01-01\n}"), "a short one")
                .note("a note that is long, to be wrapped below itself and not below its word, as people expect it of everything that has a margin\nand a second line"),
        ),
        ("hidden_direction", Problem::new(&MARK, files.at(ODD, "nothing"), "`\u{202e}abc\u{1b}[0m` is shown harmless", "here\tand\nthere")),
        (
            "two_lines",
            Problem::new(&WRONG_TYPE, files.at(ORGANIZATION, "{\n    holder: ada-kim since 2025-01-01\n}"), "a role has no `category`", "not among these fields")
                .related(files.at(ORGANIZATION, "category"), "meant for an asset"),
        ),
        (
            "guidance",
            Problem::new(&PARTLY, files.at(SOA, "A.8.11"), "`A.8.11` is implemented in part", "planned from 2027-03-31")
                .items(["patient-db".to_owned(), "billing".to_owned(), "sign-in".to_owned()])
                .note("left out are the subjects below"),
        ),
        (
            "many_places",
            (0..40).fold(
                Problem::new(&CONTROL, files.at(SOA, "include"), "nobody is named who carries these out", "included here"),
                |p, i| p.related(place(SOA, 10 + i * 11, 14 + i * 11), format!("place {i}")),
            ),
        ),
    ]
}
