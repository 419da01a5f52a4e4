//! Catalogs for tests, and the check that what is written can be read.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::path::{Path, PathBuf};

use annexa_import::{CatalogIndex, SoaImport};

/// Some controls of both editions, always at hand.
pub fn small_catalogs() -> Vec<CatalogIndex> {
    let new = [
        ("A.5.1", "Policies for information security"),
        ("A.5.2", "Information security roles and responsibilities"),
        ("A.5.3", "Segregation of duties"),
        ("A.5.4", "Management responsibilities"),
        ("A.5.5", "Contact with authorities"),
        ("A.5.6", "Contact with special interest groups"),
        ("A.5.7", "Threat intelligence"),
        ("A.5.8", "Information security in project management"),
        ("A.5.9", "Inventory of information and other associated assets"),
        ("A.5.10", "Acceptable use of information and other associated assets"),
        ("A.5.11", "Return of assets"),
        ("A.5.12", "Classification of information"),
        ("A.5.13", "Labelling of information"),
        ("A.5.14", "Information transfer"),
        ("A.5.15", "Access control"),
        ("A.5.16", "Identity management"),
        ("A.5.17", "Authentication information"),
        ("A.5.18", "Access rights"),
        ("A.8.5", "Secure authentication"),
        ("A.8.13", "Information backup"),
    ];
    let old = [("A.5.1.1", "Policies for information security"), ("A.9.4.2", "Secure log-on procedures")];
    let clauses = [
        ("4", "Context of the organization"),
        ("4.1", "Understanding the organization and its context"),
        ("5", "Leadership"),
        ("5.1", "Leadership and commitment"),
        ("5.2", "Policy"),
        ("6.1", "Actions to address risks and opportunities"),
        ("6.1.2", "Information security risk assessment"),
        ("7.5", "Documented information"),
        ("10.2", "Nonconformity and corrective action"),
    ];
    let own = |entries: &[(&str, &str)]| {
        entries.iter().map(|(id, title)| (id.to_string(), title.to_string())).collect()
    };
    vec![
        CatalogIndex {
            name: "iso27001".to_owned(),
            edition: "2022".to_owned(),
            controls: own(&new),
            clauses: own(&clauses),
            successors: Vec::new(),
        },
        CatalogIndex {
            name: "iso27001".to_owned(),
            edition: "2013".to_owned(),
            controls: own(&old),
            clauses: own(&clauses),
            successors: vec![
                ("A.5.1.1".to_owned(), vec!["A.5.1".to_owned()]),
                ("A.9.4.2".to_owned(), vec!["A.8.5".to_owned()]),
            ],
        },
    ]
}

/// A folder beside the workspace that not every machine has.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(folder);
    path.is_dir().then_some(path)
}

/// Both editions in full, from the facts beside the workspace.
pub fn catalogs() -> Option<Vec<CatalogIndex>> {
    let facts = shared("facts")?;
    let rows = |file: &str| -> Vec<Vec<String>> {
        let bytes = std::fs::read(facts.join(file)).unwrap_or_default();
        annexa_formats::csv::read(&bytes).rows.into_iter().skip(1).map(|row| row.cells).collect()
    };
    let edition = |edition: &str, file: &str, successors| CatalogIndex {
        name: "iso27001".to_owned(),
        edition: edition.to_owned(),
        controls: rows(file).into_iter().map(|row| (row[0].clone(), row[1].clone())).collect(),
        clauses: rows("iso27001-2022-clauses.csv")
            .into_iter()
            .map(|row| (row[0].clone(), row[1].clone()))
            .collect(),
        successors,
    };
    let mut successors: Vec<(String, Vec<String>)> = Vec::new();
    for row in rows("iso27002-2013-to-2022.csv").into_iter().filter(|row| !row[0].is_empty()) {
        match successors.iter_mut().find(|(old, _)| *old == row[0]) {
            Some((_, new)) => new.push(row[1].clone()),
            None => successors.push((row[0].clone(), vec![row[1].clone()])),
        }
    }
    Some(vec![
        edition("2022", "iso27001-2022-annex-a.csv", Vec::new()),
        edition("2013", "iso27001-2013-annex-a.csv", successors),
    ])
}

/// Every written file is read by the language without an error.
#[track_caller]
pub fn parses(import: &SoaImport) {
    for (path, text) in &import.files {
        if path.ends_with(".isms") {
            let errors = annexa_syntax::parse(text).errors;
            assert!(errors.is_empty(), "{path}: {errors:#?}\n{text}");
        }
    }
}
