"""From a Story to what it says: entities, times, quotes, topics, events. Pure functions, no I/O."""
