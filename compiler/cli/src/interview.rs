//! Questions on a terminal, one after the other.

use std::io::{self, BufRead, Write};
use std::path::Path;

use annexa_core::time::Date;
use annexa_import::starter::{Answer, Answers, Interview, Question};

use crate::failure::Failure;

/// Asks the questions that have their turn, each until there is an answer.
///
/// # Errors
/// Where the terminal goes away, or whoever sits there ends the input.
pub fn conduct(
    interview: &Interview,
    today: Date,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<Answers, Failure> {
    let lost = |error: &io::Error| Failure::io("asked", Path::new("terminal"), error);
    let begin =
        "An empty line takes what stands in brackets. What you say can be changed in the files afterwards.\n";
    output.write_all(begin.as_bytes()).map_err(|error| lost(&error))?;
    interview.conduct(|question| {
        loop {
            let mut line = String::new();
            let read = put(question, today, output).and_then(|()| input.read_line(&mut line));
            if read.map_err(|error| lost(&error))? == 0 {
                return Err(Failure::new("the questions were not answered to the end; nothing was written"));
            }
            match question.answer(&line, today) {
                Ok(answer) => break Ok::<Option<Answer>, Failure>(Some(answer)),
                Err(why) => writeln!(output, "  ! {why}").map_err(|error| lost(&error))?,
            }
        }
    })
}

/// Puts a question.
fn put(question: &Question, today: Date, output: &mut impl Write) -> io::Result<()> {
    writeln!(output, "\n{}", question.ask)?;
    if let Some(help) = &question.help {
        writeln!(output, "  {help}")?;
    }
    for (number, choice) in (1..).zip(&question.choices) {
        writeln!(output, "  {number}  {}: {}", choice.word, choice.means)?;
    }
    match question.default_on(today) {
        Some(default) => write!(output, "[{default}] > ")?,
        None => write!(output, "> ")?,
    }
    output.flush()
}

#[cfg(test)]
mod tests {
    use annexa_core::time::parse_date;

    use super::*;

    /// What is asked where this is typed, and what comes of it.
    fn typed(lines: &[&str]) -> (String, Result<Answers, Failure>) {
        let interview = Interview::new().expect("the questions");
        let today = parse_date("2026-11-30").expect("a day");
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let mut output = Vec::new();
        let answers = conduct(&interview, today, &mut text.as_bytes(), &mut output);
        (String::from_utf8(output).expect("text"), answers)
    }

    #[test]
    fn a_wrong_answer_is_asked_again_and_an_empty_line_is_the_default() {
        let (asked, answers) = typed(&[
            "Acme",
            "Making things",
            "",
            "nl",
            "many",
            "0",
            "12",
            "Ann",
            "",
            "",
            "",
            "castle",
            "3",
            "own",
            "Y",
            "",
            "",
            "",
            "",
            "processor",
            "maybe",
            "no",
            "",
        ]);
        let answers = answers.expect("answers");
        for told in
            ["`many` is no whole number", "`castle` is none of `own`, `shared`, `none`", "`maybe` is neither"]
        {
            assert!(asked.contains(told), "{told}: {asked}");
        }
        assert_eq!(asked.matches("How many people").count(), 3);
        assert!(!asked.contains("Do servers of your own"), "there are no rooms: {asked}");
        assert!(asked.contains("[2026-11-30] > "), "{asked}");
        let words = |key: &str| match &answers[key] {
            Answer::Words(words) => words.clone(),
            other => panic!("{key}: {other:?}"),
        };
        assert_eq!(words("premises"), "none");
        assert_eq!(words("country"), "NL");
        assert_eq!(words("served"), "customers");
        assert_eq!(words("remote-work"), "yes");
        assert_eq!(answers["people"], Answer::Number(12));
    }

    #[test]
    fn who_leaves_is_told_that_nothing_was_written() {
        let (_, answers) = typed(&["Acme"]);
        let failure = answers.expect_err("the end of the input");
        assert!(failure.message.contains("nothing was written"), "{failure}");
    }
}
