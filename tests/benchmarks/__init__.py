"""What the code costs, measured in one process with one thread."""

import os

# Before numpy is imported: for the small matrices of a story a second thread of the matrix library only waits for the first.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
