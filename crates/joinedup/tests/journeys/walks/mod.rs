//! The walks, each by somebody with an end in mind.

mod analyst;
mod commissioner;
mod everybody;
mod reviewer;
mod steward;

use crate::Result;
use crate::browser::Driver;
use crate::program::Program;

type Walk = fn(&Driver, &Program) -> Result<()>;

pub(crate) const ALL: &[(&str, Walk)] = &[
    ("a commissioner goes from the headline to why two records are one person", commissioner::walk),
    ("a commissioner counts on an earlier day", commissioner::earlier_day),
    ("an analyst finds what was wrong with a file and takes the rows away", analyst::rejects),
    ("an analyst downloads exactly what the table shows", analyst::table_as_file),
    ("a data steward sends half a file and is told where it breaks off", steward::half_a_file),
    ("a data steward sends the wrong file and is told what it looks like", steward::wrong_file),
    (
        "a data steward sends a file with too many faults and the feed says so",
        steward::too_many_rejects,
    ),
    ("a data steward mends a rejected row and sends it again", steward::mend),
    ("a reviewer answers pairs by keys and takes an answer back", reviewer::answers),
    ("a reviewer unlinks a record and undoes it exactly", reviewer::unlinks),
    ("another system asks who somebody is", reviewer::is_asked),
    ("somebody who uses the keyboard alone reaches a person", everybody::by_keyboard),
    ("somebody without scripts reaches a person and sends a file", everybody::without_script),
    ("every page keeps the rules of accessibility", everybody::rules_on_every_page),
    ("every page fits a small phone and 400 %", everybody::on_a_phone),
    ("what is printed is what was read", everybody::on_paper),
];

/// The number in a text such as `1,654 people`.
fn number(text: &str) -> Result<u64> {
    let digits: String = text
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(|c| c.is_ascii_digit() || *c == ',')
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().map_err(|_| format!("no number in `{text}`").into())
}
