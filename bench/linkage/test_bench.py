"""What the figures rest on: `python3 -m unittest discover bench/linkage`."""

import tempfile
import unittest
from pathlib import Path

import evaluate
import match

# Person 1 is in four extracts, 2 and 3 are twins, 4 is on one list alone.
TRUTH = """source,record_id,person_id
gp,A,1
dn,A,1
asc,A,1
acute,A,1
gp,B,2
gp,C,3
asc,C,3
gp,D,4
"""
GP = "source,record_id,neighbourhood\ngp,A,2\ngp,B,1\ngp,C,1\ngp,D,1\n"
PERSONS = "person_id,twin\nP000001,false\nP000002,true\nP000003,true\nP000004,false\n"


def truth():
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for name, text in (("truth", TRUTH), ("gp", GP), ("persons", PERSONS)):
            (folder / f"{name}.csv").write_text(text)
        return evaluate.Truth(folder, folder / "persons.csv")


def measured(**person_of):
    """The figures when some records are given to other persons than the true ones."""
    known = truth()
    given = {record.replace("_", ":"): person for record, person in person_of.items()}
    return evaluate.measure(known, {**known.person, **given})


class Quality(unittest.TestCase):
    def test_the_truth_is_wholly_right(self):
        figures = measured()
        self.assertEqual(figures["cluster"]["f1"], 1.0)
        self.assertEqual(figures["joint"]["error"], 0.0)
        self.assertEqual(figures["joint"]["true"], {"2": 1})
        self.assertEqual(figures["twins"], {"links": 1, "false": 0, "false_share": 0.0})

    def test_a_missed_record_costs_its_pairs_and_the_joint_count(self):
        figures = measured(asc_A="9")
        self.assertEqual(figures["cluster"]["missed"], 3)
        self.assertEqual(figures["cluster"]["false"], 0)
        self.assertAlmostEqual(figures["cluster"]["recall"], 4 / 7)
        self.assertEqual(figures["joint"]["error"], -1.0)
        self.assertEqual(figures["missed_asc_gp"], 0.5)

    def test_twins_taken_for_one_are_counted(self):
        figures = measured(gp_B="3")
        self.assertEqual(figures["cluster"]["false"], 2)
        self.assertAlmostEqual(figures["twins"]["false_share"], 2 / 3)

    def test_records_that_are_left_out_are_not_passed_over(self):
        known = truth()
        with self.assertRaises(ValueError):
            evaluate.measure(known, {"gp:A": "1"})

    def test_the_best_weight_is_found(self):
        scored = [("gp:A", "dn:A", 20.0), ("dn:A", "asc:A", 12.0), ("asc:A", "acute:A", 9.0),
                  ("gp:C", "asc:C", 8.0), ("gp:B", "gp:C", 3.0)]
        for grid, expected in (([0, 5, 10, 15], (1.0, 5)), ([0], (14 / 16, 0)), ([30], (0.0, 30))):
            f1, weight = evaluate.best_weight(truth(), scored, grid)
            self.assertAlmostEqual(f1, expected[0])
            self.assertEqual(weight, expected[1])


class Match(unittest.TestCase):
    def test_percentiles_are_nearest_rank(self):
        hundred = list(range(1, 101))
        for share, expected in ((0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)):
            self.assertEqual(match.percentile(hundred, share), expected)
        self.assertEqual(match.percentile([7], 0.99), 7)

    def test_a_row_is_a_patient_without_what_is_blank(self):
        row = {"nhs_number": "999 000 0018", "first_name": "Ada", "middle_name": "", "surname": "",
               "dob": "1950", "sex": "", "address": "", "postcode": "RB1 1AA", "phone": ""}
        self.assertEqual(match.patient(row), {
            "resourceType": "Patient",
            "identifier": [{"system": match.NHS_NUMBER, "value": "9990000018"}],
            "name": [{"given": ["Ada"]}],
            "address": [{"postalCode": "RB1 1AA"}],
        })


if __name__ == "__main__":
    unittest.main()
