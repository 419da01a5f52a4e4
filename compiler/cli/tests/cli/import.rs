//! `annexa import`.

use crate::{DAY, Place};

const CSV: &str = "Control,Title,Applicable,Justification,Status\n\
    A.5.1,Policies for information security,Yes,Asked for by customers,Implemented\n\
    5.2,Information security roles and responsibilities,Y,Small company,In progress\n\
    A.7.7,Clear desk and clear screen,no,No papers are kept anywhere,\n\
    A.8.99,Something else,yes,,\n";

#[test]
fn a_csv_becomes_a_package_that_checks() {
    let place = Place::new();
    place.write("Our SoA 2026.csv", CSV);
    let run = place.run(&["import", "soa", "Our SoA 2026.csv"]).code(0);
    assert!(run.out.contains("columns"), "{}", run.out);
    assert!(run.out.contains("A.8.99"), "{}", run.out);
    assert!(place.at("our-soa-2026/annexa.toml").exists(), "{}", run.out);
    assert!(place.read("our-soa-2026/import-report.md").contains("A.8.99"));
    let run = place.run(&["check", "our-soa-2026", "--message-format", "json", "--as-of", DAY]);
    assert!(run.code == 0 || run.code == 1, "{}", run.err);
    for problem in run.objects() {
        assert!(problem["basis"] != "language" || problem["level"] != "error", "{problem}");
    }
    place.run(&["build", "our-soa-2026", "--as-of", DAY]);
    assert!(place.files().iter().any(|(path, _)| path.ends_with("out/statement-of-applicability.md")));
}

/// Rows about clauses of the standard, those that hold further clauses among them, are no controls.
#[test]
fn clauses_of_the_standard_are_no_controls() {
    let place = Place::new();
    let clauses = "6.1,Risiken und Chancen,No,clause,\n7.5,Documented information,Yes,clause,Implemented\n";
    let rows = "A.6.1,Screening,Yes,needed,Implemented\nA.7.5,Threats,Yes,needed,Implemented\n";
    place.write("soa.csv", format!("Control,Title,Applicable,Justification,Status\n{clauses}{rows}"));
    let run = place.run(&["import", "soa", "soa.csv", "--out", "isms"]).code(0);
    assert!(run.out.contains("clause 6.1 of the standard, and no control"), "{}", run.out);
    assert!(run.out.contains("clause 7.5 of the standard, and no control"), "{}", run.out);
    assert!(!place.read("isms/soa.isms").contains("because \"clause"));
    assert!(!place.read("isms/statements.isms").contains("Documented information"));
}

#[test]
fn nothing_is_written_over_without_force() {
    let place = Place::new();
    place.write("soa.csv", CSV);
    place.write("isms/annexa.toml", "[package]\nname = \"mine\"\n");
    let before = place.files();
    let run = place.run(&["import", "soa", "soa.csv", "--out", "isms"]).code(2);
    assert!(run.err.contains("--force"), "{}", run.err);
    assert_eq!(place.files(), before);
    place.run(&["import", "soa", "soa.csv", "--out", "isms", "--force"]).code(0);
    assert!(place.read("isms/annexa.toml").contains("our-soa") || place.at("isms/soa.isms").exists());
}

/// Next week's file: what it says anew is shown and written, and what people wrote stays.
#[test]
fn an_soa_that_comes_again_is_a_diff() {
    let place = Place::new();
    place.write("soa.csv", CSV);
    place.run(&["import", "soa", "soa.csv", "--out", "isms"]).code(0);
    let before = place.files();
    let run = place.run(&["import", "soa", "soa.csv", "--out", "isms"]).code(0);
    assert!(run.out.contains("Nothing is different"), "{}", run.out);
    assert_eq!(place.files(), before);
    let mine = place.read("isms/soa.isms").replacen("version:", "// Read by the board.\n    version:", 1);
    let mine = if mine.contains("Read by the board") { mine } else { mine + "\n// Read by the board.\n" };
    place.write("isms/soa.isms", &mine);
    place.write("soa.csv", CSV.replace("No papers are kept anywhere", "Everything is on screens"));
    let run = place.run(&["import", "soa", "soa.csv", "--out", "isms"]).code(1);
    assert!(run.out.contains("+") && run.out.contains("Everything is on screens"), "{}", run.out);
    assert_eq!(place.read("isms/soa.isms"), mine);
    place.run(&["import", "soa", "soa.csv", "--out", "isms", "--yes"]).code(0);
    let text = place.read("isms/soa.isms");
    assert!(text.contains("Everything is on screens") && text.contains("Read by the board"), "{text}");
    // Another file takes more than a yes.
    place.write("other.csv", CSV);
    let run = place.run(&["import", "soa", "other.csv", "--out", "isms", "--yes"]).code(2);
    assert!(run.err.contains("made of `soa.csv`") && run.err.contains("--force"), "{}", run.err);
}

/// The package checks with the baseline from the start, and what is mended goes out of it.
#[test]
fn an_soa_comes_with_a_baseline() {
    let place = Place::new();
    place.write("soa.csv", CSV);
    let run = place.run(&["import", "soa", "soa.csv", "--out", "isms", "--as-of", DAY]).code(0);
    assert!(run.out.contains("--baseline"), "{}", run.out);
    let check = ["check", "isms", "--baseline", "isms/import-baseline.jsonl", "--as-of", DAY];
    place.run(&check).code(0);
    let text = place.read("isms/import-baseline.jsonl");
    place.run(&["import", "soa", "soa.csv", "--out", "isms", "--as-of", DAY]).code(0);
    assert_eq!(place.read("isms/import-baseline.jsonl"), text);
    // What is new is not held back.
    place.write("isms/mine.isms", "asset x \"X\" {\n    owner: nobody-at-all\n}\n");
    place.run(&check).code(1);
}

/// What somebody filled in stays when the register comes again, and goes where the register says something else.
#[test]
fn what_was_filled_in_by_hand_stays() {
    let place = Place::package(&[]);
    place.write("assets.csv", ASSETS);
    place.run(&["import", "assets", "assets.csv"]).code(0);
    let text = place.read("imported/assets.isms");
    let mine = text.replace("category: service", "category: service\n    classification: internal").replace(
        "role head-of-it \"Head of IT\"",
        "role head-of-it \"Head of IT\" {\n    holder: \"Ann\" since 2026-01-01\n}",
    );
    assert_ne!(mine, text);
    place.write("imported/assets.isms", &mine);
    let run = place.run(&["import", "assets", "assets.csv"]).code(0);
    assert!(run.out.contains("Nothing is different"), "{}", run.out);
    assert!(run.out.contains("asset mail") && run.out.contains("role head-of-it"), "{}", run.out);
    place.write(
        "assets.csv",
        ASSETS.replace("A-1,Mail,Service", "A-1,Mail,Software") + "A-3,Laptops,Equipment,Head of IT\n",
    );
    place.run(&["import", "assets", "assets.csv", "--yes"]).code(0);
    let text = place.read("imported/assets.isms");
    for there in ["category: system", "classification: internal", "holder: \"Ann\"", "asset laptops"] {
        assert!(text.contains(there), "{there}: {text}");
    }
    // As the register has it, and nothing else.
    place.run(&["import", "assets", "assets.csv", "--replace"]).code(0);
    assert!(!place.read("imported/assets.isms").contains("Ann"));
    // A file with errors is not written over.
    place.write("imported/assets.isms", "asset mail {{{\n");
    let run = place.run(&["import", "assets", "assets.csv", "--yes"]).code(2);
    assert!(run.err.contains("has errors"), "{}", run.err);
}

/// A role that another register names stays, though the register that it came with names it no more.
#[test]
fn a_role_that_others_name_stays() {
    let place = Place::package(&[]);
    place.write("assets.csv", ASSETS);
    place.run(&["import", "assets", "assets.csv"]).code(0);
    place.write("suppliers.csv", "Supplier,Service,Owner\nNuage,Hosting,Head of IT\n");
    place.run(&["import", "suppliers", "suppliers.csv"]).code(0);
    place.write("assets.csv", ASSETS.replace("Head of IT", "Head of HR"));
    place.run(&["import", "assets", "assets.csv", "--yes"]).code(0);
    let text = place.read("imported/assets.isms");
    assert!(text.contains("role head-of-it ") && text.contains("role head-of-hr "), "{text}");
}

/// Files that the new package is read together with are named, in folders too.
#[test]
fn what_stays_from_before_is_told() {
    let place = Place::new();
    place.write("soa.csv", CSV);
    place.run(&["import", "soa", "soa.csv", "--out", "isms"]).code(0);
    place.write("isms/mine.isms", "role ciso \"CISO\"\n");
    place.write("isms/policies/access/badges.isms", "role porter \"Porter\"\n");
    place.write("isms/out/old.isms", "no source\n");
    let run = place.run(&["import", "soa", "soa.csv", "--out", "isms", "--force"]).code(0);
    let told = "holds mine.isms, policies/access/badges.isms from before, too";
    assert!(run.err.contains(told) || run.out.contains(told), "{}{}", run.out, run.err);
}

#[test]
fn what_is_no_soa_is_2_and_leaves_nothing() {
    let place = Place::new();
    place.write("list.csv", "name,colour\nbike,red\n");
    place.run(&["import", "soa", "list.csv"]).code(2);
    place.run(&["import", "soa", "nowhere.csv"]).code(2);
    place.write("empty.csv", "");
    place.run(&["import", "soa", "empty.csv"]).code(2);
    place.run(&["import", "soa", "."]).code(2);
    assert_eq!(place.files().len(), 2);
}

const ASSETS: &str =
    "ID,Asset Name,Type,Owner\nA-1,Mail,Service,Head of IT\nA-2,Payroll,Kitchen,Head of IT\n";

#[test]
fn a_register_becomes_a_file_of_the_package_and_is_not_doubled() {
    let place = Place::package(&[]);
    place.write("assets.csv", ASSETS);
    let run = place.run(&["import", "assets", "assets.csv"]).code(0);
    assert!(run.out.contains("the sort of asset") && run.out.contains("`Kitchen`"), "{}", run.out);
    let text = place.read("imported/assets.isms");
    assert!(
        text.contains("asset mail \"Mail\"") && text.contains("role head-of-it \"Head of IT\""),
        "{text}"
    );
    assert!(place.read("imported/assets-report.md").contains("Kitchen"));
    let before = place.files();
    let run = place.run(&["import", "assets", "assets.csv"]).code(0);
    assert!(run.out.contains("Nothing is different"), "{}", run.out);
    assert_eq!(place.files(), before);

    // Next week: a row is gone, a row is new.
    place.write("assets.csv", ASSETS.replace("A-2,Payroll,Kitchen", "A-3,Laptops,Equipment"));
    let run = place.run(&["import", "assets", "assets.csv"]).code(1);
    assert!(run.out.contains("-asset payroll") && run.out.contains("+asset laptops"), "{}", run.out);
    assert!(run.out.contains("--yes"), "{}", run.out);
    assert_eq!(place.read("imported/assets.isms"), text);
    place.run(&["import", "assets", "assets.csv", "--yes"]).code(0);
    let text = place.read("imported/assets.isms");
    assert!(text.contains("asset laptops") && !text.contains("payroll"), "{text}");
    let run = place.run(&["check", "--message-format", "json", "--as-of", DAY]);
    for problem in run.objects() {
        assert!(problem["basis"] != "language" || problem["level"] != "error", "{problem}");
    }
}

/// `--yes` agrees to next week's file, and not to another register in the place of this one.
#[test]
fn another_file_does_not_take_the_place_of_a_register_unasked() {
    let place = Place::package(&[]);
    place.write("assets.csv", ASSETS);
    place.run(&["import", "assets", "assets.csv"]).code(0);
    let before = place.read("imported/assets.isms");
    place.write("more.csv", "Asset Name,Owner\nMail,Head of IT\nRouter,Head of IT\n");
    let run = place.run(&["import", "assets", "more.csv", "--yes"]).code(2);
    assert!(run.err.contains("made of `assets.csv`") && run.err.contains("--replace"), "{}", run.err);
    let gone = |out: &str| out.lines().any(|line| line.contains("that go away") && line.contains('1'));
    assert!(gone(&run.out), "{}", run.out);
    let run = place.run(&["import", "assets", "more.csv"]).code(1);
    assert!(run.out.contains("`--replace` writes"), "{}", run.out);
    // Headings alone.
    place.write("assets.csv", "Asset Name,Owner\n");
    let run = place.run(&["import", "assets", "assets.csv", "--yes"]).code(2);
    assert!(run.err.contains("nothing of what it declares"), "{}", run.err);
    assert_eq!(place.read("imported/assets.isms"), before);
    place.run(&["import", "assets", "more.csv", "--replace"]).code(0);
    assert!(place.read("imported/assets.isms").contains("asset router"));
    assert!(gone(&place.read("imported/assets-report.md")));
}

#[test]
fn what_columns_are_taken_for_can_be_changed() {
    let place = Place::package(&[]);
    place.write("assets.csv", ASSETS);
    place.run(&["import", "assets", "assets.csv"]).code(0);
    let record = place.read("import.toml");
    assert!(record.contains("Owner = \"owner\""), "{record}");
    place.write("import.toml", record.replace("Owner = \"owner\"", "Owner = \"nothing\""));
    place.run(&["import", "assets", "assets.csv", "--yes"]).code(0);
    let text = place.read("imported/assets.isms");
    assert!(!text.contains("owner:") && !text.contains("Head of IT"), "{text}");
    place.write("import.toml", "[assets\n");
    let run = place.run(&["import", "assets", "assets.csv", "--yes"]).code(2);
    assert!(run.err.contains("import.toml"), "{}", run.err);
}

#[test]
fn files_are_looked_at_before_anything_is_written() {
    let place = Place::new();
    place.write("assets.csv", ASSETS);
    place.write("soa.csv", CSV);
    place.write("other.csv", "Colour,Number\nred,1\n");
    let before = place.files();
    let run = place.run(&["import", "assets.csv", "soa.csv", "other.csv"]).code(0);
    for told in ["annexa import assets assets.csv", "annexa import soa soa.csv", "other.csv: no "] {
        assert!(run.out.contains(told), "{told}: {}", run.out);
    }
    assert!(!run.out.contains("other.csv\n  annexa"), "{}", run.out);
    assert_eq!(place.files(), before);
    let run = place.run(&["import", "assets", "assets.csv"]).code(2);
    assert!(run.err.contains("no `annexa.toml`"), "{}", run.err);
}

#[test]
fn a_policy_becomes_a_file_of_the_package() {
    let place = Place::package(&[]);
    place.write(
        "Access Policy.md",
        "# Access\n\nVersion: 2\n\n## Rules\n\n- Everybody must sign in (A.8.5).\n",
    );
    let run = place.run(&["import", "Access Policy.md"]).code(0);
    assert!(run.out.contains("annexa import policy \"Access Policy.md\""), "{}", run.out);
    let run = place.run(&["import", "policy", "Access Policy.md"]).code(0);
    assert!(run.out.contains("the version"), "{}", run.out);
    let text = place.read("imported/access-policy.isms");
    assert!(text.contains("policy access \"Access\"") && text.contains("// statement rule-1"), "{text}");
    for problem in place.run(&["check", "--message-format", "json", "--as-of", DAY]).objects() {
        assert!(problem["basis"] != "language" || problem["level"] != "error", "{problem}");
    }
    let before = place.files();
    place.run(&["import", "policy", "Access Policy.md"]).code(0);
    assert_eq!(place.files(), before);
    // From here on, this is where it is changed.
    let changed = text.replace("// statement rule-1", "statement rule-1");
    place.write("imported/access-policy.isms", &changed);
    let run = place.run(&["import", "policy", "Access Policy.md", "--yes"]).code(2);
    assert!(run.err.contains("would be lost") && run.err.contains("--replace"), "{}", run.err);
    assert_eq!(place.read("imported/access-policy.isms"), changed);
    place.run(&["import", "policy", "Access Policy.md", "--replace"]).code(0);
    assert_eq!(place.read("imported/access-policy.isms"), text);
    place.write("broken.docx", "PK and nothing else");
    let run = place.run(&["import", "policy", "broken.docx"]).code(2);
    assert!(run.out.contains("no Word document"), "{}", run.out);
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_an_import_out_of_the_package() {
    let outside = Place::new();
    let place = Place::package(&[]);
    place.write("assets.csv", ASSETS);
    std::os::unix::fs::symlink(outside.path(), place.at("imported")).expect("a link");
    let run = place.run(&["import", "assets", "assets.csv", "--yes"]).code(2);
    assert!(run.err.contains("`imported` is a link") && run.err.contains("remove the link"), "{}", run.err);
    assert!(outside.files().is_empty());
    assert!(!place.at("import.toml").exists());
    let place = Place::package(&[]);
    place.write("assets.csv", ASSETS);
    std::os::unix::fs::symlink(outside.path(), place.at(".import")).expect("a link");
    let run = place.run(&["import", "assets", "assets.csv", "--yes"]).code(2);
    assert!(run.err.contains("`.import` is a link"), "{}", run.err);
    assert!(outside.files().is_empty());
}

#[test]
fn a_framework_becomes_a_catalog_of_the_package() {
    let place = Place::package(&[]);
    let yaml = "name: House\nH-1:\n  family: H\n  name: Locks\nH-2:\n  family: H\n  name: Keys\n";
    place.write("house.yaml", yaml);
    let run = place.run(&["import", "house.yaml"]).code(0);
    assert!(run.out.contains("annexa import framework house.yaml"), "{}", run.out);
    place.run(&["import", "framework", "house.yaml"]).code(0);
    let text = place.read("imported/house.isms");
    assert!(text.contains("control H-2 \"Keys\""), "{text}");
    for problem in place.run(&["check", "--message-format", "json", "--as-of", DAY]).objects() {
        assert!(problem["basis"] != "language" || problem["level"] != "error", "{problem}");
    }
    // Next month's edition is a diff, and what was written here stays.
    place.write(
        "imported/house.isms",
        text.replace("\"Locks\" {}", "\"Locks\" {\n            about: site\n        }"),
    );
    place.write("house.yaml", yaml.replace("name: Keys", "name: Keys and cards"));
    place.run(&["import", "framework", "house.yaml", "--yes"]).code(0);
    let text = place.read("imported/house.isms");
    assert!(text.contains("Keys and cards") && text.contains("about: site"), "{text}");
}

#[test]
fn the_report_goes_where_it_is_asked_for() {
    let place = Place::package(&[]);
    place.write("assets.csv", ASSETS);
    let run = place.run(&["import", "assets", "assets.csv", "--report", "for-the-boss.html"]).code(0);
    assert!(run.out.contains("`for-the-boss.html`"), "{}", run.out);
    assert!(place.read("for-the-boss.html").contains("Kitchen"));
    place.run(&["import", "assets", "assets.csv", "--report", "report.md"]).code(0);
    assert!(place.read("report.md").contains("# Import of assets.csv"));
    let run = place.run(&["import", "assets", "assets.csv", "--report", "report.txt"]).code(2);
    assert!(run.err.contains(".html"), "{}", run.err);
    // What was refused can be shown, too.
    place.write("list.csv", "name,colour\nbike,red\n");
    place.run(&["import", "soa", "list.csv", "--report", "refused.html"]).code(2);
    assert!(place.read("refused.html").contains("no Statement of Applicability"));
}

/// Missing fields of many rows of a register are not a problem a row.
#[test]
fn hundreds_of_rows_without_an_owner_are_no_wall() {
    let place = Place::package(&[]);
    let rows: String = (1..=300).map(|n| format!("Laptop {n},Equipment\n")).collect();
    place.write("assets.csv", format!("Asset Name,Type\n{rows}"));
    place.run(&["import", "assets", "assets.csv"]).code(0);
    let run = place.run(&["check", "--message-format", "json", "--as-of", DAY]);
    let told = run.objects().len();
    assert!(told < 30, "{told} problems: {}", run.out.chars().take(3000).collect::<String>());
}

/// A Statement of the edition of 2013, against the one of 2022.
#[test]
fn an_soa_of_2013_is_migrated() {
    let place = Place::new();
    place.write(
        "soa.csv",
        "Control,Applicable,Justification\nA.5.1.1,Yes,Law\nA.9.4.2,Yes,Risk\nA.18.2.3,Yes,Contract\nA.14.2.7,No,Nobody develops for us\n",
    );
    place.run(&["import", "soa", "soa.csv", "--out", "old"]).code(0);
    assert!(place.read("old/soa.isms").contains("A.9.4.2"));
    let run = place.run(&["import", "soa", "soa.csv", "--out", "new", "--migrate"]).code(0);
    assert!(run.out.contains("split-control"), "{}", run.out);
    let text = place.read("new/soa.isms");
    assert!(
        text.contains("A.8.5") && text.contains("exclude: A.8.30") && text.contains("A.18.2.3 “"),
        "{text}"
    );
    for problem in place.run(&["check", "new", "--message-format", "json", "--as-of", DAY]).objects() {
        assert!(problem["basis"] != "language" || problem["level"] != "error", "{problem}");
    }
}
