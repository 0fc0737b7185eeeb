"""What the five services are written in: fields, rows, documents, steps, service."""

from eservices.engine.definition import (
    APPLICANT,
    APPLICANT_KEYS,
    AS_CITIZEN,
    AS_COMPANY,
    CertificateDraft,
    Circumstances,
    Document,
    Faults,
    FeeLine,
    Field,
    Kind,
    MapStep,
    Rows,
    ServiceDefinition,
    Step,
)
from eservices.engine.registry import all_services, service_at, service_of

__all__ = [
    "APPLICANT",
    "APPLICANT_KEYS",
    "AS_CITIZEN",
    "AS_COMPANY",
    "CertificateDraft",
    "Circumstances",
    "Document",
    "Faults",
    "FeeLine",
    "Field",
    "Kind",
    "MapStep",
    "Rows",
    "ServiceDefinition",
    "Step",
    "all_services",
    "service_at",
    "service_of",
]
