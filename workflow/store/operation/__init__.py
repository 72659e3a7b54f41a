"""What the running of an installation leaves behind: runs, shards, alarms, accounts."""
