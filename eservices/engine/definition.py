"""A service as plain data and a few methods; five small classes are written in it.

Not a form builder: what a service asks is Python, read and tested like Python.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from casework.workflow import Text

if TYPE_CHECKING:
    from eservices.models import Application, Certificate, Company, Row
    from organisation.models import Unit

# Checked values by field key, as Application.answers holds them.
Answers = Mapping[str, Any]
Shown = Callable[[Answers], bool]


def always(answers: Answers) -> bool:
    """A field that is always asked."""
    return True


class Kind(StrEnum):
    """How a value is typed, checked and shown."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"  # Decimal, not negative
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"  # several
    YES_NO = "yes_no"
    PHONE = "phone"
    EMAIL = "email"
    REGISTER = "register"  # a citizen's number: kept sealed, shown masked
    AIMAG = "aimag"  # NSO code
    COUNTRY = "country"  # ISO 3166-1 alpha-2
    STANDARD = "standard"  # an edition of the catalogue
    INSTRUMENT_KIND = "instrument_kind"
    INSTRUMENT_GROUPS = "instrument_groups"  # several groups of kinds
    RANGE = "range"  # "0-150 kg": number, number, unit


@dataclass(frozen=True)
class Field:
    """One thing asked: a field of a step, or a column of rows."""

    key: str
    label: Text
    kind: Kind = Kind.TEXT
    required: bool = True
    hint: Text = ""
    choices: tuple[tuple[str, Text], ...] = ()
    limit: int = 200  # characters
    # Of a date: "past" for not after today, "coming" for not before it.
    when: str = ""
    shown: Shown = always
    # One typed value may name several rows: "101-120".
    is_lot: bool = False
    # Other headings under which a pasted table may have the column, lower case.
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rows:
    """A list of up to `most` rows; `table` is the model's name."""

    key: str
    label: Text
    table: str
    columns: tuple[Field, ...]
    least: int = 1
    most: int = 2000
    # Columns that together name a row: a second one like it is a fault.
    unique: tuple[str, ...] = ()
    hint: Text = ""
    has_results: bool = True  # whether an officer gives every row a result


@dataclass(frozen=True)
class Document:
    """A file asked for: pdf, jpg, png, docx or xlsx."""

    key: str
    label: Text
    required: bool = True
    hint: Text = ""
    shown: Shown = always
    most: int = 1


@dataclass(frozen=True)
class Step:
    """One page of the application; codes as in the design: who, what, where,
    documents, fee, check."""

    code: str
    label: Text
    fields: tuple[Field, ...] = ()
    rows: tuple[Rows, ...] = ()
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True)
class FeeLine:
    """A tariff line and how many of it an application needs."""

    line_code: str
    quantity: int
    # No: charged only when the agency has put a price on it.
    needs_price: bool = True


@dataclass(frozen=True)
class MapStep:
    """One station of the public service map: who does what, how long."""

    who: Text
    what: Text
    days: Text = ""


# The answer that says who applies; set when the draft is started, never typed.
APPLICANT = "applicant"
AS_COMPANY, AS_CITIZEN = "company", "citizen"

# The block «Хүсэлт гаргагч», the same in every service.
APPLICANT_KEYS = (
    "activity",
    "aimag",
    "sum",
    "address",
    "contact_name",
    "phone",
    "email",
    "representative_register",
    "is_director",
)


@dataclass(frozen=True)
class RowWarning:
    """Something an officer should look at, which does not stop the applicant."""

    path: str
    code: str


@dataclass
class Faults:
    """Sentences by field path, in the language of the page."""

    by_path: dict[str, list[str]] = field(default_factory=dict)
    warnings: list[RowWarning] = field(default_factory=list)
    # What to put there instead, when that is known: the successor of a standard.
    offers: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything has to be mended."""
        return bool(self.by_path)

    def add(self, path: str, sentence: str) -> None:
        """A fault: the applicant has to mend it."""
        self.by_path.setdefault(path, []).append(str(sentence))

    def warn(self, path: str, code: str) -> None:
        """A warning for the officer."""
        self.warnings.append(RowWarning(path, code))

    def offer(self, path: str, text: str) -> None:
        """What would do in place of what was typed."""
        self.offers[path] = text

    def below(self, prefix: str) -> dict[str, list[str]]:
        """The faults of a path and of everything under it."""
        return {
            path: sentences
            for path, sentences in self.by_path.items()
            if path == prefix or path.startswith(f"{prefix}.")
        }


@dataclass(frozen=True)
class Circumstances:
    """What a service may ask about beside the answers and rows."""

    today: date
    files: frozenset[str] = frozenset()  # keys of the documents that are there
    company: Company | None = None
    renews: Certificate | None = None
    # The application itself, when it is an answer to a question that is checked.
    number: str = ""


class ServiceDefinition:
    """One of the five services. A subclass a service in eservices/services/."""

    code: ClassVar[str]
    slug: ClassVar[str]
    name: ClassVar[Text]
    lead: ClassVar[Text]  # one sentence: what it is for
    outcome_name: ClassVar[Text]  # what the document is called
    citizens_too: ClassVar[bool] = False
    is_automatic: ClassVar[bool] = False  # S1: granted by the system when clean
    steps: ClassVar[tuple[Step, ...]]
    map_steps: ClassVar[tuple[MapStep, ...]]
    # What each warning code means, for the officer.
    warnings: ClassVar[dict[str, Text]] = {}

    # --- what is asked ---
    def step(self, code: str) -> Step:
        """The step with this code; KeyError when there is none."""
        return {step.code: step for step in self.steps}[code]

    @property
    def fields(self) -> dict[str, Field]:
        """Every field of every step by key."""
        return {field.key: field for step in self.steps for field in step.fields}

    @property
    def rows(self) -> dict[str, Rows]:
        """Every kind of rows by key."""
        return {rows.key: rows for step in self.steps for rows in step.rows}

    @property
    def documents(self) -> dict[str, Document]:
        """Every document by key."""
        return {each.key: each for step in self.steps for each in step.documents}

    # --- rules of the service, called by the engine ---
    def check(
        self,
        answers: dict[str, Any],
        rows: dict[str, list[dict[str, Any]]],
        faults: Faults,
        around: Circumstances,
    ) -> None:
        """Rules across fields and rows, after every cell was read by itself.

        `rows` holds the rows that could be read, as mappings of model fields; `line`
        is the place of the row in the list, from 1.
        """

    def route(
        self, answers: Answers, rows: dict[str, list[dict[str, Any]]], faults: Faults
    ) -> dict[Unit, dict[str, list[dict[str, Any]]]]:
        """Which unit gets which rows; a list may go to several units."""
        from eservices.routing import unit_of_service

        return {unit_of_service(self.slug, answers): rows}

    def subject(self, answers: Answers, rows: Mapping[str, Sequence[Any]]) -> str:
        """What an application is about, in a few words for the queue."""
        return str(self.name)

    def fee_lines(
        self, answers: Answers, rows: Mapping[str, Sequence[Any]]
    ) -> list[FeeLine]:
        """What is to be paid; empty: nothing."""
        return []

    def later_fees(self, answers: Answers) -> list[Text]:
        """What is to be paid too, and is known only after the review."""
        return []

    def may_grant_at_once(self, application: Application) -> bool:
        """Whether the system may grant it without an officer."""
        return False

    # --- the outcome ---
    def certificates(self, application: Application) -> list[CertificateDraft]:
        """The documents to be issued when it is granted, from rows with results."""
        raise NotImplementedError


@dataclass(frozen=True)
class CertificateDraft:
    """What a certificate will say; number, code and signature are added on issue.

    `content`: {"sections": [{"heading_mn", "heading_en", "facts": [[label_mn,
    label_en, value], ...], "table": {"head_mn", "head_en", "rows"}}]}; no personal
    data of citizens in it.
    """

    title: str
    content: dict[str, Any]
    is_positive: bool = True
    valid_to: date | None = None
    row: Row | None = None
    # (edition or None, designation)
    cited: tuple[tuple[Any, str], ...] = ()
