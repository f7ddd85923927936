"""An embedded broker in this process that can be told to misbehave."""

import ctypes
import time

from stream.worker.embedded import PARTITIONS, _MockCluster, topics_of

_PRODUCE = 0
_BROKER = 1
# Kafka's numbers; clients try again on both.
NOT_ENOUGH_REPLICAS, STORAGE_ERROR = 19, 56
_ERRORS_AT_ONCE = 40


class FaultyBroker(_MockCluster):
    """A broker with one worker's channels; each fault lasts some seconds and is over when its method returns."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        lib, pointer, integer = self._lib, ctypes.c_void_p, ctypes.c_int
        lib.rd_kafka_mock_push_request_errors_array.argtypes = [pointer, ctypes.c_int16, ctypes.c_size_t, pointer]
        lib.rd_kafka_mock_clear_request_errors.argtypes = [pointer, ctypes.c_int16]
        for name in ("rd_kafka_mock_broker_set_down", "rd_kafka_mock_broker_set_up"):
            getattr(lib, name).argtypes = [pointer, ctypes.c_int32]
        lib.rd_kafka_mock_broker_set_rtt.argtypes = [pointer, ctypes.c_int32, integer]
        for topic in topics_of(prefix):
            self.create_topic(topic, PARTITIONS)

    def refuse_produces(self, error: int, seconds: float) -> None:
        """Answer every produce request with an error."""
        errors = (ctypes.c_int * _ERRORS_AT_ONCE)(*[error] * _ERRORS_AT_ONCE)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._lib.rd_kafka_mock_push_request_errors_array(self._cluster, _PRODUCE, len(errors), errors)
            time.sleep(0.5)
            self._lib.rd_kafka_mock_clear_request_errors(self._cluster, _PRODUCE)

    def be_slow(self, round_trip_ms: int, seconds: float) -> None:
        """Answer everything late, as the group's coordinator and the controller too."""
        self._lib.rd_kafka_mock_broker_set_rtt(self._cluster, _BROKER, round_trip_ms)
        time.sleep(seconds)
        self._lib.rd_kafka_mock_broker_set_rtt(self._cluster, _BROKER, 0)

    def be_down(self, seconds: float) -> None:
        """Take no connections, and drop those that are."""
        self._lib.rd_kafka_mock_broker_set_down(self._cluster, _BROKER)
        time.sleep(seconds)
        self._lib.rd_kafka_mock_broker_set_up(self._cluster, _BROKER)
