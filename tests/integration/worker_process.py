"""A worker with what a test puts in: `python -m tests.integration.worker_process SETTINGS WORK CHANNELS_DEADLINE_S`."""

import json
import sys

from stream.settings import Settings
from stream.worker.service import run
from stream.worker.slots import Work

if __name__ == "__main__":
    settings, work = Settings(**json.loads(sys.argv[1])), Work(**json.loads(sys.argv[2]))
    sys.exit(run(settings, work, channels_deadline_s=float(sys.argv[3])))
