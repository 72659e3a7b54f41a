"""Channels: what each sends, how an answer is understood, and when a failing one rests."""
