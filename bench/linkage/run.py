"""Joinedup and Splink 5 side by side: the same extracts, CSV in, CSV out, measured from outside.

    python3 bench/linkage/run.py

See README.md for what is measured and how. Needs Python 3.11 and a release build of Joinedup;
installs Splink into a virtual environment of its own below `target/`.
"""

import argparse
import csv
import datetime
import json
import os
import platform
import shutil
import statistics
import sys
from pathlib import Path

sys.dont_write_bytecode = True
if sys.version_info < (3, 11):
    sys.exit("Python 3.11 or later is needed")

import data  # noqa: E402
import evaluate  # noqa: E402
import report  # noqa: E402
from sides import Failed, Joinedup, Splink, measured  # noqa: E402

REPOSITORY = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"))
# Match weights at which Splink's links are tried; the best against the truth is taken.
GRID = [half / 2 for half in range(-12, 51)]
SEED = 5_001
BUSY_LOAD = 0.5


def say(text):
    print(text, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [known.name for known in data.SETS]
    parser.add_argument("--only", choices=names, action="append", help="this set alone")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="runs; medians count")
    parser.add_argument("--seed", type=int, default=SEED, help="of the generated extracts")
    parser.add_argument("--no-splink", action="store_true", help="Joinedup alone")
    parser.add_argument("--joinedup", type=Path, default=TARGET / "release" / "joinedup")
    parser.add_argument("--writer", help="a built `write_borough`, instead of asking cargo")
    parser.add_argument("--data", type=Path, help="where the extracts are kept or made")
    parser.add_argument("--work", type=Path, default=TARGET / "bench-linkage")
    parser.add_argument("--region-people", type=int, default=data.REGION_PEOPLE)
    asked = parser.parse_args()
    if asked.repeat < 1:
        parser.error("--repeat must be at least 1")
    if not asked.joinedup.exists():
        parser.error(f"{asked.joinedup} is not there: run `cargo build --release` first")
    return asked


def machine():
    """What the figures depend on, and nothing that names the machine."""
    load = os.getloadavg()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "processor": platform.machine(),
        "system": platform.system(),
        "load_at_start": round(load, 2),
        "busy": load > BUSY_LOAD,
    }


def repeated(commands, times, said):
    """Each side's command in turn, `times` times: medians, and what the last run said."""
    runs = {name: [] for name in commands}
    for round_ in range(times):
        for name, command in commands.items():
            took = measured(command)
            runs[name].append({**took, **said[name](took)})
            say(f"  {name}, run {round_ + 1}: {took['cpu_seconds']:.2f} CPU s,"
                f" {took['wall_seconds']:.2f} s, {took['peak_mb']:.0f} MB")
    return {name: summary(of) for name, of in runs.items()}


def summary(runs):
    figures = {"runs": len(runs), "pairs_compared": runs[-1]["pairs"]}
    for key in ("cpu_seconds", "wall_seconds", "peak_mb"):
        values = [run[key] for run in runs]
        figures[key] = statistics.median(values)
        figures[f"{key}_all"] = [round(value, 3) for value in values]
    if "stages" in runs[-1]:
        figures["stage_cpu_seconds"] = {
            stage: statistics.median(run["stages"][stage]["cpu_seconds"] for run in runs)
            for stage in runs[-1]["stages"]
        }
    return figures


def joinedup_pairs(path):
    """The pairs that Joinedup linked by itself."""
    return evaluate.read_pairs(path, lambda row: row["band"] == "auto" and (
        f"{row['source_a']}:{row['record_id_a']}", f"{row['source_b']}:{row['record_id_b']}"))


def splink_pairs(path):
    """Every pair that Splink scored and kept, with its weight."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        return [(a, b, float(weight)) for a, b, weight in rows]


def linked(folder, asked, joinedup, splink):
    """One set of extracts, both sides: quality against the truth, then time and memory."""
    inputs = data.inputs_only(folder, asked.work / "in")
    out = {name: asked.work / f"{name}.csv" for name in ("Joinedup", "Splink")}
    pairs = {name: asked.work / f"{name}-pairs.csv" for name in out}
    say("  scored pairs, for the quality of links (not timed)")
    measured(joinedup.command(inputs, out["Joinedup"], "--pairs", pairs["Joinedup"]))
    commands = {"Joinedup": joinedup.command(inputs, out["Joinedup"])}
    said = {"Joinedup": joinedup.said}
    truth = evaluate.Truth(folder, folder / "persons.csv")
    accepted = {"Joinedup": joinedup_pairs(pairs["Joinedup"])}
    weight = None
    if splink:
        measured(splink.command(inputs, out["Splink"], "--pairs", pairs["Splink"]))
        scored = splink_pairs(pairs["Splink"])
        _, weight = evaluate.best_weight(truth, scored, GRID)
        accepted["Splink"] = [(a, b) for a, b, of in scored if of >= weight]
        say(f"  Splink is most right when it links from match weight {weight}")
        commands["Splink"] = splink.command(inputs, out["Splink"], "--weight", weight)
        said["Splink"] = splink.said
    sides = repeated(commands, asked.repeat, said)
    for name, figures in sides.items():
        clusters = evaluate.read_clusters(out[name])
        figures["quality"] = evaluate.measure(truth, clusters)
        figures["quality"]["pairwise"] = evaluate.pairwise(truth, accepted[name])
    if splink:
        sides["Splink"]["weight"] = weight
    return {"records": len(truth.person), "true_pairs": truth.pairs.total(), "sides": sides}


def loose(folder, asked, joinedup, splink):
    """Pairs per CPU second where millions of pairs are compared."""
    inputs = data.inputs_only(folder, asked.work / "in")
    commands = {"Joinedup": joinedup.loose(inputs, asked.work / "loose.csv")}
    said = {"Joinedup": joinedup.said}
    if splink:
        commands["Splink"] = splink.loose(inputs, asked.work / "unused.csv")
        said["Splink"] = splink.said
    sides = repeated(commands, asked.repeat, said)
    for figures in sides.values():
        figures["pairs_per_cpu_second"] = figures["pairs_compared"] / figures["cpu_seconds"]
        if stages := figures.get("stage_cpu_seconds"):
            matching = stages["block"] + stages["score"]
            figures["pairs_per_cpu_second_matching_alone"] = figures["pairs_compared"] / matching
    with open(folder / "truth.csv", encoding="utf-8") as file:
        records = sum(1 for _ in file) - 1
    return {"records": records, "sides": sides}


def main():
    asked = arguments()
    asked.work.mkdir(parents=True, exist_ok=True)
    root = asked.data or asked.work / "data"
    root.mkdir(parents=True, exist_ok=True)
    here = machine()
    if here["busy"]:
        say(f"This machine is doing other work (load {here['load_at_start']}):"
            " CPU seconds will be too high, wall seconds more so.")
    joinedup = Joinedup(asked.joinedup.resolve(), REPOSITORY, asked.work)
    splink = None if asked.no_splink else Splink(REPOSITORY, asked.work, say)
    writer = data.writer_command(asked.writer, REPOSITORY)
    results = {
        "date": datetime.date.today().isoformat(),
        "machine": here,
        "versions": {"joinedup": joinedup.version},
        "commands": {"joinedup": joinedup.shown()},
        "seed": asked.seed,
        "repeat": asked.repeat,
        "sets": {},
    }
    if splink:
        results["versions"] |= {
            "splink": splink.version, "duckdb": splink.duckdb, "python": splink.python_version}
        results["commands"]["splink"] = splink.shown()
    for offset, known in enumerate(data.SETS):
        if asked.only and known.name not in asked.only:
            continue
        if known.name == "region":
            known = known.of(asked.region_people)
        folder = data.make(known, root, asked.seed + offset, writer, say)
        say(f"{known.title}: {folder.name}")
        measure = loose if known.loose else linked
        figures = measure(folder, asked, joinedup, splink)
        results["sets"][known.name] = {
            "title": known.title, "people": known.people, "faults": known.faults,
            "seed": asked.seed + offset, **figures}
        write(asked.work, results)
    shutil.rmtree(asked.work / "in", ignore_errors=True)
    print(report.text(results))
    say(f"Written to {asked.work / 'results.json'} and results.md beside it.")


def write(work, results):
    text = json.dumps(results, indent=1, ensure_ascii=False)
    (work / "results.json").write_text(text + "\n", encoding="utf-8")
    (work / "results.md").write_text(report.markdown(results), encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except (Failed, ValueError, OSError) as reason:
        sys.exit(f"Stopped: {reason}")
    except KeyboardInterrupt:
        sys.exit("Stopped. Results of the sets that were finished are kept.")
