"""How right clusters are, by the same code for whatever made them.

Takes a folder of extracts with `truth.csv` (source, record_id, person_id) and, for twins, a list of
the persons who are one; clusters and truth are both maps from a record to a person.
"""

import csv
from collections import Counter, defaultdict
from itertools import combinations


class Truth:
    """What is true of a folder of extracts."""

    def __init__(self, folder, persons=None):
        self.person = read_clusters(folder / "truth.csv")
        self.source = {record: record.split(":", 1)[0] for record in self.person}
        self.members = groups(self.person)
        self.pairs = Counter()
        for members in self.members.values():
            self.pairs.update(self.sources(*pair) for pair in combinations(members, 2))
        self.hood = {}
        with open(folder / "gp.csv", newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                self.hood[f"gp:{row['record_id']}"] = row["neighbourhood"]
        self.joint = self.joint_count(self.members)
        self.twins = read_twins(persons) if persons else None

    def sources(self, a, b):
        """The two sources of a pair, in alphabetical order: `asc-gp`."""
        return "-".join(sorted((self.source[a], self.source[b])))

    def joint_count(self, members_of):
        """People with a nursing and a social care record, by neighbourhood of the GP list."""
        count = Counter()
        for members in members_of.values():
            sources = {self.source[record] for record in members}
            if {"gp", "dn", "asc"} <= sources:
                count[next(self.hood[r] for r in sorted(members) if r in self.hood)] += 1
        return count


def read_clusters(path):
    """source, record_id, person_id → record → person."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        return {f"{source}:{record}": person for source, record, person in rows}


def read_twins(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return {str(int(row["person_id"].lstrip("P"))) for row in rows if row["twin"] == "true"}


def groups(cluster_of):
    members = defaultdict(list)
    for record, cluster in cluster_of.items():
        members[cluster].append(record)
    return members


def scores(right, found, true):
    """Precision, recall and F1 of counts of pairs."""
    precision = right / found if found else 1.0
    recall = right / true if true else 1.0
    both = precision + recall
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / both if both else 0.0,
        "false": found - right,
        "missed": true - right,
    }


def measure(truth, cluster_of):
    """Every figure of quality that clusters alone give."""
    unknown = cluster_of.keys() ^ truth.person.keys()
    if unknown:
        raise ValueError(f"{len(unknown)} records are in the truth or in the clusters, not in both")
    person, members_of = truth.person, groups(cluster_of)
    found, right, twin_found, twin_false = Counter(), Counter(), 0, 0
    for members in members_of.values():
        for a, b in combinations(members, 2):
            between = truth.sources(a, b)
            same = person[a] == person[b]
            found[between] += 1
            right[between] += same
            if truth.twins is not None and (person[a] in truth.twins or person[b] in truth.twins):
                twin_found += 1
                twin_false += not same
    figures = {"cluster": scores(right.total(), found.total(), truth.pairs.total())}
    figures["missed_asc_gp"] = 1 - right["asc-gp"] / max(1, truth.pairs["asc-gp"])
    if truth.twins is not None:
        figures["twins"] = {
            "links": twin_found,
            "false": twin_false,
            "false_share": twin_false / max(1, twin_found),
        }
    figures["joint"] = joint_errors(truth.joint, truth.joint_count(members_of))
    return figures


def joint_errors(true, found):
    total = true.total()
    hoods = sorted(true)
    return {
        "true": {hood: true[hood] for hood in hoods},
        "found": {hood: found[hood] for hood in hoods},
        "error": (found.total() - total) / max(1, total),
        "error_by_hood": sum(abs(found[h] - true[h]) for h in hoods) / max(1, total),
    }


def pairwise(truth, pairs):
    """Precision, recall and F1 of linked pairs as scored, before clusters."""
    right = sum(truth.person[a] == truth.person[b] for a, b in pairs)
    return scores(right, len(pairs), truth.pairs.total())


def read_pairs(path, accept):
    """Pairs of a CSV of scored pairs that `accept` says yes to, as records."""
    with open(path, newline="", encoding="utf-8") as file:
        return [pair for row in csv.DictReader(file) if (pair := accept(row))]


class Union:
    """Sets of records that grow by links, and how many pairs in them are of one person."""

    def __init__(self, person):
        self.parent = {record: record for record in person}
        self.person = person
        # How many records of which person a set has; kept for sets of more than one record.
        self.persons = {}
        self.found = self.right = 0

    def top(self, record):
        parent = self.parent
        while parent[record] != record:
            parent[record] = record = parent[parent[record]]
        return record

    def persons_of(self, top):
        return self.persons.pop(top, None) or Counter({self.person[top]: 1})

    def link(self, a, b):
        a, b = self.top(a), self.top(b)
        if a == b:
            return
        of_a, of_b = self.persons_of(a), self.persons_of(b)
        self.found += of_a.total() * of_b.total()
        self.right += sum(count * of_b[person] for person, count in of_a.items())
        self.parent[a] = b
        self.persons[b] = of_a + of_b


def best_weight(truth, scored, grid):
    """Cluster F1 and match weight at which connected components of the pairs are most right."""
    scored = sorted(scored, key=lambda pair: -pair[2])
    union, at, best = Union(truth.person), 0, (-1.0, None)
    for weight in sorted(grid, reverse=True):
        while at < len(scored) and scored[at][2] >= weight:
            union.link(scored[at][0], scored[at][1])
            at += 1
        f1 = scores(union.right, union.found, truth.pairs.total())["f1"]
        best = max(best, (f1, weight))
    return best
