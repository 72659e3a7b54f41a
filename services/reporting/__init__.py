"""Report cards, their trend and the one-page bulletin, within what somebody may export."""
