"""Everything the five services keep."""

from eservices.models.applications import Application, ApplicationFile, InfoRequest
from eservices.models.catalogues import (
    InstrumentKind,
    LabScope,
    RefusalReason,
    Service,
    Tariff,
)
from eservices.models.companies import (
    Company,
    CompanyMember,
    CompanyRole,
    Invitation,
)
from eservices.models.drafts import Draft, DraftFile
from eservices.models.instruments import (
    Certificate,
    CertificateState,
    CitedStandard,
    Instrument,
    Reminder,
    StandardAlert,
    Verification,
)
from eservices.models.payments import Invoice, Payment, PaymentLink
from eservices.models.rows import (
    AppliedStandardRow,
    EquipmentRow,
    InstrumentRow,
    ProductRow,
    Result,
    Row,
    StaffRow,
)
from eservices.models.trips import FieldTrip, TripPlace

__all__ = [
    "Application",
    "ApplicationFile",
    "AppliedStandardRow",
    "Certificate",
    "CertificateState",
    "CitedStandard",
    "Company",
    "CompanyMember",
    "CompanyRole",
    "Draft",
    "DraftFile",
    "EquipmentRow",
    "FieldTrip",
    "InfoRequest",
    "Instrument",
    "InstrumentKind",
    "InstrumentRow",
    "Invitation",
    "Invoice",
    "LabScope",
    "Payment",
    "PaymentLink",
    "ProductRow",
    "RefusalReason",
    "Reminder",
    "Result",
    "Row",
    "Service",
    "StaffRow",
    "StandardAlert",
    "Tariff",
    "TripPlace",
    "Verification",
]
