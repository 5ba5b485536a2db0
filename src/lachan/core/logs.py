"""One JSON line per event in the log: ids, codes, milliseconds.

Never names, phones, numbers, places or results.
"""

import json
import logging

STANDARD = set(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {"message", "asctime", "taskName"}
TOLD = {
    "code",
    "blame",
    "ms",
    "status",
    "method",
    "route",
    "event",
    "job",
    "ref",
    "actor",
    "count",
    "action",
    "worker",
}


class JsonLine(logging.Formatter):
    """Only fields named in ``TOLD`` are written: what is not known to be harmless stays out."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key in TOLD and key not in STANDARD}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
