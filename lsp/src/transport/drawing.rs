//! What editors draw in and beside a text: folds, growing selections, colours, hints, lenses, links.

use std::str::FromStr;

use annexa_core::source::Span;
use serde_json::json;
use tower_lsp::ls_types::*;

use super::pages::joined;
use super::view::View;
use super::{lock, position::Lines};
use crate::features::lenses::About;
use crate::features::links::{Link, To};
use crate::features::tokens::{self, Class};
use crate::features::{folding, hints, lenses, links, selection};

/// The colours, in the order of their numbers.
pub fn legend() -> SemanticTokensLegend {
    let types = CLASSES.iter().map(|(_, name)| name.clone()).collect();
    let modifiers = vec![SemanticTokenModifier::DECLARATION, SemanticTokenModifier::DEFAULT_LIBRARY];
    SemanticTokensLegend { token_types: types, token_modifiers: modifiers }
}

const CLASSES: [(Class, SemanticTokenType); 9] = [
    (Class::Kind, SemanticTokenType::TYPE),
    (Class::Field, SemanticTokenType::PROPERTY),
    (Class::Declaration, SemanticTokenType::VARIABLE),
    (Class::Parameter, SemanticTokenType::PARAMETER),
    (Class::Entry, SemanticTokenType::MACRO),
    (Class::Constant, SemanticTokenType::NAMESPACE),
    (Class::EnumValue, SemanticTokenType::ENUM_MEMBER),
    (Class::Word, SemanticTokenType::KEYWORD),
    (Class::Number, SemanticTokenType::NUMBER),
];

/// What an editor may be able to do with a lens; it says so when it introduces itself.
const SHOW_SOA: &str = "annexa.showSoa";
const SHOW_TRACE: &str = "annexa.showTrace";
const APPROVE: &str = "annexa.approve";

impl View {
    pub fn folds(&self) -> Vec<FoldingRange> {
        let lines = self.lines();
        let fold = |fold: folding::Fold| {
            let range = lines.range(fold.span);
            FoldingRange {
                start_line: range.start.line,
                end_line: range.end.line,
                kind: fold.comment.then_some(FoldingRangeKind::Comment),
                ..FoldingRange::default()
            }
        };
        folding::folding(&self.snapshot, self.file).into_iter().map(fold).collect()
    }

    pub fn selections(&self, positions: &[Position]) -> Vec<SelectionRange> {
        let lines = self.lines();
        let chain = |position: &Position| {
            let spans = selection::selection(&self.snapshot, self.file, lines.offset(*position));
            let grown = spans.into_iter().rev().fold(None, |parent: Option<SelectionRange>, span| {
                Some(SelectionRange { range: lines.range(span), parent: parent.map(Box::new) })
            });
            let nothing = SelectionRange { range: Range::new(*position, *position), parent: None };
            grown.unwrap_or(nothing)
        };
        positions.iter().map(chain).collect()
    }

    /// All colours of the document, which the client knows from now on.
    pub fn all_colours(&self, uri: Uri) -> SemanticTokens {
        let whole = self.lines().range(Span::new(0, self.snapshot.text(self.file).len() as u32));
        let mut colours = self.colours(whole);
        colours.result_id = Some(self.snapshot.revision.to_string());
        lock(&self.core.colours).insert(uri, colours.clone());
        colours
    }

    /// What is other colours than those of the result `known`; all, where the client does not have that.
    pub fn changed_colours(&self, uri: Uri, known: &str) -> SemanticTokensFullDeltaResult {
        let before = lock(&self.core.colours).get(&uri).cloned();
        let now = self.all_colours(uri);
        let Some(before) = before.filter(|before| before.result_id.as_deref() == Some(known)) else {
            return now.into();
        };
        let (old, new) = (before.data, now.data);
        let first = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let most = old.len().min(new.len()) - first;
        let last = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
        let changed = first + last < old.len().max(new.len());
        // A token is five numbers.
        let edit = SemanticTokensEdit {
            start: first as u32 * 5,
            delete_count: (old.len() - last - first) as u32 * 5,
            data: Some(new[first..new.len() - last].to_vec()),
        };
        let edits = if changed { vec![edit] } else { Vec::new() };
        SemanticTokensDelta { result_id: now.result_id, edits }.into()
    }

    pub fn colours(&self, range: Range) -> SemanticTokens {
        let lines = self.lines();
        let range = lines.span(range);
        let mut last = Position::new(0, 0);
        let mut data = Vec::new();
        for token in tokens::tokens(&self.snapshot, self.file, range) {
            let Range { start, end } = lines.range(token.span);
            let same = start.line == last.line;
            let number = CLASSES.iter().position(|(class, _)| *class == token.class).unwrap_or(0);
            data.push(SemanticToken {
                delta_line: start.line - last.line,
                delta_start: if same { start.character - last.character } else { start.character },
                length: end.character.saturating_sub(start.character),
                token_type: number as u32,
                token_modifiers_bitset: u32::from(token.declares) | u32::from(token.library) << 1,
            });
            last = start;
        }
        SemanticTokens { result_id: None, data }
    }

    pub fn hints(&self, range: Range) -> Vec<InlayHint> {
        let lines = self.lines();
        let wanted = lock(&self.core.settings).inlay_hints;
        let hint = |hint: hints::Hint| InlayHint {
            position: lines.position(hint.offset),
            label: InlayHintLabel::String(hint.text),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: None,
            data: None,
        };
        hints::hints(&self.snapshot, self.file, lines.span(range), wanted).into_iter().map(hint).collect()
    }

    pub fn lenses(&self, uri: &Uri) -> Vec<CodeLens> {
        let lines = self.lines();
        let wanted = lock(&self.core.settings).code_lenses;
        let lens = |lens: lenses::Lens| {
            let command = match lens.about {
                About::Coverage => SHOW_SOA,
                About::Evidence => SHOW_TRACE,
                About::Approve => APPROVE,
                About::Approved => "",
            };
            let knows = self.core.session.get().is_some_and(|s| s.commands.iter().any(|c| c == command));
            let range = lines.range(lens.span);
            let name = self.snapshot.model.decl(lens.decl).path();
            let arguments = json!({ "uri": uri, "name": name, "position": range.start });
            CodeLens {
                range,
                command: Some(Command {
                    title: lens.text,
                    // Without a command it is a line to read.
                    command: if knows { command.to_owned() } else { String::new() },
                    arguments: knows.then(|| vec![arguments]),
                }),
                data: None,
            }
        };
        lenses::lenses(&self.snapshot, self.file, wanted).into_iter().map(lens).collect()
    }

    pub fn links(&self) -> Vec<DocumentLink> {
        let lines: Lines<'_> = self.lines();
        let link = |Link { span, to }: Link| {
            let target = match to {
                To::Address(address) => Uri::from_str(&address).ok(),
                To::File(path) => self.core.uri(&joined(&self.snapshot.root, &path)),
            };
            Some(DocumentLink { range: lines.range(span), target: Some(target?), tooltip: None, data: None })
        };
        links::links(&self.snapshot, self.file).into_iter().filter_map(link).collect()
    }
}
