#!/bin/sh
exec java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlog4j2.level=WARN -cp "/opt/kafka/libs/*" \
  org.apache.kafka.tools.TopicCommand "$@"
