//! How often each organisation makes each fault. No national table of them exists: the shares follow
//! the spread between published linkage studies (hospital postcodes disagree most, social care lacks
//! the NHS number in about a third) and can be scaled as a whole.

use crate::Source;

macro_rules! faults {
    ($($(#[$doc:meta])* $fault:ident $code:literal $rates:expr;)+) => {
        /// A kind of mistake in a record, or of difference between two records of one person.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fault { $($(#[$doc])* $fault,)+ }

        impl Fault {
            /// All of them, in order.
            pub const ALL: [Self; [$($code),+].len()] = [$(Self::$fault),+];

            /// The word in `truth/faults.csv`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$fault => $code,)+ }
            }

            const fn rates(self) -> [f64; 6] {
                match self { $(Self::$fault => $rates,)+ }
            }
        }
    };
}

faults! {
    /// No NHS number. General practice numbers are missing in linkage extracts only: in the
    /// registered list the number is the key.
    NumberMissing "number_missing" [0.003, 0.05, 0.35, 0.06, 0.04, 0.0];
    /// One digit wrong, or two exchanged: mostly the check digit tells.
    NumberDigit "number_digit" [0.0, 0.002, 0.003, 0.001, 0.0025, 0.0];
    /// The number of somebody else in the household.
    NumberHousehold "number_household" [0.0, 0.001, 0.003, 0.001, 0.0015, 0.0];
    /// The number of a stranger.
    NumberOther "number_other" [0.0, 0.0003, 0.0005, 0.0003, 0.0003, 0.0];
    /// Written 999 012 3456.
    NumberSpaced "number_spaced" [0.0, 0.0, 0.25, 0.0, 0.18, 0.0];
    /// A letter of the given name left out, doubled, exchanged or replaced.
    GivenTypo "given_typo" [0.004, 0.028, 0.034, 0.018, 0.017, 0.012];
    /// The same in the surname.
    SurnameTypo "surname_typo" [0.004, 0.022, 0.034, 0.018, 0.025, 0.012];
    /// The surname written as it sounds.
    Phonetic "phonetic" [0.002, 0.006, 0.010, 0.005, 0.007, 0.004];
    /// A short form of the given name.
    ShortName "short_name" [0.004, 0.03, 0.09, 0.02, 0.04, 0.02];
    /// The initial only.
    InitialOnly "initial_only" [0.0, 0.001, 0.015, 0.0007, 0.0025, 0.0];
    /// The surname before marriage or after it.
    FormerSurname "former_surname" [0.012, 0.045, 0.085, 0.04, 0.045, 0.0];
    /// Given name and surname in each other's place.
    NamesSwapped "names_swapped" [0.0005, 0.004, 0.011, 0.003, 0.010, 0.002];
    /// One half of a double-barrelled surname.
    HalfSurname "half_surname" [0.02, 0.09, 0.15, 0.08, 0.10, 0.08];
    /// Letters without their accents: `Oztürk` or `Ozturk` for `Öztürk`.
    AccentsLost "accents_lost" [0.10, 0.30, 0.40, 0.50, 0.30, 0.20];
    /// The surname in capitals.
    SurnameUpper "surname_upper" [0.0, 0.0, 0.10, 0.0, 0.02, 0.30];
    /// The second given name left out.
    MiddleMissing "middle_missing" [0.13, 0.64, 0.88, 0.49, 0.65, 1.0];
    /// No date of birth.
    BornMissing "born_missing" [0.0, 0.006, 0.014, 0.004, 0.004, 0.0];
    /// 1 January of the year, or of 1900.
    BornFirstJanuary "born_first_january" [0.001, 0.004, 0.017, 0.005, 0.008, 0.0];
    /// Day and month exchanged, where both are below 13.
    BornDayMonth "born_day_month" [0.001, 0.006, 0.015, 0.005, 0.007, 0.004];
    /// Day or month wrong.
    BornDigit "born_digit" [0.001, 0.005, 0.014, 0.004, 0.006, 0.003];
    /// The year one or ten out.
    BornYear "born_year" [0.0005, 0.002, 0.006, 0.002, 0.003, 0.001];
    /// The other sex.
    SexWrong "sex_wrong" [0.0005, 0.0012, 0.008, 0.0022, 0.008, 0.002];
    /// No sex.
    SexMissing "sex_missing" [0.001, 0.006, 0.028, 0.004, 0.011, 0.0];
    /// The address before the last move.
    OldAddress "old_address" [0.02, 0.085, 0.12, 0.13, 0.15, 0.06];
    /// A letter of the address wrong.
    AddressTypo "address_typo" [0.01, 0.035, 0.08, 0.028, 0.06, 0.0];
    /// A letter or digit of the postcode wrong.
    PostcodeTypo "postcode_typo" [0.002, 0.008, 0.012, 0.009, 0.010, 0.005];
    /// The postcode without its space.
    PostcodeUnspaced "postcode_unspaced" [0.0, 0.06, 0.11, 0.03, 0.09, 0.10];
    /// No postcode.
    PostcodeMissing "postcode_missing" [0.002, 0.005, 0.037, 0.015, 0.045, 0.005];
    /// ZZ99 3VZ, no fixed abode.
    NoFixedAbode "no_fixed_abode" [0.001, 0.001, 0.006, 0.003, 0.012, 0.0];
    /// No property reference number.
    PropertyMissing "property_missing" [0.096, 0.82, 0.41, 1.0, 1.0, 1.0];
    /// No telephone number.
    PhoneMissing "phone_missing" [0.40, 0.38, 0.56, 0.50, 0.51, 1.0];
    /// The same person twice in one list.
    Duplicate "duplicate" [0.003, 0.038, 0.03, 0.059, 0.03, 0.004];
}

/// The share of records with this fault when all rates are multiplied by `factor`, 95 % at most.
/// What a source leaves out by habit (middle name, property, telephone) is no mistake and stays as
/// it is. Social care's missing numbers are mostly clients nobody ever traced: they grow by a tenth
/// of the factor's excess only (35 % to 40 % at 2.5).
pub(super) fn asked(fault: Fault, source: Source, factor: f64) -> f64 {
    let rate = fault.rates().get(source as usize).copied().unwrap_or_default();
    match (fault, source) {
        (Fault::MiddleMissing | Fault::PropertyMissing | Fault::PhoneMissing, _) => rate,
        (Fault::NumberMissing, Source::Asc) if factor > 1.0 => {
            rate * (1.0 + (factor - 1.0) * 0.095)
        }
        _ => (rate * factor).min(0.95),
    }
}
