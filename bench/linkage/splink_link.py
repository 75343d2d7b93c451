"""Links the CSV files of a folder with Splink 5: `splink_link.py DIR OUT [options]`.

Runs in an environment with `splink==5.0.0` and `duckdb<2`. CSV in, `source,record_id,person_id`
out, like `joinedup link-files`. Prints one line of JSON: what each stage took.
"""

import argparse
import json
import logging
import resource
import time
from pathlib import Path

import duckdb
from splink import DuckDBAPI, Linker
from splink.clustering import cluster_pairwise_predictions_at_threshold as components
from splink.internals.one_to_one_clustering import one_to_one_clustering as single_best

import splink_model as model


class Stages:
    """CPU and wall seconds of each stage."""

    def __init__(self):
        self.took = {}
        self.mark = self.now()

    @staticmethod
    def now():
        used = resource.getrusage(resource.RUSAGE_SELF)
        return used.ru_utime + used.ru_stime, time.perf_counter()

    def end(self, name):
        cpu, wall = self.now()
        self.took[name] = {
            "cpu_seconds": round(cpu - self.mark[0], 3),
            "wall_seconds": round(wall - self.mark[1], 3),
        }
        self.mark = cpu, wall


# Weights of the digits of an NHS number; the tenth digit is what makes the sum divisible by 11.
NHS_SUM = " + ".join(f"CAST(digits[{i}] AS INT) * {11 - i}" for i in range(1, 10))

STANDARDISE = f"""
CREATE TABLE records AS
WITH plain AS (
    SELECT
        source || ':' || record_id AS id,
        source,
        nullif(regexp_replace(nhs_number, '[^0-9]', '', 'g'), '') AS digits,
        nullif(regexp_replace(upper(strip_accents(first_name)), '[^A-Z]', '', 'g'), '') AS first,
        nullif(regexp_replace(upper(strip_accents(middle_name)), '[^A-Z]', '', 'g'), '') AS middle,
        nullif(regexp_replace(upper(strip_accents(surname)), '[^A-Z]', '', 'g'), '') AS surname,
        string_split(upper(strip_accents(replace(surname, ' ', '-'))), '-') AS parts,
        CASE WHEN length(dob) = 10 THEN dob END AS dob,
        nullif(sex, '') AS sex,
        nullif(upper(address), '') AS address,
        nullif(upper(replace(postcode, ' ', '')), '') AS postcode,
        nullif(uprn, '') AS uprn,
        nullif(regexp_replace(phone, '[^0-9]', '', 'g'), '') AS phone
    FROM read_csv($files, header = true, all_varchar = true, union_by_name = true)
)
SELECT
    plain.* EXCLUDE (digits, parts),
    CASE WHEN length(digits) = 10 THEN digits END AS nhs,
    CASE WHEN length(digits) = 10
        THEN (11 - ({NHS_SUM}) % 11) % 11 = CAST(digits[10] AS INT) END AS nhs_valid,
    coalesce(nicknames.forms, [first]) AS forms,
    list_filter(parts, part -> length(part) > 3) AS parts,
    first[1] AS initial,
    dob[1:4] AS year,
    dob[6:7] AS month,
    dob[9:10] AS day,
    dob[6:10] AS monthday,
    postcode[:-4] AS outcode,
    postcode[:-3] AS sector
FROM plain LEFT JOIN nicknames ON first = nicknames.given
"""

NICKNAMES = """
CREATE TABLE nicknames AS
WITH pairs AS (
    SELECT upper(strip_accents(name)) AS a, upper(strip_accents(nickname)) AS b
    FROM read_csv($file, header = true, all_varchar = true)
), either_way AS (
    SELECT a, b FROM pairs UNION SELECT b, a FROM pairs UNION SELECT a, a FROM pairs
    UNION SELECT b, b FROM pairs
)
SELECT a AS given, list(DISTINCT b) AS forms FROM either_way GROUP BY a
"""


def load(folder, nicknames, threads):
    """The records, standardised, in memory."""
    database = duckdb.connect(":memory:")
    if threads:
        database.execute(f"SET threads = {int(threads)}")
    database.execute(NICKNAMES, {"file": str(nicknames)})
    files = [str(folder / f"{source}.csv") for source in model.SOURCES]
    database.execute(STANDARDISE, {"files": files})
    return database


def train(linker):
    """Prior, u and m, from the records themselves."""
    training = linker.training
    training.estimate_probability_two_random_records_match(
        model.DETERMINISTIC, recall=model.DETERMINISTIC_RECALL
    )
    training.estimate_u_using_random_sampling(max_pairs=model.U_PAIRS, seed=model.SEED)
    for rule in model.TRAIN:
        training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True, max_pairs=model.EM_PAIRS
        )


def cluster(database, api, scored, asked):
    """Who is who: connected components, or one best link for sources that hold a person once."""
    edges = database.sql(
        "SELECT id_l, id_r, match_probability, split_part(id_l, ':', 1) AS source_dataset_l,"
        f" split_part(id_r, ':', 1) AS source_dataset_r FROM {scored.physical_name}"
        f" WHERE match_weight >= {asked.weight}"
    )
    edges.create("edges")
    if asked.once:
        nodes = api.register("(SELECT id AS node_id, source AS source_dataset FROM records)")
        made = single_best(
            nodes_table=nodes,
            edges_table=api.register("edges"),
            node_id_column_name="node_id",
            source_dataset_column_name="source_dataset",
            edge_id_column_name_left="id_l",
            edge_id_column_name_right="id_r",
            duplicate_free_datasets=asked.once.split(","),
            db_api=api,
            ties_method="lowest_id",
            threshold_match_probability=0.0,
        )
        return made, "node_id"
    made = components(
        nodes=api.register(database.sql("SELECT id FROM records")),
        edges=api.register("edges"),
        db_api=api,
        node_id_column_name="id",
        edge_id_column_name_left="id_l",
        edge_id_column_name_right="id_r",
    )
    return made, "id"


def write(database, table, column, out):
    database.sql(
        f"SELECT split_part({column}, ':', 1) AS source, split_part({column}, ':', 2) AS record_id,"
        f" cluster_id AS person_id FROM {table.physical_name}"
    ).write_csv(str(out))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--nicknames", type=Path, required=True)
    parser.add_argument("--weight", type=float, default=0.0, help="link from this match weight")
    parser.add_argument("--once", default="", help="sources that hold a person once: gp,asc")
    parser.add_argument("--loose", action="store_true", help="the loose rules; no clusters")
    parser.add_argument("--pairs", type=Path, help="also write every scored pair, and its weight")
    parser.add_argument("--keep", type=float, default=-8.0, help="lowest weight of pairs written")
    parser.add_argument("--model-out", type=Path, help="also write the trained model")
    parser.add_argument("--threads", type=int, default=0)
    return parser.parse_args()


def main():
    asked = arguments()
    logging.getLogger("splink").setLevel(logging.ERROR)
    stages = Stages()
    database = load(asked.folder, asked.nicknames, asked.threads)
    api = DuckDBAPI(connection=database)
    rules = model.LOOSE if asked.loose else model.TIGHT
    linker = Linker(api.register("records"), model.settings(rules))
    stages.end("load")
    train(linker)
    stages.end("train")
    blocked = linker.inference.compute_blocked_pairs_for_predict()
    stages.end("block")
    kept_from = min(asked.keep, asked.weight) if asked.pairs else asked.weight
    scored = linker.inference.predict(threshold_match_weight=kept_from)
    stages.end("score")
    if not asked.loose:
        made, column = cluster(database, api, scored, asked)
        write(database, made, column, asked.out)
        stages.end("cluster")
    if asked.pairs:
        database.sql(
            f"SELECT id_l, id_r, match_weight AS weight FROM {scored.physical_name}"
        ).write_csv(str(asked.pairs))
    if asked.model_out:
        linker.misc.save_model_to_json(str(asked.model_out), overwrite=True)
    count = f"SELECT count(*) FROM {blocked.physical_name}"
    pairs = database.execute(count).fetchone()[0]
    print(json.dumps({"pairs": pairs, "stages": stages.took}))


if __name__ == "__main__":
    main()
