"""A worker with the functions that a test puts in: `python -m tests.integration.worker_process SETTINGS PARSE ENRICH`."""

import json
import sys

from stream.settings import Settings
from stream.worker.service import run
from stream.worker.slots import Work

if __name__ == "__main__":
    sys.exit(run(Settings(**json.loads(sys.argv[1])), Work(parse=sys.argv[2], enrich=sys.argv[3])))
