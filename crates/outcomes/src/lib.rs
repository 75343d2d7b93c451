//! Measures of a place and how sure they are: pure maths.
//!
//! Takes counts; gives proportions with their confidence intervals, funnel limits and flags in words,
//! the joint caseload table, how far two reviewers agree, what a reviewed sample says of all links, and
//! which group fares worse than the whole. Never reads data, never rounds before the last step, never
//! calls a difference between two dates an effect.

pub mod agreement;
mod error;
mod funnel;
pub mod group_shares;
mod interval;
pub mod joint_caseload;
pub mod sampled;
mod text;

pub use error::Error;
pub use funnel::{CurvePoint, Flag, Funnel, Level, funnel_curve, funnel_limits, funnel_position};
pub use interval::{Interval, Z_95, Z_998, wilson};
pub use text::{count_text, percent_text, ratio, ratio_text};
