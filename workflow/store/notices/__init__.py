"""The outbox: who is told what, queued, claimed, settled and accounted for."""
