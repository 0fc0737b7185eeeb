"""Background tasks: load by id, send."""

from django_tasks import task


@task()
def send_sign_in_code(code_id: int) -> bool:
    """Mail a sign-in code; nothing is sent when it is over already."""
    from organisation.code_mail import deliver

    return deliver(code_id)
