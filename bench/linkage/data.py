"""The extracts that are linked: made by the project's own generator, once, and kept."""

import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

# Registered people of the borough: the published table of Lewisham, 2013.
BOROUGH_PEOPLE = 206_928
REGION_PEOPLE = 708_000
LOOSE_PEOPLE = 70_000


@dataclass(frozen=True)
class DataSet:
    """One set of extracts: how it is made, and what is asked of it."""

    name: str
    title: str
    people: int
    faults: float
    loose: bool = False

    def of(self, people):
        """The same with other numbers of people."""
        return replace(self, people=people)

    def folder(self, root, seed):
        return root / f"{self.name}-{self.people}-{seed}"


SETS = (
    DataSet("borough", "Borough", BOROUGH_PEOPLE, 1.0),
    DataSet("hard", "Borough, error rates × 2.5", BOROUGH_PEOPLE, 2.5),
    DataSet("region", "Region", REGION_PEOPLE, 1.0),
    DataSet("loose", "Loose rules", LOOSE_PEOPLE, 1.0, loose=True),
)


def make(wanted, root, seed, writer, say):
    """The folder of a set, made unless it is there already whole."""
    folder = wanted.folder(root, seed)
    if (folder / "persons.csv").exists():
        return folder
    say(f"writing {wanted.name} (seed {seed})")
    being_written = folder.with_suffix(".new")
    whole_town = folder.with_suffix(".town")
    for left in (being_written, whole_town, folder):
        shutil.rmtree(left, ignore_errors=True)
    asked = [str(wanted.people), str(seed), str(wanted.faults)]
    call([*writer, str(being_written), *asked, "linkage"])
    # Which persons are twins is told with the extracts of the whole town, made of the same people.
    call([*writer, str(whole_town), *asked])
    shutil.move(whole_town / "truth" / "persons.csv", being_written / "persons.csv")
    shutil.rmtree(whole_town)
    being_written.rename(folder)
    return folder


def inputs_only(folder, into):
    """A folder with the extracts alone: neither side sees the truth."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    for source in ("gp", "dn", "asc", "acute", "mh"):
        (into / f"{source}.csv").symlink_to((folder / f"{source}.csv").resolve())
    return into


def writer_command(asked, repository):
    """The generator: a built `write_borough`, or cargo to build and run it."""
    if asked:
        return [str(Path(asked).resolve())]
    manifest = str(repository / "Cargo.toml")
    return ["cargo", "run", "--quiet", "--release", "--manifest-path", manifest, "-p", "synth",
            "--example", "write_borough", "--"]


def call(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError as missing:
        wanted = f"`{command[0]}` is not there: install Rust, or give --writer"
        raise SystemExit(wanted) from missing
    if done.returncode != 0:
        raise SystemExit(f"the extracts could not be written:\n{done.stderr[-2000:]}")
