//! The questions of `annexa new`: in which order they are asked, when, and what is an answer.

use std::fmt::Write as _;
use std::str::FromStr;

use annexa_core::suggest::by_spelling;
use annexa_core::time::{Date, parse_date};
use serde::Deserialize;
use toml::Value;

use super::{Answer, Answers, NO, NOTHING, YES};
use crate::source::{line_text, one_line, visible};

/// The longest text that is an answer.
const LONGEST: usize = 200;
/// The first year in which a plan may begin, and the last.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2199;
/// The default of a date that is the day of the run.
const TODAY: &str = "today";

/// The questions in their order.
#[derive(Clone, Debug, Deserialize)]
pub struct Interview {
    /// The questions.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

/// A question. `stdlib/starter/README.md` says what its fields mean.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the page says it")]
pub struct Question {
    pub key: String,
    pub ask: String,
    #[serde(default)]
    pub help: Option<String>,
    pub kind: QuestionKind,
    #[serde(default)]
    pub choices: Vec<Choice>,
    #[serde(default)]
    pub default: Option<String>,
    #[serde(default)]
    pub when: Vec<Condition>,
    #[serde(default)]
    pub otherwise: Option<String>,
}

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum QuestionKind {
    Text,
    Number,
    Date,
    Country,
    YesNo,
    Choice,
}

/// One of several answers.
#[derive(Clone, Debug, Deserialize)]
pub struct Choice {
    /// The answer.
    pub word: String,
    /// What it means.
    pub means: String,
}

/// A comparison of an answer, such as `premises is not none`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Condition {
    /// The question that it speaks of.
    pub key: String,
    test: Test,
    /// As it is written.
    text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    Is(Vec<String>),
    IsNot(Vec<String>),
    Below(u32),
    AtLeast(u32),
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no condition");
        let (key, rest) = text.trim().split_once(' ').ok_or_else(wrong)?;
        let words = |rest: &str| rest.split(',').map(|word| word.trim().to_owned()).collect();
        let number = |rest: &str| rest.trim().parse().map_err(|_| wrong());
        let test = if let Some(rest) = rest.strip_prefix("is not ") {
            Test::IsNot(words(rest))
        } else if let Some(rest) = rest.strip_prefix("is ") {
            Test::Is(words(rest))
        } else if let Some(rest) = rest.strip_prefix("< ") {
            Test::Below(number(rest)?)
        } else if let Some(rest) = rest.strip_prefix(">= ") {
            Test::AtLeast(number(rest)?)
        } else {
            return Err(wrong());
        };
        Ok(Condition { key: key.to_owned(), test, text: text.trim().to_owned() })
    }
}

impl TryFrom<String> for Condition {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl Condition {
    /// Whether it holds; nothing where its question has no answer, or not one that can be compared so.
    pub fn holds(&self, answers: &Answers) -> Option<bool> {
        match (&self.test, answers.get(&self.key)?) {
            (Test::Is(words), Answer::Words(word)) => Some(words.contains(word)),
            (Test::IsNot(words), Answer::Words(word)) => Some(!words.contains(word)),
            (Test::Below(bound), Answer::Number(number)) => Some(number < bound),
            (Test::AtLeast(bound), Answer::Number(number)) => Some(number >= bound),
            _ => None,
        }
    }
}

impl Question {
    /// What an empty line means on `today`; nothing where there must be an answer.
    pub fn default_on(&self, today: Date) -> Option<String> {
        let default = self.default.clone()?;
        let is_today = self.kind == QuestionKind::Date && default == TODAY;
        Some(if is_today { today.to_string() } else { default })
    }

    /// Whether its answer may be that there is nothing.
    pub fn may_be_nothing(&self) -> bool {
        self.default.as_deref() == Some(NOTHING)
    }

    /// The answer that `said` is, on `today`; what is said may be empty.
    ///
    /// # Errors
    /// A sentence where it is none, which says what is.
    pub fn answer(&self, said: &str, today: Date) -> Result<Answer, String> {
        let (clean, _) = visible(said);
        let said = one_line(&clean);
        let said = match (said.as_str(), self.default_on(today)) {
            ("", Some(default)) => default,
            ("", None) => return Err("there must be an answer".to_owned()),
            _ => said,
        };
        match self.kind {
            QuestionKind::Text => {
                if said == NOTHING && !self.may_be_nothing() {
                    return Err(format!("`{NOTHING}` is no answer here; say it in words"));
                }
                match said.chars().count() {
                    0..=LONGEST => Ok(Answer::Words(said)),
                    long => Err(format!("it has {long} characters, and at most {LONGEST} can be taken")),
                }
            }
            QuestionKind::Number => match said.parse() {
                Ok(number @ 1..=10_000_000) => Ok(Answer::Number(number)),
                _ => Err(format!("`{said}` is no whole number from 1 up, such as 25")),
            },
            QuestionKind::Date if said == TODAY => Ok(Answer::Day(today)),
            QuestionKind::Date => parse_date(&said)
                .filter(|day| YEARS.contains(&day.year()))
                .map(Answer::Day)
                .ok_or_else(|| format!("`{said}` is no day of a plan; days are written such as 2026-03-01")),
            QuestionKind::Country => {
                let is_code = said.len() == 2 && said.bytes().all(|b| b.is_ascii_alphabetic());
                if is_code {
                    Ok(Answer::Words(said.to_ascii_uppercase()))
                } else {
                    Err(format!("`{said}` is no code of a country: two letters, such as NL"))
                }
            }
            QuestionKind::YesNo => match said.to_lowercase().as_str() {
                "y" | YES => Ok(Answer::Words(YES.to_owned())),
                "n" | NO => Ok(Answer::Words(NO.to_owned())),
                _ => Err(format!("`{said}` is neither `{YES}` nor `{NO}`")),
            },
            QuestionKind::Choice => {
                let word = said.to_lowercase();
                let by_number = word.parse().ok().and_then(|n: usize| self.choices.get(n.wrapping_sub(1)));
                let choice = self.choices.iter().find(|choice| choice.word == word).or(by_number);
                choice.map(|choice| Answer::Words(choice.word.clone())).ok_or_else(|| {
                    let words: Vec<String> = self.choices.iter().map(|c| format!("`{}`", c.word)).collect();
                    format!("`{said}` is none of {}", words.join(", "))
                })
            }
        }
    }
}

/// Whether a question has its turn.
enum Turn {
    Asked,
    LeftOut,
    /// An earlier answer is wrong, so nobody can say.
    Unknown,
}

impl Interview {
    /// The questions of the starter set.
    ///
    /// # Errors
    /// Where its file does not follow its own rules.
    pub fn new() -> Result<Self, String> {
        toml::from_str(annexa_stdlib::interview()).map_err(|error| error.to_string())
    }

    /// Takes the questions in their order, and asks those that have their turn. Where `ask` has no answer, questions that
    /// depend on it are not asked.
    ///
    /// # Errors
    /// Those of `ask`.
    pub fn conduct<E>(
        &self,
        mut ask: impl FnMut(&Question) -> Result<Option<Answer>, E>,
    ) -> Result<Answers, E> {
        let mut answers = Answers::new();
        for question in &self.questions {
            let answer = match turn(question, &answers) {
                Turn::Asked => ask(question)?,
                Turn::LeftOut => question.otherwise.clone().map(Answer::Words),
                Turn::Unknown => None,
            };
            if let Some(answer) = answer {
                answers.insert(question.key.clone(), answer);
            }
        }
        Ok(answers)
    }

    /// The answers of a file.
    ///
    /// # Errors
    /// A sentence for each answer that is wrong, is missing, or belongs to no question.
    pub fn read(&self, text: &str, today: Date) -> Result<Answers, Vec<String>> {
        let given: toml::Table = text.parse().map_err(|error: toml::de::Error| vec![error.to_string()])?;
        let mut wrong = Vec::new();
        let tell = |question: &Question, why: &str| format!("{} (`{}`): {why}", question.ask, question.key);
        let answers = self.conduct(|question| {
            let said = given.get(&question.key).map_or(Ok(String::new()), written);
            let answer = said.and_then(|said| question.answer(&said, today));
            Ok::<_, std::convert::Infallible>(answer.map_err(|why| wrong.push(tell(question, &why))).ok())
        });
        let Ok(answers) = answers;
        for (key, value) in &given {
            let Some(question) = self.questions.iter().find(|question| question.key == *key) else {
                let near = by_spelling(key, self.questions.iter().map(|question| question.key.as_str()));
                let meant = near.map(|near| format!("; is `{near}` meant?")).unwrap_or_default();
                wrong.push(format!("`{key}` is no question{meant}"));
                continue;
            };
            if matches!(turn(question, &answers), Turn::LeftOut) {
                let said = written(value).unwrap_or_default();
                if !said.is_empty() && Some(said) != question.otherwise {
                    let when: Vec<String> = question.when.iter().map(|c| format!("`{}`", c.text)).collect();
                    let why = format!("is only asked where {}: leave it out", when.join(" and "));
                    wrong.push(tell(question, &why));
                }
            }
        }
        if wrong.is_empty() { Ok(answers) } else { Err(wrong) }
    }

    /// A file of answers to fill in.
    pub fn to_fill_in(&self) -> String {
        let mut out = String::from(
            "# Answers for `annexa new DIR --answers FILE`. A line with a `#` before it stands for what it says already;\n\
             # take the `#` away to say something else.\n",
        );
        // Writing to a String cannot fail.
        for question in &self.questions {
            let _ = writeln!(out, "\n# {}", question.ask);
            if let Some(help) = &question.help {
                let _ = writeln!(out, "# {help}");
            }
            for condition in &question.when {
                let _ = writeln!(out, "# Only where {}", condition.text);
            }
            for choice in &question.choices {
                let _ = writeln!(out, "#   {}: {}", choice.word, choice.means);
            }
            let mark = if question.default.is_some() || !question.when.is_empty() { "# " } else { "" };
            let said = question.default.as_deref().unwrap_or_default();
            let value = match question.kind {
                QuestionKind::YesNo => if said == YES { "true" } else { "false" }.to_owned(),
                QuestionKind::Text | QuestionKind::Country | QuestionKind::Choice => line_text(said),
                QuestionKind::Number if said.is_empty() => "0".to_owned(),
                QuestionKind::Date if said == TODAY => line_text(said),
                QuestionKind::Number | QuestionKind::Date => said.to_owned(),
            };
            let _ = writeln!(out, "{mark}{} = {value}", question.key);
        }
        out
    }
}

fn turn(question: &Question, answers: &Answers) -> Turn {
    let mut all = Turn::Asked;
    for condition in &question.when {
        match condition.holds(answers) {
            Some(true) => {}
            Some(false) => return Turn::LeftOut,
            None => all = Turn::Unknown,
        }
    }
    all
}

/// A value of an answer file as one would type it.
fn written(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Boolean(yes) => Ok(if *yes { YES } else { NO }.to_owned()),
        Value::Datetime(day) => Ok(day.to_string()),
        Value::Float(_) | Value::Array(_) | Value::Table(_) => {
            Err("it is neither a text nor a number, a day, `true` or `false`".to_owned())
        }
    }
}
