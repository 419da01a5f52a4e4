//! What can be folded away: bodies, prose over several lines, comments that stand together.

use annexa_core::source::{FileId, Span};
use annexa_syntax::TokenKind;
use annexa_syntax::tree::ExprKind;

use crate::Snapshot;

/// What can be folded away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fold {
    /// From its first line to its last; the first stays.
    pub span: Span,
    /// Whether it is a comment.
    pub comment: bool,
}

/// The folds of `file`, each over two lines or more, in the order of its text.
pub fn folding(snapshot: &Snapshot, file: FileId) -> Vec<Fold> {
    let source = snapshot.model.files.get(file);
    let (tree, text) = (&source.tree, &*source.text);
    let mut folds = Vec::new();
    let mut add = |span: Span, comment| {
        if span.of(text).trim_end().contains('\n') {
            folds.push(Fold { span, comment });
        }
    };
    for decl in &tree.decls {
        if let Some(body) = decl.body {
            add(body.span, false);
        }
    }
    for span in tree.kinds.iter().map(|k| k.span).chain(tree.enums.iter().map(|e| e.span)) {
        add(span, false);
    }
    for expr in &tree.exprs {
        if matches!(expr.kind, ExprKind::Prose | ExprKind::List(_)) {
            add(expr.span, false);
        }
    }
    let mut run: Option<Span> = None;
    for token in annexa_syntax::tokenize(text).iter() {
        match (token.kind, &mut run) {
            (TokenKind::Comment | TokenKind::Doc, None) => run = Some(token.span),
            (TokenKind::Comment | TokenKind::Doc, Some(run)) => *run = run.to(token.span),
            // An empty line ends what stands together.
            (TokenKind::Space, _) if token.span.of(text).matches('\n').count() < 2 => {}
            _ => run.take().into_iter().for_each(|run| add(run, true)),
        }
    }
    run.into_iter().for_each(|run| add(run, true));
    folds.sort_by_key(|fold| (fold.span.start, fold.span.end));
    folds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::package;

    #[test]
    fn bodies_prose_and_comments() {
        let text = "// One 😀\r\n// two\r\n\r\n// alone\r\npolicy p \"P\" {\r\n    \"\"\"\r\n    e\u{301}\r\n    \"\"\"\r\n    statement s \"S\" { implements: A.8.5 }\r\n}\r\nenum e \"E\" {\r\n a,\r\n b }\r\n";
        let (snapshot, file) = package(text);
        let folds = folding(&snapshot, file);
        let shown: Vec<(String, bool)> = folds
            .iter()
            .map(|fold| (fold.span.of(text).lines().next().unwrap_or_default().to_owned(), fold.comment))
            .collect();
        let expected = [("// One 😀", true), ("{", false), ("\"\"\"", false), ("enum e \"E\" {", false)];
        assert_eq!(shown, expected.map(|(line, comment)| (line.to_owned(), comment)));
    }
}
