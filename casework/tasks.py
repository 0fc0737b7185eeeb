"""Background tasks: load by id, call an action."""

from django_tasks import task


@task()
def send_notice(notice_id: int) -> bool:
    """Send one notice of the outbox; harmless when it was sent already."""
    from casework.outbox import deliver

    return deliver(notice_id)
