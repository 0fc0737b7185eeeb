"""A whole draft, a step and its form are judged by the same rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.test import override_settings
from django.utils import translation

from eservices.engine import AS_CITIZEN, all_services, service_at
from eservices.engine.checking import Checked, check, check_step
from eservices.engine.forms import StepForm
from eservices.engine.showing import shown_answers
from eservices.sealed import MARK, reveal, seal, unseal
from tests.eservices.factories import ANSWERS, REGISTER, ROWS, WHO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference", "in_english")]
TODAY = date(2026, 11, 24)
VERIFICATION = service_at("verification")
TYPES = service_at("type-approval")


def checked(slug: str = "verification", **given: Any) -> Checked:
    service = service_at(slug)
    assert service is not None
    documents = {key for key, each in service.documents.items() if each.required}
    facts: dict[str, Any] = {
        "answers": WHO | ANSWERS[slug],
        "rows": ROWS[slug],
        "file_keys": documents,
        "today": TODAY,
    }
    return check(service, **(facts | given))


@pytest.mark.parametrize(
    "slug", ["verification", "type-approval", "metrology-capability"]
)
def test_a_complete_draft_has_no_fault(slug: str) -> None:
    found = checked(slug)
    assert found.faults.by_path == {}
    assert found.is_complete


def test_an_empty_draft_says_what_is_missing_everywhere() -> None:
    for service in all_services():
        found = check(service, answers={}, rows={}, file_keys=(), today=TODAY)
        asked = {key for key, field in service.fields.items() if field.required}
        hidden = {"oiml_certificate", "oiml_authority", "oiml_scheme"}
        hidden |= {"occasion", "site_sum", "site_address"}
        hidden |= {"site_aimag"} if service.slug == "verification" else set()
        lists = {f"rows.{key}" for key in service.rows}
        assert asked - hidden | lists <= set(found.faults.by_path)


def test_what_is_not_asked_is_neither_kept_nor_a_fault() -> None:
    answers = WHO | ANSWERS["verification"] | {"site_aimag": "нигдэ", "site_sum": "x"}
    found = checked(answers=answers)
    assert "site_sum" not in found.values
    assert found.faults.by_path == {}


def test_what_is_asked_depends_on_other_answers() -> None:
    found = checked(answers=WHO | ANSWERS["verification"] | {"place": "site"})
    assert found.faults.by_path == {
        "site_aimag": ["Choose: “Aimag of the instruments”."],
        "site_sum": ["Fill in “Sum or district”."],
        "site_address": ["Fill in “Address”."],
    }


def test_a_citizen_is_not_asked_about_a_company() -> None:
    who = {"applicant": AS_CITIZEN}
    answers = WHO | ANSWERS["verification"] | who
    answers |= {"activity": "", "is_director": ""}
    assert checked(answers=answers).faults.by_path == {}
    service = service_at("product-certification")
    assert service is not None
    assert not service.documents["registration"].shown({"applicant": AS_CITIZEN})


def test_who_is_not_the_director_brings_a_power_of_attorney() -> None:
    answers = WHO | ANSWERS["verification"] | {"is_director": "no"}
    assert checked(answers=answers, file_keys=()).faults.by_path == {
        "files.power_of_attorney": ["Add the document “Power of attorney”."]
    }
    assert checked(answers=answers, file_keys={"power_of_attorney"}).is_complete


def test_the_register_number_is_sealed_and_doubts_go_to_the_officer() -> None:
    typed = "yb85990112"  # Latin look-alikes; the month does not exist
    found = checked(answers=WHO | ANSWERS["verification"] | {
        "representative_register": typed
    })  # fmt: skip
    kept = found.values["representative_register"]
    assert kept.startswith(MARK)
    assert unseal(kept) == "УВ85990112"
    assert [(w.path, w.code) for w in found.faults.warnings] == [
        ("representative_register", "citizen_register_date")
    ]


def test_a_wrong_register_number_says_how_to_write_it() -> None:
    found = checked(answers=WHO | ANSWERS["verification"] | {
        "representative_register": "8501"
    })  # fmt: skip
    assert found.faults.by_path == {
        "representative_register": [
            "A register number has 2 letters and 8 digits, like УБ12345678. Check it."
        ]
    }


def test_sentences_are_in_the_language_of_the_page() -> None:
    with translation.override("mn"):
        assert checked(
            answers=WHO | ANSWERS["verification"] | {"phone": "123"}
        ).faults.by_path == {
            "phone": ["Утасны дугаар 8 оронтой байдаг, жишээ нь 99112233. Шалгана уу."]
        }


def test_a_step_has_only_its_own_faults() -> None:
    service = VERIFICATION
    assert service is not None
    found = check_step(service, "where", answers={}, rows={}, today=TODAY)
    assert found.faults.by_path == {"place": ["Choose: “Where the work is done”."]}
    found = check_step(
        service,
        "what",
        answers=ANSWERS["verification"],
        rows={"instruments": [{"kind": "02.001", "maker": "CAS"}]},
        today=TODAY,
    )
    assert set(found.faults.by_path) == {
        f"rows.instruments.1.{key}" for key in ("model", "serial", "range")
    }


def test_what_is_sealed_opens_with_the_key_and_with_the_old_one(settings: Any) -> None:
    sealed = seal(REGISTER)
    assert REGISTER not in sealed
    with override_settings(
        SECRET_KEY="another", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]
    ):
        assert unseal(sealed) == REGISTER
    with override_settings(SECRET_KEY="another"):
        assert reveal(sealed) == sealed
        with pytest.raises(ValueError, match="not sealed"):
            unseal(sealed)


class TestForm:
    """The form of a step."""

    def form(self, answers: dict[str, Any], data: str | None, step: str) -> StepForm:
        assert VERIFICATION is not None
        sent = None if data is None else QueryDict(data)
        return StepForm(VERIFICATION, VERIFICATION.step(step), answers, sent)

    def test_it_asks_what_the_step_asks(self) -> None:
        assert list(self.form({}, None, "where").fields) == [
            "place",
            "wished_from",
            "wished_to",
            "contract_no",
        ]
        assert "site_sum" in self.form({"place": "site"}, None, "where").fields

    def test_what_was_sent_decides_what_is_asked(self) -> None:
        form = self.form({}, "place=site&site_aimag=45", "where")
        assert not form.is_valid()
        assert form.errors == {
            "site_sum": ["Fill in “Sum or district”."],
            "site_address": ["Fill in “Address”."],
        }
        assert form.typed == {"place": "site", "site_aimag": "45"}

    def test_what_is_typed_wrong_is_kept(self) -> None:
        form = self.form({}, "place=laboratory&wished_from=тавдах", "where")
        assert form.errors == {
            "wished_from": ["Write the date as year-month-day, like 2026-11-24."]
        }
        assert form.typed["wished_from"] == "тавдах"

    def test_the_register_number_is_shown_masked_and_kept_when_the_mask_returns(
        self,
    ) -> None:
        sealed = seal(REGISTER)
        form = self.form({"representative_register": sealed}, None, "who")
        shown = form["representative_register"].initial
        assert shown == "УБ••••••12"
        again = self.form(
            {"representative_register": sealed},
            f"representative_register={shown}",
            "who",
        )
        assert again.typed["representative_register"] == sealed

    def test_a_new_register_number_is_sealed_at_once(self) -> None:
        form = self.form({}, f"representative_register={REGISTER}", "who")
        typed = form.typed["representative_register"]
        assert isinstance(typed, str)
        assert (typed.startswith(MARK), reveal(typed)) == (True, REGISTER)

    def test_ticks_that_are_all_taken_away_are_gone(self) -> None:
        service = service_at("metrology-capability")
        assert service is not None
        form = StepForm(
            service, service.step("what"), {"activities": ["make"]}, QueryDict("")
        )
        assert form.typed == {"activities": [], "groups": []}

    def test_every_form_of_every_service_is_drawn(self) -> None:
        for service in all_services():
            for step in service.steps:
                form = StepForm(service, step, WHO | ANSWERS[service.slug])
                assert bool(form.as_p()) == bool(form.fields)


def test_answers_in_words() -> None:
    found = checked()
    assert VERIFICATION is not None
    words = {
        field.key: text
        for _step, said in shown_answers(VERIFICATION, found.values)
        for field, text in said
    }
    assert words["work"] == "Verification"
    assert words["aimag"] == "Darkhan-Uul"
    assert words["is_director"] == "Yes"
    assert words["representative_register"] == "УБ••••••12"


def test_a_country_and_a_kind_in_words() -> None:
    found = checked("type-approval")
    assert TYPES is not None
    words = {
        field.key: text
        for _step, said in shown_answers(TYPES, found.values)
        for field, text in said
    }
    assert (words["country"], words["kind"]) == ("Mongolia", "02.001 Retail scale")
