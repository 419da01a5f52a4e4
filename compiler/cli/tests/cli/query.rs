//! `annexa query`: what is asked, and in which forms it is answered.

use crate::{DAY, Place, SOUND};

fn place() -> Place {
    let more = "asset list \"=1+1\" { category: information  owner: head  classification: secret }\n\
                supplier host \"Host\" { owner: head  agreement: \"M-1\" since 2026-01-01 until 2028-12-31 }\n\
                extend kind asset { derived known: bool = owner != none }\n";
    Place::package(&[("small.isms", SOUND), ("more.isms", more)])
}

#[test]
fn a_table_for_people() {
    let place = place();
    let run = place.run(&["query", "asset where owner == head", "--as-of", DAY]).code(0);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(
        lines,
        [
            "name   title  owner  category",
            "list   =1+1   head   information",
            "notes  Notes  head   information",
            "",
            "2 rows"
        ]
    );
    assert_eq!(run.err, "");
    let none = place.run(&["query", "asset where owner == none", ".", "--as-of", DAY]).code(0);
    assert_eq!(none.out, "nothing in the package is so\n");
    let value = place.run(&["query", "count(asset where known)", "--as-of", DAY]).code(0);
    assert_eq!(value.out, "2\n");
}

#[test]
fn csv_that_no_spreadsheet_takes_for_a_formula() {
    let run = place().run(&["query", "asset where known", "--format", "csv", "--columns", "owner.holder"]);
    assert_eq!(
        run.code(0).out,
        "name,title,owner.holder,path,line\r\nlist,'=1+1,ida,more.isms,1\r\nnotes,Notes,ida,small.isms,5\r\n"
    );
}

#[test]
fn json_keeps_types() {
    let columns = "category,owner,known,agreement.until,count(assets)";
    let place = place();
    let run =
        place.run(&["query", "supplier", "--format", "json", "--as-of", DAY, "--columns", "agreement.until"]);
    let json: serde_json::Value = serde_json::from_str(&run.code(0).out).expect("JSON");
    assert_eq!(json["as_of"], DAY);
    let row = &json["rows"][0];
    assert_eq!(row["name"], "host");
    assert_eq!(row["kind"], "supplier");
    assert_eq!(row["source"]["path"], "more.isms");
    assert_eq!(row["source"]["line"], 2);
    assert_eq!(row["values"]["agreement.until"], serde_json::json!(["2028-12-31"]));
    let run = place.run(&[
        "query",
        "asset where category == information",
        "--format",
        "json",
        "--columns",
        "known,owner,category",
    ]);
    let json: serde_json::Value = serde_json::from_str(&run.code(0).out).expect("JSON");
    assert_eq!(json["rows"][0]["values"]["known"], true);
    assert_eq!(json["rows"][0]["values"]["owner"]["name"], "head");
    assert_eq!(json["rows"][0]["values"]["category"], "information");
    let share = place.run(&["query", "share(asset where classification == secret)", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&share.code(0).out).expect("JSON");
    assert_eq!(json["values"], serde_json::json!([{ "count": 1, "of": 2 }]));
    let run = place.run(&["query", "asset", "--columns", columns]).code(2);
    assert!(run.err.contains("nothing in the package is named so"), "{}", run.err);
}

#[test]
fn what_cannot_be_understood_is_2_and_says_why() {
    let place = place();
    let run = place.run(&["query", "asset where ownr == head"]).code(2);
    assert!(run.err.contains("query:1:13") && run.err.contains("did you mean `owner`?"), "{}", run.err);
    assert!(!run.err.contains("annexa fix"), "{}", run.err);
    assert_eq!(run.out, "");
    for query in
        ["", "asset where", "asset where owner == ", "where", "a b c", "((((", "asset where \"x\"", "=1"]
    {
        let run = place.run(&["query", query]).code(2);
        assert!(!run.err.is_empty(), "{query}");
    }
    place.run(&["query", "asset", "--columns", "owner,"]).code(2);
    place.run(&["query", "asset", "--columns", "owner] + [x"]).code(2);
    let all = "any(a in control where any(b in control where any(c in control where any(d in control where a == b and b == c and c != d and d == a))))";
    let run = place.run(&["query", all]).code(2);
    assert!(run.err.contains("steps"), "{}", run.err);
}
