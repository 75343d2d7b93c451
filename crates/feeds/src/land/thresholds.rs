//! When a file is stopped: it looks too different from what its source sends.

use super::delivery::Newest;
use super::difference::Difference;
use crate::{Parsed, Profile, Refusal};

/// Small files say little: below this many rows a share is not judged.
const ROWS_TO_JUDGE: u64 = 20;

/// The first threshold that the file passes.
pub(super) fn passed(
    profile: &Profile,
    parsed: &Parsed,
    difference: &Difference<'_>,
    newest: Option<&Newest>,
) -> Option<Refusal> {
    let limits = &profile.thresholds;
    if parsed.rows_read == 0 {
        return Some(Refusal::whole(
            "the file has a header and no rows",
            "If there is nothing to report, import it with --accept-thresholds",
        ));
    }
    let rejected = parsed.rejected.len() as u64;
    let rejects = share(rejected, parsed.rows_read);
    if parsed.rows_read > 0 && rejects > limits.rejects_share_max && rejected > 0 {
        return Some(too_many_rejects(parsed, rejects, limits.rejects_share_max));
    }
    let withdrawn = difference.withdrawn.len() as u64;
    let fall = share(withdrawn, difference.spoken_of);
    let all = withdrawn > 0 && withdrawn == difference.spoken_of;
    if all || difference.spoken_of >= ROWS_TO_JUDGE && fall > limits.rows_fall_share_max {
        return Some(Refusal::whole(
            format!(
                "{withdrawn} of the {} rows that stand would be withdrawn ({}), more than the {} allowed",
                difference.spoken_of,
                percent(fall),
                percent(limits.rows_fall_share_max)
            ),
            "The file was probably cut short or filtered: send it whole. If it is right, import it with --accept-thresholds",
        ));
    }
    let before =
        newest.filter(|n| n.persons >= ROWS_TO_JUDGE && parsed.persons >= ROWS_TO_JUDGE)?;
    let without = share(parsed.without_nhs_number, parsed.persons);
    let rise = without - share(before.without_nhs_number, before.persons);
    (profile.identity && rise > limits.without_nhs_number_rise_max).then(|| {
        Refusal::whole(
            format!(
                "{} of the people have no valid NHS number, {} more than in the delivery before",
                percent(without),
                percent(rise)
            ),
            "Check that the NHS number column was filled. If it is right, import it with --accept-thresholds",
        )
    })
}

fn too_many_rejects(parsed: &Parsed, share: f64, limit: f64) -> Refusal {
    let first = parsed.rejected.first();
    let example = first.map_or_else(String::new, |first| {
        let column = if first.column.is_empty() {
            String::new()
        } else {
            format!(", column `{}`", first.column)
        };
        format!("; the first is line {}{column}: {}", first.line, first.reason)
    });
    Refusal::whole(
        format!(
            "{} of {} rows cannot be used ({}, more than the {} allowed){example}",
            parsed.rejected.len(),
            parsed.rows_read,
            percent(share),
            percent(limit)
        ),
        "Mend the rows at their source and send the file again, or import it with --accept-thresholds",
    )
}

#[expect(clippy::cast_precision_loss, reason = "row counts are far below 2^52")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
