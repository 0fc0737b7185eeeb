"""Background tasks: load by id, call what does it."""

from django_tasks import task


@task()
def send_invitation(invitation_id: int) -> bool:
    """Mail an invitation; harmless when it is over."""
    from eservices.invitation_mail import deliver

    return deliver(invitation_id)


@task()
def tell_of_clearing(draft_id: int) -> bool:
    """Mail that a draft is going to be cleared; harmless when repeated."""
    from eservices.draft_mail import deliver

    return deliver(draft_id)


@task()
def check_payment_link(link_id: int) -> int:
    """Ask the provider what was paid for an invoice; harmless when repeated."""
    from eservices.actions.payment_links import check_link
    from eservices.payments.base import ProviderDown

    try:
        return len(check_link(link_id=link_id))
    except ProviderDown:
        # The worker asks again after a while.
        return 0
