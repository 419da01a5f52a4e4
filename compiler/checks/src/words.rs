//! Words that several checks need: controls with their titles, counts, lists, themes; and lines that fixes write.

use annexa_core::model::{Anchor, Decl, Model};
use annexa_core::prelude::kind;
use annexa_core::source::{Place, Span};
use annexa_diagnostics::Edit;

/// What stands in a reason that the author still has to write; `weak-justification` finds it.
pub(crate) const TO_FILL: &str = "TODO: say why";

/// The label of a day that was to be kept.
pub(crate) const PASSED: &str = "has passed";

/// `1 control`, `12 controls`; the plural of `what` takes an s.
pub(crate) fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// `is` or `are`.
pub(crate) fn is(n: usize) -> &'static str {
    if n == 1 { "is" } else { "are" }
}

/// `A.8.30` in backticks, and its title.
pub(crate) fn titled(decl: Decl<'_>) -> String {
    format!("`{}` ({})", decl.path(), decl.title())
}

/// One or two controls with their titles, more by their number.
pub(crate) fn controls(all: &[Decl<'_>]) -> String {
    match all {
        [one] => titled(*one),
        [one, two] => format!("{} and {}", titled(*one), titled(*two)),
        _ => count(all.len(), "control"),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_string(),
        [first @ .., last] => format!(
            "{} and {}",
            first.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", "),
            last.as_ref()
        ),
    }
}

/// `a, b and c`, and of more than `most` the first and how many more there are.
pub(crate) fn some<S: AsRef<str>>(items: &[S], most: usize) -> String {
    some_of(items, most, AsRef::as_ref)
}

/// The same of things that have to be named first: only those that are shown are.
pub(crate) fn some_of<'a, T, S: AsRef<str>>(
    items: &'a [T],
    most: usize,
    named: impl Fn(&'a T) -> S,
) -> String {
    if items.len() <= most.max(1) {
        return list(&items.iter().map(named).collect::<Vec<S>>());
    }
    let shown: Vec<S> = items.iter().take(most).map(named).collect();
    let shown: Vec<&str> = shown.iter().map(AsRef::as_ref).collect();
    format!("{} and {} more", shown.join(", "), items.len() - most)
}

/// The group of a catalog that a control counts to: the second from the top where there are several.
pub(crate) fn theme(control: Decl<'_>) -> Option<Decl<'_>> {
    let mut groups = Vec::new();
    let mut outer = control.parent();
    while let Some(group) = outer {
        if group.kind() == kind::GROUP {
            groups.push(group);
        }
        outer = group.parent();
    }
    match groups.as_slice() {
        [.., theme, _] => Some(*theme),
        [only] => Some(*only),
        [] => None,
    }
}

/// Controls by theme, in their order.
pub(crate) fn themes<'m>(controls: &[Decl<'m>]) -> Vec<(Option<Decl<'m>>, Vec<Decl<'m>>)> {
    let mut themes: Vec<(Option<Decl<'m>>, Vec<Decl<'m>>)> = Vec::new();
    for control in controls {
        let theme = theme(*control);
        match themes.iter_mut().find(|(t, _)| *t == theme) {
            Some((_, all)) => all.push(*control),
            None => themes.push((theme, vec![*control])),
        }
    }
    themes
}

/// `Organizational controls 12, People controls 3`; nothing where there is one theme.
pub(crate) fn by_theme(controls: &[Decl<'_>]) -> Option<String> {
    let themes = themes(controls);
    (themes.len() > 1).then(|| {
        themes
            .iter()
            .map(|(theme, all)| format!("{} {}", theme.map_or("others".into(), |t| t.title()), all.len()))
            .collect::<Vec<_>>()
            .join(", ")
    })
}

/// A list of patterns that denotes just `controls` of a theme: the whole theme, ranges of neighbours, single ids.
pub(crate) fn patterns(theme: Option<Decl<'_>>, controls: &[Decl<'_>]) -> String {
    let Some(first) = controls.first() else {
        return String::new();
    };
    let all = |group: Decl<'_>| {
        (group.id.0..group.end().0)
            .filter(|i| group.model.decl(annexa_core::DeclId(*i)).kind() == kind::CONTROL)
            .count()
    };
    if let Some(theme) = theme
        && controls.len() > 1
        && all(theme) == controls.len()
    {
        return format!("{}.*", theme.path());
    }
    let mut runs: Vec<(Decl<'_>, Decl<'_>, usize)> = vec![(*first, *first, 1)];
    for control in &controls[1..] {
        if let Some((_, last, n)) = runs.last_mut()
            && last.parent() == control.parent()
            && last.end() == control.id
        {
            *last = *control;
            *n += 1;
            continue;
        }
        runs.push((*control, *control, 1));
    }
    let run = |(from, to, n): &(Decl<'_>, Decl<'_>, usize)| match n {
        1 => from.path(),
        2 => format!("{}, {}", from.path(), to.path()),
        _ => format!("{} .. {}", from.path(), to.path()),
    };
    runs.iter().map(run).collect::<Vec<_>>().join(", ")
}

/// Writes `text` behind what stands at `anchor`.
pub(crate) fn append(model: &Model, anchor: Anchor, text: &str) -> Vec<Edit<Anchor>> {
    let place = model.place(anchor);
    let at = Place { file: place.file, span: Span::at(place.span.end) };
    vec![Edit { place: Anchor::Place(at), text: text.to_string() }]
}
