"""What the worker counts, for Prometheus. All metrics stand here; `/metrics` serves them."""

from prometheus_client import Counter, Gauge, Histogram

MESSAGES_IN = Counter("wirestream_messages_in", "Messages taken from a channel", ["channel"])
RECORDS_OUT = Counter("wirestream_records_out", "Records confirmed by the brokers", ["channel"])
DEAD_LETTERS = Counter("wirestream_dead_letters", "Messages sent to the dead letters", ["channel", "cause"])
SLOT_RESTARTS = Counter("wirestream_slot_restarts", "NLP processes lost and replaced", ["reason"])
IN_FLIGHT = Gauge("wirestream_in_flight", "Messages taken and not yet acknowledged", ["job"])
BATCH_SECONDS = Histogram(
    "wirestream_batch_seconds",
    "Seconds a batch spends in a slot",
    ["job"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
)
LAG_RECORDS = Gauge("wirestream_lag_records", "Messages in a partition that are not yet done", ["channel", "partition"])
LAG_SECONDS = Gauge(
    "wirestream_lag_seconds", "Age of the newest message done in a partition that has others waiting", ["channel", "partition"]
)
COMMIT_AGE_SECONDS = Gauge("wirestream_commit_age_seconds", "Seconds since offsets were last committed")
