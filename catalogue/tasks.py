"""Background tasks: load by id, call an action."""

from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult


@task()
def carry_out_run(run_id: int) -> None:
    """Preview, import or rebuild, as far as the run has come."""
    from catalogue.actions import imports

    imports.carry_out(run_id=run_id)


def is_waiting(run_id: int) -> bool:
    """Whether a task for the run is queued and not begun."""
    return _has_task(run_id, TaskResultStatus.READY)


def is_at_work(run_id: int) -> bool:
    """Whether a worker has begun a task for the run, as far as is known."""
    return _has_task(run_id, TaskResultStatus.RUNNING)


def _has_task(run_id: int, status: TaskResultStatus) -> bool:
    return DBTaskResult.objects.filter(
        task_path=carry_out_run.module_path,
        status=status,
        args_kwargs__args=[run_id],
    ).exists()
