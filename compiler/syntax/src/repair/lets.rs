//! A `let`.

use super::*;

impl<'t> Repair<'t> {
    pub(super) fn let_(&mut self, head: usize, at: usize) -> Step {
        let second = self.tok(head + 1);
        match second.map(|tok| tok.kind) {
            Some(TokenKind::Field) => {
                let Some(tok) = second else { return Step::Stop };
                let name = bare(self.word(head + 1));
                let colon = Span::new(tok.start + name.len() as u32, tok.end);
                let doubled = self.kind(head + 2) == Some(TokenKind::Equal);
                let edit = if doubled { String::new() } else { " =".to_owned() };
                let error = self
                    .error(
                        Problem::SyntaxError,
                        head + 1,
                        format!("`let {name}` takes `=`, not a colon"),
                        format!("write `{name} =`"),
                    )
                    .help(format!("write `let {name} = …`"))
                    .safe_fix(format!("write `{name} =`"), vec![(colon, edit)]);
                self.toks[head + 1] = Tok { end: colon.start, kind: TokenKind::Path, ..tok };
                if !doubled {
                    self.insert(head + 2, TokenKind::Equal);
                }
                return self.again(error);
            }
            Some(TokenKind::Path) => {}
            _ => {
                let error = self.error(
                    Problem::SyntaxError,
                    head,
                    "`let` needs a name",
                    "a name belongs behind this",
                );
                return self
                    .stop(error.help("write a name, `=` and the value: `let review-cycle = 6 months`"));
            }
        }
        // `let session length = 15 minutes`
        let words =
            self.toks[head + 1..].iter().take_while(|tok| tok.kind == TokenKind::Path && !tok.first).count();
        if words > 1 && self.kind(head + 1 + words) == Some(TokenKind::Equal) {
            let (Some(first), Some(last)) = (self.tok(head + 1), self.tok(head + words)) else {
                return Step::Stop;
            };
            let span = first.span().to(last.span());
            let joined = span.of(self.text).split_whitespace().collect::<Vec<_>>().join("-").to_lowercase();
            let error =
                SyntaxError::new(Problem::SyntaxError, span, "a name is one word", "more than one word")
                    .help(format!("join the words with hyphens: `{joined}`"))
                    .fix(format!("write `{joined}`"), vec![(span, joined)]);
            self.join(head + 1, head + 1 + words, TokenKind::Path);
            return self.again(error);
        }
        let name = self.word(head + 1);
        match self.kind(head + 2) {
            Some(TokenKind::Equal) => {}
            None => {
                let error = self.error(
                    Problem::MissingValue,
                    head + 1,
                    format!("`let {name}` has no value"),
                    "its value is missing",
                );
                return self.stop(error.help(format!("write `let {name} = ` and the value")));
            }
            Some(sign) => {
                let Some(tok) = self.tok(head + 1) else {
                    return Step::Stop;
                };
                // `let cycle == 6 months`
                let colon =
                    sign == TokenKind::Colon || sign == TokenKind::Compare && self.word(head + 2) == "==";
                let edit = match self.tok(head + 2) {
                    Some(colon_tok) if colon => (colon_tok.span(), "=".to_owned()),
                    _ => (Span::at(tok.end), " =".to_owned()),
                };
                let error = self
                    .error(
                        Problem::SyntaxError,
                        head + 1,
                        format!("`let {name}` needs `=` here"),
                        format!("write `{name} =`"),
                    )
                    .help(format!("write `let {name} = …`"))
                    .safe_fix("write `=`", vec![edit]);
                if colon {
                    self.set(head + 2, TokenKind::Equal);
                } else {
                    self.insert(head + 2, TokenKind::Equal);
                }
                return self.again(error);
            }
        }
        if at == head + 3 && self.tok(at).is_none() {
            let error = self.error(
                Problem::MissingValue,
                head + 2,
                format!("`let {name} =` has no value"),
                "its value is missing",
            );
            return self.stop(error.help("write the value behind `=`"));
        }
        self.value(head + 3, at)
    }
}
