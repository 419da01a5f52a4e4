//! The head of a kind, and its fields.

use super::*;

impl<'t> Repair<'t> {
    pub(super) fn kind_field(&mut self, head: usize, at: usize) -> Step {
        let head = head + usize::from(self.kind(head) == Some(TokenKind::Derived));
        let Some(first) = self.tok(head) else {
            return self.generic(at);
        };
        if first.is_word() && self.word(head).contains(['.', '(']) {
            return self.generic(head);
        }
        if first.is_word() {
            let mark =
                matches!(self.kind(head + 1), Some(TokenKind::Question | TokenKind::Star | TokenKind::Plus))
                    && self.tok(head + 1).is_some_and(|mark| mark.start == first.end);
            let behind = head + 1 + usize::from(mark);
            return match self.kind(behind) {
                Some(TokenKind::Colon) if !mark => self.spaced_colon(head),
                _ => self.missing_colon(head, behind),
            };
        }
        if first.kind != TokenKind::Field {
            return self.generic(at);
        }
        if at == head + 1 && self.tok(at).is_none() {
            return self.field_value(head + 1, at);
        }
        if self.toks[head..at.min(self.toks.len())].iter().any(|tok| tok.kind == TokenKind::Equal) {
            return self.value(head + 1, at);
        }
        let Some(tok) = self.tok(at) else {
            return self.end(head + 1);
        };
        let before = self.before(at);
        match tok.kind {
            TokenKind::Comma | TokenKind::Or | TokenKind::Slash => {
                let word = self.word(at);
                let error = self
                    .error(Problem::SyntaxError, at, format!("`{word}` does not join types"), "write `|`")
                    .help("write `|` between types of which a value has one")
                    .safe_fix(
                        "write `|`",
                        vec![(tok.span(), if tok.kind == TokenKind::Comma { " |" } else { "|" }.to_owned())],
                    );
                self.set(at, TokenKind::Bar);
                self.again(error)
            }
            _ if tok.begins_value() && before.is_some_and(|tok| tok.kind == TokenKind::Path) => {
                let word = short(self.word(at));
                let error = self
                    .error(Problem::SyntaxError, at, format!("nothing joins `{word}` to the type before it"), "a word such as `by`, or `|`, is missing before this")
                    .help("a type is continued by a preposition and a further type, as in `date by role`; alternatives are joined with `|`");
                self.stop(error)
            }
            _ if !tok.is_word()
                && before.is_some_and(|tok| {
                    matches!(tok.kind, TokenKind::Field | TokenKind::Prep | TokenKind::Bar)
                }) =>
            {
                let word = short(self.word(at));
                let error =
                    self.error(Problem::SyntaxError, at, format!("`{word}` is no type"), "a type is meant");
                self.stop(error.help("write the name of a type, a kind or an enum, as in `owner?: role`"))
            }
            _ => self.generic(at),
        }
    }

    pub(super) fn kind_head(&mut self, head: usize, at: usize) -> Step {
        let extend = self.kind(head) == Some(TokenKind::Extend);
        let name = head + 1 + usize::from(extend);
        let word = self.word(head);
        if extend && self.kind(head + 1) != Some(TokenKind::Kind) {
            let Some(tok) = self.tok(head) else {
                return Step::Stop;
            };
            let error = self
                .error(Problem::SyntaxError, head, "`extend` needs `kind` behind it", "write `extend kind`")
                .help("write `extend kind` and the name of the kind")
                .safe_fix("write `extend kind`", vec![(Span::at(tok.end), " kind".to_owned())]);
            self.insert(head + 1, TokenKind::Kind);
            return self.again(error);
        }
        let Some(tok) = self.tok(at) else {
            if at <= name {
                let error = self.error(
                    Problem::SyntaxError,
                    head,
                    format!("`{word}` needs a name"),
                    "a name belongs behind this",
                );
                return self.stop(error.help(format!("write `{word} short-name \"Its title\" {{ … }}`")));
            }
            return self.end(name + 1);
        };
        if at == name {
            return match tok.kind {
                TokenKind::Field => {
                    let error = no_colon(self.text, tok.span(), "the name of a kind");
                    let length = bare(self.word(at)).len() as u32;
                    self.toks[at] = Tok { end: tok.start + length, kind: TokenKind::Path, ..tok };
                    self.again(error)
                }
                _ => {
                    let found = short(self.word(at));
                    let error = self.error(
                        Problem::SyntaxError,
                        at,
                        format!("`{found}` cannot be the name of a kind"),
                        "a name is meant",
                    );
                    self.stop(error.help(format!("write `{word} short-name \"Its title\" {{ … }}`")))
                }
            };
        }
        let before = self.before(at);
        if at == name + 1 && tok.is_word() {
            return self.long_name_or_title(name - 1, at);
        }
        if tok.kind == TokenKind::Path && before.is_some_and(|tok| tok.kind == TokenKind::Path) {
            let mut error = comma(self.text, self.toks[at - 1].span(), tok.span(), ",");
            error.doubt();
            self.insert(at, TokenKind::Comma);
            return self.again(error);
        }
        if matches!(tok.kind, TokenKind::Colon | TokenKind::Equal) {
            let sign = self.word(at);
            let error = self
                .error(Problem::SyntaxError, at, format!("`{sign}` is not needed here"), "not needed")
                .help("a kind is a name, a title and its fields between braces")
                .safe_fix(format!("take out `{sign}`"), vec![self.without(tok)]);
            self.toks.remove(at);
            return self.again(error);
        }
        self.generic(at)
    }
}
