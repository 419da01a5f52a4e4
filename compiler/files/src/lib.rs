//! Packages on the disk: where one begins, and what it holds.
//!
//! The command line and the language server both read packages here, so that they check the same text. Reading stays
//! inside the package's folder: hidden files, what a `.gitignore` of the package leaves out, the output folder, packages
//! within the package and symbolic links are passed over. Settings of the machine (a global `.gitignore`) play no part, so
//! that a package is the same everywhere. The packages that it stands on are read in the same way, each inside its own
//! folder. What cannot be read is told, with the path, and never fatal here.

use std::fs::{File, FileType};
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use annexa_core::lock;
use annexa_core::manifest::{self, FILE_NAME};
use annexa_core::source::FileId;
use annexa_core::{Input, MAX_FILES, PackageInput, packages};
use annexa_formats::data::{self, DataFile, DataFiles};
use annexa_syntax::{LineIndex, MAX_FILE_SIZE};
use ignore::WalkBuilder;
use rayon::prelude::*;

/// The ending of Annexa's files.
pub const EXTENSION: &str = "isms";

/// What a package's folder holds.
#[derive(Debug, Default)]
pub struct Files {
    /// The text of `annexa.toml`.
    pub manifest: Option<String>,
    /// The `.isms` files: path from the package's folder with `/`, and text; sorted by path.
    pub files: Vec<(String, String)>,
    /// The files of the lock: path from the package's folder with `/`, and text; sorted by path.
    pub lock: Vec<(String, String)>,
    /// All other files of the package, which its texts may name; paths from its folder with `/`, sorted.
    pub others: Arc<[String]>,
    /// Files that could not be read; sorted by path.
    pub unread: Vec<Unread>,
    /// What was passed over although its name, or what it leads to, speaks for the package; sorted by path.
    pub passed: Vec<Passed>,
    /// The packages that it stands on, and those that these stand on.
    pub packages: Vec<PackageInput>,
    /// Where the folder is, as [`annexa_core::Input::home`] wants it.
    pub home: String,
}

/// Something that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passed {
    /// Its path from the package's folder.
    pub path: String,
    /// What it is.
    pub what: What,
}

/// What is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A symbolic link. It might lead anywhere, and round in a circle.
    Link,
    /// A folder that is named as a file. The files in it are read as those of every folder.
    Folder,
    /// Neither a file nor a folder: a pipe, a device.
    NoFile,
    /// A source in the output folder, perhaps the first of several.
    Output,
    /// A file to which an editor gave a second ending: `soa.isms.txt`.
    Ending,
}

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its path from the package's folder; the manifest's for the folder itself.
    pub path: String,
    /// A sentence that says why.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Files {
    /// What the compiler takes.
    pub fn input(self) -> Input {
        let Files { manifest, files, lock, packages, home, .. } = self;
        Input { manifest, files, lock, packages, home }
    }
}

impl Unread {
    fn new(path: &str, message: String) -> Self {
        Unread { path: path.to_owned(), message, help: None }
    }
}

/// The folder of the package that the file at `path` is in: the nearest one above with an `annexa.toml`.
pub fn root(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).find(|folder| folder.join(FILE_NAME).is_file()).map(Path::to_path_buf)
}

/// How deep in a folder packages are looked for.
const PACKAGE_DEPTH: usize = 6;

/// The folders of the packages in `folder` and below it, in order; what git ignores is left out.
pub fn packages(folder: &Path) -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(folder).max_depth(Some(PACKAGE_DEPTH)).require_git(false).build();
    let manifests = walk.flatten().filter(|entry| entry.file_name() == FILE_NAME && entry.path().is_file());
    let mut found: Vec<PathBuf> =
        manifests.filter_map(|entry| entry.path().parent().map(Path::to_path_buf)).collect();
    found.sort();
    found.truncate(packages::MAX_PACKAGES);
    found
}

/// `path` from `root`, with `/`; `None` where it is not below, or not written in Unicode.
pub fn relative(root: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> =
        path.strip_prefix(root).ok()?.components().map(|c| c.as_os_str().to_str()).collect();
    parts.map(|p| p.join("/")).filter(|p| !p.is_empty())
}

/// Whether `path` ends as Annexa's files do.
pub fn is_ours(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case(EXTENSION))
}

/// Reads the package in the folder `root`, and those that it stands on. What cannot be read is told, not fatal.
pub fn read(root: &Path) -> Files {
    let mut found = read_alone(root);
    // What another package approves is that package's.
    for path in locked(root, &mut found) {
        match text(root, &path) {
            Ok(text) => found.lock.push((path, text)),
            Err(why) => found.unread.push(why),
        }
    }
    found.home = home(root);
    let mut met = vec![String::new()];
    let mut open = vec![(String::new(), found.manifest.clone().unwrap_or_default())];
    while let Some((from, manifest)) = open.pop() {
        let lines = manifest::read(FileId(0), &manifest).0.dependencies.into_iter();
        for line in lines.filter_map(|line| line.path) {
            let folder = packages::folder(&found.home, &from, &line);
            let known = met.contains(&folder) || !packages::is_relative(&line);
            let path = root.join(&folder);
            if known || met.len() >= packages::MAX_PACKAGES || !is_folder(&path) {
                if !known && path.is_symlink() {
                    found.passed.push(Passed { path: folder.clone(), what: What::Link });
                    met.push(folder);
                }
                continue;
            }
            met.push(folder.clone());
            let Files { manifest, files, unread, passed, .. } = match path.join(FILE_NAME).is_file() {
                true => read_alone(&path),
                false => Files::default(),
            };
            let shown = |path: &str| format!("{folder}/{path}");
            found.passed.extend(passed.into_iter().map(|p| Passed { path: shown(&p.path), ..p }));
            found.unread.extend(unread.into_iter().map(|u| Unread {
                message: u.message.replacen(&format!("`{}`", u.path), &format!("`{}`", shown(&u.path)), 1),
                path: shown(&u.path),
                help: u.help,
            }));
            open.push((folder.clone(), manifest.clone().unwrap_or_default()));
            found.packages.push(PackageInput { folder, manifest, files });
        }
    }
    // Folders are listed in no order.
    found.passed.sort();
    found.passed.dedup();
    found.unread.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
    found
}

fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|m| m.is_dir())
}

/// The names of the folders that lead to `root`.
fn home(root: &Path) -> String {
    let root = std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf());
    let names = root.components().filter_map(|c| match c {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    names.collect::<Vec<_>>().join("/")
}

fn read_alone(root: &Path) -> Files {
    let mut found = Files::default();
    match text(root, FILE_NAME) {
        Ok(text) => found.manifest = Some(text),
        Err(why) => found.unread.push(why),
    }
    let output = manifest::read(FileId(0), found.manifest.as_deref().unwrap_or_default()).0.output;
    let paths = walk(root, &output, &mut found);
    let source = first_source(&root.join(&output)).and_then(|source| relative(root, &source));
    found.passed.extend(source.map(|path| Passed { path, what: What::Output }));
    let texts: Vec<Result<String, Unread>> = paths
        .par_iter()
        .enumerate()
        .map(|(index, path)| match index {
            // The compiler says how many were left out.
            MAX_FILES.. => Ok(String::new()),
            _ => text(root, path),
        })
        .collect();
    for (path, text) in paths.into_iter().zip(texts) {
        match text {
            Ok(text) => found.files.push((path, text)),
            Err(why) => found.unread.push(why),
        }
    }
    found
}

/// The paths of the files of the lock, sorted. They lie directly in its folder.
fn locked(root: &Path, found: &mut Files) -> Vec<String> {
    let folder = root.join(lock::FOLDER);
    let Ok(kind) = folder.symlink_metadata() else { return Vec::new() };
    if kind.is_symlink() {
        found.passed.push(Passed { path: lock::FOLDER.to_owned(), what: What::Link });
        return Vec::new();
    }
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) => {
            found.unread.push(cannot_be_read(lock::FOLDER, &error));
            return Vec::new();
        }
    };
    let mut paths = Vec::new();
    for entry in entries {
        let (path, kind) = match entry.and_then(|e| Ok((e.path(), e.file_type()?))) {
            Ok(entry) => entry,
            Err(error) => {
                found.unread.push(cannot_be_read(lock::FOLDER, &error));
                continue;
            }
        };
        if path.extension().is_some_and(|e| e == lock::EXTENSION) {
            sort_out(root, &path, kind, &mut paths, found);
        }
    }
    paths.sort();
    paths
}

/// Adds the path of a file to `paths`; says what is none, and which name is none.
fn sort_out(root: &Path, path: &Path, kind: FileType, paths: &mut Vec<String>, found: &mut Files) {
    let Some(relative) = relative(root, path) else {
        let shown = path.strip_prefix(root).unwrap_or(path).display();
        let message = format!("the name of the file `{shown}` is not written in Unicode");
        let help = Some("give it another name".to_owned());
        found.unread.push(Unread { help, ..Unread::new(FILE_NAME, message) });
        return;
    };
    let what = match kind {
        kind if kind.is_file() => return paths.push(relative),
        kind if kind.is_symlink() => What::Link,
        kind if kind.is_dir() => What::Folder,
        _ => What::NoFile,
    };
    found.passed.push(Passed { path: relative, what });
}

/// The paths of the package's `.isms` files, sorted.
fn walk(root: &Path, output: &str, found: &mut Files) -> Vec<String> {
    let output = root.join(output);
    let top = root.to_path_buf();
    let walk = WalkBuilder::new(root)
        .standard_filters(false)
        .hidden(true)
        .git_ignore(true)
        .require_git(false)
        .follow_links(false)
        .filter_entry(move |entry| {
            let path = entry.path();
            let folder = entry.file_type().is_some_and(|t| t.is_dir());
            path == top || !folder || (path != output && !path.join(FILE_NAME).is_file())
        })
        .build();
    let mut paths = Vec::new();
    let mut others = Vec::new();
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.unread.push(no_entry(root, &error));
                continue;
            }
        };
        // The folder itself may be called anything.
        let Some(kind) = entry.file_type().filter(|_| entry.depth() > 0) else { continue };
        let path = entry.path();
        if is_ours(path) || kind.is_symlink() && path.is_dir() {
            sort_out(root, path, kind, &mut paths, found);
        } else if kind.is_file()
            && let Some(other) =
                relative(root, path).filter(|other| other != FILE_NAME && !other.starts_with(lock::FOLDER))
        {
            if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("txt"))
                && path.file_stem().is_some_and(|stem| is_ours(Path::new(stem)))
            {
                found.passed.push(Passed { path: other.clone(), what: What::Ending });
            }
            others.push(other);
        }
    }
    paths.sort();
    others.sort();
    found.others = others.into();
    paths
}

/// The first of Annexa's files in the output folder and below, by its path. The folder is not read.
fn first_source(output: &Path) -> Option<PathBuf> {
    let walk = WalkBuilder::new(output).standard_filters(false).hidden(true).follow_links(false).build();
    let files = walk.filter_map(Result::ok).filter(|e| e.file_type().is_some_and(|t| t.is_file()));
    files.map(ignore::DirEntry::into_path).filter(|path| is_ours(path)).min()
}

/// What the walk says about something that it could not look at.
fn no_entry(root: &Path, error: &ignore::Error) -> Unread {
    let mut inner = error;
    let mut path = FILE_NAME.to_owned();
    loop {
        inner = match inner {
            ignore::Error::WithPath { path: at, err } => {
                path = relative(root, at).unwrap_or(path);
                err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
            // Its own words name the whole path.
            ignore::Error::Io(error) => return cannot_be_read(&path, &error.kind().into()),
            other => return Unread::new(&path, format!("`{path}` cannot be read: {other}")),
        };
    }
}

/// Reads the data files at `paths`, from the package's folder. A path that leads out of it, also by a symbolic link, is not
/// followed.
pub fn data(root: &Path, paths: &[String]) -> DataFiles {
    let home = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    let read = |(index, path): (usize, &String)| {
        let file = match index {
            data::MAX_FILES.. => {
                DataFile::Unread(format!("was not read: at most {} data files are", data::MAX_FILES))
            }
            _ => data_file(&home, path),
        };
        (path.clone(), Arc::new(file))
    };
    DataFiles(paths.par_iter().enumerate().map(read).collect())
}

fn data_file(home: &Path, path: &str) -> DataFile {
    let refused = |why: &str| DataFile::Refused(why.to_owned());
    let Some(inside) = manifest::inside(path) else { return refused("leads out of the package") };
    let real = match std::fs::canonicalize(home.join(inside)) {
        Ok(real) => real,
        Err(error) if error.kind() == ErrorKind::NotFound => return DataFile::Missing,
        Err(error) => return DataFile::Refused(format!("cannot be read: {}", reason(&error))),
    };
    if !real.starts_with(home) {
        return refused("is a symbolic link that leads out of the package");
    }
    match std::fs::metadata(&real) {
        Ok(kind) if kind.is_dir() => return refused("is a folder"),
        Ok(kind) if !kind.is_file() => return refused("is no file"),
        _ => {}
    }
    let mut bytes = Vec::new();
    // One byte more than is taken, so that a file that is too large shows.
    let read = File::open(&real).and_then(|f| f.take(data::MAX_BYTES as u64 + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => DataFile::read(path, &bytes),
        Err(error) => DataFile::Refused(format!("cannot be read: {}", reason(&error))),
    }
}

/// What the system says, without its number.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => "no reason is given".to_owned(),
    }
}

fn cannot_be_read(relative: &str, error: &std::io::Error) -> Unread {
    let unread = Unread::new(relative, format!("`{relative}` cannot be read: {}", reason(error)));
    match error.kind() {
        ErrorKind::PermissionDenied => Unread { help: Some("see who may read it".to_owned()), ..unread },
        _ => unread,
    }
}

/// The text of a file of the package, or why there is none.
fn text(root: &Path, relative: &str) -> Result<String, Unread> {
    let failed = |error: std::io::Error| cannot_be_read(relative, &error);
    let mut bytes = Vec::new();
    // One byte more than the compiler takes, so that it says that the file is too large.
    let file = File::open(root.join(relative)).map_err(failed)?;
    file.take(MAX_FILE_SIZE as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > MAX_FILE_SIZE {
        // The cut may lie inside a character; the text is not looked at.
        return Ok(" ".repeat(MAX_FILE_SIZE + 1));
    }
    if let Err(error) = annexa_syntax::decode(&bytes) {
        let good = bytes.get(..error.span.start as usize).unwrap_or_default();
        let good = String::from_utf8_lossy(good);
        let at = LineIndex::new(&good).line_column(&good, error.span.start);
        let what = error.message.replace("this file", "it");
        let message = format!("`{relative}` cannot be read: {what} (line {}, column {})", at.line, at.column);
        return Err(Unread { help: error.help.clone(), ..Unread::new(relative, message) });
    }
    String::from_utf8(bytes).map_err(|_| Unread::new(relative, format!("`{relative}` is not in UTF-8")))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn data_files_lie_inside_the_package() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("package");
        fs::create_dir_all(root.join("evidence")).unwrap();
        fs::write(root.join("evidence/a.csv"), "Name,Done\nann,yes\n").unwrap();
        fs::write(folder.path().join("outside.csv"), "Name\nann\n").unwrap();
        let mut paths = vec![
            "evidence/a.csv",
            "evidence/a.csv/b",
            "evidence",
            "none.csv",
            "../outside.csv",
            "/etc/hostname",
        ];
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("outside.csv"), root.join("link.csv")).unwrap();
            paths.push("link.csv");
        }
        let paths: Vec<String> = paths.into_iter().map(str::to_owned).collect();
        let found = super::data(&root, &paths);
        let read: Vec<&str> = found
            .0
            .iter()
            .filter(|(_, file)| matches!(***file, DataFile::Read { .. }))
            .map(|(path, _)| path.as_str())
            .collect();
        assert_eq!(read, ["evidence/a.csv"]);
        let why = |path: &str| match &**found.0.get(path).unwrap() {
            DataFile::Missing => "is not there".to_owned(),
            DataFile::Refused(why) => why.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(why("none.csv"), "is not there");
        assert_eq!(why("evidence"), "is a folder");
        assert_eq!(why("../outside.csv"), "leads out of the package");
        assert_eq!(why("/etc/hostname"), "leads out of the package");
        assert_eq!(why("evidence/a.csv/b"), "cannot be read: not a directory");
        #[cfg(unix)]
        assert_eq!(why("link.csv"), "is a symbolic link that leads out of the package");
    }

    #[test]
    fn reads_what_the_command_line_reads() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let put = |path: &str, bytes: &[u8]| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        put("annexa.toml", b"[package]\nname = \"x\"\n\n[build]\noutput = \"built\"\n");
        put(".gitignore", b"scratch.isms\n");
        for path in ["b.isms", "a/c.ISMS", "scratch.isms", ".hidden/d.isms", "built/e.isms", "notes.md"] {
            put(path, b"");
        }
        put("other/annexa.toml", b"");
        put("other/f.isms", b"");
        put("broken.isms", b"ok\n\xFF");
        for path in
            ["annexa.lock/b.toml", "annexa.lock/a.toml", "annexa.lock/notes.md", "annexa.lock/old/c.toml"]
        {
            put(path, b"x");
        }
        let files = read(root);
        let locked: Vec<&str> = files.lock.iter().map(|(p, _)| p.as_str()).collect();
        assert_eq!(locked, ["annexa.lock/a.toml", "annexa.lock/b.toml"]);
        let paths: Vec<&str> = files.files.iter().map(|(p, _)| p.as_str()).collect();
        assert_eq!(paths, ["a/c.ISMS", "b.isms"]);
        assert_eq!(&*files.others, ["notes.md"]);
        assert_eq!(files.unread.len(), 1);
        assert!(files.unread[0].message.contains("(line 2, column 1)"), "{}", files.unread[0].message);
        assert_eq!(files.passed, [Passed { path: "built/e.isms".to_owned(), what: What::Output }]);
        assert_eq!(super::root(&root.join("a/c.ISMS")).as_deref(), Some(root));
        assert_eq!(super::root(&root.join("other/f.isms")), Some(root.join("other")));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_passed_over_is_told() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().unwrap();
        let outside = folder.path().join("outside");
        let root = folder.path().join("package.isms");
        fs::create_dir_all(&outside).unwrap();
        fs::create_dir_all(root.join("folder.isms")).unwrap();
        fs::create_dir_all(root.join("annexa.lock/b.toml")).unwrap();
        fs::write(
            root.join("annexa.toml"),
            "[package]\nname = \"x\"\n\n[dependencies]\ngroup = { path = \"../group\" }\n",
        )
        .unwrap();
        for path in ["folder.isms/a.isms", "annexa.lock/a.toml", "notes.md"] {
            fs::write(root.join(path), "").unwrap();
        }
        symlink(&outside, root.join("there")).unwrap();
        symlink(&outside, folder.path().join("group")).unwrap();
        symlink(root.join("folder.isms/a.isms"), root.join("b.isms")).unwrap();
        symlink(root.join("annexa.lock/a.toml"), root.join("annexa.lock/c.toml")).unwrap();
        symlink(root.join("none"), root.join("dangling.isms")).unwrap();
        symlink(root.join("notes.md"), root.join("other.md")).unwrap();
        let _pipe = std::os::unix::net::UnixListener::bind(root.join("pipe.isms")).unwrap();
        fs::write(root.join(OsStr::from_bytes(b"n\xF6te.isms")), "").unwrap();
        fs::write(root.join(OsStr::from_bytes(b"annexa.lock/\xF6.toml")), "").unwrap();

        let files = read(&root);
        let paths: Vec<&str> = files.files.iter().map(|(p, _)| p.as_str()).collect();
        assert_eq!(paths, ["folder.isms/a.isms"]);
        let passed: Vec<(&str, What)> = files.passed.iter().map(|p| (p.path.as_str(), p.what)).collect();
        assert_eq!(
            passed,
            [
                ("../group", What::Link),
                ("annexa.lock/b.toml", What::Folder),
                ("annexa.lock/c.toml", What::Link),
                ("b.isms", What::Link),
                ("dangling.isms", What::Link),
                ("folder.isms", What::Folder),
                ("pipe.isms", What::NoFile),
                ("there", What::Link),
            ]
        );
        let unread: Vec<&str> = files.unread.iter().map(|u| u.message.as_str()).collect();
        assert_eq!(
            unread,
            [
                "the name of the file `annexa.lock/\u{fffd}.toml` is not written in Unicode",
                "the name of the file `n\u{fffd}te.isms` is not written in Unicode"
            ]
        );
    }

    #[cfg(unix)]
    #[test]
    fn what_may_not_be_read_is_told() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("closed")).unwrap();
        fs::write(root.join("annexa.toml"), "[package]\nname = \"x\"\n").unwrap();
        fs::write(root.join("a.isms"), "").unwrap();
        // A lock that is a file is no lock, whoever reads it.
        fs::write(root.join("annexa.lock"), "").unwrap();
        let close = |mode| {
            for path in ["closed", "a.isms"] {
                fs::set_permissions(root.join(path), fs::Permissions::from_mode(mode)).unwrap();
            }
        };
        close(0);
        let everything_is_open = fs::read(root.join("a.isms")).is_ok();
        let files = read(root);
        close(0o700);
        let unread: Vec<&str> = files.unread.iter().map(|u| u.message.as_str()).collect();
        let mut expected = vec!["`annexa.lock` cannot be read: not a directory"];
        // Whoever may read everything is refused nothing.
        if !everything_is_open {
            expected.insert(0, "`a.isms` cannot be read: permission denied");
            expected.push("`closed` cannot be read: permission denied");
        }
        assert_eq!(unread, expected);
        fs::remove_file(root.join("annexa.lock")).unwrap();
        symlink(root.join("closed"), root.join("annexa.lock")).unwrap();
        assert_eq!(read(root).passed, [Passed { path: "annexa.lock".into(), what: What::Link }]);
    }

    #[test]
    fn packages_are_read_with_those_that_they_stand_on() {
        let folder = tempfile::tempdir().unwrap();
        let put = |path: &str, bytes: &[u8]| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        let manifest = |name: &str, lines: &str| {
            format!("[package]\nname = \"{name}\"\n\n[dependencies]\n{lines}").into_bytes()
        };
        put(
            "norway/annexa.toml",
            &manifest("norway", "group = { path = \"../group\" }\nnone = { path = \"../none\" }\n"),
        );
        put("norway/a.isms", b"");
        put(
            "group/annexa.toml",
            &manifest("group", "holding = { path = \"../holding\" }\nback = { path = \"../norway\" }\n"),
        );
        put("group/policies/b.isms", b"");
        put("group/broken.isms", b"\xFF");
        put("holding/annexa.toml", &manifest("holding", ""));
        put("holding/c.isms", b"");
        put("beside.isms", b"");
        let files = read(&folder.path().join("norway"));
        let found: Vec<(&str, Vec<&str>)> = files
            .packages
            .iter()
            .map(|p| (p.folder.as_str(), p.files.iter().map(|(path, _)| path.as_str()).collect()))
            .collect();
        assert_eq!(found, [("../group", vec!["policies/b.isms"]), ("../holding", vec!["c.isms"])]);
        assert_eq!(files.unread.len(), 1);
        assert_eq!(files.unread[0].path, "../group/broken.isms");
        assert!(files.unread[0].message.contains("`../group/broken.isms`"), "{}", files.unread[0].message);
    }
}
