"""The two sides: how each is called, and what it says of its run."""

import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = ("splink==5.0.0", "duckdb<2")
SECONDS_MAX = 3600
BLOCK_MAX = 100_000

# The same rules as `LOOSE` in splink_model.py, in the words of a model file.
LOOSE_KEYS = (
    ("birth",),
    ("surname", "first_initial"),
    ("first", "birth_year"),
    ("first", "surname_initial"),
    ("outward", "birth_month_day"),
    ("postcode",),
    ("nhs",),
)


class Failed(Exception):
    """A side did not finish; says which, and its last words."""


def measured(command):
    """What a command took, or Failed."""
    asked = [sys.executable, "-B", str(HERE / "measure.py"), str(SECONDS_MAX), *map(str, command)]
    done = subprocess.run(asked, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"`{command[0]}` could not be run: {done.stderr.strip().splitlines()[-1]}")
    took = json.loads(done.stdout)
    if took["status"] != 0:
        last = (took["errors"] or took["printed"]).strip()[-1500:]
        raise Failed(f"`{Path(str(command[0])).name}` ended with {took['status']}:\n{last}")
    return took


class Joinedup:
    """`joinedup link-files`, its standard model and thresholds."""

    name = "Joinedup"

    def __init__(self, program, repository, work):
        self.program, self.repository, self.work = program, repository, work
        self.version = measured([program, "--version"])["printed"].strip().removeprefix("joinedup ")

    def command(self, folder, out, *more):
        return [self.program, "link-files", folder, "--out", out, *more]

    def shown(self):
        return "joinedup link-files DIR --out FILE"

    def loose(self, folder, out):
        """The loose rules: the standard model with other blocks."""
        model = self.work / "loose.toml"
        standard = self.repository / "crates" / "linkage" / "data" / "standard.toml"
        text = standard.read_text(encoding="utf-8")
        blocks = (
            f"[[block]]\nkeys = {json.dumps(keys)}\nblock_max = {BLOCK_MAX}\n"
            for keys in LOOSE_KEYS
        )
        model.write_text(text[: text.index("[[block]]")] + "\n".join(blocks), encoding="utf-8")
        return self.command(folder, out, "--model", model)

    @staticmethod
    def said(took):
        """Pairs compared, as the command prints them."""
        found = re.search(r"([\d,]+) pairs compared", took["printed"])
        if not found:
            raise Failed("`joinedup link-files` did not say how many pairs it compared")
        return {"pairs": int(found[1].replace(",", ""))}


class Splink:
    """Splink 5 with the model of splink_model.py, in a virtual environment of its own."""

    name = "Splink"

    def __init__(self, repository, work, say):
        self.repository = repository
        self.python = environment(work / "venv", say)
        versions = (
            "import splink, duckdb, platform;"
            "print(splink.__version__, duckdb.__version__, platform.python_version())"
        )
        self.version, self.duckdb, self.python_version = measured(
            [self.python, "-c", versions]
        )["printed"].split()

    def command(self, folder, out, *more):
        nicknames = self.repository / "crates" / "linkage" / "data" / "nicknames.csv"
        program = HERE / "splink_link.py"
        return [self.python, "-B", program, folder, out, "--nicknames", nicknames, *more]

    def shown(self):
        return "python splink_link.py DIR FILE --nicknames nicknames.csv --weight WEIGHT"

    def loose(self, folder, out):
        return self.command(folder, out, "--loose")

    @staticmethod
    def said(took):
        """Pairs compared and what each stage took."""
        return json.loads(took["printed"].strip().splitlines()[-1])


def environment(folder, say):
    """A virtual environment with Splink, made unless it is there."""
    python = folder / "bin" / "python"
    done = folder / "installed.txt"
    wanted = "\n".join(PACKAGES)
    if done.exists() and done.read_text() == wanted:
        return python
    say("installing " + " and ".join(PACKAGES))
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES],
    ):
        made = subprocess.run(command, capture_output=True, text=True)
        if made.returncode != 0:
            raise SystemExit(
                "Splink could not be installed (use --no-splink to go without):\n"
                + made.stderr.strip()[-1500:]
            )
    done.write_text(wanted)
    return python
