"""What the worker counts, for Prometheus. All metrics stand here; `/metrics` serves them."""

from prometheus_client import Counter, Gauge, Histogram

MESSAGES_IN = Counter("wirestream_messages_in", "Messages taken from a channel", ["channel"])
RECORDS_OUT = Counter("wirestream_records_out", "Records confirmed by the brokers", ["channel"])
DEAD_LETTERS = Counter("wirestream_dead_letters", "Messages sent to the dead letters", ["channel", "cause"])
SLOT_RESTARTS = Counter("wirestream_slot_restarts", "NLP processes lost and replaced", ["reason"])
IN_FLIGHT = Gauge("wirestream_in_flight", "Messages taken and not yet acknowledged", ["stage"])
BATCH_SECONDS = Histogram(
    "wirestream_batch_seconds",
    "Seconds a batch spends in a slot",
    ["stage"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
)
STEP_SECONDS = Histogram(
    "wirestream_step_seconds",
    "Seconds a batch spends in a step: the parser, the NLP, or a step of the analysis",
    ["step"],
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
)
LAG_RECORDS = Gauge("wirestream_lag_records", "Messages in a partition that are not yet done", ["channel", "partition"])
LAG_SECONDS = Gauge(
    "wirestream_lag_seconds", "Age of the newest message done in a partition that has others waiting", ["channel", "partition"]
)
READY = Gauge("wirestream_ready", "Whether each check of /ready holds", ["check"])
COMMIT_AGE_SECONDS = Gauge("wirestream_commit_age_seconds", "Seconds since offsets were last committed")
STORIES = Counter("wirestream_stories", "Stories by what was done with them", ["format", "kind", "action", "why"])
EVENTS = Counter("wirestream_events", "Event mentions published", ["type"])
RETRACTED = Counter("wirestream_retracted", "Records taken back", ["channel"])
EMBARGOED = Gauge("wirestream_embargoed", "Stories that wait for their embargo to end")
STATE_RESTORE_SECONDS = Gauge("wirestream_state_restore_seconds", "What the latest restore of the state took")
STORIES_KNOWN = Gauge("wirestream_stories_known", "Stories in the state of the partitions of this worker")
