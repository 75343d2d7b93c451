"""The Splink 5 model this comparison runs: what is compared, how, and where pairs come from.

It is Splink as an analyst who knows such extracts would set it up, tuned on boroughs of other seeds
than those measured: names with nicknames, prefixes and exchanged names, term frequencies, address
and postcode as one comparison, the similarity functions computed once per pair as Splink's guide to
DuckDB advises ("hoisting").
"""

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import SettingsCreator, block_on

SOURCES = ("gp", "dn", "asc", "acute", "mh")

# Pairs for the estimate of u, and at most so many for each round of expectation maximisation.
U_PAIRS = 1e6
EM_PAIRS = 1e5
SEED = 1

DETERMINISTIC = [block_on("nhs", "dob"), block_on("first", "surname", "dob", "postcode")]
DETERMINISTIC_RECALL = 0.85

TIGHT = [
    block_on("nhs"),
    block_on("dob", "outcode"),
    block_on("surname", "dob"),
    block_on("first", "dob"),
    block_on("surname", "first", "outcode"),
    block_on("postcode", "first"),
    block_on("phone"),
    block_on("surname", "initial", "year", "day"),
    block_on("address", "initial"),
    block_on("first", "surname", "year"),
    "l.first = r.surname AND l.surname = r.first AND l.year = r.year",
]

# For pairs per CPU second: about five million pairs of a borough of a third of the size.
LOOSE = [
    block_on("dob"),
    block_on("surname", "initial"),
    block_on("first", "year"),
    block_on("first", "surname[1]"),
    block_on("outcode", "monthday"),
    block_on("postcode"),
    block_on("nhs"),
]

# Nearly every pair of these blocks is one person, so that families are not taken for matches.
TRAIN = [block_on("nhs"), block_on("first", "surname", "dob")]

# People of one household share more than chance: agreement there weighs less.
HOME = "(address_l = address_r OR uprn_l = uprn_r)"
KIN = f"({HOME} OR phone_l = phone_r)"


def level(sql, label, **configured):
    """A level by its condition, without Splink's own name for it."""
    made = cll.CustomLevel(sql, label_for_charts=label)
    return made.configure(**configured) if configured else made


def nothing(sql, label="one of them missing"):
    """The null level."""
    return level(sql, label, is_null_level=True)


def fixed(m, u):
    """Probabilities set by hand: too few pairs reach the level for either to be estimated."""
    return {
        "m_probability": m,
        "u_probability": u,
        "fix_m_probability": True,
        "fix_u_probability": True,
    }


def nhs_number():
    """Numbers in the test range are dense, so chance agreement is set, not estimated."""
    return cl.CustomComparison(
        output_column_name="nhs",
        comparison_levels=[
            nothing("damerau_levenshtein(nhs_l, nhs_r) = -100 OR nhs_l IS NULL OR nhs_r IS NULL"),
            level("nhs_l = nhs_r", "same number", u_probability=3e-6, fix_u_probability=True),
            level(
                "damerau_levenshtein(nhs_l, nhs_r) <= 1",
                "one digit differs or two exchanged",
                u_probability=2e-5,
                fix_u_probability=True,
            ),
            level(
                "NOT (nhs_valid_l AND nhs_valid_r)",
                "differ, one of them not valid",
                **fixed(0.01, 0.01),
            ),
            cll.ElseLevel(),
        ],
    )


def first_name():
    similar = "jaro_winkler_similarity(first_l, first_r)"
    return cl.CustomComparison(
        output_column_name="first",
        comparison_levels=[
            nothing(f"{similar} = -100 OR first_l IS NULL OR first_r IS NULL"),
            level("first_l = first_r", "same", tf_adjustment_column="first"),
            level("list_has_any(forms_l, forms_r)", "another form of the name"),
            level(f"{similar} >= 0.92", "almost alike"),
            level(
                "starts_with(first_l, first_r) OR starts_with(first_r, first_l)",
                "initial or beginning of the other",
            ),
            level(
                "first_l = surname_r AND surname_l = first_r",
                "first name and surname exchanged",
                **fixed(0.01, 1e-6),
            ),
            level(
                "first_l = middle_r OR middle_l = first_r",
                "the other's middle name",
                **fixed(0.005, 1.4e-3),
            ),
            level(f"{similar} >= 0.8", "alike"),
            cll.ElseLevel(),
        ],
    )


def surname():
    similar = "jaro_winkler_similarity(surname_l, surname_r)"
    return cl.CustomComparison(
        output_column_name="surname",
        comparison_levels=[
            nothing(
                f"{similar} = -100 OR surname_l IS NULL OR surname_r IS NULL"
                " OR (first_l = surname_r AND surname_l = first_r AND first_l <> surname_l)",
                "one of them missing, or exchanged with the first name",
            ),
            level(f"surname_l = surname_r AND {KIN}", "same, at one address", **fixed(0.95, 0.6)),
            level(
                "surname_l = surname_r",
                "same",
                tf_adjustment_column="surname",
                m_probability=0.92,
                fix_m_probability=True,
            ),
            level(f"{similar} >= 0.92", "almost alike"),
            level("list_has_any(parts_l, parts_r)", "one part of a double name"),
            level(f"{similar} >= 0.85", "alike"),
            cll.ElseLevel(),
        ],
    )


def middle_name():
    return cl.CustomComparison(
        output_column_name="middle",
        comparison_levels=[
            nothing("middle_l IS NULL OR middle_r IS NULL"),
            level("middle_l = middle_r", "same"),
            cll.ElseLevel(),
        ],
    )


def date_of_birth():
    two_agree = (
        "(CAST(year_l = year_r AS INT) + CAST(month_l = month_r AS INT)"
        " + CAST(day_l = day_r AS INT)) >= 2"
    )
    return cl.CustomComparison(
        output_column_name="dob",
        comparison_levels=[
            nothing("damerau_levenshtein(dob_l, dob_r) = -100 OR dob_l IS NULL OR dob_r IS NULL"),
            level(
                f"dob_l = dob_r AND first_l <> first_r AND {KIN}",
                "same, at one address: perhaps twins",
                **fixed(0.9, 0.012),
            ),
            level("dob_l = dob_r", "same", tf_adjustment_column="dob"),
            level(
                "year_l = year_r AND month_l = day_r AND day_l = month_r",
                "day and month exchanged",
            ),
            level("damerau_levenshtein(dob_l, dob_r) <= 1", "one digit differs or two exchanged"),
            level(two_agree, "two of day, month and year agree"),
            level(
                "year_l = year_r AND (monthday_l = '01-01' OR monthday_r = '01-01')",
                "same year, one given as 1 January",
            ),
            level("year_l = year_r", "same year"),
            cll.ElseLevel(),
        ],
    )


def place():
    similar = "jaro_winkler_similarity(address_l, address_r)"
    return cl.CustomComparison(
        output_column_name="place",
        comparison_levels=[
            nothing(
                f"{similar} = -100 OR (address_l IS NULL OR address_r IS NULL)"
                " AND (postcode_l IS NULL OR postcode_r IS NULL)"
            ),
            level(
                "address_l = address_r AND postcode_l = postcode_r",
                "same address and postcode",
                tf_adjustment_column="address",
                disable_tf_exact_match_detection=True,
            ),
            level("uprn_l = uprn_r", "same property", **fixed(0.02, 1e-6)),
            level("address_l = address_r", "same address"),
            level(f"postcode_l = postcode_r AND {similar} >= 0.9", "same postcode, address alike"),
            level("postcode_l = postcode_r", "same postcode"),
            level(f"{similar} >= 0.95", "address alike"),
            level("sector_l = sector_r", "same sector"),
            level("outcode_l = outcode_r", "same district"),
            cll.ElseLevel(),
        ],
    )


def phone():
    return cl.CustomComparison(
        output_column_name="phone",
        comparison_levels=[
            nothing("phone_l IS NULL OR phone_r IS NULL"),
            level(f"phone_l = phone_r AND {HOME}", "same, at one address", **fixed(0.8, 0.3)),
            level("phone_l = phone_r", "same", **fixed(0.6, 2e-6)),
            cll.ElseLevel(),
        ],
    )


def settings(rules):
    """The model with these blocking rules."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[
            nhs_number(),
            first_name(),
            middle_name(),
            surname(),
            date_of_birth(),
            place(),
            phone(),
            cl.ExactMatch("sex"),
        ],
        blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
        em_convergence=0.001,
    )
