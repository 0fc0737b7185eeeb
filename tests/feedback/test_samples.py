"""Samples to try the portal with: in every state, marked, and told to nobody."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from casework.models import Case, Notice
from casework.workflow import workflow_of
from feedback.workflow import PETITION
from organisation.models import Membership, Role, User

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture
def seeded(settings, tmp_path):
    settings.DEMO_MODE = True
    settings.VAR_DIR = tmp_path
    call_command("seed_demo")


def test_there_are_samples_in_every_state(seeded):
    petitions = Case.objects.filter(workflow="petition")
    states = set(petitions.values_list("state", flat=True))
    assert states == set(PETITION.states)
    assert Case.objects.count() >= 36
    assert not Case.objects.filter(is_sample=False).exists()


def test_there_is_one_person_of_each_role(seeded):
    roles = Membership.objects.filter(user__username__startswith="demo-")
    assert {membership.role for membership in roles} == set(Role.values)


def test_a_second_run_adds_nothing(seeded):
    before = Case.objects.count(), User.objects.count()
    call_command("seed_demo")
    assert (Case.objects.count(), User.objects.count()) == before


def test_nobody_is_written_to_about_a_sample(seeded):
    assert set(Notice.objects.values_list("state", flat=True)) == {"cancelled"}
    assert mail.outbox == []


def test_the_chains_of_samples_are_whole(seeded):
    call_command("verify_chains")
    for case in Case.objects.filter(workflow="petition"):
        assert workflow_of(case) is PETITION


def test_never_in_production(settings):
    settings.DEMO_MODE = False
    with pytest.raises(CommandError, match="demo mode"):
        call_command("seed_demo")
    assert not Case.objects.exists()
