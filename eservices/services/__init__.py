"""The five services, a module each."""

from eservices.engine.definition import ServiceDefinition

ALL: tuple[ServiceDefinition, ...] = ()
