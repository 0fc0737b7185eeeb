"""What the five services are written in: fields, rows, documents, steps, service."""

from eservices.engine.definition import (
    APPLICANT_KEYS,
    Document,
    FeeLine,
    Field,
    Kind,
    Rows,
    ServiceDefinition,
    Step,
)
from eservices.engine.registry import all_services, service_at, service_of

__all__ = [
    "APPLICANT_KEYS",
    "Document",
    "FeeLine",
    "Field",
    "Kind",
    "Rows",
    "ServiceDefinition",
    "Step",
    "all_services",
    "service_at",
    "service_of",
]
