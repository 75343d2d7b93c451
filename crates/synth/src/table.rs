//! The table the borough is shaped on, and how it is scaled to another size.
//!
//! Source of the figures: Lewisham's neighbourhood pilots of 2013, table 1: people registered, on the
//! district nursing caseload, with an open social care case, and with both.

/// Registered people of the table, in all.
pub const REGISTERED: u32 = 206_928;

const LEWISHAM_2013: [Counts; 4] = [
    Counts::new(45_342, 1_264, 849, 309),
    Counts::new(76_593, 1_687, 1_003, 397),
    Counts::new(38_878, 2_244, 1_330, 486),
    Counts::new(46_115, 2_181, 802, 462),
];

/// Heads of one neighbourhood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) registered: u32,
    pub(crate) nursing: u32,
    pub(crate) social_care: u32,
    pub(crate) joint: u32,
}

impl Counts {
    const fn new(registered: u32, nursing: u32, social_care: u32, joint: u32) -> Self {
        Self { registered, nursing, social_care, joint }
    }
}

/// The four neighbourhoods of a borough with `people` registered. Every column is scaled by the
/// largest remainder, so that columns re-add; the table itself comes back at its own size.
pub(crate) fn scaled(people: u32) -> [Counts; 4] {
    let column = |of: fn(&Counts) -> u32| {
        let parts = LEWISHAM_2013.each_ref().map(of);
        let table: u32 = parts.iter().sum();
        let total = (u64::from(table) * u64::from(people) + u64::from(REGISTERED) / 2)
            / u64::from(REGISTERED);
        shared_out(u32::try_from(total).unwrap_or(u32::MAX), parts)
    };
    let registered = column(|c| c.registered);
    let nursing = column(|c| c.nursing);
    let social_care = column(|c| c.social_care);
    let joint = column(|c| c.joint);
    let mut table = [Counts::default(); 4];
    for (row, (((registered, nursing), social_care), joint)) in
        table.iter_mut().zip(registered.into_iter().zip(nursing).zip(social_care).zip(joint))
    {
        *row = Counts::new(registered, nursing, social_care, joint.min(nursing).min(social_care));
    }
    table
}

/// Shares `total` in proportion to `parts`: whole numbers first, what is left to the largest
/// remainders.
fn shared_out(total: u32, parts: [u32; 4]) -> [u32; 4] {
    let sum: u64 = parts.iter().map(|part| u64::from(*part)).sum();
    let product = |part: u32| u64::from(part) * u64::from(total);
    let mut shares = parts.map(|part| u32::try_from(product(part) / sum.max(1)).unwrap_or(0));
    let mut order = [0_usize, 1, 2, 3];
    order.sort_by_key(|at| {
        std::cmp::Reverse(parts.get(*at).map_or(0, |part| product(*part) % sum.max(1)))
    });
    let missing = usize::try_from(total - shares.iter().sum::<u32>()).unwrap_or(0);
    for at in order.into_iter().take(missing) {
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_table_comes_back_at_its_own_size() {
        assert_eq!(scaled(REGISTERED), LEWISHAM_2013);
        let total = |of: fn(&Counts) -> u32| LEWISHAM_2013.iter().map(of).sum::<u32>();
        assert_eq!(total(|c| c.registered), REGISTERED);
        assert_eq!(total(|c| c.nursing), 7_376);
        assert_eq!(total(|c| c.social_care), 3_984);
        assert_eq!(total(|c| c.joint), 1_654);
    }

    proptest! {
        #[test]
        fn scaled_columns_add_up_and_caseloads_fit(people in 1_000_u32..900_000) {
            let table = scaled(people);
            prop_assert_eq!(table.iter().map(|c| c.registered).sum::<u32>(), people);
            for row in table {
                prop_assert!(row.joint <= row.nursing.min(row.social_care));
                prop_assert!(row.nursing + row.social_care - row.joint < row.registered);
            }
        }
    }
}
