//! The latest trial of a changed model.

use record::link::trial::{self, How};
use terms::PersonId;
use web::Error;
use web::reads::changes::{
    CaseloadChange, ChangedPerson, HowChanged, ThresholdChange, Trial, Trials,
};

use super::{Pages, Result, moment};

pub(super) async fn trials(pages: &Pages) -> Result<Trials> {
    let mut latest = trial::latest(&pages.db).await.map_err(Error::store)?;
    let in_use = record::review::last_linked(&pages.db).await.map_err(Error::store)?;
    if let Some(trial) = &mut latest
        && in_use.is_none_or(|(_, model)| model != trial.report.model_tried)
    {
        // Another model took its place since.
        trial.applied_at = None;
    }
    Ok(Trials {
        latest: latest.map(|trial| shown(pages, &trial)),
        try_command: format!("{} --try", pages.link_command),
    })
}

fn shown(pages: &Pages, trial: &trial::Trial) -> Trial {
    let report = &trial.report;
    let threshold = |name: &str, (now, tried): (f64, f64)| ThresholdChange {
        name: name.to_owned(),
        now,
        tried,
    };
    let sum = |side: fn(&(String, u64, u64)) -> u64| report.joint.iter().map(side).sum();
    let whole = CaseloadChange {
        area: pages.place.name().to_owned(),
        now: sum(|row| row.1),
        tried: sum(|row| row.2),
        total: true,
    };
    let area = |name: &str| if name.is_empty() { "Not placed".to_owned() } else { name.to_owned() };
    Trial {
        at: moment(&trial.at),
        model_now: report.model_now.clone(),
        model_tried: report.model_tried.clone(),
        thresholds: vec![
            threshold("Linked without anybody looking", report.auto_probability),
            threshold("Shown for review", report.review_probability),
        ],
        records: report.records,
        people_now: report.people_now,
        people_tried: report.people_tried,
        same: report.same,
        merged: report.merged,
        split: report.split,
        caseload: report
            .joint
            .iter()
            .map(|(name, now, tried)| CaseloadChange {
                area: area(name),
                now: *now,
                tried: *tried,
                total: false,
            })
            .chain([whole])
            .collect(),
        sample: report
            .sample
            .iter()
            .filter_map(|changed| {
                Some(ChangedPerson {
                    person: PersonId::parse(&changed.person_id)?,
                    records: changed.records,
                    how: match changed.how {
                        How::Merged { records, people } => HowChanged::Merged { records, people },
                        How::Split { people } => HowChanged::Split { people },
                        How::Mixed => HowChanged::Mixed,
                    },
                })
            })
            .collect(),
        apply_command: format!("{} --retrain", pages.link_command),
        applied: trial.applied_at.as_deref().map(moment),
    }
}
