//! A slow, obvious reference of names, written from the text of LANGUAGE.md ("Names and types") and from nothing else: what
//! does a path mean, seen from a statement? [`source`] writes a world as Annexa; [`World::meaning`] says what must come out.
//!
//! Everything has a title of its own, by which what was found is told apart.

use std::fmt::Write as _;

/// The words that things are called by. Some are names of fields.
pub const WORDS: &[&str] = &["a", "b", "c", "d", "owner", "review", "A"];
/// Ids of entries of a catalog of one's own.
pub const IDS: &[&str] = &["g", "x-1", "x-2", "a"];

/// A package: files, in which things stand.
#[derive(Clone, Debug)]
pub struct World {
    /// The files.
    pub files: Vec<Vec<Thing>>,
}

/// What stands at the margin of a file.
#[derive(Clone, Debug)]
pub enum Thing {
    /// `asset a "…" { … }`
    Asset(&'static str),
    /// `let a = 12 months`
    Let(&'static str),
    /// A policy: whether it says an owner, and its statements.
    Policy(&'static str, bool, Vec<Statement>),
    /// A catalog: groups with their controls.
    Catalog(&'static str, Vec<(&'static str, Vec<&'static str>)>),
}

/// A statement, and the paths that its text refers to.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its name.
    pub name: &'static str,
    /// `a.b`
    pub paths: Vec<Vec<&'static str>>,
}

/// What a path means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing has the name.
    Nothing,
    /// The declaration with this title.
    Declaration(String),
    /// The `let` of this name.
    Let(String),
    /// The field of the declaration with this title.
    Field(String, String),
}

impl Thing {
    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Thing::Asset(name) | Thing::Let(name) | Thing::Policy(name, ..) | Thing::Catalog(name, _) => name,
        }
    }

    /// The fields that it says and that a text can show.
    fn says(&self, field: &str) -> bool {
        match self {
            Thing::Asset(_) => field == "owner",
            Thing::Policy(_, owner, _) => field == "owner" && *owner,
            Thing::Let(_) | Thing::Catalog(..) => false,
        }
    }
}

impl World {
    fn thing(&self, name: &str) -> Option<&Thing> {
        self.files.iter().flatten().find(|t| t.name() == name)
    }

    /// What `path` means in a statement of the policy `within`.
    pub fn meaning(&self, within: &str, path: &[&str]) -> Meaning {
        let declaration = |title: String| Meaning::Declaration(title);
        // Nested declarations are visible bare in what they stand in.
        if let Some(Thing::Policy(policy, _, statements)) = self.thing(within)
            && statements.iter().any(|s| s.name == path[0])
        {
            return match path {
                [name] => declaration(statement_title(policy, name)),
                // A statement holds nothing and says no field.
                _ => Meaning::Nothing,
            };
        }
        if let Some(thing) = self.thing(path[0]) {
            return match (thing, path) {
                (Thing::Let(name), [_]) => Meaning::Let((*name).to_owned()),
                (_, [name]) => declaration(title(name)),
                (Thing::Policy(name, _, statements), [_, inner])
                    if statements.iter().any(|s| s.name == *inner) =>
                {
                    declaration(statement_title(name, inner))
                }
                // Entries of a catalog are named by catalog and id alone.
                (Thing::Catalog(name, groups), [_, id])
                    if groups.iter().any(|(g, all)| g == id || all.contains(id)) =>
                {
                    declaration(entry_title(name, id))
                }
                (thing, [name, field]) if thing.says(field) => {
                    Meaning::Field(title(name), (*field).to_owned())
                }
                _ => Meaning::Nothing,
            };
        }
        // Ids of the main standard stand bare, all with the catalog's name.
        let written = path.join(".");
        match written.strip_prefix("iso27001.").unwrap_or(&written) {
            "A" => declaration("Annex A".to_owned()),
            "A.8.13" => declaration("Information backup".to_owned()),
            "A.5" => declaration("Organizational controls".to_owned()),
            "6.1.2" if written != "6.1.2" => declaration("Information security risk assessment".to_owned()),
            _ => Meaning::Nothing,
        }
    }

    /// Every statement: file, policy, statement.
    pub fn statements(&self) -> impl Iterator<Item = (usize, &'static str, &Statement)> {
        self.files.iter().enumerate().flat_map(|(file, things)| {
            things.iter().flat_map(move |thing| {
                let (name, statements) = match thing {
                    Thing::Policy(name, _, statements) => (*name, statements.as_slice()),
                    _ => ("", &[][..]),
                };
                statements.iter().map(move |s| (file, name, s))
            })
        })
    }
}

fn title(name: &str) -> String {
    format!("The {name}")
}

/// The title of a statement of a policy.
pub fn statement_title(policy: &str, name: &str) -> String {
    format!("The {name} in {policy}")
}

fn entry_title(catalog: &str, id: &str) -> String {
    format!("The entry {id} of {catalog}")
}

/// The text of each file.
pub fn source(world: &World) -> Vec<(String, String)> {
    let mut files = vec![("zz.isms".to_owned(), "role boss \"Boss\" { holder: \"Ann\" }\n".to_owned())];
    for (index, things) in world.files.iter().enumerate() {
        let mut text = String::new();
        for thing in things {
            let _ = match thing {
                Thing::Asset(name) => {
                    writeln!(text, "asset {name} \"{}\" {{ category: system  owner: boss }}", title(name))
                }
                Thing::Let(name) => writeln!(text, "let {name} = 12 months"),
                Thing::Policy(name, owner, statements) => {
                    let _ = writeln!(text, "policy {name} \"{}\" {{", title(name));
                    if *owner {
                        text.push_str("    owner: boss\n");
                    }
                    for statement in statements {
                        let body: Vec<String> =
                            statement.paths.iter().map(|p| format!("{{{}}}", p.join("."))).collect();
                        let _ = writeln!(
                            text,
                            "    statement {} \"{}\" {{\n        \"\"\"It is {}.\"\"\"\n    }}",
                            statement.name,
                            statement_title(name, statement.name),
                            body.join(" and "),
                        );
                    }
                    writeln!(text, "}}")
                }
                Thing::Catalog(name, groups) => {
                    let _ = writeln!(text, "catalog {name} \"{}\" {{\n    edition: \"1\"", title(name));
                    for (group, controls) in groups {
                        let _ = writeln!(text, "    group {group} \"{}\" {{", entry_title(name, group));
                        for control in controls {
                            let _ = writeln!(
                                text,
                                "        control {control} \"{}\" {{}}",
                                entry_title(name, control)
                            );
                        }
                        text.push_str("    }\n");
                    }
                    writeln!(text, "}}")
                }
            };
        }
        files.push((format!("f{index}.isms"), text));
    }
    files
}
