"""The figures in words: the Markdown section for the reference, and the same on the terminal."""


def number(value, places=0):
    return f"{value:,.{places}f}"


def percent(value, places=2):
    """A share, with a true minus sign."""
    return f"{value * 100:.{places}f} %".replace("-", "−")


# What is told of a set: its name, how to take it from a side's figures, how to print it, and
# whether Splink's divided by Joinedup's says how much less Joinedup takes.
ROWS = (
    ("CPU seconds", lambda of: of["cpu_seconds"], lambda v: number(v, 2), True),
    ("wall seconds", lambda of: of["wall_seconds"], lambda v: number(v, 2), True),
    ("peak memory, MB", lambda of: of["peak_mb"], number, True),
    ("pairs compared", lambda of: of["pairs_compared"], number, False),
    ("cluster F1", lambda of: of["quality"]["cluster"]["f1"], lambda v: number(v, 5), False),
    ("cluster precision", lambda of: of["quality"]["cluster"]["precision"],
     lambda v: number(v, 5), False),
    ("cluster recall", lambda of: of["quality"]["cluster"]["recall"],
     lambda v: number(v, 5), False),
    ("pairs of records wrongly of one person", lambda of: of["quality"]["cluster"]["false"],
     number, True),
    ("pairs of records of one person missed", lambda of: of["quality"]["cluster"]["missed"],
     number, True),
    ("pairwise F1", lambda of: of["quality"]["pairwise"]["f1"], lambda v: number(v, 5), False),
    ("social care to GP list, missed", lambda of: of["quality"]["missed_asc_gp"], percent, True),
    ("false share of twins' links", lambda of: of["quality"]["twins"]["false_share"],
     percent, True),
    ("error of the joint count", lambda of: of["quality"]["joint"]["error"], percent, False),
    ("the same, neighbourhood by neighbourhood",
     lambda of: of["quality"]["joint"]["error_by_hood"], percent, False),
)
LOOSE_ROWS = (
    ("pairs compared", lambda of: of["pairs_compared"], number, False),
    ("CPU seconds", lambda of: of["cpu_seconds"], lambda v: number(v, 2), True),
    ("wall seconds", lambda of: of["wall_seconds"], lambda v: number(v, 2), True),
    ("peak memory, MB", lambda of: of["peak_mb"], number, True),
    ("pairs per CPU second, the whole run", lambda of: of["pairs_per_cpu_second"], number, False),
)


def rows(of_set, busy):
    """Name, each side's figure, and the ratio where it means something.

    Wall seconds of a busy machine are not compared: they depend on what else ran then.
    """
    sides = list(of_set["sides"].values())
    for name, take, shown, ratio in LOOSE_ROWS if "true_pairs" not in of_set else ROWS:
        values = [take(side) for side in sides]
        line = [name, *(shown(value) for value in values)]
        if len(values) == 2:
            told = ratio and not (busy and name == "wall seconds")
            line.append(times(*values) if told else "")
        yield line
    if "true_pairs" not in of_set and len(sides) == 2:
        yield matching(*sides)


def times(joinedup, splink):
    """Splink's as a multiple of Joinedup's."""
    if joinedup == 0:
        return ""
    return f"{number(splink / joinedup, 1)} ×"


def matching(joinedup, splink):
    """Splink's blocking and scoring alone beside Joinedup's whole run: the least to be said."""
    whole = joinedup["pairs_per_cpu_second"]
    alone = splink["pairs_per_cpu_second_matching_alone"]
    name = "the same, Splink's reading and training not counted"
    return [name, number(whole), number(alone), f"{number(whole / alone, 1)} × as many"]


def title(of_set):
    counted = f"{number(of_set['records'])} records"
    if "true_pairs" in of_set:
        counted += f", {number(of_set['true_pairs'])} true pairs"
    return f"{of_set['title']}: {counted} (seed {of_set['seed']})"


def names(results):
    versions = results["versions"]
    shown = [f"Joinedup {versions['joinedup']}"]
    if "splink" in versions:
        shown += [f"Splink {versions['splink']}", "Splink ÷ Joinedup"]
    return shown


def about(results):
    """When, on what, with what: one paragraph."""
    here, versions = results["machine"], results["versions"]
    words = (
        f"Measured on {results['date']} on a machine with {here['cores']} cores"
        f" ({here['processor']}) and {here['memory_gib']} GiB of memory,"
        f" {'busy with other work' if here['busy'] else 'quiet'}"
        f" (load {here['load_at_start']}) before the start; medians of {results['repeat']}"
        f" run{'s' if results['repeat'] > 1 else ''}; Joinedup {versions['joinedup']}"
    )
    if "splink" in versions:
        words += (
            f", Splink {versions['splink']} on DuckDB {versions['duckdb']}"
            f" and Python {versions['python']}"
        )
    return words + "."


def markdown(results):
    """The section for the reference."""
    out = ["## Beside Splink", "", "`python3 bench/linkage/run.py`", "", about(results)]
    for of_set in results["sets"].values():
        told = list(rows(of_set, results["machine"]["busy"]))
        header = ["", *names(results)]
        out += ["", f"### {title(of_set)}", "", line(header), "|" + "---|" * len(header)]
        out += [line(cells) for cells in told]
        if note := splink_note(of_set):
            out += ["", note]
    return "\n".join(out) + "\n"


def line(cells):
    return "| " + " | ".join(cells) + " |"


def splink_note(of_set):
    splink = of_set["sides"].get("Splink", {})
    told = []
    if "weight" in splink:
        told.append(
            f"Splink links from match weight {splink['weight']:g}, the best against this truth,"
            " and takes connected components."
        )
    if stages := splink.get("stage_cpu_seconds"):
        parts = ", ".join(f"{name} {number(took, 1)}" for name, took in stages.items())
        told.append(f"Its CPU seconds by stage, its start aside: {parts}.")
    return " ".join(told)


def text(results):
    """The same as a table for the terminal."""
    out = [about(results)]
    for of_set in results["sets"].values():
        table = [["", *names(results)], *rows(of_set, results["machine"]["busy"])]
        wide = [max(len(row[at]) for row in table if at < len(row)) for at in range(len(table[0]))]
        out += ["", title(of_set)]
        for row in table:
            first, *rest = row
            cells = [first.ljust(wide[0])]
            cells += [cell.rjust(wide[at]) for at, cell in enumerate(rest, 1)]
            out.append("  ".join(cells).rstrip())
        if note := splink_note(of_set):
            out.append(note)
    return "\n".join(out)
