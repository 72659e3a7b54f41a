"""From queued notices to messages sent and settled: the dispatcher, its throttle and its tally."""
