//! A generator of packages of any size: realistic in what they declare, and the same for the same number.

pub mod edits;

use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

/// A generated package: the manifest, then files by path.
#[derive(Debug, Clone)]
pub struct Package {
    /// `annexa.toml`
    pub manifest: String,
    /// Paths and texts.
    pub files: Vec<(String, String)>,
    /// How many declarations the files hold, nested ones counted.
    pub declarations: usize,
}

impl Package {
    /// Bytes of all `.isms` files.
    pub fn bytes(&self) -> usize {
        self.files.iter().map(|(_, text)| text.len()).sum()
    }

    /// Writes it into a folder.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("annexa.toml"), &self.manifest)?;
        for (path, text) in &self.files {
            let path = folder.join(path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, text)?;
        }
        Ok(())
    }
}

/// Numbers that look like chance and are the same in every run.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall as `seed` says.
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides.max(1)
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

const THEMES: [(&str, usize); 4] = [("A.5", 37), ("A.6", 8), ("A.7", 14), ("A.8", 34)];
const LIKELIHOOD: [&str; 5] = ["rare", "unlikely", "possible", "likely", "certain"];
const CONSEQUENCE: [&str; 5] = ["negligible", "minor", "moderate", "major", "severe"];
const WORDS: [&str; 16] = [
    "access", "backup", "customer", "device", "email", "factory", "gateway", "hosting", "invoice", "journal",
    "kitchen", "ledger", "mailbox", "network", "office", "payroll",
];
const SENTENCES: [&str; 6] = [
    "Access rights MUST be approved by the owner of the asset before they are given.",
    "Whoever leaves MUST hand back every device on the last day of work.",
    "Backups MUST be restored as a test at least twice a year, and the result written down.",
    "Changes MUST be reviewed by a second person and MUST be undone when they fail.",
    "Suppliers MUST report what concerns us within one working day.",
    "Rooms with equipment MUST be locked when nobody is in them.",
];

fn control(dice: &mut Dice) -> String {
    let (theme, count) = THEMES[dice.roll(THEMES.len())];
    format!("{theme}.{}", dice.roll(count) + 1)
}

fn controls(dice: &mut Dice, most: usize) -> String {
    let mut all: Vec<String> = (0..=dice.roll(most)).map(|_| control(dice)).collect();
    all.sort();
    all.dedup();
    all.join(", ")
}

/// A package of about `declarations` declarations (at least 40), in files of a few hundred.
pub fn generate(declarations: usize) -> Package {
    let mut dice = Dice(42);
    let manifest =
        "[package]\nname = \"generated\"\n\n[standards]\nmain = \"iso27001@2022\"\nalso = [\"gdpr@2016\"]\n"
            .to_string();
    let mut base = String::from(
        "organization generated \"Generated Ltd\" { people-in-scope: 500 }\n\
         risk-method method \"Risk assessment\" {\n    likelihood: rare, unlikely, possible, likely, certain\n    \
         consequence: negligible, minor, moderate, major, severe\n    level: low from 1\n    level: medium from 5\n    \
         level: high from 10\n    acceptable: low\n    accept: medium by owner\n    review: every 12 months\n}\n",
    );
    let mut made = 2;
    let roles = (declarations / 200).clamp(8, 400);
    for r in 0..roles {
        let _ = writeln!(base, "role role-{r} \"Role {r}\" {{ holder: \"Person {r}\" since 2024-01-01 }}");
    }
    let teams = (declarations / 400).clamp(4, 200);
    for t in 0..teams {
        let _ = writeln!(
            base,
            "team team-{t} \"Team {t}\" {{ lead: role-{}  people: {} }}",
            t % roles,
            t % 40 + 1
        );
    }
    made += roles + teams;
    base.push_str("scope main \"Everything\" {\n    includes: team-0, asset-0, asset-1, asset-2\n    involves: own-development, cloud-service\n}\n");
    base.push_str("soa main-soa \"Statement of Applicability\" for main against iso27001 {\n    owner: role-0\n    include: A.* because \"Baseline of the organization\"\n    exclude: A.8.30 because \"Nobody develops for us\"\n}\n");
    made += 2;
    let mut files = vec![("organization.isms".to_string(), base)];
    let rest = declarations.saturating_sub(made).max(12);
    let (assets, risks) = (rest * 3 / 10, rest * 3 / 10);
    let mut text = String::new();
    let mut in_file = 0;
    let mut flush = |text: &mut String, in_file: &mut usize, name: &str, force: bool| {
        if *in_file >= 400 || (force && !text.is_empty()) {
            files.push((format!("{name}/{name}-{:04}.isms", files.len()), std::mem::take(text)));
            *in_file = 0;
        }
    };
    for a in 0..assets.max(3) {
        let category = dice.pick(&["information", "system", "equipment", "service"]);
        let class = dice.pick(&["public", "internal", "confidential"]);
        let word = dice.pick(&WORDS);
        let part = if a > 10 && dice.roll(4) == 0 {
            format!("    part-of: asset-{}\n", dice.roll(a / 2))
        } else {
            String::new()
        };
        let _ = write!(
            text,
            "/// Kept by the {word} team.\nasset asset-{a} \"The {word} number {a}\" {{\n    category: {category}\n    owner: role-{}\n    classification: {class}\n    confidentiality: {}\n    availability: {}\n{part}}}\n",
            dice.roll(roles),
            dice.pick(&["low", "medium", "high"]),
            dice.pick(&["low", "medium", "high"]),
        );
        in_file += 1;
        made += 1;
        flush(&mut text, &mut in_file, "assets", false);
    }
    flush(&mut text, &mut in_file, "assets", true);
    for r in 0..risks.max(3) {
        let word = dice.pick(&WORDS);
        let _ = write!(
            text,
            "risk risk-{r} \"Somebody misuses the {word} of {r}\" {{\n    assets: asset-{}, asset-{}\n    affects: confidentiality, integrity\n    threat: \"A message that looks like one from the {word}\"\n    owner: role-{}\n    inherent: {} with {}\n    treat: modify with {} by role-{} due 2031-12-31\n    residual: {} with {}\n}}\n",
            dice.roll(assets.max(3)),
            dice.roll(3),
            dice.roll(roles),
            dice.pick(&LIKELIHOOD[2..]),
            dice.pick(&CONSEQUENCE[2..]),
            controls(&mut dice, 3),
            dice.roll(roles),
            dice.pick(&LIKELIHOOD[..2]),
            dice.pick(&CONSEQUENCE[..2]),
        );
        in_file += 1;
        made += 1;
        flush(&mut text, &mut in_file, "risks", false);
    }
    flush(&mut text, &mut in_file, "risks", true);
    // What the rules of the standard library look at.
    for o in 0..rest / 50 {
        let role = dice.roll(roles);
        let _ = write!(
            text,
            "objective objective-{o} \"Objective {o}\" {{ owner: role-{role}  deadline: 2027-06-30  resources: \"Two days\"  evaluation: \"By the end of the year\"  not-measurable: because \"It is a decision\" }}\n\
             incident incident-{o} \"Incident {o}\" {{ detected: 2026-03-01  closed: 2026-04-01  severity: minor  lessons: \"Nothing new\" }}\n\
             change change-{o} \"Change {o}\" {{ owner: role-{role}  plan: \"In two steps\" }}\n",
        );
        in_file += 3;
        made += 3;
        flush(&mut text, &mut in_file, "improvement", false);
    }
    flush(&mut text, &mut in_file, "improvement", true);
    let mut policy = 0;
    while made < declarations {
        let statements = (4 + dice.roll(8)).min(declarations - made);
        let _ = write!(
            text,
            "policy policy-{policy} \"Policy number {policy}\" for main {{\n    version: \"1.{policy}\"\n    owner: role-{}\n    approver: role-{}\n    classification: internal\n    review: every 12 months\n\n",
            dice.roll(roles),
            dice.roll(roles),
        );
        made += 1;
        for s in 0..statements {
            let applies = if dice.roll(4) == 0 {
                format!("        applies-to: asset-{}\n", dice.roll(3))
            } else {
                String::new()
            };
            let _ = write!(
                text,
                "    statement statement-{s} \"Statement {s}\" {{\n        \"\"\"\n        {} This is part of {{policy-{policy}}}.\n        {}\n        \"\"\"\n        implements: {}\n{applies}        carried-out-by: team-{}\n        status: {} since 2025-{:02}-01\n    }}\n",
                dice.pick(&SENTENCES),
                dice.pick(&SENTENCES),
                controls(&mut dice, 2),
                dice.roll(teams),
                dice.pick(&["implemented", "implemented", "partial", "planned"]),
                dice.roll(12) + 1,
            );
            made += 1;
            in_file += 1;
        }
        text.push_str("}\n");
        policy += 1;
        flush(&mut text, &mut in_file, "policies", false);
    }
    flush(&mut text, &mut in_file, "policies", true);
    Package { manifest, files, declarations: made }
}
