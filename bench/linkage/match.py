"""How long a running server takes to say who somebody is: `match.py CSV … [options]`.

Each client is a process with one connection that is kept open, and asks `POST /fhir/Patient/$match`
one question after another. Questions are rows of CSV files with the columns of the generated
extracts, faults and all, in an order that a seed decides. Prints percentiles; `--json FILE` keeps
them.
"""

import argparse
import csv
import http.client
import json
import math
import multiprocessing
import random
import sys
import time
from collections import Counter
from urllib.parse import urlsplit

PATH = "/fhir/Patient/$match"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade"
GENDERS = {"M": "male", "F": "female"}
SECONDS_MAX = 30


def patient(row):
    """A row of an extract as a FHIR R4 Patient; what is blank or no whole date is left out."""
    told = {key: (value or "").strip() for key, value in row.items() if key}
    found = {"resourceType": "Patient"}
    if digits := "".join(c for c in told.get("nhs_number", "") if c.isdigit()):
        found["identifier"] = [{"system": NHS_NUMBER, "value": digits}]
    given = [told[key] for key in ("first_name", "middle_name") if told.get(key)]
    name = {"family": told.get("surname"), "given": given}
    if name := {key: value for key, value in name.items() if value}:
        found["name"] = [name]
    if len(told.get("dob", "")) == 10:
        found["birthDate"] = told["dob"]
    if gender := GENDERS.get(told.get("sex", "")):
        found["gender"] = gender
    address = {"line": [told["address"]] if told.get("address") else None,
               "postalCode": told.get("postcode")}
    if address := {key: value for key, value in address.items() if value}:
        found["address"] = [address]
    if told.get("phone"):
        found["telecom"] = [{"system": "phone", "value": told["phone"]}]
    return found


def questions(paths, count, seed):
    """Bodies of `count` requests, drawn from every row of the files."""
    rows = []
    for path in paths:
        with open(path, newline="", encoding="utf-8-sig") as file:
            read = csv.DictReader(file)
            if "surname" not in (read.fieldnames or []):
                raise ValueError(f"{path} has no column `surname`: it is not such an extract")
            rows += read
    if not rows:
        raise ValueError("there are no rows to ask about")
    dice = random.Random(seed)
    drawn = (patient(dice.choice(rows)) for _ in range(count))
    return [ask(resource) for resource in drawn]


def ask(resource):
    parameters = {"resourceType": "Parameters",
                  "parameter": [{"name": "resource", "resource": resource}]}
    return json.dumps(parameters, ensure_ascii=False).encode()


def best_grade(answer):
    """The grade of the first person of an answer, or `nobody`."""
    for entry in answer.get("entry", []):
        for extension in entry.get("search", {}).get("extension", []):
            if extension.get("url") == GRADE:
                return extension.get("valueCode", "no grade")
    return "nobody"


def client(work):
    """Asks every question of one client: seconds of each after the warm-up, and the answers."""
    url, headers, bodies, warm_up = work
    where = urlsplit(url)
    kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
    line = kind(where.hostname, where.port, timeout=SECONDS_MAX)
    took, answered = [], Counter()
    began = None
    for at, body in enumerate(bodies):
        if at == warm_up:
            began = time.perf_counter()
        before = time.perf_counter()
        line.request("POST", where.path.rstrip("/") + PATH, body, headers)
        response = line.getresponse()
        text = response.read()
        after = time.perf_counter()
        if at < warm_up:
            continue
        took.append(after - before)
        if response.status == 200:
            answered[best_grade(json.loads(text))] += 1
        else:
            answered[f"refused with {response.status}"] += 1
    line.close()
    return took, answered, time.perf_counter() - (began or time.perf_counter())


def percentile(ordered, share):
    """The value that `share` of all do not exceed (nearest rank)."""
    return ordered[max(0, math.ceil(round(len(ordered) * share, 6)) - 1)]


def measured(asked):
    headers = {"Content-Type": "application/fhir+json", "Accept": "application/fhir+json"}
    for given in asked.header:
        name, _, value = given.partition(":")
        headers[name.strip()] = value.strip()
    each = asked.queries // asked.clients + asked.warm_up
    bodies = questions(asked.csv, each * asked.clients, asked.seed)
    work = [(asked.url, headers, bodies[at::asked.clients], asked.warm_up)
            for at in range(asked.clients)]
    with multiprocessing.get_context("spawn").Pool(asked.clients) as pool:
        done = pool.map(client, work, chunksize=1)
    took = sorted(second for of, _, _ in done for second in of)
    answered = sum((counted for _, counted, _ in done), Counter())
    return {
        "questions": len(took),
        "clients": asked.clients,
        "milliseconds": {
            "p50": percentile(took, 0.50) * 1000,
            "p95": percentile(took, 0.95) * 1000,
            "p99": percentile(took, 0.99) * 1000,
            "longest": took[-1] * 1000,
        },
        "questions_per_second": sum(len(of) / seconds for of, _, seconds in done),
        "best_answer": dict(answered.most_common()),
    }


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("csv", nargs="+", help="extracts to draw questions from")
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--queries", type=int, default=4000, help="in all")
    parser.add_argument("--warm-up", type=int, default=50, help="of each client, not counted")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--header", action="append", default=[], metavar="NAME: VALUE")
    parser.add_argument("--json", help="write the figures here too")
    asked = parser.parse_args()
    if asked.clients < 1 or asked.queries < asked.clients or asked.warm_up < 0:
        parser.error("at least one client and one question for each are needed")
    return asked


def main():
    asked = arguments()
    figures = measured(asked)
    shown = ", ".join(f"{name} {ms:.2f} ms" for name, ms in figures["milliseconds"].items())
    print(f"{figures['questions']:,} questions by {figures['clients']} clients: {shown};"
          f" {figures['questions_per_second']:,.0f} a second")
    for answer, count in figures["best_answer"].items():
        print(f"{count:>9,}  {answer}")
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as file:
            json.dump(figures, file, indent=1)
            file.write("\n")
    if any(answer.startswith("refused") for answer in figures["best_answer"]):
        sys.exit("Some questions were refused.")


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError, http.client.HTTPException) as reason:
        sys.exit(f"Stopped: {reason}")
