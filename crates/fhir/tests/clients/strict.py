"""A practice's system asks by `fhirclient` (SMART on FHIR), whose models refuse what is not R4.

Ends with 0 when every answer is right.

    python strict.py http://127.0.0.1:PORT/fhir
"""

import sys

import requests
from fhirclient.client import FHIRClient
from fhirclient.models import patient as patients
from fhirclient.models.address import Address
from fhirclient.models.attachment import Attachment
from fhirclient.models.bundle import Bundle
from fhirclient.models.capabilitystatement import CapabilityStatement
from fhirclient.models.codeableconcept import CodeableConcept
from fhirclient.models.coding import Coding
from fhirclient.models.contactpoint import ContactPoint
from fhirclient.models.fhirreference import FHIRReference
from fhirclient.models.humanname import HumanName
from fhirclient.models.identifier import Identifier
from fhirclient.models.meta import Meta
from fhirclient.models.narrative import Narrative
from fhirclient.models.operationdefinition import OperationDefinition
from fhirclient.models.operationoutcome import OperationOutcome
from fhirclient.models.parameters import Parameters
from fhirclient.models.patient import Patient
from fhirclient.models.period import Period

GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade"

# Each type that a Patient is made of, and where it stands in one.
TYPES = [
    (Patient, "Patient", lambda it: it),
    (Meta, "Patient.meta", lambda it: {"meta": it}),
    (Narrative, "Patient.text", lambda it: {"text": it}),
    (Identifier, "Patient.identifier[0]", lambda it: {"identifier": [it]}),
    (HumanName, "Patient.name[0]", lambda it: {"name": [it]}),
    (ContactPoint, "Patient.telecom[0]", lambda it: {"telecom": [it]}),
    (Address, "Patient.address[0]", lambda it: {"address": [it]}),
    (Period, "Patient.name[0].period", lambda it: {"name": [{"period": it}]}),
    (CodeableConcept, "Patient.maritalStatus", lambda it: {"maritalStatus": it}),
    (Coding, "Patient.maritalStatus.coding[0]", lambda it: {"maritalStatus": {"coding": [it]}}),
    (FHIRReference, "Patient.managingOrganization", lambda it: {"managingOrganization": it}),
    (Attachment, "Patient.photo[0]", lambda it: {"photo": [it]}),
    (patients.PatientContact, "Patient.contact[0]", lambda it: {"contact": [it]}),
    (patients.PatientCommunication, "Patient.communication[0]", lambda it: {"communication": [it]}),
    (patients.PatientLink, "Patient.link[0]", lambda it: {"link": [it]}),
]
# They may change the meaning of the rest, and are refused whatever they hold.
MODIFIERS = ("modifierExtension", "implicitRules")


def check(found, wanted, what):
    if found != wanted:
        sys.exit(f"{what}: {found!r} instead of {wanted!r}")


def match(server, patient, **more):
    parts = [{"name": "resource", "resource": patient.as_json()}]
    parts += [{"name": name, **value} for name, value in more.items()]
    asked = Parameters({"resourceType": "Parameters", "parameter": parts})
    return server.post_json("Patient/$match", asked.as_json()).json()


def people(answer):
    bundle = Bundle(answer, strict=True)
    check(bundle.type, "searchset", "type")
    found = [entry for entry in bundle.entry if entry.search.mode == "match"]
    check(bundle.total, len(found), "total")
    check(all(isinstance(entry.resource, Patient) for entry in found), True, "people")
    said = [entry.resource for entry in bundle.entry if entry.search.mode == "outcome"]
    check(isinstance(said[0], OperationOutcome), True, "what is said")
    return found, said[0].issue[0].details.coding[0].code


def elements(base):
    """Each element of the models is known to the server, as one value or as a list of them."""
    session, count = requests.Session(), 0
    for kind, path, within in TYPES:
        for _, name, _, many, choice, _ in kind().elementProperties():
            if name in MODIFIERS:
                continue
            patient = {"resourceType": "Patient", **within({name: [[]]})}
            headers = {"Content-Type": "application/fhir+json"}
            answer = session.post(f"{base}Patient/$match", json=patient, headers=headers)
            place = f"{path}.{choice or name}" + ("[0]" if many else "")
            check(answer.json()["issue"][0]["expression"], [place], f"{kind.__name__}.{name}")
            count += 1
    check(count >= 120, True, "elements")


def main(base):
    server = FHIRClient(settings={"app_id": "test", "api_base": base}).server
    CapabilityStatement(server.request_json("metadata"), strict=True)
    OperationDefinition(server.request_json("OperationDefinition/Patient-match"), strict=True)

    patient = Patient({
        "name": [{"use": "maiden", "family": "Adeyemi", "given": ["Margaret"]}],
        "birthDate": "1941-03-12",
    })
    found, status = people(match(server, patient))
    check(status, "PotentialMatch", "status")
    check(len(found), 1, "people")
    check(found[0].resource.name[0].family, "Okonkwo", "family name")
    check(found[0].resource.birthDate.as_json(), "1941-03-12", "date of birth")
    check(found[0].search.score, 0.9, "score")
    grades = {e.url: e.valueCode for e in found[0].search.extension}
    check(grades, {GRADE: "probable"}, "grade")

    patient = Patient({"name": [{"family": "Hart", "given": ["Leonard"]}], "birthDate": "1930"})
    found, status = people(match(server, patient, onlyCertainMatches={"valueBoolean": True}))
    check((len(found), status), (0, "PotentialMatch"), "only certain matches")
    found, _ = people(match(server, patient, count={"valueInteger": 5}))
    check(found[0].resource.deceasedDateTime.as_json(), "2025-12-24", "date of death")


main(sys.argv[1].rstrip("/") + "/")
elements(sys.argv[1].rstrip("/") + "/")
