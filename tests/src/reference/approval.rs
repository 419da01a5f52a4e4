//! A slow, obvious reference of what an approval is an approval of, written from LANGUAGE.md ("Documents, approval, groups"):
//! the document as its reader gets it. [`reads`] writes that out in words, so that two packages can be compared. Each world
//! can be written in several [`Layout`]s, which differ in everything that a reader does not see.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// How many controls there are.
pub const CONTROLS: usize = 4;
/// How many roles, which are titled.
pub const ROLES: usize = 3;
/// How many values have a name.
pub const LETS: usize = 2;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A word.
    Word(usize),
    /// The value of a `let`.
    Let(usize),
    /// The title of a role.
    Role(usize),
    /// The title of a document.
    Document(usize),
}

/// A statement of a document.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its title.
    pub title: usize,
    /// Its text.
    pub text: Vec<Piece>,
    /// What it implements.
    pub implements: BTreeSet<usize>,
    /// How far it is: part of its life.
    pub implemented: bool,
}

/// A policy.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its title.
    pub title: usize,
    /// The value that stands in its title.
    pub titled_with: Option<usize>,
    /// The document that it extends, one of lower number.
    pub extends: Option<usize>,
    /// Its paragraphs.
    pub paragraphs: Vec<Vec<Piece>>,
    /// Who has to know it.
    pub audience: BTreeSet<usize>,
    /// Its statements.
    pub statements: Vec<Statement>,
    /// Who owns it: part of its life.
    pub owner: usize,
    /// Its version: part of its life.
    pub version: usize,
}

/// A risk.
#[derive(Clone, Debug)]
pub struct Risk {
    /// Its title.
    pub title: usize,
    /// Steps of likelihood and consequence of what remains.
    pub residual: (usize, usize),
    /// With which controls it is treated.
    pub treat: BTreeSet<usize>,
    /// Who owns it: part of its life.
    pub owner: usize,
    /// What brings it about: no part of what is accepted, which is levels and treatment.
    pub threat: usize,
}

/// What the statement of applicability says of a control.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Whether it applies.
    pub applies: bool,
    /// Why.
    pub because: Option<usize>,
    /// The month of a plan.
    pub plan: Option<usize>,
}

/// A package.
#[derive(Clone, Debug)]
pub struct World {
    /// The months that each `let` stands for.
    pub lets: Vec<usize>,
    /// The titles of the roles.
    pub roles: Vec<usize>,
    /// The score from which a risk is high.
    pub high_from: usize,
    /// The policies.
    pub documents: Vec<Document>,
    /// The risks.
    pub risks: Vec<Risk>,
    /// The decisions of the statement of applicability, by control.
    pub decisions: Vec<Decision>,
}

/// A change, in numbers that are taken modulo what there is: which kind, of which thing, and to what.
pub type Change = (usize, usize, usize, usize);

/// How many kinds of changes there are.
pub const CHANGES: usize = 21;

/// Carries out a change.
pub fn change(world: &mut World, (kind, which, part, to): Change) {
    let documents = world.documents.len();
    let (title, control, role) = (to % WORDS.len(), part % CONTROLS, to % ROLES);
    let risk = which % world.risks.len();
    let document = &mut world.documents[which % documents];
    let paragraph = part % document.paragraphs.len();
    let statement = part % document.statements.len();
    match kind % CHANGES {
        0 => world.lets[which % LETS] = 1 + to % 4,
        1 => world.roles[which % ROLES] = title,
        2 => document.title = title,
        3 => document.paragraphs[paragraph].push(Piece::Word(title)),
        4 => document.paragraphs.rotate_left(1),
        5 => {
            if document.paragraphs.len() > 1 {
                document.paragraphs.remove(paragraph);
            }
        }
        6 => document.paragraphs.insert(paragraph, vec![Piece::Word(title)]),
        7 => document.statements[statement].text.push(Piece::Word(title)),
        8 => document.statements[statement].title = title,
        9 => toggle(&mut document.statements[statement].implements, to % CONTROLS),
        10 => document.statements[statement].implemented ^= true,
        11 => toggle(&mut document.audience, role),
        12 => document.owner = role,
        13 => document.version += 1,
        14 => document.titled_with = (to % (LETS + 1)).checked_sub(1),
        15 => toggle(&mut world.risks[risk].treat, control),
        16 => world.risks[risk].residual = (part % 2, to % 2),
        17 => world.risks[risk].title = title,
        18 => {
            let risk = &mut world.risks[risk];
            (risk.owner, risk.threat) = (role, title);
        }
        19 => {
            let decision = &mut world.decisions[which % CONTROLS];
            match part % 3 {
                0 => decision.applies ^= true,
                1 => decision.because = Some(title),
                _ => decision.plan = (to % 4).checked_sub(1),
            }
        }
        _ => world.high_from = 2 + to % 3,
    }
}

fn toggle(set: &mut BTreeSet<usize>, one: usize) {
    if !set.remove(&one) {
        set.insert(one);
    }
}

/// Words that texts are made of.
const WORDS: [&str; 6] = ["Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot"];
/// How many words there are.
pub const WORD_COUNT: usize = WORDS.len();

// ---------------------------------------------------------------------------------------------------------------
// What the reader gets
// ---------------------------------------------------------------------------------------------------------------

/// A document, the statement of applicability, or a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// A policy.
    Document(usize),
    /// A risk.
    Risk(usize),
    /// The statement of applicability.
    Table,
}

/// Everything in a world that is approved or accepted.
pub fn all(world: &World) -> Vec<Of> {
    let documents = (0..world.documents.len()).map(Of::Document);
    documents.chain((0..world.risks.len()).map(Of::Risk)).chain([Of::Table]).collect()
}

/// Its name in the package.
pub fn name(of: Of) -> String {
    match of {
        Of::Document(i) => format!("policy-{i}"),
        Of::Risk(i) => format!("risk-{i}"),
        Of::Table => "table".to_owned(),
    }
}

impl World {
    fn text(&self, pieces: &[Piece]) -> String {
        let words: Vec<String> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Word(word) => WORDS[*word].to_owned(),
                Piece::Let(i) => months(self.lets[*i]),
                Piece::Role(i) => self.role(*i),
                Piece::Document(i) => self.title(*i),
            })
            .collect();
        words.join(" ")
    }

    fn role(&self, i: usize) -> String {
        format!("Role {} {i}", WORDS[self.roles[i]])
    }

    fn title(&self, document: usize) -> String {
        let document = &self.documents[document];
        let with = document.titled_with.map_or_else(String::new, |i| format!(" {}", months(self.lets[i])));
        format!("Policy {}{with}", WORDS[document.title])
    }
}

/// What its reader gets: the same words, where two worlds say the same. The order of paragraphs is part of it; that of
/// statements, roles, controls and rows is not.
pub fn reads(world: &World, of: Of) -> Vec<String> {
    match of {
        Of::Document(i) => {
            let mut all = vec![world.title(i)];
            let mut layers = vec![i];
            while let Some(next) = world.documents[*layers.last().expect("one at least")].extends {
                layers.push(next);
            }
            // A line that repeats what is inherited is a line more.
            let mut audience: Vec<BTreeSet<String>> = Vec::new();
            let mut statements: Vec<String> = Vec::new();
            for layer in layers.iter().rev().map(|l| &world.documents[*l]) {
                all.extend(layer.paragraphs.iter().map(|p| world.text(p)));
                audience.push(layer.audience.iter().map(|r| world.role(*r)).collect());
                for statement in &layer.statements {
                    let title = WORDS[statement.title];
                    statements.push(format!(
                        "{title}: {} {:?}",
                        world.text(&statement.text),
                        statement.implements
                    ));
                }
            }
            statements.sort();
            audience.retain(|line| !line.is_empty());
            audience.sort();
            all.push(format!("{audience:?} {statements:?}"));
            // The header names what it extends.
            all.extend(world.documents[i].extends.map(|parent| world.title(parent)));
            all
        }
        Of::Risk(i) => {
            // "for a risk its levels and treatment"
            let risk = &world.risks[i];
            let (likelihood, consequence) = risk.residual;
            let high = (likelihood + 1) * (consequence + 1) >= world.high_from;
            vec![WORDS[risk.title].to_owned(), format!("{:?} {high} {:?}", risk.residual, risk.treat)]
        }
        Of::Table => {
            // "for a SoA each row's applicability, reasons, justification and plan"
            let row = |(control, decision): (usize, &Decision)| {
                let treated = world.risks.iter().filter(|r| decision.applies && r.treat.contains(&control));
                let reasons: BTreeSet<&str> = treated.map(|r| WORDS[r.title]).collect();
                let because = decision.because.map(|word| WORDS[word]);
                let plan = decision.plan.filter(|_| decision.applies);
                format!("{control} {} {reasons:?} {because:?} {plan:?}", decision.applies)
            };
            world.decisions.iter().enumerate().map(row).collect()
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------
// The same world as Annexa
// ---------------------------------------------------------------------------------------------------------------

/// Everything in which two texts of a package may differ for nobody who reads its documents.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Into how many files declarations are dealt, beside the first.
    pub files: usize,
    /// Whether declarations, statements and fields stand in the opposite order.
    pub backwards: bool,
    /// Whether roles and values have other names.
    pub renamed: bool,
    /// Whether there are comments and blank lines.
    pub comments: bool,
    /// Whether prose has a line for each piece.
    pub broken: bool,
    /// Whether what is the same for several controls is one line each.
    pub apart: bool,
}

impl Layout {
    fn let_name(&self, i: usize) -> String {
        format!("{}-{i}", if self.renamed { "cycle" } else { "interval" })
    }

    fn role_name(&self, i: usize) -> String {
        format!("{}-{i}", if self.renamed { "job" } else { "role" })
    }

    fn text(&self, pieces: &[Piece]) -> String {
        let pieces: Vec<String> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Word(word) => WORDS[*word].to_owned(),
                Piece::Let(i) => format!("{{{}}}", self.let_name(*i)),
                Piece::Role(i) => format!("{{{}}}", self.role_name(*i)),
                Piece::Document(i) => format!("{{policy-{i}}}"),
            })
            .collect();
        pieces.join(if self.broken { "\n        " } else { " " })
    }

    /// Entries of a declaration, each a line or more, in the order of this layout; prose keeps its own order.
    fn entries(&self, mut fields: Vec<String>, prose: &[String]) -> String {
        let mut out = String::new();
        if self.backwards {
            fields.reverse();
        }
        let (before, after) = fields.split_at(if self.backwards { fields.len() / 2 } else { fields.len() });
        let lines = before.iter().chain(prose).chain(after);
        for line in lines {
            if self.comments {
                out.push_str("\n    // A note for those who write.\n");
            }
            let _ = writeln!(out, "    {line}");
        }
        out
    }

    fn roles(&self, roles: &BTreeSet<usize>) -> String {
        let mut names: Vec<String> = roles.iter().map(|r| self.role_name(*r)).collect();
        if self.backwards {
            names.reverse();
        }
        names.join(", ")
    }

    fn controls(&self, controls: &BTreeSet<usize>) -> String {
        let mut names: Vec<String> = controls.iter().map(|c| format!("k.G.{}", c + 1)).collect();
        if self.backwards {
            names.reverse();
        }
        names.join(", ")
    }
}

fn months(n: usize) -> String {
    format!("{n} {}", if n == 1 { "month" } else { "months" })
}

/// Writes a world as Annexa.
pub fn source(world: &World, layout: &Layout) -> Vec<(String, String)> {
    let mut decls: Vec<String> = Vec::new();
    for (i, months_of) in world.lets.iter().enumerate() {
        decls.push(format!("let {} = {}\n", layout.let_name(i), months(*months_of)));
    }
    for i in 0..ROLES {
        let name = layout.role_name(i);
        decls.push(format!("role {name} \"{}\" {{ holder: person-{i} }}\n", world.role(i)));
        decls.push(format!("person person-{i} \"Person {i}\"\n"));
    }
    decls.push("person head \"Head\"\n".to_owned());
    decls.push("role top \"Top\" { holder: head }\n".to_owned());
    decls.push("asset app \"App\" { category: system }\n".to_owned());
    decls.push("scope all \"All\" { includes: app }\n".to_owned());
    let controls: String = (1..=CONTROLS)
        .map(|c| format!("        control G.{c} \"Control {c}\" {{ about: organization }}\n"))
        .collect();
    decls.push(format!(
        "catalog k \"K\" {{\n    edition: \"1\"\n    group G \"All\" {{\n{controls}    }}\n}}\n"
    ));
    decls.push(format!(
        "risk-method method \"Method\" {{\n    likelihood: rare, often\n    consequence: small, great\n    \
         level: low from 1\n    level: high from {}\n    acceptable: low\n    accept: low by owner, top\n}}\n",
        world.high_from
    ));
    for (i, document) in world.documents.iter().enumerate() {
        decls.push(self::document(layout, i, document));
    }
    for (i, risk) in world.risks.iter().enumerate() {
        let (likelihood, consequence) = risk.residual;
        let mut fields = vec![
            format!("owner: {}", layout.role_name(risk.owner)),
            format!("threat: \"{}\"", WORDS[risk.threat]),
            format!("residual: {} with {}", ["rare", "often"][likelihood], ["small", "great"][consequence]),
        ];
        if risk.treat.is_empty() {
            fields.push("treat: retain".to_owned());
        } else {
            fields.push(format!("treat: modify with {}", layout.controls(&risk.treat)));
        }
        decls.push(format!(
            "risk risk-{i} \"{}\" {{\n{}}}\n",
            WORDS[risk.title],
            layout.entries(fields, &[])
        ));
    }
    decls.push(table(world, layout));
    if layout.backwards {
        decls.reverse();
    }
    let files = layout.files + 1;
    let mut out: Vec<(String, String)> = (0..files).map(|i| (format!("f{i}.isms"), String::new())).collect();
    for (i, decl) in decls.into_iter().enumerate() {
        let text = &mut out[i % files].1;
        if layout.comments {
            text.push_str("\n\n// Here begins something else.\n");
        }
        text.push_str(&decl);
    }
    out
}

fn document(layout: &Layout, i: usize, document: &Document) -> String {
    let mut fields = vec![
        "approver: top".to_owned(),
        format!("owner: {}", layout.role_name(document.owner)),
        format!("version: \"{}\"", document.version),
    ];
    if !document.audience.is_empty() {
        fields.push(format!("audience: {}", layout.roles(&document.audience)));
    }
    for (n, statement) in document.statements.iter().enumerate() {
        let mut inner =
            vec![format!("status: {}", if statement.implemented { "implemented" } else { "planned" })];
        if !statement.implements.is_empty() {
            inner.push(format!("implements: {}", layout.controls(&statement.implements)));
        }
        let text =
            format!("\"\"\"{}\"\"\"", Layout { broken: false, ..layout.clone() }.text(&statement.text));
        fields.push(format!(
            "statement s-{i}-{n} \"{}\" {{\n{}    }}",
            WORDS[statement.title],
            layout.entries(inner, &[text])
        ));
    }
    let paragraphs: Vec<String> = document.paragraphs.iter().map(|p| layout.text(p)).collect();
    let prose = format!("\"\"\"\n        {}\n    \"\"\"", paragraphs.join("\n\n        "));
    let extends = document.extends.map_or_else(String::new, |parent| format!(" extends policy-{parent}"));
    let with = document.titled_with.map_or_else(String::new, |i| format!(" {{{}}}", layout.let_name(i)));
    format!(
        "policy policy-{i} \"Policy {}{with}\"{extends} {{\n{}}}\n",
        WORDS[document.title],
        layout.entries(fields, &[prose])
    )
}

fn table(world: &World, layout: &Layout) -> String {
    let mut fields = vec!["approver: top".to_owned()];
    // Controls of which the same is decided stand in one line, or each in its own.
    let mut lines: Vec<(bool, Option<usize>, BTreeSet<usize>)> = Vec::new();
    for (control, decision) in world.decisions.iter().enumerate() {
        let same = |(applies, because, _): &&mut (bool, Option<usize>, BTreeSet<usize>)| {
            !layout.apart && (*applies, *because) == (decision.applies, decision.because)
        };
        match lines.iter_mut().find(same) {
            Some((.., controls)) => {
                controls.insert(control);
            }
            None => lines.push((decision.applies, decision.because, [control].into())),
        }
        if let Some(plan) = decision.plan {
            fields.push(format!(
                "not-yet: k.G.{} due 2027-0{}-01 because \"It takes time\"",
                control + 1,
                plan + 1
            ));
        }
    }
    for (applies, because, controls) in lines {
        let field = if applies { "include" } else { "exclude" };
        let because = because.map_or_else(String::new, |word| format!(" because \"{}\"", WORDS[word]));
        fields.push(format!("{field}: {}{because}", layout.controls(&controls)));
    }
    format!("soa table \"Table\" for all against k {{\n{}}}\n", layout.entries(fields, &[]))
}
