"""From a reading to days, with the sentence that says why."""
