//! A slow, obvious reference of time, written from LANGUAGE.md ("Time"), CHECKS.md and the words of the prelude: what is due,
//! late, stale or in force on a day, and, by looking at every single day, on which days that changes.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A day: year, month, day of the month.
pub type Day = (u32, u32, u32);

/// How long something takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// So many months.
    Months(u32),
    /// So many days.
    Days(u32),
}

/// A period: first and last day.
pub type Period = (Option<Day>, Option<Day>);

/// Something with days, in a file of its own.
#[derive(Clone, Debug)]
pub enum Thing {
    /// Evidence: when it was gathered and when seen, and how long that counts.
    Evidence(Option<Day>, Option<Day>, Length),
    /// A policy that nobody has to approve: how often it is reviewed, and when it was.
    Policy(Length, Vec<Day>),
    /// A risk: how often it is assessed, when it was found, and when reviewed.
    Risk(Length, Option<Day>, Vec<Day>),
    /// An action: its deadline, and when it was done.
    Action(Day, Option<Day>),
    /// A supplier on whom the scope depends: its agreements, assessments, and how often it is assessed.
    Supplier(Vec<Period>, Vec<Day>, Option<Length>),
}

/// A `status:` of the one statement.
#[derive(Clone, Debug)]
pub struct Status {
    /// Index into [`PROGRESS`].
    pub progress: usize,
    /// The asset that it speaks of.
    pub on: Option<usize>,
    /// First and last day.
    pub period: Period,
}

/// A package: things, and one statement for one control that is asked for two assets.
#[derive(Clone, Debug)]
pub struct World {
    /// The things.
    pub things: Vec<Thing>,
    /// The statuses of the statement.
    pub statuses: Vec<Status>,
}

/// How far something is, from the least.
pub const PROGRESS: [&str; 3] = ["planned", "partial", "implemented"];
/// How many assets there are.
pub const ASSETS: usize = 2;

/// How many days a month has.
pub fn length_of((year, month): (u32, u32)) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day after.
pub fn next((year, month, day): Day) -> Day {
    if day < length_of((year, month)) {
        (year, month, day + 1)
    } else if month < 12 {
        (year, month + 1, 1)
    } else {
        (year + 1, 1, 1)
    }
}

/// "Months are added by the calendar, clamped to the month's end."
pub fn after(from: Day, length: Length) -> Day {
    match length {
        Length::Days(days) => (0..days).fold(from, |day, _| next(day)),
        Length::Months(months) => {
            let (mut year, mut month) = (from.0, from.1);
            for _ in 0..months {
                (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            }
            (year, month, from.2.min(length_of((year, month))))
        }
    }
}

/// "Periods hold on their first and last day; no `since` is always, no `until` is open."
fn holds((since, until): Period, day: Day) -> bool {
    since.is_none_or(|s| s <= day) && until.is_none_or(|u| day <= u)
}

/// The last of some days that is not after `day`.
fn last(days: &[Day], day: Day) -> Option<Day> {
    days.iter().copied().filter(|d| *d <= day).max()
}

/// Whether what is done every so often was done and is due again: the last day on which that is in time has passed.
fn due_again(days: &[Day], every: Length, day: Day) -> bool {
    last(days, day).is_some_and(|last| after(last, every) < day)
}

impl Thing {
    fn days(&self) -> Vec<Day> {
        match self {
            Thing::Evidence(collected, seen, _) => collected.iter().chain(seen).copied().collect(),
            Thing::Policy(_, days) => days.clone(),
            Thing::Risk(_, found, days) => found.iter().chain(days).copied().collect(),
            Thing::Action(..) => Vec::new(),
            Thing::Supplier(_, days, _) => days.clone(),
        }
    }

    fn every(&self) -> Length {
        match self {
            Thing::Evidence(_, _, length) | Thing::Policy(length, _) | Thing::Risk(length, ..) => *length,
            // "12 months without"
            Thing::Supplier(_, _, length) => length.unwrap_or(Length::Months(12)),
            Thing::Action(..) => Length::Days(0),
        }
    }

    /// What has become too old on a day, or is late.
    fn is_late(&self, day: Day) -> bool {
        match self {
            Thing::Action(deadline, done) => *deadline < day && done.is_none_or(|done| day < done),
            _ => due_again(&self.days(), self.every(), day),
        }
    }

    /// The problem that there is about it on a day.
    pub fn told(&self, day: Day) -> Option<&'static str> {
        let never = last(&self.days(), day).is_none();
        // Before the first day on record nobody knows what there was.
        let nothing = self.days().is_empty();
        match self {
            // What was never gathered or seen is not stale.
            Thing::Evidence(..) => self.is_late(day).then_some("stale-evidence"),
            Thing::Policy(..) => (nothing || self.is_late(day)).then_some("review-overdue"),
            // What is found later is not there yet.
            Thing::Risk(_, found, _) if found.is_some_and(|found| day < found) => None,
            Thing::Risk(..) => (nothing || self.is_late(day)).then_some("risk-review-overdue"),
            Thing::Action(..) => self.is_late(day).then_some("overdue-action"),
            // "Nothing controls a supplier the scope depends on; agreement or assessment lapsed".
            Thing::Supplier(agreements, ..) => {
                let agreed = agreements.iter().any(|p| holds(*p, day));
                (!agreed || never || self.is_late(day)).then_some("uncontrolled-external")
            }
        }
    }

    /// What changes on a day, by looking at it and at the day before.
    pub fn changes(&self, before: Day, day: Day) -> Vec<&'static str> {
        let mut found = Vec::new();
        if self.is_late(day) && !self.is_late(before) {
            found.push(match self {
                Thing::Evidence(..) => "stale",
                Thing::Policy(..) | Thing::Risk(..) => "due again",
                Thing::Action(..) => "overdue",
                Thing::Supplier(..) => "assessment old",
            });
        }
        if let Thing::Supplier(agreements, ..) = self {
            for (since, until) in agreements {
                if *since == Some(day) {
                    found.push("begins");
                }
                if *until == Some(before) {
                    found.push("ended");
                }
            }
        }
        found
    }
}

impl World {
    /// How far the statement brings an asset on a day: "one whose `on` names it comes before one without `on`, and among these
    /// the latest `since` that holds counts".
    fn progress(&self, asset: usize, day: Day) -> Option<usize> {
        let holding: Vec<&Status> = self.statuses.iter().filter(|s| holds(s.period, day)).collect();
        let naming: Vec<&Status> = holding.iter().copied().filter(|s| s.on == Some(asset)).collect();
        let of =
            if naming.is_empty() { holding.into_iter().filter(|s| s.on.is_none()).collect() } else { naming };
        of.iter().max_by_key(|s| s.period.0).map(|s| s.progress)
    }

    /// The word of the control on a day: "implemented if all subjects are, none if all are none, planned if some are planned
    /// and none is more, else partial".
    pub fn word(&self, day: Day) -> &'static str {
        let all: Vec<Option<usize>> = (0..ASSETS).map(|asset| self.progress(asset, day)).collect();
        if all.iter().all(Option::is_none) {
            "missing"
        } else if all.iter().all(|p| *p == Some(2)) {
            "implemented"
        } else if all.iter().all(|p| p.is_none_or(|p| p == 0)) {
            "planned"
        } else {
            "partial"
        }
    }

    /// The problems on a day: name, and the number of the thing.
    pub fn told(&self, day: Day) -> BTreeSet<(&'static str, usize)> {
        let things = self.things.iter().enumerate();
        things.filter_map(|(i, thing)| Some((thing.told(day)?, i))).collect()
    }

    /// What changes of things after a day and up to another: the day, what, and the number of the thing.
    pub fn changes(&self, from: Day, until: Day) -> BTreeSet<(Day, &'static str, usize)> {
        let mut found = BTreeSet::new();
        let mut before = from;
        while before < until {
            let day = next(before);
            for (i, thing) in self.things.iter().enumerate() {
                found.extend(thing.changes(before, day).into_iter().map(|what| (day, what, i)));
            }
            before = day;
        }
        found
    }

    /// The days after one and up to another on which the word of the control changes, with both words.
    pub fn words(&self, from: Day, until: Day) -> Vec<(Day, &'static str, &'static str)> {
        let mut found = Vec::new();
        let mut before = from;
        while before < until {
            let day = next(before);
            if self.word(before) != self.word(day) {
                found.push((day, self.word(before), self.word(day)));
            }
            before = day;
        }
        found
    }
}

/// A day as it is written.
pub fn written((year, month, day): Day) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

fn length(length: Length) -> String {
    match length {
        Length::Months(n) => format!("{n} months"),
        Length::Days(n) => format!("{n} days"),
    }
}

fn period((since, until): Period) -> String {
    let since = since.map_or_else(String::new, |d| format!(" since {}", written(d)));
    let until = until.map_or_else(String::new, |d| format!(" until {}", written(d)));
    since + &until
}

/// The name of a thing, and of its file.
pub fn name(i: usize) -> String {
    format!("thing-{i}")
}

/// The file of everything else.
pub const REST: &str = "rest.isms";

/// Writes a world as Annexa: a file for each thing, and one for the rest.
pub fn source(world: &World) -> Vec<(String, String)> {
    let mut rest = "role boss \"Boss\" { holder: \"Ann\" }\nteam crew \"Crew\"\n\
         catalog k \"K\" { edition: \"1\"  group G \"All\" { control G.1 \"One\" { about: system } } }\n\
         risk-method method \"Method\" { owner: boss  likelihood: rare, often  consequence: small, great\n    \
         level: low from 1  level: high from 3  acceptable: low }\n"
        .to_owned();
    for asset in 0..ASSETS {
        let _ = writeln!(rest, "asset asset-{asset} \"Asset {asset}\" {{ category: system }}");
    }
    let suppliers: Vec<String> = world
        .things
        .iter()
        .enumerate()
        .filter(|(_, thing)| matches!(thing, Thing::Supplier(..)))
        .map(|(i, _)| name(i))
        .collect();
    let depends =
        if suppliers.is_empty() { String::new() } else { format!("  depends-on: {}", suppliers.join(", ")) };
    let _ = writeln!(rest, "scope all \"All\" {{ includes: asset-0, asset-1{depends} }}");
    rest.push_str("soa table \"Table\" for all against k { include: k.* because \"We need it\" }\n");
    rest.push_str("procedure how \"How\" {\n    implements: k.G.1\n    carried-out-by: crew\n");
    for status in &world.statuses {
        let on = status.on.map_or_else(String::new, |on| format!(" on asset-{on}"));
        let _ = writeln!(rest, "    status: {}{on}{}", PROGRESS[status.progress], period(status.period));
    }
    rest.push_str("}\n");
    let things =
        world.things.iter().enumerate().map(|(i, thing)| (format!("{}.isms", name(i)), one(i, thing)));
    things.chain([(REST.to_owned(), rest)]).collect()
}

fn one(i: usize, thing: &Thing) -> String {
    let name = name(i);
    let mut out = String::new();
    let dates = |out: &mut String, field: &str, days: &[Day]| {
        for day in days {
            let _ = writeln!(out, "    {field}: {}", written(*day));
        }
    };
    let _ = match thing {
        Thing::Evidence(collected, seen, valid) => {
            let _ = writeln!(out, "evidence {name} \"Proof {i}\" {{\n    owner: boss\n    held: \"Archive\"");
            dates(&mut out, "collected", collected.as_slice());
            dates(&mut out, "seen", seen.as_slice());
            writeln!(out, "    valid: for {}", length(*valid))
        }
        Thing::Policy(review, reviewed) => {
            let _ = writeln!(out, "policy {name} \"Policy {i}\" {{\n    owner: boss");
            dates(&mut out, "reviewed", reviewed);
            writeln!(out, "    review: every {}", length(*review))
        }
        Thing::Risk(review, found, reviewed) => {
            let _ =
                writeln!(out, "risk {name} \"Risk {i}\" {{\n    owner: boss\n    residual: rare with small");
            dates(&mut out, "identified", found.as_slice());
            dates(&mut out, "reviewed", reviewed);
            writeln!(out, "    review: every {}", length(*review))
        }
        Thing::Action(deadline, done) => {
            let _ = writeln!(out, "action {name} \"Action {i}\" {{\n    owner: boss");
            dates(&mut out, "completed", done.as_slice());
            writeln!(out, "    deadline: {}", written(*deadline))
        }
        Thing::Supplier(agreements, assessed, review) => {
            let _ = writeln!(out, "supplier {name} \"Supplier {i}\" {{\n    owner: boss");
            for agreement in agreements {
                let _ = writeln!(out, "    agreement: \"Contract\"{}", period(*agreement));
            }
            dates(&mut out, "assessed", assessed);
            match review {
                Some(review) => writeln!(out, "    review: every {}", length(*review)),
                None => Ok(()),
            }
        }
    };
    out.push_str("}\n");
    out
}
