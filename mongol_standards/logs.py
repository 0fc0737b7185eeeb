"""Logs: one JSON line an event, with a request id and no personal data."""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

# A row's values may have lines of their own, so it ends where the traceback goes on.
ROW = re.compile(
    r"\n(?:DETAIL|CONTEXT):.*?(?=\n\nThe above exception |\n\nDuring handling |\Z)",
    re.DOTALL,
)


def without_rows(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Cut what PostgreSQL tells of a row it refused: that is personal data."""
    for name in ("event", "exception"):
        if name in event:
            event[name] = ROW.sub("", str(event[name]))
    return event


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                without_rows,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "portal": {"level": "INFO"},
        "django": {"level": "WARNING", "handlers": [], "propagate": True},
        # Answers 4xx are ordinary life; their lines would only repeat paths.
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "ERROR"},
        # Whatever a scanner puts into the Host header.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
