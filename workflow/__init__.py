"""The domain: deadlines, working days, agencies, lifecycle. Pure; `workflow.store` is its only door to a database."""
