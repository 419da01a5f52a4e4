//! The packages that a package stands on: which there are, by which names, and in which order they are declared.
//!
//! A package names others by path in its manifest; those may stand on others in turn. Each is read by its own manifest,
//! and the names of one are seen by another only behind the name that its manifest gives it. What is wrong with that is a
//! `bad-manifest` where it is written.

use annexa_diagnostics::{Level, Problem};
use annexa_syntax::literal;

use crate::builder::Builder;
use crate::manifest::{self, Dependency, FILE_NAME, Manifest};
use crate::model::{Anchor, Model, Scope};
use crate::problems;
use crate::source::{FileId, PackageId, Place};
use crate::{Input, PackageInput};

/// How many packages may be read together.
pub const MAX_PACKAGES: usize = 256;

/// A package of the model.
#[derive(Debug, Clone, Default)]
pub struct Package {
    /// Its folder from the main package's, such as `../group`; empty for the main package and the library.
    pub folder: String,
    /// What its manifest says.
    pub manifest: Manifest,
    /// What the main package writes before its names: `group`. Of a package that the main one does not name itself, how
    /// one comes there: `group.holding`. Empty for the main package and the library.
    pub prefix: String,
    /// The packages that it names, in the order of the names; `None` for one that cannot be read.
    pub names: Vec<(String, Option<PackageId>)>,
    /// All packages that it stands on, itself and the library among them, sorted.
    pub sees: Vec<PackageId>,
}

/// The packages of a model, by [`PackageId`]: the library, the main package, then the others, each behind those that it
/// stands on.
#[derive(Debug, Clone)]
pub struct Packages(Vec<Package>);

impl Packages {
    /// The package at `id`.
    pub fn get(&self, id: PackageId) -> &Package {
        &self.0[id.0 as usize]
    }

    /// The packages that the main one stands on, in the order in which they are declared.
    pub fn dependencies(&self) -> impl DoubleEndedIterator<Item = (PackageId, &Package)> {
        self.0.iter().enumerate().skip(2).map(|(i, p)| (PackageId(i as u16), p))
    }

    /// The main package and those that it stands on.
    pub fn all(&self) -> impl Iterator<Item = PackageId> + use<> {
        (PackageId::MAIN.0..self.0.len() as u16).map(PackageId)
    }

    /// Whether names, kinds and fields of `other` may be seen in `package`.
    pub fn sees(&self, package: PackageId, other: PackageId) -> bool {
        // The library speaks of what a package puts in the place of an open enum.
        package == other || package == PackageId::LIBRARY || self.get(package).sees.contains(&other)
    }

    /// What stands before the names of `other` in `package`; `None` where it cannot name them.
    pub fn named(&self, package: PackageId, other: PackageId) -> Option<&str> {
        match other {
            PackageId::LIBRARY => Some(""),
            _ if other == package => Some(""),
            _ => {
                let names = &self.get(package).names;
                names.iter().find(|(_, id)| *id == Some(other)).map(|(name, _)| name.as_str())
            }
        }
    }

    /// The package that `package` calls `name`, if it calls one so; `Some(None)` for one that cannot be read.
    pub fn find(&self, package: PackageId, name: &str) -> Option<Option<PackageId>> {
        let names = &self.get(package).names;
        names.iter().find(|(n, _)| n == name).map(|(_, id)| *id)
    }

    /// The line of the main package's manifest because of which `other` is read.
    pub fn line(&self, other: PackageId) -> Option<&Dependency> {
        let main = self.get(PackageId::MAIN);
        let named = |id: PackageId| {
            let (name, _) = main.names.iter().find(|(_, i)| *i == Some(id))?;
            main.manifest.dependencies.iter().find(|d| d.name == *name)
        };
        named(other).or_else(|| {
            let through = main.names.iter().filter_map(|(_, id)| *id).find(|id| self.sees(*id, other))?;
            named(through)
        })
    }
}

/// `path` as it is written in the package in `folder`, from the main package's folder; both folders with `/`. `home` is
/// where the main package lies, as far as that is known: it tells the main package among those that stand on it. Empty is
/// the main package itself.
pub fn folder(home: &str, folder: &str, path: &str) -> String {
    let home: Vec<&str> = home.split(['/', '\\']).filter(|p| !p.is_empty()).collect();
    let mut at = home.clone();
    let mut above = 0;
    for part in folder.split(['/', '\\']).chain(path.split(['/', '\\'])) {
        match part {
            "" | "." => {}
            ".." => match at.pop() {
                Some(_) => {}
                None => above += 1,
            },
            part => at.push(part),
        }
    }
    let same = match above {
        0 => home.iter().zip(&at).take_while(|(a, b)| a == b).count(),
        _ => 0,
    };
    let up = std::iter::repeat_n("..", home.len() - same + above);
    up.chain(at[same..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// Whether a manifest may name a package by `path`: it is relative and not empty.
pub fn is_relative(path: &str) -> bool {
    !path.trim().is_empty() && !path.starts_with(['/', '\\', '~']) && !path.contains([':', '\0'])
}

/// The texts of a package that is read, with the file of its manifest.
pub(crate) struct Read {
    pub id: PackageId,
    pub input: PackageInput,
}

/// Finds out which packages there are. `main` is the main package's manifest, already read; the manifests of the others
/// are files from `next` on, in the order of what is given back.
pub(crate) fn gather(
    input: &mut Input,
    main: Manifest,
    next: FileId,
) -> (Packages, Vec<Read>, Vec<Problem<Anchor>>) {
    let mut gather = Gather {
        home: std::mem::take(&mut input.home),
        given: std::mem::take(&mut input.packages).into_iter().map(Some).collect(),
        next,
        nodes: vec![Node { folder: String::new(), manifest: main, to: Vec::new(), state: State::Open }],
        read: Vec::new(),
        way: None,
        closed: Vec::new(),
        problems: Vec::new(),
    };
    gather.visit(0);
    gather.finish()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It is being visited: whoever leads here now closes a circle.
    Open,
    Done,
}

struct Node {
    folder: String,
    manifest: Manifest,
    to: Vec<(String, Option<usize>)>,
    state: State,
}

struct Gather {
    home: String,
    given: Vec<Option<PackageInput>>,
    next: FileId,
    /// The packages in the order in which they were met; the main one first.
    nodes: Vec<Node>,
    /// Their texts, without the main one's.
    read: Vec<PackageInput>,
    /// The line of the main package's manifest that is being followed.
    way: Option<Place>,
    /// The nodes in the order in which they are declared: each behind those that it stands on.
    closed: Vec<usize>,
    problems: Vec<Problem<Anchor>>,
}

impl Gather {
    fn tell(&mut self, place: Place, message: String, label: &str, help: &str) {
        let problem = Problem::new(&problems::BAD_MANIFEST, Anchor::Place(place), message, label);
        self.problems.push(if help.is_empty() { problem } else { problem.help(help) });
    }

    fn visit(&mut self, node: usize) {
        let dependencies = self.nodes[node].manifest.dependencies.clone();
        for dependency in &dependencies {
            if node == 0 {
                self.way = Some(dependency.place);
            }
            let to = self.resolve(node, dependency);
            self.nodes[node].to.push((dependency.name.clone(), to));
        }
        self.nodes[node].state = State::Done;
        if node > 0 {
            self.closed.push(node);
        }
    }

    /// The package that a line of a manifest names; `None` where it cannot be read, which is told.
    fn resolve(&mut self, node: usize, line: &Dependency) -> Option<usize> {
        let Dependency { name, name_place, path, place } = line;
        let path = path.as_deref()?;
        if !literal::is_path(name) || name.contains('.') {
            let help = "a name is letters, digits and hyphens, such as `group`";
            self.tell(*name_place, format!("`{name}` is no name for a package"), "not a name", help);
            return None;
        }
        let manifest = &self.nodes[node].manifest;
        let mut standards = manifest.main.iter().chain(&manifest.also);
        if standards.any(|(s, _)| s.alias == *name) {
            let message = format!("`{name}` is the name of a standard of this package already");
            self.tell(*name_place, message, "has the name of a standard", "give the package another name");
            return None;
        }
        if !is_relative(path) {
            let message = format!("`{path}` is not the path of a folder from this one");
            let help = "write the path from the folder of `annexa.toml`, such as `../group`";
            self.tell(*place, message, "not a relative path", help);
            return None;
        }
        let folder = folder(&self.home, &self.nodes[node].folder, path);
        if folder == self.nodes[node].folder {
            self.tell(*place, "the package stands on itself".into(), "this very package", "delete the line");
            return None;
        }
        let twice =
            self.nodes[node].to.iter().find(|(_, to)| to.is_some_and(|to| self.nodes[to].folder == folder));
        if let Some((first, _)) = twice {
            let message = format!("`{name}` and `{first}` are the same package");
            self.tell(*place, message, "has a name already", "keep one of the two lines");
            return None;
        }
        if let Some(known) = self.nodes.iter().position(|n| n.folder == folder) {
            if self.nodes[known].state == State::Open {
                self.circle(known, line);
                return None;
            }
            return Some(known);
        }
        if self.nodes.len() >= MAX_PACKAGES {
            let message = format!("more than {MAX_PACKAGES} packages stand on each other");
            self.tell(*place, message, "is not read any more", "");
            return None;
        }
        let Some(given) = self.given.iter_mut().find(|p| p.as_ref().is_some_and(|p| p.folder == folder))
        else {
            let message = format!("there is no folder `{path}`");
            self.tell(*place, message, "not found", "name the folder of a package, from this one");
            return None;
        };
        let texts = given.take()?;
        let Some(text) = &texts.manifest else {
            let message = format!("there is no package in `{path}`: it has no `{FILE_NAME}`");
            self.tell(*place, message, "no package", "name the folder in which its `annexa.toml` is");
            return None;
        };
        let file = FileId(self.next.0 + self.read.len() as u32);
        let (manifest, found) = manifest::read(file, text);
        self.problems.extend(found);
        let index = self.nodes.len();
        self.nodes.push(Node { folder, manifest, to: Vec::new(), state: State::Open });
        self.read.push(texts);
        self.visit(index);
        Some(index)
    }

    fn circle(&mut self, known: usize, line: &Dependency) {
        let name = |node: &Node| match node.manifest.name.as_str() {
            "" => format!("`{}`", node.folder),
            name => format!("`{name}`"),
        };
        // What is open between the two is the circle.
        let between: Vec<String> =
            self.nodes[known..].iter().filter(|n| n.state == State::Open).map(name).collect();
        let message = match between.as_slice() {
            [one, way @ ..] => format!("{one} stands on itself, by way of {}", way.join(", ")),
            [] => "packages stand on each other in a circle".to_string(),
        };
        let help = "take out one of the lines; what both need belongs in a package of its own";
        // Where the main package is part of it, its own line is the one to look at.
        let place = self.way.filter(|_| known == 0).unwrap_or(line.place);
        self.tell(place, message, "leads round in a circle", help);
    }

    /// Gives the packages their ids.
    fn finish(mut self) -> (Packages, Vec<Read>, Vec<Problem<Anchor>>) {
        let id = |node: usize| match self.closed.iter().position(|c| *c == node) {
            Some(at) => PackageId(PackageId::MAIN.0 + 1 + at as u16),
            None => PackageId::MAIN,
        };
        let mut all = vec![Package::default(), Package::default()];
        all.extend(self.closed.iter().map(|_| Package::default()));
        // Behind those that it stands on: what those see is known.
        for node in self.closed.iter().copied().chain([0]) {
            let data = &self.nodes[node];
            let names: Vec<_> = data.to.iter().map(|(n, to)| (n.clone(), to.map(id))).collect();
            let mut sees = vec![PackageId::LIBRARY, id(node)];
            for other in names.iter().filter_map(|(_, id)| *id) {
                sees.extend(&all[other.0 as usize].sees);
            }
            sees.sort_unstable();
            sees.dedup();
            all[id(node).0 as usize] = Package {
                folder: data.folder.clone(),
                manifest: data.manifest.clone(),
                prefix: String::new(),
                names,
                sees,
            };
        }
        // The main package's own names first, then those of its packages, and so on: the shortest way counts.
        let mut open = vec![PackageId::MAIN];
        let mut at = 0;
        while let Some(package) = open.get(at).copied() {
            at += 1;
            let prefix = all[package.0 as usize].prefix.clone();
            for (name, other) in all[package.0 as usize].names.clone() {
                if let Some(other) = other
                    && !open.contains(&other)
                {
                    all[other.0 as usize].prefix =
                        if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
                    open.push(other);
                }
            }
        }
        let ids: Vec<PackageId> = (1..self.nodes.len()).map(id).collect();
        let read = ids
            .into_iter()
            .zip(std::mem::take(&mut self.read))
            .map(|(id, input)| Read { id, input })
            .collect();
        (Packages(all), read, self.problems)
    }
}

/// Problems of other packages.
pub(crate) type Elsewhere = Vec<(PackageId, Problem<Anchor>)>;

/// Parts the problems of the main package from those of the packages that it stands on. A name that leads into a package
/// with errors is theirs too: what could not be read there may have been meant.
pub(crate) fn own(model: &Model, problems: Vec<Problem<Anchor>>) -> (Vec<Problem<Anchor>>, Elsewhere) {
    let (mut own, mut elsewhere) = (Vec::new(), Vec::new());
    for problem in problems {
        match model.files.get(model.place(problem.primary.place).file).package {
            PackageId::MAIN | PackageId::LIBRARY => own.push(problem),
            other => elsewhere.push((other, problem)),
        }
    }
    let broken = |id| elsewhere.iter().any(|(p, problem)| *p == id && problem.level == Level::Error);
    own.retain(|problem| {
        let lost = [problems::UNKNOWN_NAME.name, problems::DANGLING_PROSE_REFERENCE.name];
        if !lost.contains(&&*problem.name) {
            return true;
        }
        let word = model.files.slice(model.place(problem.primary.place));
        let named = model.packages.find(PackageId::MAIN, word.split('.').next().unwrap_or(word));
        !named.flatten().is_some_and(broken)
    });
    (own, elsewhere)
}

/// Says of each package with errors that it has some, once: whoever keeps it mends them.
pub(crate) fn broken(packages: &Packages, elsewhere: &Elsewhere) -> Vec<Problem<Anchor>> {
    let mut told = Vec::new();
    for (id, package) in packages.dependencies() {
        let errors =
            elsewhere.iter().filter(|(p, problem)| *p == id && problem.level == Level::Error).count();
        let Some(line) = packages.line(id).filter(|_| errors > 0) else { continue };
        let count = if errors == 1 { "an error".to_string() } else { format!("{errors} errors") };
        told.push(
            Problem::new(
                &problems::BROKEN_PACKAGE,
                Anchor::Place(line.place),
                format!("the package `{}` has {count} of the language", package.prefix),
                "cannot be relied on",
            )
            .help(format!("`annexa check {}` shows them", package.folder)),
        );
    }
    told
}

impl Builder<'_> {
    /// A package whose name a declaration has too cannot be reached by it.
    pub(crate) fn find_shadowed_packages(&mut self) {
        for package in self.packages.all() {
            for line in self.packages.get(package).manifest.dependencies.clone() {
                let item =
                    self.names.get(&line.name).and_then(|n| self.scope.get(&(Scope::Package(package), n)));
                let Some(item) = item.copied() else { continue };
                let anchor = self.item_anchor(item);
                let message = format!("`{}` is also the name of a declaration of this package", line.name);
                let anchor_of_line = Anchor::Place(line.name_place);
                self.report(
                    Problem::new(
                        &problems::BAD_MANIFEST,
                        anchor_of_line,
                        message,
                        "has the name of a declaration",
                    )
                    .related(anchor, "declared here")
                    .help("give the package another name"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::folder;

    #[test]
    fn folders_from_the_main_one() {
        assert_eq!(folder("", "", "../group"), "../group");
        assert_eq!(folder("", "../group", "../holding"), "../holding");
        assert_eq!(folder("", "../group", "../../x"), "../../x");
        assert_eq!(folder("", "", "parts/./b"), "parts/b");
        assert_eq!(folder("work/here", "../group", "../here"), "");
        assert_eq!(folder("work/here", "../group", ".."), "..");
        assert_eq!(folder("work/here", "", "../../../up"), "../../../up");
        assert_eq!(folder("work/here", "", "../here/part"), "part");
    }
}
