"""The five services by code and address."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from eservices.engine.definition import ServiceDefinition

if TYPE_CHECKING:
    from eservices.models import Application


@cache
def all_services() -> tuple[ServiceDefinition, ...]:
    """The services in the order of their codes."""
    from eservices.services.listed import ALL

    return ALL


def service_at(slug: str) -> ServiceDefinition | None:
    """The service at an address, if there is one."""
    found = (service for service in all_services() if service.slug == slug)
    return next(found, None)


def service_of(application: Application) -> ServiceDefinition:
    """The service an application asks for."""
    return {service.slug: service for service in all_services()}[application.kind]
