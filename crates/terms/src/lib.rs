//! The words of health and care as types.
//!
//! Takes text as organisations write it; gives checked values: [`NhsNumber`], [`OdsCode`],
//! [`Postcode`], [`Uprn`], [`PersonId`], [`RecordId`], [`PartialDate`], [`Age`], [`Pence`].
//! Never does input or output, never reads the clock.

mod age;
mod civil;
mod ids;
mod nhs_number;
mod ods_code;
mod partial_date;
mod pence;
mod postcode;
mod uprn;

pub use age::Age;
pub use civil::{clinical_date, plain_date};
pub use ids::{PersonId, RecordId, event_id};
pub use nhs_number::{NhsNumber, NhsNumberError};
pub use ods_code::{OdsCode, OdsCodeError};
pub use partial_date::{DateFault, PartialDate, parse_date};
pub use pence::{Pence, PenceError};
pub use postcode::{Postcode, PostcodeError};
pub use uprn::{Uprn, UprnError};

/// Re-exported so that every crate names dates in the same way.
pub use jiff::civil::Date;
