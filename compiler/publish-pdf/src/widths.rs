//! How wide the columns of a table are: no word is wider than its column, and what is left goes to those that say more.

/// So many characters in a row without a blank may be broken anywhere.
pub(crate) const UNBROKEN: usize = 24;
/// A column whose words have so many characters at most is as wide as they are.
const SHORT: usize = 12;
/// The most characters that a column wants in a line.
const LONG: usize = 90;
/// What stands between two columns.
const BETWEEN: usize = 2;

/// The widths of columns with `heads`, whose cells say `said`, beside each other on a line of `room` characters; 0 for as wide
/// as its few words are. `None` where their words do not fit.
pub(crate) fn of(heads: &[String], said: &[Vec<String>], room: usize) -> Option<Vec<u64>> {
    let needs: Vec<Need> = heads.iter().zip(said).map(|(head, said)| Need::of(head, said)).collect();
    let least: usize = needs.iter().map(|n| n.least).sum();
    let left = room.checked_sub(least + BETWEEN * needs.len())?;
    let more: usize = needs.iter().map(|n| n.wants - n.least).sum();
    let width = |need: &Need| match need.is_short {
        true => 0,
        false => need.least + left * (need.wants - need.least) / more.max(1),
    };
    // A table of short columns alone need not be as wide as the page.
    needs.iter().map(|need| u64::try_from(width(need)).ok()).collect()
}

struct Need {
    /// The longest word.
    least: usize,
    /// How much it would like to have.
    wants: usize,
    is_short: bool,
}

impl Need {
    fn of(head: &str, said: &[String]) -> Need {
        let lengths = || said.iter().map(|s| s.chars().count());
        let longest = lengths().max().unwrap_or(0);
        let usual = lengths().sum::<usize>() / said.len().max(1);
        // The words of the head are bold.
        let head_word = longest_word(head) + 1;
        let least = said.iter().map(|s| longest_word(s)).max().unwrap_or(0).max(head_word).max(3);
        let head = head.chars().count();
        let wants = head.max(usual).max(longest.min(UNBROKEN)).min(LONG).max(least);
        Need { least, wants, is_short: longest.max(head) <= SHORT }
    }
}

/// The longest part of a text that is not broken over lines.
fn longest_word(text: &str) -> usize {
    let parts = text.split(|c: char| c.is_whitespace() || c == '-' || c == '/');
    parts.map(|part| part.chars().count().min(UNBROKEN) + 1).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::of;

    fn table(columns: &[(&str, &str)], room: usize) -> Option<Vec<u64>> {
        let heads: Vec<String> = columns.iter().map(|(head, _)| (*head).to_string()).collect();
        let said: Vec<Vec<String>> = columns.iter().map(|(_, said)| vec![(*said).to_string()]).collect();
        of(&heads, &said, room)
    }

    #[test]
    fn every_column_holds_its_longest_word() {
        let long = "an internationalization of everything that can be internationalized ".repeat(9);
        let widths = table(&[("Title", &long), ("Confidentiality class", "high"), ("No", "1")], 100);
        let widths = widths.expect("they fit");
        assert!(widths[0] >= 20 && widths[1] >= 15 && widths[2] == 0, "{widths:?}");
        assert!(widths.iter().sum::<u64>() <= 100, "{widths:?}");
    }

    #[test]
    fn what_does_not_fit_is_no_table() {
        let columns = vec![("Confidentiality", "unclassified"); 9];
        assert_eq!(table(&columns, 100), None);
        assert!(table(&columns[..4], 100).is_some());
    }
}
