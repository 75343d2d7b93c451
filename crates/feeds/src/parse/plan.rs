//! A profile laid over the header of a file: names become places.

use crate::profile::{Column, Profile, Role};
use crate::recognise::folded;
use crate::{Refusal, differences};

/// Where everything stands. Places are those of the profile's columns.
pub(super) struct Plan<'p> {
    pub(super) profile: &'p Profile,
    pub(super) columns: Vec<Planned<'p>>,
    pub(super) row: Vec<usize>,
    pub(super) leave_out: Vec<(usize, usize, &'p Vec<String>)>,
    pub(super) record: Vec<usize>,
    pub(super) parent: Option<(&'p str, usize)>,
    pub(super) scope: Option<usize>,
    pub(super) window: Option<usize>,
    pub(super) cut: Option<usize>,
    pub(super) period_start: Option<usize>,
    pub(super) period_end: Option<usize>,
    pub(super) roles: Vec<(usize, Role)>,
    pub(super) episodes: Vec<PlannedEpisode<'p>>,
}

impl Plan<'_> {
    /// Whether a blank in this column says something: a service still open, a person alive.
    pub(super) fn decides(&self, column: &Column) -> bool {
        column.role == Some(Role::DateOfDeath)
            || self.profile.episodes.iter().any(|episode| {
                episode.start == column.name || episode.end.as_ref() == Some(&column.name)
            })
    }
}

/// A column of the profile and its place in the file; `None` where the file has not got it.
pub(super) struct Planned<'p> {
    pub(super) column: &'p Column,
    pub(super) at: Option<usize>,
}

/// An episode rule with places for names.
pub(super) struct PlannedEpisode<'p> {
    pub(super) kind: &'p str,
    pub(super) start: usize,
    pub(super) end: Option<usize>,
    pub(super) when: Vec<(usize, &'p Vec<String>)>,
    pub(super) unless: Vec<(usize, &'p Vec<String>)>,
    pub(super) team: Option<usize>,
}

impl<'p> Plan<'p> {
    /// Lays `profile` over `header`.
    ///
    /// # Errors
    /// Where the header lacks a column that the profile needs.
    pub(super) fn new(profile: &'p Profile, header: &[String]) -> Result<Self, Refusal> {
        let difference = differences(profile, header);
        if !difference.missing.is_empty() {
            return Err(Refusal::whole(
                format!("the file lacks the column `{}`", difference.missing.join("`, `")),
                format!("Send all columns of the {}", profile.title),
            ));
        }
        let names: Vec<String> = header.iter().map(|name| folded(name)).collect();
        let columns = profile
            .columns
            .iter()
            .map(|column| Planned {
                column,
                at: names.iter().position(|name| *name == folded(&column.name)),
            })
            .collect();
        let at = |name: &String| profile.column(name);
        let all = |names: &[String]| names.iter().filter_map(at).collect();
        let delivery = &profile.delivery;
        Ok(Self {
            profile,
            columns,
            row: all(&profile.key.row),
            leave_out: profile
                .key
                .leave_out
                .iter()
                .flat_map(|(name, when)| {
                    when.iter().filter_map(move |(other, values)| {
                        Some((profile.column(name)?, profile.column(other)?, values))
                    })
                })
                .collect(),
            record: all(&profile.key.record),
            parent: profile
                .key
                .parent
                .as_ref()
                .and_then(|parent| Some((parent.feed.as_str(), at(&parent.column)?))),
            scope: delivery.scope.as_ref().and_then(at),
            window: delivery.window.as_ref().and_then(at),
            cut: delivery.cut.as_ref().and_then(at),
            period_start: delivery.period_start.as_ref().and_then(at),
            period_end: delivery.period_end.as_ref().and_then(at),
            roles: profile
                .columns
                .iter()
                .enumerate()
                .filter_map(|(place, column)| Some((place, column.role?)))
                .collect(),
            episodes: profile.episodes.iter().filter_map(|rule| planned(profile, rule)).collect(),
        })
    }
}

fn planned<'p>(profile: &Profile, rule: &'p crate::EpisodeRule) -> Option<PlannedEpisode<'p>> {
    let conditions = |map: &'p std::collections::BTreeMap<String, Vec<String>>| {
        map.iter().filter_map(|(name, values)| Some((profile.column(name)?, values))).collect()
    };
    Some(PlannedEpisode {
        kind: &rule.kind,
        start: profile.column(&rule.start)?,
        end: rule.end.as_ref().and_then(|name| profile.column(name)),
        when: conditions(&rule.when),
        unless: conditions(&rule.unless),
        team: rule.team.as_ref().and_then(|name| profile.column(name)),
    })
}
