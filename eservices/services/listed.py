"""The five services in the order of their codes."""

from eservices.engine.definition import ServiceDefinition
from eservices.services.metrology_capability import MetrologyCapability
from eservices.services.product_certification import ProductCertification
from eservices.services.standards_registration import StandardsRegistration
from eservices.services.type_approval import TypeApproval
from eservices.services.verification import Verification

ALL: tuple[ServiceDefinition, ...] = (
    StandardsRegistration(),
    Verification(),
    TypeApproval(),
    ProductCertification(),
    MetrologyCapability(),
)
