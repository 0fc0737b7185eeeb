"""Drafts keep what is typed, for their writers alone, on any device."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from casework.errors import CaseworkError
from casework.models import Case
from eservices.actions import files
from eservices.actions.again import (
    draft_from_application,
    draft_from_certificate,
    draft_from_instruments,
)
from eservices.actions.drafts import (
    append_rows,
    copy_row,
    delete_row,
    discard,
    replace_rows,
    save_answers,
    set_row,
    start_draft,
)
from eservices.actions.files import add_file, remove_file
from eservices.actions.submission import check_draft
from eservices.engine import AS_CITIZEN, AS_COMPANY, service_at
from eservices.errors import NotAllowed, ServiceClosed, StaleDraft
from eservices.models import (
    Application,
    Company,
    CompanyRole,
    Draft,
    DraftFile,
    Instrument,
    InstrumentKind,
    Service,
)
from eservices.rows.saved import saved_rows
from eservices.sealed import MARK, reveal
from organisation.models import User
from tests.casework.file_samples import good_files, pdf, picture
from tests.catalogue.factories import make_edition
from tests.eservices.factories import (
    REGISTER,
    make_application,
    make_company,
    make_draft,
    make_member,
    make_person,
    owner_of,
    upload_to,
)
from tests.eservices.officers import Office

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("reference", "private", "in_english"),
]
VERIFICATION = service_at("verification")
LIST = "instruments"


@pytest.fixture
def company() -> Company:
    return make_company()


@pytest.fixture
def user(company: Company) -> User:
    return owner_of(company)


@pytest.fixture
def draft(company: Company, user: User) -> Draft:
    return make_draft("verification", company=company, user=user, is_complete=False)


def raw(*serials: str) -> list[dict[str, str]]:
    return [{"kind": "02.001", "serial": serial} for serial in serials]


def serials(draft: Draft) -> list[str]:
    draft.refresh_from_db()
    return [row["serial"] for row in draft.rows[LIST]]


class TestStart:
    """Who may begin, and what need not be typed again."""

    def test_what_is_known_is_filled_in(self, company: Company, user: User) -> None:
        assert VERIFICATION is not None
        draft = start_draft(user=user, service=VERIFICATION, company=company)
        assert draft.answers == {
            "applicant": AS_COMPANY,
            "activity": "Худалдаа",
            "aimag": "45",
            "sum": "Дархан",
            "address": "5-р баг",
            "contact_name": "Дорж Оюун",
            "phone": "99112345",
            "email": user.email,
        }

    def test_a_citizen_begins_where_the_service_takes_citizens(self) -> None:
        person = make_person()
        draft = make_draft(
            "verification", user=person, as_citizen=True, is_complete=False
        )
        assert (draft.company, draft.answers["applicant"]) == (None, AS_CITIZEN)
        with pytest.raises(NotAllowed):
            make_draft(
                "standards-registration",
                user=person,
                as_citizen=True,
                is_complete=False,
            )

    def test_a_closed_service_takes_none(self, company: Company, user: User) -> None:
        Service.objects.update(is_open=False)
        assert VERIFICATION is not None
        with pytest.raises(ServiceClosed):
            start_draft(user=user, service=VERIFICATION, company=company)

    @pytest.mark.parametrize("role", [CompanyRole.VIEWER, None])
    def test_who_may_not_write(self, company: Company, role: str | None) -> None:
        person = make_member(company, role) if role else make_person()
        assert VERIFICATION is not None
        with pytest.raises(PermissionDenied):
            start_draft(user=person, service=VERIFICATION, company=company)


class TestAnswers:
    """What was typed is kept, right or wrong."""

    def test_errors_are_kept_and_the_step_is_not_done(
        self, draft: Draft, user: User
    ) -> None:
        saved = save_answers(
            draft_id=draft.pk,
            user=user,
            step="where",
            answers={"place": "site", "wished_from": "удахгүй"},
            version=1,
        )
        assert saved.answers["wished_from"] == "удахгүй"
        assert (saved.steps_done, saved.version) == ([], 2)
        saved = save_answers(
            draft_id=draft.pk,
            user=user,
            step="where",
            answers={"place": "laboratory", "wished_from": ""},
            version=2,
        )
        assert saved.steps_done == ["where"]

    def test_only_keys_of_the_step_are_written(self, draft: Draft, user: User) -> None:
        answers = {"place": "site", "phone": "1", "applicant": AS_CITIZEN, "x": "y"}
        saved = save_answers(
            draft_id=draft.pk, user=user, step="where", answers=answers, version=1
        )
        assert saved.answers["phone"] == "99112345"
        assert saved.answers["applicant"] == AS_COMPANY
        assert "x" not in saved.answers

    def test_a_second_device_is_told_and_nothing_is_lost(
        self, draft: Draft, user: User
    ) -> None:
        first: dict[str, Any] = {"draft_id": draft.pk, "user": user, "step": "where"}
        save_answers(**first, answers={"place": "site"}, version=1)
        with pytest.raises(StaleDraft):
            save_answers(**first, answers={"place": "laboratory"}, version=1)
        with pytest.raises(StaleDraft):
            replace_rows(draft_id=draft.pk, user=user, rows=LIST, raw=[], version=1)
        draft.refresh_from_db()
        assert (draft.answers["place"], draft.version) == ("site", 2)

    def test_a_register_number_is_never_kept_in_clear(
        self, draft: Draft, user: User
    ) -> None:
        key = "representative_register"
        saved = save_answers(
            draft_id=draft.pk,
            user=user,
            step="who",
            answers={key: REGISTER},
            version=1,
        )
        kept = saved.answers[key]
        assert (kept.startswith(MARK), reveal(kept)) == (True, REGISTER)
        again = save_answers(
            draft_id=draft.pk,
            user=user,
            step="who",
            answers={key: "УБ••••••12"},
            version=2,
        )
        assert again.answers[key] == kept

    def test_what_no_column_can_hold_is_taken_out(
        self, draft: Draft, user: User
    ) -> None:
        saved = save_answers(
            draft_id=draft.pk,
            user=user,
            step="where",
            answers={"contract_no": "12\x00\ud800" + "x" * 9000},
            version=1,
        )
        assert len(saved.answers["contract_no"]) == 4998


class TestWriters:
    """A preparer writes, a viewer does not, others do not even see it."""

    def save(self, draft: Draft, user: User) -> Draft:
        return save_answers(
            draft_id=draft.pk, user=user, step="where", answers={}, version=1
        )

    def test_a_preparer_may(self, draft: Draft, company: Company) -> None:
        assert self.save(draft, make_member(company, CompanyRole.PREPARER)).version == 2

    def test_a_viewer_may_not(self, draft: Draft, company: Company) -> None:
        with pytest.raises(PermissionDenied):
            self.save(draft, make_member(company, CompanyRole.VIEWER))

    def test_for_others_there_is_none(self, draft: Draft) -> None:
        for person in (make_person(), owner_of(make_company())):
            with pytest.raises(Draft.DoesNotExist):
                self.save(draft, person)

    def test_a_citizens_draft_is_his_own(self) -> None:
        draft = make_draft("verification", as_citizen=True, is_complete=False)
        assert self.save(draft, draft.owner).version == 2
        with pytest.raises(Draft.DoesNotExist):
            self.save(draft, make_person())


class TestRows:
    """Add, copy, change, delete."""

    def do(self, act: Any, draft: Draft, user: User, **facts: Any) -> Draft:
        draft.refresh_from_db()
        return act(
            draft_id=draft.pk, user=user, rows=LIST, version=draft.version, **facts
        )

    def test_rows_come_and_go(self, draft: Draft, user: User) -> None:
        self.do(replace_rows, draft, user, raw=raw("1", "2"))
        self.do(append_rows, draft, user, raw=raw("3"))
        assert serials(draft) == ["1", "2", "3"]
        self.do(set_row, draft, user, line=2, row={"serial": "7"})
        self.do(delete_row, draft, user, line=1)
        assert serials(draft) == ["7", "3"]
        assert draft.rows[LIST][0]["kind"] == "02.001"

    def test_a_copy_leaves_the_serial_number_open(
        self, draft: Draft, user: User
    ) -> None:
        self.do(replace_rows, draft, user, raw=raw("1", "2"))
        self.do(copy_row, draft, user, line=1)
        assert serials(draft) == ["1", "", "2"]
        assert [row["kind"] for row in draft.rows[LIST]] == ["02.001"] * 3

    def test_a_lot_becomes_its_rows(self, draft: Draft, user: User) -> None:
        self.do(append_rows, draft, user, raw=raw("101-103", "A1; A2"))
        assert serials(draft) == ["101", "102", "103", "A1", "A2"]
        self.do(set_row, draft, user, line=1, row={"serial": "7; 8"})
        assert serials(draft)[:3] == ["7", "8", "102"]

    def test_unknown_columns_are_left_out_and_all_known_are_there(
        self, draft: Draft, user: User
    ) -> None:
        saved = self.do(append_rows, draft, user, raw=[{"serial": "1", "evil": "x"}])
        assert VERIFICATION is not None
        columns = [column.key for column in VERIFICATION.rows[LIST].columns]
        assert list(saved.rows[LIST][0]) == columns

    @pytest.mark.parametrize("line", [0, 2, -1])
    def test_a_line_that_is_gone_is_a_sentence(
        self, draft: Draft, user: User, line: int
    ) -> None:
        self.do(replace_rows, draft, user, raw=raw("1"))
        for act in (copy_row, delete_row):
            with pytest.raises(CaseworkError):
                self.do(act, draft, user, line=line)
        with pytest.raises(CaseworkError):
            self.do(set_row, draft, user, line=line, row={})
        assert serials(draft) == ["1"]

    def test_no_more_than_fit(self, draft: Draft, user: User) -> None:
        self.do(replace_rows, draft, user, raw=raw(*map(str, range(2000))))
        with pytest.raises(CaseworkError):
            self.do(append_rows, draft, user, raw=raw("one more"))
        assert len(serials(draft)) == 2000

    def test_a_changed_list_has_to_be_looked_at_again(
        self, company: Company, user: User
    ) -> None:
        draft = make_draft("verification", company=company, user=user)
        assert "what" in draft.steps_done
        saved = self.do(append_rows, draft, user, raw=raw("9"))
        assert "what" not in saved.steps_done
        assert "where" in saved.steps_done


class TestFiles:
    """Documents: what is taken, how much, and where it goes."""

    def upload(self, content: bytes, name: str = "a.pdf") -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content)

    def add(self, draft: Draft, user: User, content: bytes, **facts: Any) -> DraftFile:
        facts = {"purpose": "power_of_attorney", "name": "a.pdf"} | facts
        return add_file(
            draft_id=draft.pk,
            user=user,
            purpose=facts["purpose"],
            upload=self.upload(content, facts["name"]),
        )

    def test_a_file_is_kept_and_removed(
        self,
        draft: Draft,
        user: User,
        tmp_path: Path,
        django_capture_on_commit_callbacks,
    ) -> None:
        kept = self.add(draft, user, pdf())
        assert (kept.original_name, kept.purpose) == ("a.pdf", "power_of_attorney")
        assert self.add(draft, user, pdf()) == kept
        with django_capture_on_commit_callbacks(execute=True):
            remove_file(draft_id=draft.pk, user=user, file_id=kept.pk)
            remove_file(draft_id=draft.pk, user=user, file_id=kept.pk)
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    def test_more_than_fit_say_so(self, draft: Draft, user: User) -> None:
        self.add(draft, user, pdf())
        with pytest.raises(CaseworkError) as raised:
            self.add(draft, user, picture("PNG"), name="b.png")
        assert str(raised.value) == (
            "Only 1 file fits here. Remove the other one first."
        )

    def test_kinds_that_are_not_taken(self, draft: Draft, user: User) -> None:
        for content, name in (
            (b"MZ program", "a.exe"),
            (good_files()["баримт.odt"], "a.odt"),
            (b"text", "a.txt"),
        ):
            with pytest.raises(CaseworkError):
                self.add(draft, user, content, name=name)
        assert DraftFile.objects.count() == 0

    def test_an_unknown_purpose(self, draft: Draft, user: User) -> None:
        with pytest.raises(CaseworkError) as raised:
            self.add(draft, user, pdf(), purpose="label")
        assert str(raised.value) == "Choose what the document is."

    def test_too_large_and_too_much(
        self, draft: Draft, user: User, monkeypatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(files, "MOST_BYTES", 100)
        with pytest.raises(CaseworkError) as raised:
            self.add(draft, user, pdf())
        assert str(raised.value) == (
            "The file is larger than 20 MB. Send a smaller file or a photo of it."
        )
        monkeypatch.undo()
        monkeypatch.setattr(files, "MOST_BYTES_OF_ALL", 100)
        with pytest.raises(CaseworkError) as raised:
            self.add(draft, user, pdf())
        assert str(raised.value) == (
            "All documents together may have 100 MB. Remove or shrink some of them."
        )
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    def test_a_discarded_draft_takes_its_files_along(
        self,
        draft: Draft,
        user: User,
        tmp_path: Path,
        django_capture_on_commit_callbacks,
    ) -> None:
        self.add(draft, user, pdf())
        with django_capture_on_commit_callbacks(execute=True):
            discard(draft_id=draft.pk, user=user)
        assert Draft.objects.count() == 0
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


class TestAgain:
    """Beginning where something ended."""

    def test_a_new_try_has_everything_that_was_sent(self) -> None:
        make_edition("MNS 5217:2012")
        application = make_application("product-certification")
        user = application.applicant
        draft = draft_from_application(application=application, user=user)
        checked = check_draft(draft)
        assert checked.faults.by_path == {}
        kept = dict(application.answers)
        sealed = kept.pop("representative_register")
        found = dict(checked.values)
        assert reveal(found.pop("representative_register")) == reveal(sealed)
        assert found == kept
        paths = set(draft.files.values_list("path", flat=True))
        assert len(paths) == 5
        assert not paths & set(application.attachments.values_list("path", flat=True))

    def test_the_number_of_another_signer_is_not_carried_over(self) -> None:
        application = make_application("verification")
        company = application.company
        assert company is not None
        other = make_member(company, CompanyRole.PREPARER)
        draft = draft_from_application(application=application, user=other)
        assert "representative_register" not in draft.answers

    def test_every_service_can_be_tried_again(self) -> None:
        make_edition("MNS 5217:2012")
        for slug in ("verification", "type-approval", "metrology-capability"):
            application = make_application(slug)
            end(application)
            draft = draft_from_application(
                application=application, user=application.applicant
            )
            assert check_draft(draft).faults.by_path == {}
            rows = saved_rows(application)
            assert {k: len(v) for k, v in draft.rows.items()} == {
                key: len(kept) for key, kept in rows.items()
            }

    def test_instruments_of_the_list_are_ordered_again(
        self, company: Company, user: User
    ) -> None:
        instrument = Instrument.objects.create(
            kind=InstrumentKind.objects.get(code="02.001"),
            maker="CAS",
            model="SW-1",
            serial="A101",
            range_text="0…30 кг",
            maker_key="cas",
            model_key="sw1",
            serial_key="a101",
            company=company,
        )
        draft = draft_from_instruments(
            instruments=[instrument], company=company, user=user
        )
        (row,) = draft.rows[LIST]
        assert (row["kind"], row["serial"], row["range"]) == (
            "02.001",
            "A101",
            "0…30 кг",
        )
        assert draft.answers["occasion"] == "periodic"


def end(application: Application) -> None:
    """Close an application, so that its instruments are free."""
    Case.objects.filter(pk=application.pk).update(
        phase="closed", state="withdrawn", closed_at=timezone.now()
    )


def test_a_renewal_is_prefilled_without_the_old_signature() -> None:
    office = Office("metrology-capability")
    office.bring_to("granted")
    certificate = office.application.certificates.get()
    draft = draft_from_certificate(certificate=certificate, user=office.owner)
    assert draft.renews == certificate
    assert (draft.answers["groups"], draft.answers["premises"]) == (["02"], "own")
    assert [row["name"] for row in draft.rows["equipment"]] == ["Жишиг туухай"]
    assert "representative_register" not in draft.answers


def test_a_renewal_of_one_instrument_has_its_line_alone() -> None:
    office = Office("verification")
    office.bring_to("granted")
    certificate = office.application.certificates.get(title__endswith="A102")
    draft = draft_from_certificate(certificate=certificate, user=office.owner)
    (row,) = draft.rows[LIST]
    assert (row["serial"], row["last_certificate"]) == ("A102", certificate.number)
    assert draft.answers["occasion"] == "periodic"


def test_a_file_added_to_a_draft_of_someone_else(draft: Draft) -> None:
    with pytest.raises(Draft.DoesNotExist):
        upload_to(draft, make_person(), "power_of_attorney")
